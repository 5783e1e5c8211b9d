"""The evaluation set: questions as people say them, and the entries of the bank that answer them.

The cases were written from the entries' questions and key points alone, by writers who had not seen ``also_asked``.
Each case belongs to one half: weights and floors are fitted on ``dev`` only, figures are quoted from ``test``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import Literal

from chatbot.types import Turn, Value

Half = Literal["dev", "test"]
CaseSet = Literal["paraphrases", "follow_ups", "new_topics", "unanswerable"]


class Case(Value):
    """One question, the turns before it, and the documents that answer it (none: it must be declined)."""

    question: str
    history: tuple[Turn, ...] = ()
    documents: tuple[str, ...] = ()
    standalone: str = ""
    kind: str = ""

    @property
    def half(self) -> Half:
        """The half that the case belongs to: all cases of one entry fall into the same half."""
        return half_of(self.documents[0] if self.documents else self.question)


def half_of(key: str) -> Half:
    """Return the half that an entry (by its id) belongs to, with everything that is asked of it."""
    return "dev" if hashlib.sha256(key.encode()).digest()[0] % 2 else "test"


def read_cases(name: CaseSet, half: Half | None = None) -> tuple[Case, ...]:
    """Return the cases of a set, or of one half of it."""
    text = resources.files("chatbot.evaluation").joinpath("cases", f"{name}.jsonl").read_text(encoding="utf-8")
    cases = tuple(Case.model_validate_json(line) for line in text.splitlines() if line.strip())
    return tuple(case for case in cases if half in (None, case.half))


def gold_ranks(found: Sequence[str], gold: Sequence[str]) -> list[int]:
    """Return the 1-based ranks at which the documents of ``gold`` stand among ``found`` (ordered, no repeats)."""
    return [rank for rank, document in enumerate(found, 1) if document in gold]
