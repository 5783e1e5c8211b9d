"""The graded answers hold what they promise."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from chatbot.documents.loaders import load
from chatbot.evaluation.answers import OUTSIDE, notes_folder, read_abuse, read_answers
from chatbot.evaluation.split import DEV_TOPICS, TEST_TOPICS, part_of
from chatbot.types import Question
from tests.conftest import ROOT

TRAINING = ROOT / "training" / "verify"


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    return {entry.id: entry for entry in load([ROOT / "corpus", notes_folder()]).corpus.questions}


def test_there_are_at_least_60_questions_by_5_answers_and_15_outside(questions: dict[str, Question]) -> None:
    answers = read_answers(list(questions.values()), "test")
    counts = Counter(answer.question for answer in answers)
    assert set(counts.values()) == {5}
    assert len(counts) >= 60
    assert sum(questions[name].topic == OUTSIDE for name in counts) == 15


@pytest.mark.parametrize("part", ["dev", "test"])
def test_labels_fit_the_entry_and_quotes_are_verbatim(part: str, questions: dict[str, Question]) -> None:
    for answer in read_answers(list(questions.values()), part):  # type: ignore[arg-type]
        assert len(answer.points) == len(questions[answer.question].key_points)
        assert all(0 <= score <= 10 for score in answer.scores)
        assert all(claim in answer.answer for claim in answer.false_claims)
        for point in answer.points:
            assert point.quote is None or point.quote in answer.answer
            assert point.verdict != "missing" or point.quote is None


def test_nothing_of_the_test_topics_is_trained_on(questions: dict[str, Question]) -> None:
    def entries(name: str, field: str) -> set[str]:
        lines = (TRAINING / name).read_text(encoding="utf-8").splitlines()
        return {json.loads(line)[field] for line in lines}

    for name, field in (("answers.jsonl", "question"), ("roles.jsonl", "entry")):
        assert {part_of(questions[entry].topic) for entry in entries(name, field)} == {"train"}


def test_the_topics_of_the_split_exist() -> None:
    topics = {folder.name for folder in Path(ROOT / "corpus").iterdir() if folder.is_dir()}
    assert topics >= DEV_TOPICS | TEST_TOPICS
    assert not DEV_TOPICS & TEST_TOPICS


def test_abuse_of_every_kind_is_aimed_at_test_questions(questions: dict[str, Question]) -> None:
    cases = read_abuse()
    assert min(Counter(case.kind for case in cases).values()) >= 5
    assert {part_of(questions[case.question].topic) for case in cases} == {"test"}
