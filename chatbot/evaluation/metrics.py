"""Retrieval metrics over the ranks of the right documents of one question; each returns 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Ranks = Sequence[int]
"""1-based ranks of the right documents that were found, ascending."""


def recall_at(ranks: Ranks, k: int) -> float:
    """1 when a right document is among the first ``k`` (success at k: one right document is enough)."""
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks, k: int = 10) -> float:
    """1 / rank of the first right document, 0 beyond ``k``."""
    return next((1 / rank for rank in ranks if rank <= k), 0.0)


def ndcg(ranks: Ranks, relevant: int, k: int = 10) -> float:
    """Binary nDCG: sum of 1 / log2(1 + rank), divided by that of a perfect order (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(relevant, k) + 1))
    return gain / ideal if ideal else 0.0


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean, 0 for nothing."""
    return sum(values) / len(values) if values else 0.0


def bootstrap_interval(values: Sequence[float], rounds: int = 2000, seed: int = 7) -> tuple[float, float]:
    """Return the 95% interval of the mean by resampling the cases (percentile bootstrap)."""
    import numpy as np

    if not values:
        return 0.0, 0.0
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(seed).choice(sample, size=(rounds, sample.size)).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)


def area_under_roc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive case scores above a negative one, ties half (Mann-Whitney)."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative)) if positive and negative else 0.0


def pearson(a: Sequence[float], b: Sequence[float]) -> float:
    """Linear correlation; 0 where one side does not vary."""
    import numpy as np

    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if len(x) < 2 or not x.std() or not y.std():
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """Correlation of the ranks, ties sharing their mean rank."""
    return pearson(_ranks(a), _ranks(b))


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    first = {value: order.index(value) for value in set(values)}
    return [first[value] + (order.count(value) - 1) / 2 for value in values]


Metric = Callable[[Ranks, int], float]
RETRIEVAL_METRICS: dict[str, Metric] = {
    "recall@1": lambda ranks, _: recall_at(ranks, 1),
    "recall@5": lambda ranks, _: recall_at(ranks, 5),
    "MRR@10": lambda ranks, _: reciprocal_rank(ranks),
    "nDCG@10": lambda ranks, relevant: ndcg(ranks, relevant),
}
