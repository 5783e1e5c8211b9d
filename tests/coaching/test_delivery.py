from __future__ import annotations

import pytest

from chatbot.coaching.delivery import delivery

QUESTION = "What is gradient clipping?"


@pytest.mark.parametrize(
    ("answer", "fillers"),
    [
        ("Um, it is, you know, a limit on the gradient.", {"um": 1, "you know": 1}),
        ("It is like, a limit, and it's basically a cap.", {"like": 1, "basically": 1}),
        ("It behaves like a cap. I like it, and things like that.", {}),
        ("You know how the norm is computed. Do you know the norm?", {}),
        ("It is kind of a cap.", {"kind of": 1}),
        ("That kind of layer is a kind of filter.", {}),
        ("It works well, and the right answer is well known.", {}),
        ("Well, it works.", {"well": 1}),
        ("I mean, it's a cap.", {"I mean": 1}),
        ("By a cap I mean a limit.", {}),
        ("What it actually does is scale.", {}),
        ("Errors err, and the umbrella is here.", {}),
    ],
)
def test_a_word_is_a_filler_only_where_it_fills(answer: str, fillers: dict[str, int]) -> None:
    assert delivery(QUESTION, answer).fillers == fillers


def test_time_sentences_and_hedges_are_counted() -> None:
    sound = delivery(QUESTION, "I think it caps the norm. Maybe at one. " + "It scales the gradient down. " * 5)
    assert sound.words == 34
    assert sound.seconds == pytest.approx(13.6)
    assert sound.hedges == {"i think": 1, "maybe": 1}
    assert sound.sentence_words == pytest.approx(34 / 7, abs=0.1)
    assert sound.pace is None


def test_an_opening_that_answers_is_told_from_one_that_does_not() -> None:
    good = delivery(QUESTION, "Gradient clipping limits the norm of the gradient before the update.")
    bad = delivery(QUESTION, "So that's a good one. Let me think about it for a moment.")
    assert good.opens_with_answer
    assert not bad.opens_with_answer


def test_notes_name_the_range_and_its_source() -> None:
    sound = delivery(QUESTION, "Um, uh, it is, you know, um, a limit, basically, on the gradient, um, yes.")
    assert any("Bortfeld" in note for note in sound.notes)


def test_an_empty_text_has_no_sentences() -> None:
    assert delivery(QUESTION, "").sentence_words == 0
