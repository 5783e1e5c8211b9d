"""A critique as HTML. Every text of the candidate, a document or a model is escaped here."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from chatbot.types import CRITERIA, SURE, Critique, Edit, JudgedPoint, Value
from chatbot.web.formulas import with_formulas

EMPTY = (
    '<p class="hint">Your critique appears here: what was right, what was missing, what was wrong, '
    "and a better version.</p>"
)
_HEADLINES = (
    (8.5, "Strong answer"),
    (6.5, "Good answer, with gaps"),
    (4.5, "Half of the way"),
    (2.5, "A start"),
    (0.0, "Not yet"),
)
_WORDS = {"covered": "Made", "partial": "In part", "missing": "Missing", "contradicted": "Wrong"}
_ORDER = ("contradicted", "missing", "partial", "covered")
_RADIUS = 34


class Attempt(Value):
    """What is kept of an attempt, so that the next one can be held against it."""

    judged_as: str
    score: float
    verdicts: dict[str, str]


def attempt(critique: Critique) -> Attempt | None:
    """Return what to remember of a critique; None where nothing was scored."""
    if critique.score is None:
        return None
    verdicts = {point.text: point.verdict for point in critique.points}
    return Attempt(judged_as=critique.judged_as, score=critique.score, verdicts=dict(verdicts))


def critique_html(critique: Critique, before: Attempt | None) -> str:
    """Return the panel; ``before`` is the last attempt at the same question."""
    if critique.score is None:
        return (
            f'<section class="critique"><h2>Not scored</h2><p>{_text(critique.reason)}</p>'
            f"{_delivery(critique)}</section>"
        )
    parts = [
        _summary(critique, before),
        _progress(critique, before),
        _criteria(critique),
        _answer(critique),
        _false_claims(critique),
        _points(critique.points),
        _improved(critique.edits),
        _delivery(critique),
    ]
    return f'<section class="critique">{"".join(parts)}</section>'


def _summary(critique: Critique, before: Attempt | None) -> str:
    score = critique.score or 0.0
    around = 2 * math.pi * _RADIUS
    headline = next(text for least, text in _HEADLINES if score >= least)
    if critique.false_claims and score >= 4.5:
        headline = (
            f"{headline}, one error to mend" if len(critique.false_claims) == 1 else f"{headline}, errors to mend"
        )
    change = ""
    if before and before.judged_as == critique.judged_as:
        difference = score - before.score
        change = (
            f'<span class="change {"up" if difference > 0 else "down" if difference < 0 else ""}">'
            f"{difference:+.1f}</span>"
        )
    ring = (
        f'<div class="ring" role="img" aria-label="Score {score:.1f} of 10">'
        '<svg viewBox="0 0 80 80" aria-hidden="true">'
        f'<circle cx="40" cy="40" r="{_RADIUS}" class="rail"/><circle cx="40" cy="40" r="{_RADIUS}" class="arc" '
        f'stroke-dasharray="{around * score / 10:.1f} {around:.1f}"/></svg>'
        f"<div><b>{score:.1f}</b><small>/ 10</small></div></div>"
    )
    judged = ""
    if critique.judged_as and critique.judged_as != critique.question:
        judged = f'<p class="judged-as">Judged by the key points of: {_text(critique.judged_as)}</p>'
    return (
        f'<div class="summary">{ring}<div><h2>{headline}{change}</h2>'
        f'<p class="feedback">{_text(critique.feedback)}</p>{judged}</div></div>'
    )


def _progress(critique: Critique, before: Attempt | None) -> str:
    """Say which points were gained and lost since the last attempt."""
    if before is None or before.judged_as != critique.judged_as:
        return ""
    worth = {"contradicted": 0, "missing": 1, "partial": 2, "covered": 3}
    now = {point.text: point.verdict for point in critique.points}
    gained = [text for text, verdict in now.items() if worth[verdict] > worth[before.verdicts.get(text, verdict)]]
    lost = [text for text, verdict in now.items() if worth[verdict] < worth[before.verdicts.get(text, verdict)]]
    if not gained and not lost:
        return '<p class="progress">Against your last attempt: the same points.</p>'
    lists = "".join(
        f'<li class="{kind}"><b>{name}</b> {_text(text)}</li>'
        for kind, name, texts in (("gained", "Gained", gained), ("lost", "Lost", lost))
        for text in texts
    )
    return f'<div class="progress"><p>Against your last attempt</p><ul>{lists}</ul></div>'


def _criteria(critique: Critique) -> str:
    rows = "".join(
        f'<li><span class="name">{name.capitalize()}</span><span class="bar" aria-hidden="true">'
        f'<i style="width:{critique.criteria[name].mark * 20}%"></i></span>'
        f'<span class="mark">{critique.criteria[name].mark}/5</span>'
        f'<span class="anchor">{_text(critique.criteria[name].anchor)}</span></li>'
        for name in CRITERIA
        if name in critique.criteria
    )
    return f'<ul class="criteria">{rows}</ul>'


def _answer(critique: Critique) -> str:
    """Return the candidate's words, each judged claim coloured, with what it was held against on hover or tap."""
    found: dict[tuple[int, int], list[tuple[str, str, str]]] = {}
    for point in critique.points:
        if point.answer_quote:
            doubt = "" if point.sure >= SURE else " (not certain, compare)"
            _put(found, critique.answer, point.answer_quote, (point.verdict, point.text + doubt, point.passage_quote))
    for claim in critique.false_claims:
        _put(found, critique.answer, claim.answer_quote, ("contradicted", claim.correction, claim.passage_quote))
    parts: list[str] = []
    position = 0
    for (start, end), notes in sorted(found.items()):
        if start < position:
            continue
        verdict = next(name for name in _ORDER if any(note[0] == name for note in notes))
        unique = dict.fromkeys(note for note in notes if note[0] == verdict or verdict != "contradicted")
        tip = "".join(f"<b>{_WORDS[kind]}:</b> {_text(text)}<q>{_text(quote)}</q>" for kind, text, quote in unique)
        parts.append(_text(critique.answer[position:start]))
        parts.append(
            f'<span class="claim {verdict}" tabindex="0">{_text(critique.answer[start:end])}'
            f'<span class="tip" role="note">{tip}</span></span>'
        )
        position = end
    parts.append(_text(critique.answer[position:]))
    legend = "".join(
        f'<span class="key {name}">{word}</span>'
        for name, word in (("covered", "right"), ("partial", "in part"), ("contradicted", "wrong"))
    )
    return (
        f'<div class="card"><h3>Your answer <small class="legend">{legend}</small></h3>'
        f'<p class="said">{"".join(parts)}</p></div>'
    )


