"""One number from several: score lists fused, signals weighed."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from chatbot.types import Value

Scores = npt.NDArray[np.float32]

# Measured on the development half of the evaluation set (benchmarks/results/, docs/log.md).
DENSE_WEIGHT = 0.7
ROWS_THAT_COUNT = 3


def scaled(scores: Scores) -> Scores:
    """Map scores linearly to 0..1; all zeros where they do not differ."""
    if scores.size == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    if high - low < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - low) / (high - low), dtype=np.float32)


def fuse(dense: Scores, keyword: Scores, dense_weight: float = DENSE_WEIGHT) -> Scores:
    """Return the weighted sum of the two scaled score arrays, same shape."""
    return np.asarray(
        dense_weight * scaled(dense) + (1 - dense_weight) * scaled(keyword),
        dtype=np.float32,
    )


def best_rows_mean(
    cosines: Scores,
    groups: npt.NDArray[np.int64],
    size: int,
    floor: float,
    rows: int = ROWS_THAT_COUNT,
) -> Scores:
    """Return for each of ``size`` groups the mean of its ``rows`` best cosines; ``floor`` for a group without any."""
    means = np.full(size, floor, dtype=np.float32)
    order = np.lexsort((-cosines, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if ordered.size else np.zeros(0, dtype=np.int64)
    lengths = np.diff(np.r_[starts, ordered.size])
    chosen = np.arange(ordered.size) - np.repeat(starts, lengths) < rows
    sums = np.bincount(ordered[chosen], cosines[order][chosen], size)
    counts = np.bincount(ordered[chosen], None, size)
    present = counts > 0
    means[present] = sums[present] / counts[present]
    return means


def logistic(signals: Value, weights: Mapping[str, float], bias: float) -> float:
    """Return 1 / (1 + exp(-(bias + weights . signals))), the signals taken by name."""
    fields = signals.model_dump()
    return 1 / (1 + math.exp(-(bias + sum(weight * fields[name] for name, weight in weights.items()))))
