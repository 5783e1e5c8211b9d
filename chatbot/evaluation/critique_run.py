"""Run the critic over the graded answers: the bank's, and the notes outside machine learning in an index of their
own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from chatbot.coach import Coach
from chatbot.evaluation.answers import GradedAnswer, notes_folder, read_abuse, read_answers
from chatbot.evaluation.critique import (
    CritiqueReport,
    cosine_grades,
    critiques,
    length_grades,
    model_grades,
    report,
    unverifiable,
)
from chatbot.evaluation.split import Part
from chatbot.generation.models import local_weights
from chatbot.generation.transformers_generator import TransformersGenerator
from chatbot.protocols import Progress
from chatbot.types import Critique


def evaluate(coach: Coach, part: Part, *, with_model: bool, say: Progress) -> CritiqueReport:
    """Measure the critic on one part of the graded answers."""
    with noted(coach, say) as notes:
        questions = {q.id: q for one in (coach, notes) for q in one.corpus.questions}
        texts = {p.id: p.text for one in (coach, notes) for p in one.retriever.passages}
        outside = frozenset(q.id for q in notes.corpus.questions)

        def judge(answer: GradedAnswer) -> Critique:
            return judged_by(notes if answer.question in outside else coach, answer.question, answer.answer)

        answers = read_answers(list(questions.values()), part)
        judge(answers[0])  # loads the verifier, which is not to be timed
        say(f"Judging {len(answers)} answers")
        judged = critiques(answers, judge)
        abuse = [(one, judged_by(coach, one.question, one.answer).score or 0.0) for one in read_abuse()]
        peers = {"cosine": cosine_grades(judged, questions, coach.embedder), "length": length_grades(judged)}
        if with_model:
            say("Asking the bare language model for grades")
            settings = coach.settings
            bare = local_weights(settings.model, settings.cache, say, adapter=None) or settings.model
            generator = TransformersGenerator(str(bare), settings.cache, settings.threads, say)
            peers["bare model"] = model_grades(judged, questions, generator)
        return report(part, judged, outside, peers, abuse, unverifiable(judged, lambda name: texts.get(name, "")))


def judged_by(coach: Coach, slug: str, answer: str) -> Critique:
    """Return the findings on an answer to the entry ``slug``, without the prose of a language model."""
    question = next(q.question for q in coach.corpus.questions if q.id == slug)
    return next(iter(coach.critique_stream(question, answer)))


@contextmanager
def noted(coach: Coach, say: Progress) -> Iterator[Coach]:
    """Open the notes outside machine learning with the models of ``coach``, in an index that is thrown away."""
    with tempfile.TemporaryDirectory() as index:
        yield Coach.open(corpus=[notes_folder()], index=index, embedder=coach.embedder, judge=coach.judge, progress=say)
