"""Fixtures: the real coach once a session, small corpora for everything else. No test touches a network."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"

from chatbot.coach import Coach
from chatbot.retrieval.embedder import SentenceEmbedder
from chatbot.settings import BUNDLED_EMBEDDER
from chatbot.testing import HashEmbedder, ScriptedGenerator, WordJudge

ROOT = Path(__file__).parent.parent
ENTRY = """---
question: {question}
also_asked:
  - How do you say it another way?
level: mid
tags: [test]
---
{body}

## Key points
- One point that can be checked.

## Say it
I'd say it like this.

## Common mistakes
- Wrong: A wrong statement about zebras.
  Right: The right one.

## Follow-ups
- Q: And what comes next in line?
  A: The next thing comes
    after this one.
"""


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    """The real MiniLM."""
    return SentenceEmbedder(BUNDLED_EMBEDDER, threads=os.cpu_count() or 1)


@pytest.fixture(scope="session")
def bank(embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """The shipped bank with the real embedder and a language model that repeats its sentence."""
    index = tmp_path_factory.mktemp("index")
    return Coach.open(
        corpus=[ROOT / "corpus"],
        index=index,
        embedder=embedder,
        generator=ScriptedGenerator(),
    )


@pytest.fixture
def write_entry(tmp_path: Path) -> Callable[..., Path]:
    """Write a question file below ``tmp_path/corpus``."""

    def write(
        slug: str,
        question: str = "What is a zebra?",
        body: str = "A zebra is a striped animal of Africa.",
    ) -> Path:
        path = tmp_path / "corpus" / "topic" / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ENTRY.format(question=question, body=body), encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(tmp_path: Path, write_entry: Callable[..., Path]) -> Coach:
    """A coach over two entries, all fakes."""
    write_entry("zebra")
    write_entry(
        "yak",
        "What is a yak?",
        "A yak is a shaggy ox of the Himalaya. A yak carries loads over high passes.",
    )
    return Coach.open(
        corpus=[tmp_path / "corpus"],
        index=tmp_path / "index",
        embedder=HashEmbedder(),
        generator=ScriptedGenerator(),
        judge=WordJudge(),
    )