def _put(
    found: dict[tuple[int, int], list[tuple[str, str, str]]], answer: str, quote: str, note: tuple[str, str, str]
) -> None:
    start = answer.find(quote)
    if start >= 0:
        found.setdefault((start, start + len(quote)), []).append(note)


def _false_claims(critique: Critique) -> str:
    if not critique.false_claims:
        return ""
    items = "".join(
        f"<li><p>You said: “{_text(claim.answer_quote)}”</p><p><b>{_text(claim.correction)}</b></p>"
        f"<details><summary>The passage</summary><q>{with_formulas(claim.passage_quote)}</q></details></li>"
        for claim in critique.false_claims
    )
    return f'<div class="card wrong"><h3>To put right</h3><ul>{items}</ul></div>'


def _points(points: Sequence[JudgedPoint]) -> str:
    items = "".join(
        f'<li class="{point.verdict}{"" if point.sure >= SURE else " unsure"}"><span class="verdict">'
        f"{_WORDS[point.verdict]}{'' if point.sure >= SURE else '?'}</span><div>{_text(point.text)}"
        f"<details><summary>The passage</summary><q>{with_formulas(point.passage_quote)}</q></details></div></li>"
        for verdict in _ORDER
        for point in points
        if point.verdict == verdict
    )
    return f'<div class="card points"><h3>Key points</h3><ul>{items}</ul></div>'


def _improved(edits: Sequence[Edit]) -> str:
    tags = {"kept": "span", "added": "ins", "removed": "del"}
    said = " ".join(f"<{tags[edit.kind]}>{_text(edit.text)}</{tags[edit.kind]}>" for edit in edits)
    return (
        '<div class="card improved"><h3>A better version <small>your words kept, additions underlined</small></h3>'
        f'<p class="said">{said}</p></div>'
    )


def _delivery(critique: Critique) -> str:
    sound = critique.delivery
    if sound is None:
        return ""
    facts = [
        f"{sound.words} words, about {sound.seconds:.0f} seconds aloud",
        f"{sound.sentence_words:.0f} words a sentence",
    ]
    facts += [f"“{word}” {count}×" for word, count in (*sound.fillers.items(), *sound.hedges.items())]
    items = "".join(f"<li>{_text(fact)}</li>" for fact in facts)
    notes = "".join(f"<p>{_text(note)}</p>" for note in sound.notes)
    return f'<div class="card delivery"><h3>How it sounds</h3><ul>{items}</ul>{notes}</div>'


def _text(text: str) -> str:
    return html.escape(text)
