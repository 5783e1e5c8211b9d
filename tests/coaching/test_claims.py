from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.coaching.claims import claims


def said(answer: str) -> list[str]:
    return [claim.said for claim in claims(answer)]


@pytest.mark.parametrize(
    ("answer", "finally_said"),
    [
        ("Pooling takes the mean, sorry, the max of each window.", ["Pooling takes the max of each window."]),
        ("It goes up, I mean down, with depth.", ["It goes down, with depth."]),
        (
            "You use the training set. Sorry, the validation set to choose the threshold.",
            ["You use the validation set to choose the threshold."],
        ),
        (
            "Batch norm works per sample. No wait, it's the other way round: layer norm works per sample.",
            ["layer norm works per sample."],
        ),
        ("We use ten folds, or rather five folds, on the training data.", ["We use five folds, on the training data."]),
        ("The decoder sees them, no, sorry, the encoder sees only those.", ["the encoder sees only those."]),
    ],
)
def test_what_was_taken_back_is_not_judged(answer: str, finally_said: list[str]) -> None:
    assert said(answer) == finally_said


@pytest.mark.parametrize(
    "answer",
    [
        "I mean, it goes up with depth.",
        "You wait for the queue to fill, and then you rebuild the index.",
        "Sorry, I don't know.",
        "No, the learning rate is not the cause.",
    ],
)
def test_a_filler_takes_nothing_back(answer: str) -> None:
    assert answer.endswith(said(answer)[-1][-20:])


def test_a_long_sentence_is_cut_into_clauses_that_stay_verbatim() -> None:
    answer = (
        "I'd say the gradient shrinks because each layer multiplies by a factor below one and then you get tiny "
        "updates in the early layers, so they learn slowly, while the later ones do fine."
    )
    found = claims(answer)
    assert len(found) > 1
    assert all(len(claim.said.split()) <= 26 for claim in found)


@given(st.text(alphabet=st.sampled_from("ab cd. ,;\n-sorry I mean no wait"), max_size=200))
def test_spans_are_in_order_and_lose_no_word(answer: str) -> None:
    found = claims(answer)
    assert all(0 <= claim.start < claim.end <= len(answer) for claim in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.lists(st.sampled_from(["alpha beta", "gamma, delta", "one; two", "so it is"]), max_size=12))
def test_without_a_repair_every_word_is_in_a_claim(parts: list[str]) -> None:
    answer = ". ".join(parts)
    covered = " ".join(answer[claim.start : claim.end] for claim in claims(answer))
    assert [word.strip(".,;") for word in covered.split()] == [
        word.strip(".,;") for word in answer.split() if word.strip(".,;")
    ]
