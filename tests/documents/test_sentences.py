from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.documents.sentences import sentence_spans, sentences

TEXTS = st.text(alphabet=st.sampled_from("ab AB.!?\n\t$`1)\"'e.g…。"), max_size=80) | st.text(max_size=80)


@given(TEXTS)
def test_spans_are_ordered_trimmed_and_cover_every_visible_character(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    covered = "".join(text[a:b] for a, b in spans)
    assert "".join(covered.split()) == "".join(text.split())


@given(TEXTS, st.integers(0, 40), st.integers(0, 80))
def test_a_range_is_respected(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(max(start, end), len(text))
    assert all(start <= a and b <= end for a, b in sentence_spans(text, start, end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "Values, e.g. 0.1 or 1e-3, work. Others do not.",
            ["Values, e.g. 0.1 or 1e-3, work.", "Others do not."],
        ),
        (
            "Shown by Smith et al. in 2015. It holds.",
            ["Shown by Smith et al. in 2015.", "It holds."],
        ),
        (
            "Geoffrey E. Hinton wrote it. Good.",
            ["Geoffrey E. Hinton wrote it.", "Good."],
        ),
        (
            "Take the matrix A. Then invert it.",
            ["Take the matrix A.", "Then invert it."],
        ),
        (
            "The form $f(x) = 1. + x$ is linear. Yes.",
            ["The form $f(x) = 1. + x$ is linear.", "Yes."],
        ),
        ("Call `a.b(). C` now. Done.", ["Call `a.b(). C` now.", "Done."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("An hour costs $5. Two cost $9 more.", ["An hour costs $5.", "Two cost $9 more."]),
        ("A wrapped\nline. Next", ["A wrapped\nline.", "Next"]),
        ("No full stop\n\nNew paragraph", ["No full stop", "New paragraph"]),
        (
            "version 2.0 is out. iPhone users wait.",
            ["version 2.0 is out. iPhone users wait."],
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
