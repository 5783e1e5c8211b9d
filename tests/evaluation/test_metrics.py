from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evaluation.cases import Case, gold_ranks, read_cases
from chatbot.evaluation.metrics import (
    area_under_roc,
    bootstrap_interval,
    mean,
    ndcg,
    pearson,
    recall_at,
    reciprocal_rank,
    spearman,
)


def test_hand_computed() -> None:
    assert recall_at([2], 1) == 0
    assert recall_at([2], 5) == 1
    assert reciprocal_rank([4, 7]) == 0.25
    assert reciprocal_rank([11]) == 0
    assert ndcg([1], 1) == 1
    assert math.isclose(ndcg([3], 1), 1 / math.log2(4))
    assert math.isclose(ndcg([1, 3], 2), (1 + 0.5) / (1 + 1 / math.log2(3)))
    assert mean([]) == 0
    assert area_under_roc([0.9, 0.4], [0.4, 0.1]) == 0.875


@given(st.lists(st.integers(1, 30), unique=True, max_size=5).map(sorted), st.integers(1, 5))
def test_bounds(ranks: list[int], extra: int) -> None:
    relevant = len(ranks) + extra
    for value in (recall_at(ranks, 5), reciprocal_rank(ranks), ndcg(ranks, relevant)):
        assert 0 <= value <= 1


def test_the_interval_holds_the_mean() -> None:
    low, high = bootstrap_interval([0.0, 1.0] * 50)
    assert low < 0.5 < high
    assert low > 0.35
    assert high < 0.65


def test_halves_do_not_share_an_entry() -> None:
    halves = {half: {c.documents[0] for c in read_cases("paraphrases", half)} for half in ("dev", "test")}
    assert not halves["dev"] & halves["test"]
    assert gold_ranks(["a", "b", "c"], ["c", "a"]) == [1, 3]
    assert Case(question="x", documents=("dropout",)).half == Case(question="y", documents=("dropout",)).half


def test_correlations_on_worked_examples() -> None:
    assert pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert pearson([1, 2, 3], [5, 5, 5]) == 0
    assert spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(0.9487, abs=1e-4)
