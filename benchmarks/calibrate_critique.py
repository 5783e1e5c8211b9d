"""Fit the critic's numbers on the graded answers to development topics; write chatbot/coaching/calibration.json.

    python -m benchmarks.calibrate_critique [--graded ../data/mohler.jsonl --graded ../data/saf.jsonl]

1. a multinomial model from the signals to the verdicts (its figures here are out of fold, by question);
2. the thresholds from which on a claim is accused: the lowest at which 8 of 10 accusations are right, out of fold;
3. the score: non-negative least squares on the readers' scores.

``--graded`` files hold answers graded by people, {qid, question, reference, student, score, max} a line; they are only
read, to report how the score agrees with those grades (question-wise, blanks left out). Nothing of them is kept.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import nnls  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]

from chatbot.coach import Coach
from chatbot.coaching.calibration import Calibration
from chatbot.coaching.effort import no_answer
from chatbot.coaching.evidence import Held, gather, likeness
from chatbot.coaching.key_points import KeyPoint, Rubric, RubricWriter, Source
from chatbot.coaching.scoring import score
from chatbot.coaching.verdicts import VERDICTS, features, judge_points
from chatbot.documents.sentences import sentences
from chatbot.evaluation.answers import GradedAnswer, read_answers
from chatbot.evaluation.metrics import mean, pearson, spearman
from chatbot.evaluation.runner import commit
from chatbot.settings import read_settings

OUT = Path("chatbot/coaching/calibration.json")
REPORT = Path("benchmarks/results/critique-calibration.json")
PRECISION = 0.8
FOLDS = 10
GRADED_SAMPLE = 400


def main() -> None:
    """Fit, write, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graded", type=Path, action="append", default=[])
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    coach = Coach.open(settings=read_settings(threads=chosen.threads), progress=print)
    answers = read_answers(coach.corpus.questions, "dev")
    gathered = _gathered(coach, answers)
    names = list(features(gathered[0][0].signals))
    rows = np.array([[*features(held.signals).values()] for e in gathered for held in e])
    gold = np.array([VERDICTS.index(point.verdict) for answer in answers for point in answer.points])
    groups = np.array([answer.question for answer in answers for _ in answer.points])
    held_out = np.zeros((len(gold), len(VERDICTS)))
    for train, test in GroupKFold(FOLDS).split(rows, gold, groups):
        held_out[test] = _model().fit(rows[train], gold[train]).predict_proba(rows[test])
    model = _model().fit(rows, gold)
    weights = {
        verdict: {name: round(float(value), 4) for name, value in zip(names, model.coef_[n], strict=True)}
        for n, verdict in enumerate(VERDICTS)
    }
    bias = {verdict: round(float(model.intercept_[n]), 4) for n, verdict in enumerate(VERDICTS)}
    accuse, precision, recall = _threshold(held_out[:, 3], gold == 3)
    calibration = Calibration(
        provenance=(
            f"benchmarks/calibrate_critique.py, commit {commit()}: {len(answers)} graded answers to "
            f"{len(set(groups))} questions of development topics (chatbot/evaluation/split.py)"
        ),
        weights=weights,
        bias=bias,
        accuse=accuse,
        score=_score(gathered, answers, held_out),
    )
    OUT.write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
    scores = [score(judge_points(evidence, calibration), likeness(evidence), calibration) for evidence in gathered]
    figures: dict[str, Any] = {
        "commit": commit(),
        "accuse": {"threshold": accuse, "precision": precision, "recall": recall},
        "verdict_right_out_of_fold": round(float((held_out.argmax(1) == gold).mean()), 3),
        "spearman_on_dev": round(spearman(scores, [a.score for a in answers]), 3),
        "pearson_on_dev": round(pearson(scores, [a.score for a in answers]), 3),
        "graded": {file.stem: _human(coach, file, calibration) for file in chosen.graded},
    }
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


def _model() -> Any:
    return LogisticRegression(C=1.0, max_iter=5000)


def _gathered(coach: Coach, answers: tuple[GradedAnswer, ...]) -> list[tuple[Held, ...]]:
    writer = RubricWriter(coach.retriever, coach.embedder.embed, coach.corpus.questions)
    asked = {question.id: question.question for question in coach.corpus.questions}
    rubrics = {name: writer.rubric(asked[name], coach.retriever.search) for name in {a.question for a in answers}}
    found = []
    for number, answer in enumerate(answers, 1):
        rubric = rubrics[answer.question]
        assert rubric is not None
        found.append(gather(rubric, answer.answer, coach.embedder.embed, coach.judge))
        if number % 50 == 0:
            print(f"{number} of {len(answers)} answers read", flush=True)
    return found


def _threshold(likely: Any, right: Any) -> tuple[float, float, float]:
    """Return the lowest threshold with the precision asked for, with its precision and recall."""
    best = (0.95, 0.0, 0.0)
    for threshold in np.arange(0.95, 0.25, -0.01):
        named = likely >= threshold
        if named.sum() >= 10 and right[named].mean() >= PRECISION:
            best = (
                round(float(threshold), 2),
                round(float(right[named].mean()), 3),
                round(float(named[right].mean()), 3),
            )
    return best


def _score(gathered: list[tuple[Held, ...]], answers: tuple[GradedAnswer, ...], held_out: Any) -> dict[str, float]:
    """Fit base, credit, and the cost of contradicted points, on out-of-fold likelihoods."""
    rows, start = [], 0
    for evidence in gathered:
        likely = held_out[start : start + len(evidence)]
        start += len(evidence)
        rows.append([1.0, float((likely[:, 0] + 0.5 * likely[:, 1]).mean()), -float(likely[:, 3].mean())])
    gold = np.array([answer.score / 10 for answer in answers])
    found, _ = nnls(np.array(rows), gold)
    base, credit, contradicted = (round(float(weight), 3) for weight in found)
    return {"partial": 0.5, "base": base, "credit": credit, "contradicted": contradicted}


def _human(coach: Coach, file: Path, calibration: Calibration) -> dict[str, float]:
    """Score a sample of answers graded by people; the sentences of their reference are the key points."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row["student"].split()) > 2 and "submission" not in row["student"].lower()]
    random.Random(7).shuffle(rows)  # noqa: S311
    ours: list[float] = []
    theirs: list[float] = []
    by_question: dict[str, list[int]] = {}
    for row in rows[:GRADED_SAMPLE]:
        facts = [Source(document="", passage_id="", quote=text) for text in sentences(row["reference"])]
        points = tuple(KeyPoint(text=fact.quote, source=fact) for fact in facts)
        rubric = Rubric(title=row["question"], question=row["question"], points=points)
        grade = 0.0
        if not no_answer(row["question"], row["student"]):
            evidence = gather(rubric, row["student"], coach.embedder.embed, coach.judge)
            grade = score(judge_points(evidence, calibration), likeness(evidence), calibration)
        ours.append(grade)
        theirs.append(10 * row["score"] / row["max"])
        by_question.setdefault(row["qid"], []).append(len(ours) - 1)
    within = [
        spearman([ours[n] for n in members], [theirs[n] for n in members])
        for members in by_question.values()
        if len(members) >= 8
    ]
    return {
        "answers": len(ours),
        "pearson": round(pearson(ours, theirs), 3),
        "spearman": round(spearman(ours, theirs), 3),
        "spearman_within_questions": round(mean(within), 3),
        "length_pearson": round(
            pearson([np.log1p(len(r["student"].split())) for r in rows[:GRADED_SAMPLE]], theirs), 3
        ),
    }


if __name__ == "__main__":
    main()
