"""The size and spread of the bank, and that the shipped files keep every rule of ``corpus check``."""

from __future__ import annotations

import re

from chatbot.documents.checking import check
from chatbot.documents.coverage import LEVELS, coverage, stale_readmes
from chatbot.documents.loaders import Loaded
from chatbot.retrieval.embedder import SentenceEmbedder
from chatbot.types import Question
from chatbot.web.formulas import with_formulas
from tests.conftest import ROOT


def test_the_bank_keeps_every_rule_and_asks_nothing_twice(loaded: Loaded, embedder: SentenceEmbedder) -> None:
    assert [str(problem) for problem in check(loaded, embedder)] == []


def test_the_readme_shows_what_the_bank_holds(loaded: Loaded) -> None:
    assert stale_readmes(loaded.sources, [ROOT / "corpus"]) == []


def test_the_bank_is_large_and_spread(entries: tuple[Question, ...]) -> None:
    *topics, everything = coverage(entries)

    assert everything.entries >= 300
    assert everything.quizzes >= 120
    assert len(topics) >= 24
    assert min(topic.entries for topic in topics) >= 5
    for level, count in zip(LEVELS, everything.levels, strict=True):
        assert 0.25 <= count / everything.entries <= 0.42, level


def test_every_formula_can_be_drawn(loaded: Loaded) -> None:
    undrawn = [
        (source.document.id, formula)
        for source in loaded.sources
        for formula in re.findall(r"\$[^$]+\$", source.document.text)
        if "<math" not in with_formulas(formula)
    ]

    assert undrawn == []
