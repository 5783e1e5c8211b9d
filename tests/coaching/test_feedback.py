from __future__ import annotations

import pytest

from chatbot.coaching.feedback import as_text, feedback, follow_up, improved
from chatbot.documents.sentences import sentences
from chatbot.types import FalseClaim, JudgedPoint, PointVerdict

ANSWER = "Um, clipping caps the norm. It, you know, turns the gradient round. It's cheap."


def point(text: str, verdict: PointVerdict, quote: str | None = None) -> JudgedPoint:
    return JudgedPoint(text=text, verdict=verdict, answer_quote=quote, passage_id="p", passage_quote="q")


POINTS = (
    point("Clipping limits the norm of the gradient.", "covered", "clipping caps the norm"),
    point("Clipping by norm keeps the direction.", "contradicted", "turns the gradient round"),
    point("The threshold is a hyperparameter.", "missing"),
)
WRONG = (
    FalseClaim(
        answer_quote="It, you know, turns the gradient round.",
        correction="Clipping by norm keeps the direction.",
        passage_id="p",
        passage_quote="q",
    ),
)


def test_feedback_names_the_strongest_the_worst_and_the_most_valuable_missing() -> None:
    told = feedback(POINTS, WRONG, {})
    assert "1 of 3" in told
    assert "clipping caps the norm" in told
    assert "not right: Clipping by norm keeps the direction." in told
    assert "The threshold is a hyperparameter." in told
    assert 2 <= len(sentences(told)) <= 6


def test_a_point_that_is_not_certain_is_not_praised() -> None:
    doubtful = POINTS[0].model_copy(update={"sure": 0.6})
    told = feedback((doubtful, POINTS[2]), (), {})
    assert "Strongest" not in told
    assert "not certain of 1" in told


def test_feedback_on_a_full_answer_invents_no_gap() -> None:
    told = feedback((POINTS[0],), (), {})
    assert "Nothing of the key points is missing" in told


def test_the_better_version_keeps_own_words_replaces_the_false_and_adds_the_missing() -> None:
    edits = improved(ANSWER, POINTS, WRONG, {})
    text = as_text(edits)
    assert text.startswith("Clipping caps the norm.")
    assert "turns" not in text
    assert "It's cheap." in text
    assert text.count("Clipping by norm keeps the direction.") == 1
    assert "the threshold is a hyperparameter." in text.lower()


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Pooling takes the mean, sorry, the max of each window.", "Pooling takes the max of each window."),
        ("You use the training set. Sorry, the validation set.", "You use the validation set."),
        ("It caps, you know, the norm, which is, um, cheap.", "It caps the norm, which is cheap."),
        ("It's a kind of cap; you know how it works.", "It's a kind of cap; you know how it works."),
    ],
)
def test_what_was_taken_back_and_what_only_fills_is_left_out(answer: str, kept: str) -> None:
    assert as_text(improved(answer, (), (), {})) == kept


def test_a_wording_is_used_where_one_passed() -> None:
    edits = improved(ANSWER, POINTS, WRONG, {POINTS[2].text: "And the threshold is a hyperparameter."})
    assert "And the threshold is a hyperparameter." in as_text(edits)


def test_the_follow_up_probes_the_contradicted_point_first() -> None:
    asked = ("How would you pick the threshold?", "Does clipping by norm keep the direction?")
    assert follow_up(POINTS, asked, "t") == asked[1]
    assert follow_up(POINTS[2:], asked, "t") == asked[0]
    assert "Clipping" in follow_up(POINTS, (), "Clipping")
