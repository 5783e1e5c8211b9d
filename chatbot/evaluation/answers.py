"""Graded answers: what candidates might say to a question, with the verdicts and the score that two readers gave.

``cases/critique.jsonl`` holds answers to questions of the bank and, for subjects outside machine learning, to the
question files in ``notes/``. Those on development topics fit thresholds and coefficients; figures are quoted from the
others, which neither the verifier nor any threshold has seen (``split.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Literal

from chatbot.evaluation.split import Part, part_of
from chatbot.types import PointVerdict, Question, Value


class GradedPoint(Value):
    """What the readers found on one key point, and the words that show it."""

    verdict: PointVerdict
    quote: str | None = None


class GradedAnswer(Value):
    """One answer to the question of an entry. ``scores`` are the readers' (0 to 10), ``false_claims`` verbatim."""

    question: str
    kind: str
    answer: str
    points: tuple[GradedPoint, ...]
    false_claims: tuple[str, ...] = ()
    scores: tuple[float, ...]

    @property
    def score(self) -> float:
        """The mean of the readers' scores."""
        return sum(self.scores) / len(self.scores)


class Abuse(Value):
    """Something that is no answer, to the question of an entry; it must not score more than 2."""

    question: str
    kind: Literal["gibberish", "echo", "stuffing", "gives up", "other question", "orders", "empty talk"]
    answer: str


OUTSIDE = "outside"


def notes_folder() -> Path:
    """Return the folder of the question files outside machine learning."""
    return Path(str(resources.files("chatbot.evaluation").joinpath("notes")))


def read_answers(questions: Sequence[Question], part: Part) -> tuple[GradedAnswer, ...]:
    """Return the answers to those of ``questions`` that belong to ``part``; notes belong to "test"."""
    topics = {question.id: question.topic for question in questions}
    text = resources.files("chatbot.evaluation").joinpath("cases", "critique.jsonl").read_text(encoding="utf-8")
    answers = (GradedAnswer.model_validate_json(line) for line in text.splitlines() if line.strip())
    return tuple(a for a in answers if a.question in topics and _part(topics[a.question]) == part)


def read_abuse() -> tuple[Abuse, ...]:
    """Return what is no answer, to questions of the test topics."""
    text = resources.files("chatbot.evaluation").joinpath("cases", "abuse.jsonl").read_text(encoding="utf-8")
    return tuple(Abuse.model_validate_json(line) for line in text.splitlines() if line.strip())


def _part(topic: str) -> Part:
    return "test" if topic == OUTSIDE else part_of(topic)
