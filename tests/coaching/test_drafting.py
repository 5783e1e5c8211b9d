from __future__ import annotations

import pytest

from chatbot.coach import Coach
from chatbot.coaching.drafting import WORDS, plan
from chatbot.types import Length


@pytest.mark.parametrize("length", ["30 seconds", "one minute", "two minutes"])
def test_a_plan_quotes_its_passages_fits_its_time_and_repeats_nothing(bank: Coach, length: Length) -> None:
    for question in [entry.question for entry in bank.corpus.questions[::8]]:
        planned = plan(
            question,
            bank.search(question, k=5),
            bank.retriever,
            bank.embedder.embed,
            length,
        )
        assert planned
        assert all(line.quote in line.passage.text for line in planned)
        assert len({line.quote for line in planned}) == len(planned)
        assert sum(len(line.spoken.split()) for line in planned) <= WORDS[length] * 1.1


def test_a_plain_question_opens_with_the_direct_answer(bank: Coach) -> None:
    """Authors open an explanation with the direct answer; for the entry's own question the plan must do the same."""
    first = 0
    for entry in bank.corpus.questions:
        hits = bank.search(entry.question, k=5)
        planned = plan(entry.question, hits, bank.retriever, bank.embedder.embed, "one minute")
        opening = " ".join(entry.explanation.split())
        first += opening.startswith(planned[0].spoken[:40])
    assert first / len(bank.corpus.questions) >= 0.9


def test_no_hits_no_plan(bank: Coach) -> None:
    assert plan("What?", [], bank.retriever, bank.embedder.embed, "one minute") == ()
