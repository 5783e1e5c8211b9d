"""The shipped bank, read from its files."""

from __future__ import annotations

import pytest

from chatbot.documents.loaders import Loaded, load
from chatbot.types import Question
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """All files of ``corpus/``."""
    return load([ROOT / "corpus"])


@pytest.fixture(scope="session")
def entries(loaded: Loaded) -> tuple[Question, ...]:
    """All entries of the bank."""
    return loaded.corpus.questions
