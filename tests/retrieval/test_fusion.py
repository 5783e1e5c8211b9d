from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chatbot.retrieval.fusion import best_rows_mean, fuse, scaled

COSINES = st.lists(st.tuples(st.integers(0, 4), st.floats(-1, 1, width=32)), max_size=30)


@given(COSINES, st.integers(1, 4))
def test_best_rows_mean_is_the_mean_of_each_groups_best(pairs: list[tuple[int, float]], rows: int) -> None:
    groups = np.asarray([group for group, _ in pairs], dtype=np.int64)
    cosines = np.asarray([cosine for _, cosine in pairs], dtype=np.float32)
    means = best_rows_mean(cosines, groups, 5, floor=-1.0, rows=rows)
    for group in range(5):
        own = sorted(
            (float(c) for g, c in zip(groups, cosines, strict=True) if g == group),
            reverse=True,
        )[:rows]
        expected = sum(own) / len(own) if own else -1.0
        assert abs(float(means[group]) - expected) < 1e-5


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=20))
def test_scaled_keeps_the_order_within_zero_and_one(values: list[float]) -> None:
    scores = np.asarray(values, dtype=np.float32)
    out = scaled(scores)
    assert out.min() >= 0
    assert out.max() <= 1.0001
    if scores.max() - scores.min() > 1e-3:
        assert out[int(scores.argmax())] == out.max() == 1


def test_fuse_weighs_meaning_and_words() -> None:
    dense, keyword = (
        np.asarray([0.9, 0.1, 0.5], dtype=np.float32),
        np.asarray([0, 10, 0], dtype=np.float32),
    )
    np.testing.assert_allclose(fuse(dense, keyword, 0.7), [0.7, 0.3, 0.35], atol=1e-6)
