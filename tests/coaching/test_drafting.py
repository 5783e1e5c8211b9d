from __future__ import annotations

import pytest

from chatbot.coach import Coach
from chatbot.coaching.drafting import WORDS, plan
from chatbot.types import Hit, Length, Passage


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


def test_a_leaning_sentence_follows_its_own_predecessor_or_stays_away(bank: Coach) -> None:
    text = (
        "Dense attention compares every pair of tokens. The sparse variant costs $O(n \\log n) = f(n)$ in the paper. "
        "It needs far less memory than before. Momentum keeps an average of gradients. "
        "Adam divides by the second moment. "
        "Therefore its steps have similar sizes everywhere."
    )
    passage = Passage(id="d:1", document="d", heading="Notes", text=text, start=0, end=len(text))

    class Store:
        def passages_of(self, document: str) -> tuple[Passage, ...]:
            return (passage,)

    hit = Hit(rank=1, score=1, similarity=0.9, passage=passage)
    for question in ("How much memory does sparse attention need?", "Why does Adam divide by the second moment?"):
        spoken = [line.spoken for line in plan(question, [hit], Store(), bank.embedder.embed, "two minutes")]
        assert not any(line.startswith("It needs") for line in spoken)
        if any(line.startswith("Therefore") for line in spoken):
            position = next(n for n, line in enumerate(spoken) if line.startswith("Therefore"))
            assert spoken[position - 1].startswith("Adam divides")
