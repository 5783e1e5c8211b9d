"""Measure the critic on graded answers, beside what is easy: cosine, length, and the language model asked for a
grade.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from chatbot.coaching.verdicts import VERDICTS
from chatbot.evaluation.answers import Abuse, GradedAnswer
from chatbot.evaluation.metrics import mean, pearson, spearman
from chatbot.evaluation.runner import commit
from chatbot.generation.prompts import render
from chatbot.protocols import Embedder, Generator
from chatbot.types import Critique, Question, Value

ABUSE_LIMIT = 2.0


class Agreement(Value):
    """How a score agrees with the readers'."""

    spearman: float
    pearson: float


class VerdictFigures(Value):
    """Precision, recall and F1 of one verdict, and how often the readers gave it."""

    precision: float
    recall: float
    f1: float
    count: int


class CritiqueReport(Value):
    """All figures of a run. ``told`` counts covered and partial together (a point is told, at least in part)."""

    commit: str
    date: str
    part: str
    questions: int
    answers: int
    scores: dict[str, Agreement]
    outside: dict[str, Agreement]
    verdicts: dict[str, VerdictFigures]
    accused_right: float
    swapped_found: float
    false_claims: VerdictFigures
    fluent_wrong_above_incomplete: float
    abuse: dict[str, float]
    abuse_over_limit: int
    unverifiable_quotes: int
    seconds_mean: float
    seconds_worst: float


class Judged(Value):
    """A graded answer with the critique that it got."""

    answer: GradedAnswer
    critique: Critique
    seconds: float


def critiques(answers: Sequence[GradedAnswer], judge: Callable[[GradedAnswer], Critique]) -> tuple[Judged, ...]:
    """Judge every answer, with the time that each took."""
    judged = []
    for answer in answers:
        start = time.perf_counter()
        critique = judge(answer)
        judged.append(Judged(answer=answer, critique=critique, seconds=time.perf_counter() - start))
    return tuple(judged)


def report(
    part: str,
    judged: Sequence[Judged],
    outside: frozenset[str],
    baselines: dict[str, list[float]],
    abuse: Sequence[tuple[Abuse, float]],
    unverifiable: int,
) -> CritiqueReport:
    """Put the figures together. ``baselines``: for each method a grade for each of ``judged``."""
    gold = [one.answer.score for one in judged]
    ours = [one.critique.score or 0.0 for one in judged]
    grades = {"critic": ours, **baselines}
    far = [n for n, one in enumerate(judged) if one.answer.question in outside]
    pairs = [
        (given.verdict, found.verdict)
        for one in judged
        for given, found in zip(one.answer.points, one.critique.points, strict=True)
    ]
    worst = {kind: max(s for a, s in abuse if a.kind == kind) for kind in sorted({a.kind for a, _ in abuse})}
    right = [found for given, found in pairs if given in ("covered", "partial")]
    return CritiqueReport(
        commit=commit(),
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        part=part,
        questions=len({one.answer.question for one in judged}),
        answers=len(judged),
        scores={name: _agreement(values, gold) for name, values in grades.items()},
        outside={
            name: _agreement([values[n] for n in far], [gold[n] for n in far]) for name, values in grades.items() if far
        },
        verdicts={
            **{name: _figures(pairs, {name}) for name in VERDICTS},
            "told": _figures(pairs, {"covered", "partial"}),
        },
        accused_right=_share([found == "contradicted" for found in right]),
        swapped_found=_share(_slips(judged)),
        false_claims=_false_claims(judged),
        fluent_wrong_above_incomplete=_share(_inversions(judged)),
        abuse=worst,
        abuse_over_limit=sum(score > ABUSE_LIMIT for _, score in abuse),
        unverifiable_quotes=unverifiable,
        seconds_mean=round(mean([one.seconds for one in judged]), 2),
        seconds_worst=round(max(one.seconds for one in judged), 2),
    )


def cosine_grades(judged: Sequence[Judged], questions: dict[str, Question], embedder: Embedder) -> list[float]:
    """Return the cosine of each answer with the spoken answer of its entry."""
    said = embedder.embed([one.answer.answer for one in judged])
    names = sorted({one.answer.question for one in judged})
    references = dict(zip(names, embedder.embed([questions[name].say_it for name in names]), strict=True))
    return [float(row @ references[one.answer.question]) for row, one in zip(said, judged, strict=True)]


