from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chatbot.coaching.calibration import calibration
from chatbot.coaching.delivery import delivery
from chatbot.coaching.scoring import ANCHORS, MOSTLY_WRONG, criteria, score
from chatbot.coaching.verdicts import VERDICTS, Found
from chatbot.types import CRITERIA, PointVerdict

verdicts = st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=6)


def found(*names: PointVerdict, sure: float = 0.94) -> list[Found]:
    rest = (1 - sure) / 3
    return [Found(name, {v: sure if v == name else rest for v in VERDICTS}, None) for name in names]


def marks(*names: PointVerdict) -> float:
    return score(found(*names), 0.6, calibration())


def test_the_order_that_an_interviewer_expects() -> None:
    strong = marks("covered", "covered", "covered", "covered", "covered")
    incomplete = marks("covered", "covered", "missing", "missing", "missing")
    slip = marks("covered", "covered", "covered", "covered", "contradicted")
    wrong = marks("covered", "contradicted", "contradicted", "contradicted", "missing")
    nothing = marks("missing", "missing", "missing", "missing", "missing")
    assert strong >= 9
    assert strong > slip > incomplete > wrong >= nothing
    assert nothing <= 1


@given(verdicts)
def test_the_score_stays_between_0_and_10(names: list[PointVerdict]) -> None:
    assert 0 <= marks(*names) <= 10


@given(verdicts, st.integers(0, 5))
def test_telling_a_missing_point_never_costs_and_contradicting_one_never_pays(
    names: list[PointVerdict], at: int
) -> None:
    position = at % len(names)
    better, worse = list(names), list(names)
    better[position], worse[position] = "covered", "contradicted"
    assert marks(*better) >= marks(*names) >= marks(*worse)


@given(verdicts)
def test_more_wrong_than_right_stays_below_correct_but_incomplete(names: list[PointVerdict]) -> None:
    if names.count("contradicted") > names.count("covered"):
        assert marks(*names) <= MOSTLY_WRONG < marks("covered", "covered", "missing", "missing", "missing")


def test_speaking_of_something_else_stays_below_2() -> None:
    beside = score(found("covered", "missing", "missing"), 0.2, calibration())
    assert beside <= 2 < score(found("covered", "missing", "missing"), 0.6, calibration())


def test_delivery_never_lifts_the_score() -> None:
    assert marks("covered", "missing") == marks("covered", "missing")
    assert "delivery" not in score.__code__.co_varnames


def test_every_criterion_has_five_anchors_and_a_mark() -> None:
    answer = "It caps the norm because large steps diverge."
    got = criteria(answer, found("covered", "missing"), 0, delivery("What is clipping?", answer))
    assert set(got) == set(CRITERIA) == set(ANCHORS)
    for name, mark in got.items():
        assert ANCHORS[name][mark.mark - 1] == mark.anchor
