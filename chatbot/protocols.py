"""What one room needs of another, one verb each; the fakes in ``chatbot.testing`` and the real classes both fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from chatbot.types import Message, Passage

Vectors = npt.NDArray[np.float32]
"""float32, shape (texts, dimension), every row of length 1."""

Progress = Callable[[str], None]
"""Told one line about each long step."""

Stop = Callable[[], bool]
"""Asked between two steps of a long computation; true ends it."""


def never() -> bool:
    """The stop that never comes."""
    return False


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Identity of the model, written into the index."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Longest input that is read whole, special tokens included."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""

    def count_tokens(self, text: str) -> int:
        """Return the tokens of ``text``, special tokens included."""


class Generator(Protocol):
    """A language model that answers several conversations at once."""

    def generate(
        self,
        conversations: Sequence[Sequence[Message]],
        max_tokens: int,
        stop: Stop = never,
    ) -> Iterator[tuple[int, str]]:
        """Yield (position, reply) as each reply is complete, in any order; fewer when stopped."""


class PassageStore(Protocol):
    """Finds passages by the document that they come from."""

    def passages_of(self, document: str) -> tuple[Passage, ...]:
        """Return the passages of a document in the order of its text; empty when unknown."""


class Verifier(Protocol):
    """Decides whether a spoken sentence says what its source says."""

    def supports(self, source: str, said: str) -> bool:
        """Return true when ``said`` loses and changes nothing of ``source``."""


class Judgement(NamedTuple):
    """What an answer does with each claim.

    ``verdicts``: float32, shape (claims, 4), how likely the answer covers the claim, covers it in part, does not
    speak of it, contradicts it. ``pointers``: float32, shape (claims, sentences), which sentence the verdict rests
    on. Rows sum to 1.
    """

    verdicts: npt.NDArray[np.float32]
    pointers: npt.NDArray[np.float32]


class Judge(Protocol):
    """Weighs an answer against claims that are so."""

    def judge(self, question: str, sentences: Sequence[str], claims: Sequence[str]) -> Judgement:
        """Judge each claim by all sentences of the answer; a claim's row does not depend on the other claims."""