def length_grades(judged: Sequence[Judged]) -> list[float]:
    """Return the logarithm of each answer's number of words."""
    return [float(np.log1p(len(one.answer.answer.split()))) for one in judged]


def model_grades(judged: Sequence[Judged], questions: dict[str, Question], generator: Generator) -> list[float]:
    """Ask the language model, as it ships, for a grade from 0 to 10; where it names none, 5."""
    grades = [5.0] * len(judged)
    for number, one in enumerate(judged):
        entry = questions[one.answer.question]
        prompt = render("grade", question=entry.question, reference=entry.say_it, answer=one.answer.answer)
        for _, reply in generator.generate([prompt], max_tokens=6):
            found = re.search(r"\d+(?:\.\d+)?", reply)
            grades[number] = min(float(found.group()), 10.0) if found else 5.0
    return grades


def unverifiable(judged: Sequence[Judged], text_of: Callable[[str], str]) -> int:
    """Count quotes that do not stand verbatim in the answer or in the passage that they name."""
    count = 0
    for one in judged:
        for point in one.critique.points:
            if point.verdict != "missing":
                count += point.answer_quote is None or point.answer_quote not in one.critique.answer
                count += point.passage_quote not in text_of(point.passage_id) or not point.passage_quote
        for claim in one.critique.false_claims:
            count += claim.answer_quote not in one.critique.answer
            count += claim.passage_quote not in text_of(claim.passage_id) or not claim.passage_quote
    return count


def _agreement(values: Sequence[float], gold: Sequence[float]) -> Agreement:
    return Agreement(spearman=round(spearman(values, gold), 3), pearson=round(pearson(values, gold), 3))


def _figures(pairs: Sequence[tuple[str, str]], names: set[str]) -> VerdictFigures:
    both = sum(given in names and found in names for given, found in pairs)
    return _rates(both, sum(found in names for _, found in pairs), sum(given in names for given, _ in pairs))


def _rates(both: int, found: int, given: int) -> VerdictFigures:
    precision, recall = both / max(found, 1), both / max(given, 1)
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return VerdictFigures(precision=round(precision, 3), recall=round(recall, 3), f1=round(f1, 3), count=given)


def _false_claims(judged: Sequence[Judged]) -> VerdictFigures:
    """Compare the claims held false with the readers', as stretches of the answer that overlap."""
    found = given = right = caught = 0
    for one in judged:
        theirs = [_span(one.answer.answer, quote) for quote in one.answer.false_claims]
        ours = [_span(one.critique.answer, claim.answer_quote) for claim in one.critique.false_claims]
        found, given = found + len(ours), given + len(theirs)
        right += sum(any(_overlap(a, b) for b in theirs) for a in ours)
        caught += sum(any(_overlap(a, b) for a in ours) for b in theirs)
    precision, recall = right / max(found, 1), caught / max(given, 1)
    f1 = 2 * precision * recall / (precision + recall) if right and caught else 0.0
    return VerdictFigures(precision=round(precision, 3), recall=round(recall, 3), f1=round(f1, 3), count=given)


def _span(answer: str, quote: str) -> tuple[int, int]:
    start = answer.find(quote)
    return start, start + len(quote)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _slips(judged: Sequence[Judged]) -> list[bool]:
    """Tell for each swapped role in an answer that is right otherwise whether it was found."""
    return [
        found.verdict == "contradicted"
        for one in judged
        if one.answer.kind == "one_slip"
        for given, found in zip(one.answer.points, one.critique.points, strict=True)
        if given.verdict == "contradicted"
    ]


def _inversions(judged: Sequence[Judged]) -> list[bool]:
    """Tell for each question whether its fluent wrong answer scored above its correct incomplete one."""
    scores = {(one.answer.question, one.answer.kind): one.critique.score or 0.0 for one in judged}
    return [
        scores[question, "fluent_wrong"] > scores[question, "incomplete"]
        for question, kind in scores
        if kind == "fluent_wrong" and (question, "incomplete") in scores
    ]


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 3) if hits else 0.0
