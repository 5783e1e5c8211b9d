"""BM25 over stemmed words (bm25s)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chatbot.words import words


class KeywordIndex:
    """BM25 scores of every text against a query."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)
        tokens = [words(text) or ["∅"] for text in texts]
        self._sets = [frozenset(tokens_of) for tokens_of in tokens]
        self._size = len(texts)
        self._bm25 = bm25s.BM25()
        if texts:
            self._bm25.index(tokens, show_progress=False)
        counts: dict[str, int] = {}
        for present in self._sets:
            for word in present:
                counts[word] = counts.get(word, 0) + 1
        self._counts = counts

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every text, shape (texts,); zeros where no word is shared."""
        known = [word for word in words(query) if word in self._counts]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def coverage(self, query: str, position: int) -> float:
        """Return the share (0 to 1) of the query's words, weighed by idf, that stand in one text.

        A word that no text holds has the highest idf, so that an unknown term lowers the share most.
        """
        asked = set(words(query))
        if not asked:
            return 0.0
        weights = {word: float(np.log(1 + self._size / (0.5 + self._counts.get(word, 0)))) for word in asked}
        return sum(w for word, w in weights.items() if word in self._sets[position]) / sum(weights.values())
