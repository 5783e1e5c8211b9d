"""Every public question that the bank set out from is answered, and no entry names one that does not exist."""

from __future__ import annotations

from pathlib import Path

from chatbot.types import Question

_SEEDS = {
    line.split()[0]
    for line in (Path(__file__).parent / "seed_questions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
}


def test_every_seed_question_has_an_entry(entries: tuple[Question, ...]) -> None:
    answered = {source for entry in entries for source in entry.sources}

    assert _SEEDS - answered == set()


def test_no_entry_names_a_seed_question_that_does_not_exist(entries: tuple[Question, ...]) -> None:
    unknown = {(entry.id, source) for entry in entries for source in entry.sources if source not in _SEEDS}

    assert unknown == set()
