"""Which topics the critic's verifier learns from, which choose its thresholds, and which only measure it.

The three topics whose statements nobody had read a second time went to the test topics; the others were drawn by the
SHA-256 of their names.
"""

from __future__ import annotations

from typing import Literal

Part = Literal["train", "dev", "test"]

DEV_TOPICS = frozenset({"rag-evaluation", "system-design", "graph-networks", "data-features"})
TEST_TOPICS = frozenset(
    {
        "self-supervised", "sequence-models", "statistics-experiments",
        "deployment-monitoring", "classical-ml", "alignment-finetuning",
    }
)  # fmt: skip


def part_of(topic: str) -> Part:
    """Return the part that a topic of the bank belongs to."""
    if topic in TEST_TOPICS:
        return "test"
    return "dev" if topic in DEV_TOPICS else "train"
