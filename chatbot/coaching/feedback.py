"""The prose of a critique: feedback, the improved answer, the next question. It says only what the findings hold.

Templates carry the findings; what a language model may do is say a correction or a missing point aloud, and its
wording is used only where the verifier finds that it lost and changed nothing (``wordings`` maps source to wording).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from chatbot.coaching.claims import claims
from chatbot.coaching.speech import Casing, contracted, joined
from chatbot.documents.cleaning import one_line
from chatbot.types import SURE, Edit, FalseClaim, JudgedPoint
from chatbot.words import words

Wordings = Mapping[str, str]
QUOTED_WORDS = 14
_FILLERS = r"(?:um+|uh+|er|erm|hm+|you know|i mean|basically|sort of|kind of)"
# Between commas a filler leaves none; before one, or as a sound of its own, it leaves nothing either.
_FILLER = re.compile(rf",\s*{_FILLERS}\s*,|\b{_FILLERS},\s*|\b(?:um+|uh+)\b,?\s*", re.I)
_ADD = ("I'd add that", "I'd also mention that", "And it matters that")
_SMALL = Casing(frozenset(), frozenset())


def to_say(points: Sequence[JudgedPoint], false_claims: Sequence[FalseClaim]) -> tuple[str, ...]:
    """Return the sentences that a language model may say aloud: corrections, then points to add; each once."""
    wrong = [claim.correction for claim in false_claims]
    lacking = [point.text for point in points if point.verdict in ("missing", "partial", "contradicted")]
    return tuple(dict.fromkeys([*wrong, *lacking]))


def feedback(points: Sequence[JudgedPoint], false_claims: Sequence[FalseClaim], said: Wordings) -> str:
    """Return two to five sentences: the count, the strongest point, the worst error, the most valuable gap."""
    covered = [point for point in points if point.verdict == "covered"]
    partial = [point for point in points if point.verdict == "partial"]
    lines = [_count(len(covered), len(partial), len(points))]
    doubtful = sum(point.sure < SURE for point in covered)
    if doubtful:
        lines.append(f"I am not certain of {doubtful} of them: compare with the passage.")
    best = max(covered, key=lambda point: point.sure, default=None)
    if best and best.answer_quote and best.sure >= SURE:
        lines.append(f"Strongest was: “{short(best.answer_quote)}”.")
    for claim in false_claims[:1]:
        others = f" ({len(false_claims) - 1} more below.)" if len(false_claims) > 1 else ""
        lines.append(f"“{short(claim.answer_quote)}” is not right: {_said(claim.correction, said)}{others}")
    corrected = {claim.correction for claim in false_claims}
    gap = next((p for p in points if p.verdict == "missing" and p.text not in corrected), None)
    gap = gap or next((p for p in points if p.verdict == "partial" and p.text not in corrected), None)
    if gap:
        lead = "What would help most next time:" if gap.verdict == "missing" else "Say this one whole next time:"
        lines.append(f"{lead} {_said(gap.text, said)}")
    elif not false_claims:
        lines.append("Nothing of the key points is missing; say it once more, shorter.")
    return " ".join(lines)


def improved(
    answer: str, points: Sequence[JudgedPoint], false_claims: Sequence[FalseClaim], said: Wordings
) -> tuple[Edit, ...]:
    """Keep the candidate's sentences, put corrections in the place of false ones, add what was missing."""
    edits: list[Edit] = []
    told: set[str] = set()
    spans = [(answer.find(claim.answer_quote), claim) for claim in false_claims]
    for start, end, sentence in _finally_said(answer):
        wrong = [claim for at, claim in spans if at < end and start < at + len(claim.answer_quote)]
        if not wrong:
            kept = one_line(_FILLER.sub(" ", sentence)).strip(" ,")
            if words(kept):
                edits.append(Edit(kind="kept", text=kept[:1].upper() + kept[1:]))
            continue
        edits.append(Edit(kind="removed", text=one_line(sentence)))
        for claim in wrong:
            if claim.correction not in told:
                told.add(claim.correction)
                edits.append(Edit(kind="added", text=_said(claim.correction, said)))
    lacking = [p.text for p in points if p.verdict in ("missing", "partial", "contradicted") and p.text not in told]
    for number, text in enumerate(lacking):
        opening = _ADD[number % len(_ADD)] if number % 2 == 0 and edits else ""
        edits.append(Edit(kind="added", text=joined(opening, _said(text, said), _SMALL)))
    return tuple(edits)


def _finally_said(answer: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of each sentence, as it was finally said: what was taken back is left out."""
    cut = claims(answer)
    begin, text = 0, ""
    for number, claim in enumerate(cut):
        following = cut[number + 1].start if number + 1 < len(cut) else len(answer)
        raw, gap = answer[claim.start : claim.end], answer[claim.end : following]
        begin = begin if text else claim.start
        text += (raw if words(raw) == words(claim.said) else claim.said) + gap
        if raw.rstrip().endswith((".", "!", "?")) or "\n" in gap or number + 1 == len(cut):
            yield begin, claim.end, text
            text = ""


def as_text(edits: Sequence[Edit]) -> str:
    """Return the improved answer as it would be said."""
    return " ".join(edit.text for edit in edits if edit.kind != "removed")


def follow_up(points: Sequence[JudgedPoint], questions: Sequence[str], title: str) -> str:
    """Return the question that probes the weakest point: contradicted first, then missing, then partial."""
    for verdict in ("contradicted", "missing", "partial"):
        for point in points:
            if point.verdict == verdict:
                return _probing(point, questions, title)
    return questions[-1] if questions else ""


def short(quote: str) -> str:
    """Return a quote of bearable length, cut at a word and marked as cut."""
    found = one_line(quote).rstrip(".,;: ").split()
    return " ".join(found) if len(found) <= QUOTED_WORDS else " ".join(found[:QUOTED_WORDS]) + " …"


def _count(covered: int, partial: int, total: int) -> str:
    half = f", {partial} more in part" if partial else ""
    if covered == total:
        return f"You made all {total} key points." if total > 1 else "You made the key point."
    if covered or partial:
        return f"You made {covered} of {total} key points{half}."
    return "None of the key points came through yet."


def _probing(point: JudgedPoint, questions: Sequence[str], title: str) -> str:
    stems = set(words(point.text))
    best = max(questions, key=lambda question: len(stems & set(words(question))), default="")
    if best and len(stems & set(words(best))) >= 1:
        return best
    return f"You have not said everything on “{title}”. What else matters there?"


def _said(source: str, wordings: Wordings) -> str:
    return wordings.get(source) or contracted(source)
