"""The critic: what was right, missing and wrong in an answer, how it sounded, a score, and a better version.

    rubric  ->  evidence  ->  verdicts, false claims  ->  score, criteria  ->  prose

Everything but the wording of a few sentences is decided without a language model, so the same answer always gets the
same findings. A verdict is kept only with the candidate's verbatim words and the passage's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from chatbot.coaching import feedback as prose
from chatbot.coaching.answering import MAX_TOKENS
from chatbot.coaching.calibration import calibration
from chatbot.coaching.delivery import delivery
from chatbot.coaching.drafting import Embed
from chatbot.coaching.effort import no_answer, without_orders
from chatbot.coaching.evidence import gather, likeness
from chatbot.coaching.key_points import Rubric, RubricWriter, Source
from chatbot.coaching.scoring import criteria, score
from chatbot.coaching.speech import speakable
from chatbot.coaching.verdicts import Found, accused, judge_points, unanswered
from chatbot.generation.prompts import render
from chatbot.protocols import Generator, Judge, PassageStore, Stop, Verifier, never
from chatbot.types import Critique, FalseClaim, JudgedPoint, Question, Retrieval

NOT_COVERED = (
    "Not scored: no document here answers this question, so there is nothing to judge the answer against. "
    "Add a document on it, or choose a question of the bank."
)
NOTHING_TO_HOLD = "Not scored: the documents on this hold no sentence that an answer could be held against."
ADDRESSED = "A sentence addressed to the program that grades was left out."
SAID_AT_MOST = 4


class Critic:
    """Judges answers; holds only what all visitors may share."""

    def __init__(
        self,
        store: PassageStore,
        embed: Embed,
        judge: Judge,
        generator: Callable[[], Generator],
        verifier: Verifier,
        questions: Sequence[Question],
    ) -> None:
        self._store, self._embed, self._judge = store, embed, judge
        self._generator, self._verifier = generator, verifier
        self._writer = RubricWriter(store, embed, questions)

    def critique(self, question: str, answer: str, search: Callable[[str], Retrieval]) -> Critique:
        """Return the findings, with prose from templates (``complete`` is false: ``said_aloud`` may word it better)."""
        rubric = self._writer.rubric(question, search)
        sound = delivery(question, answer)
        blank = Critique(question=question, answer=answer, score=None, delivery=sound)
        if rubric is None or not rubric.points:
            return blank.model_copy(update={"reason": NOTHING_TO_HOLD if rubric else NOT_COVERED})
        judged = without_orders(answer)
        if judged != answer:
            sound = sound.model_copy(update={"notes": (*sound.notes, ADDRESSED)})
        reason = no_answer(question, judged) or no_answer(rubric.question, judged)
        found, about = unanswered(len(rubric.points)), 0.0
        if not reason:
            evidence = gather(rubric, judged, self._embed, self._judge)
            found, about = judge_points(evidence, calibration()), likeness(evidence)
        points = tuple(self._point(answer, rubric, number, one) for number, one in enumerate(found))
        false_claims = tuple(_false_claim(points[number]) for number in accused(found) if points[number].answer_quote)
        critique = blank.model_copy(
            update={
                "score": score(found, about, calibration()),
                "reason": reason,
                "judged_as": rubric.title,
                "criteria": criteria(answer, found, len(false_claims), sound),
                "points": points,
                "false_claims": false_claims,
                "delivery": sound,
                "follow_up": prose.follow_up(points, rubric.follow_ups, rubric.title),
                "complete": False,
            }
        )
        return _with_prose(critique, {})

    def said_aloud(self, critique: Critique, stop: Stop = never) -> Iterator[Critique]:
        """Yield the critique again and again as the language model words its sentences; the last one is complete.

        A wording that does not pass the verifier is not used.
        """
        sources = [text for text in prose.to_say(critique.points, critique.false_claims) if speakable(text) == text]
        sources = sources[:SAID_AT_MOST]
        said: dict[str, str] = {}
        if sources and critique.score is not None and not stop():
            conversations = [render("say", sentence=text) for text in sources]
            for position, reply in self._generator().generate(conversations, MAX_TOKENS, stop):
                line = reply.strip().strip('"').split("\n")[0]
                if speakable(line) == line and self._verifier.supports(sources[position], line):
                    said[sources[position]] = line
                    yield _with_prose(critique, said)
        yield (_with_prose(critique, said) if said else critique).model_copy(update={"complete": True})

    def _point(self, answer: str, rubric: Rubric, number: int, found: Found) -> JudgedPoint:
        point = rubric.points[number]
        quote = answer[found.claim.start : found.claim.end].strip() if found.claim else ""
        evident = bool(quote) and self._verbatim(answer, quote, point.source)
        return JudgedPoint(
            text=point.text,
            verdict=found.verdict if evident else "missing",
            sure=round(found.likely["missing" if not evident else found.verdict], 3),
            answer_quote=quote if evident else None,
            passage_id=point.source.passage_id,
            passage_quote=point.source.quote,
        )

    def _verbatim(self, answer: str, quote: str, source: Source) -> bool:
        """Evidence or nothing: both quotes must stand where they are said to stand."""
        passages = [p for p in self._store.passages_of(source.document) if p.id == source.passage_id]
        return quote in answer and any(source.quote in passage.text for passage in passages)


def _false_claim(point: JudgedPoint) -> FalseClaim:
    return FalseClaim(
        answer_quote=point.answer_quote or "",
        correction=point.text,
        passage_id=point.passage_id,
        passage_quote=point.passage_quote,
    )


def _with_prose(critique: Critique, said: prose.Wordings) -> Critique:
    edits = prose.improved(critique.answer, critique.points, critique.false_claims, said)
    told = critique.reason or prose.feedback(critique.points, critique.false_claims, said)
    return critique.model_copy(update={"feedback": told, "edits": edits, "improved_answer": prose.as_text(edits)})
