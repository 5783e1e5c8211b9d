"""From a question and its history to hits: the recipe of docs/architecture.md, in one place.

What is ranked are entries: a question file as a whole, or a single passage of any other document. An entry's score
fuses the mean of its three best rows with BM25 over all its words; its hit then shows the passage that fits best.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from chatbot.protocols import Embedder
from chatbot.retrieval.built_index import BuiltIndex, owners
from chatbot.retrieval.follow_up import (
    CONTEXT_SHARE,
    THRESHOLD,
    Signals,
    context_of,
    follow_up_probability,
    standalone,
    text_signals,
)
from chatbot.retrieval.fusion import Scores, best_rows_mean, fuse
from chatbot.retrieval.keyword_index import KeywordIndex
from chatbot.retrieval.relevance import FLOOR, Evidence, confidence
from chatbot.types import Hit, Passage, Retrieval, Turn

CANDIDATE_ROWS = 2000
# A follow-up's short answer stands for its entry only where it fits the question clearly better than the explanation.
FOLLOW_UP_LEAD = 0.08


class View(NamedTuple):
    """The index as one query sees it: arrays over entries, and the best cosine of each passage."""

    query: str
    scores: Scores
    support: Scores
    passages: Scores


class Search(NamedTuple):
    """A search with everything that led to it, for calibration."""

    retrieval: Retrieval
    evidence: Evidence
    signals: Signals | None


class Retriever:
    """Searches a built index; read-only, so that all visitors can share it."""

    def __init__(self, built: BuiltIndex, embedder: Embedder) -> None:
        self._vectors = built.vectors
        self._embedder = embedder
        self._passages = tuple(indexed.passage for indexed in built.passages)
        self._entries: list[list[int]] = []
        self._by_document: dict[str, list[int]] = {}
        for position, passage in enumerate(self._passages):
            siblings = self._by_document.setdefault(passage.document, [])
            if passage.kind == "text" or not siblings:
                self._entries.append([])
            self._entries[-1].append(position)
            siblings.append(position)
        entry_of = np.zeros(len(self._passages), dtype=np.int64)
        for entry, positions in enumerate(self._entries):
            entry_of[positions] = entry
        self._row_passage = np.asarray(owners(built.passages), dtype=np.int64)
        self._row_entry = entry_of[self._row_passage] if len(self._passages) else self._row_passage
        texts = ["\n".join(indexed.texts) for indexed in built.passages]
        self._keywords = KeywordIndex(["\n".join(texts[p] for p in positions) for positions in self._entries])

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in index order."""
        return self._passages

    def passages_of(self, document: str) -> tuple[Passage, ...]:
        """Return the passages of a document in the order of its text; empty when unknown."""
        return tuple(self._passages[position] for position in self._by_document.get(document, ()))

    def search(self, question: str, history: Sequence[Turn] = (), k: int = 10) -> Retrieval:
        """Return the ``k`` best hits, best first, one for each entry."""
        if not self._passages:
            return Retrieval(standalone_question=question, hits=(), answerable=False, confidence=0.0)
        return self.examine(question, history, k).retrieval

    def examine(self, question: str, history: Sequence[Turn] = (), k: int = 10) -> Search:
        """Search a non-empty index and keep the evidence."""
        context = context_of(history)
        queries = [question, f"{context} {question}", context] if context else [question]
        vectors = self._embedder.embed(queries)
        view = self._view(question, vectors[0])
        scores, given, followed = view.scores, None, False
        if context:
            both = self._view(queries[1], vectors[1])
            before = self._view(context, vectors[2])
            given = self._signals(view, both, before, float(vectors[0] @ vectors[2]))
            followed = follow_up_probability(given) >= THRESHOLD
            if followed:
                scores = np.asarray(
                    (1 - CONTEXT_SHARE) * view.scores + CONTEXT_SHARE * both.scores,
                    dtype=np.float32,
                )
                view = both
        order = [int(entry) for entry in np.argsort(-scores, kind="stable")[: max(k, 5)]]
        evidence = self._evidence(view, order)
        likely = confidence(evidence)
        retrieval = Retrieval(
            standalone_question=standalone(question, context) if followed else question,
            hits=tuple(self._hit(rank, entry, scores, view) for rank, entry in enumerate(order[:k], 1)),
            answerable=likely >= FLOOR,
            confidence=round(likely, 4),
            is_follow_up=followed,
        )
        return Search(retrieval, evidence, given)

    def _view(self, query: str, vector: Scores) -> View:
        cosines, rows = self._vectors.search(vector, CANDIDATE_ROWS)
        floor = float(cosines.min())
        passages = np.full(len(self._passages), floor, dtype=np.float32)
        np.maximum.at(passages, self._row_passage[rows], cosines)
        support = best_rows_mean(cosines, self._row_entry[rows], len(self._entries), floor)
        return View(query, fuse(support, self._keywords.scores(query)), support, passages)

    def _signals(self, alone: View, both: View, before: View, similarity_to_previous: float) -> Signals:
        leaders = np.sort(alone.scores)[-2:]
        previous = int(np.argmax(before.scores))
        return Signals(
            **text_signals(alone.query),
            similarity_to_previous=similarity_to_previous,
            gain=float(both.passages.max() - alone.passages.max()),
            peak=float(leaders[-1] - leaders[0]),
            covered_before=self._keywords.coverage(alone.query, previous),
            support_before=float(alone.support[previous] - alone.support.max()),
        )

    def _evidence(self, view: View, order: Sequence[int]) -> Evidence:
        cosines = [float(view.passages[self._entries[entry]].max()) for entry in order[:5]]
        others = cosines[1:]
        return Evidence(
            similarity=cosines[0],
            support=float(view.support[order[0]]),
            coverage=self._keywords.coverage(view.query, order[0]),
            margin=cosines[0] - (sum(others) / len(others) if others else 0.0),
        )

    def _hit(self, rank: int, entry: int, scores: Scores, view: View) -> Hit:
        positions = self._entries[entry]
        position = max(
            positions,
            key=lambda p: view.passages[p] - (FOLLOW_UP_LEAD if self._passages[p].kind == "follow-up" else 0.0),
        )
        return Hit(
            rank=rank,
            score=round(float(scores[entry]), 4),
            similarity=round(float(view.passages[positions].max()), 4),
            passage=self._passages[position],
        )
