from __future__ import annotations

import pytest

from chatbot.coaching.speech import (
    can_take_opening,
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
    lower = frozenset({"clipping"})
    assert joined("I'd add that", "Clipping helps.", lower) == "I'd add that clipping helps."
    assert joined("I'd add that", "Adam helps.", lower) == "I'd add that Adam helps."
    assert joined("I'd add that", "The loss falls.", frozenset()) == "I'd add that the loss falls."
    assert joined("I'd add that", "ReLU is zero.", frozenset({"relu"})) == "I'd add that ReLU is zero."
    assert joined("I'd add that", "IT systems fail.", frozenset()) == "I'd add that IT systems fail."
    assert joined("", "Adam helps.", lower) == "Adam helps."
    assert not can_take_opening("For example, this.")
    assert can_take_opening("The loss falls.")


def test_seconds() -> None:
    assert seconds("word " * 150) == 60
