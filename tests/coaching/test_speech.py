from __future__ import annotations

import pytest

from chatbot.coaching.speech import (
    can_take_opening,
    casing,
    contracted,
    joined,
    seconds,
    speakable,
)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "A **bold** claim with `code`\nand a [link](http://x.y).",
            "A bold claim with code and a link.",
        ),
        (
            "The size $k$ of layer $d_k$ matters here.",
            "The size k of layer d k matters here.",
        ),
        ("- An item that is a sentence.", "An item that is a sentence."),
        ("In symbols, $g \\leftarrow g \\cdot c$.", None),
        ("See https://example.org for more of it.", None),
        ("Which one would you take?", None),
        ("Too short.", None),
        ("| a | b | c | d |", None),
        ("These are the steps:", None),
        ("### Why it works Gradients flow through.", None),
        ("Three kinds exist: - dropout zeroes units.", None),
        ("[ ] do the task at once.", None),
        ("word " * 60 + ".", None),
    ],
)
def test_speakable(written: str, spoken: str | None) -> None:
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It does not and cannot help.", "It doesn't and can't help."),
        (
            "That is a choice, and it will not change.",
            "That's a choice, and it won't change.",
        ),
        ("Nobody knows what it is.", "Nobody knows what it is."),
        ("They are equal.", "They're equal."),
    ],
)
def test_contracted(written: str, spoken: str) -> None:
    assert contracted(written) == spoken


def test_an_opening_takes_the_capital_only_from_ordinary_words() -> None:
    known = casing("With clipping, the optimiser Adam takes smaller steps.")
    nothing = casing("")
    assert joined("I'd add that", "Clipping helps.", known) == "I'd add that clipping helps."
    assert joined("I'd add that", "Adam helps.", known) == "I'd add that Adam helps."
    assert joined("I'd add that", "The loss falls.", nothing) == "I'd add that the loss falls."
    assert joined("I'd add that", "ReLU is zero.", casing("relu")) == "I'd add that ReLU is zero."
    assert joined("I'd add that", "IT systems fail.", nothing) == "I'd add that IT systems fail."
    assert joined("", "Adam helps.", known) == "Adam helps."


def test_a_word_that_may_be_a_name_or_not_takes_no_opening() -> None:
    assert joined("I'd also mention that", "Subtracting helps.", casing("")) == "Subtracting helps."


def test_openings_fit_only_before_some_sentences() -> None:
    assert not can_take_opening("For example, this.")
    assert can_take_opening("The loss falls.")


def test_seconds() -> None:
    assert seconds("word " * 150) == 60
