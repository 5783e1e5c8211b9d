from __future__ import annotations

import pytest

from chatbot.documents.questions import parse_question
from chatbot.errors import DocumentError
from tests.conftest import ENTRY

GOOD = ENTRY.format(question="What is it?", body="It is this. And that.")


def parse(text: str):  # type: ignore[no-untyped-def]
    return parse_question(text, file="corpus/t/it.md", slug="it", topic="t")


def test_all_sections_are_read() -> None:
    entry = parse(GOOD + "\n## Quiz\nWhich one?\n- [ ] this\n- [x] that\nWhy: Because\n  of it.\n").question
    assert (entry.id, entry.topic, entry.question) == ("it", "t", "What is it?")
    assert entry.explanation == "It is this. And that."
    assert entry.key_points == ("One point that can be checked.",)
    assert entry.mistakes[0].wrong == "A wrong statement about zebras."
    assert entry.follow_ups[0].answer == "The next thing comes after this one."
    assert entry.quiz is not None
    assert (entry.quiz.correct, entry.quiz.why) == (1, "Because of it.")


def test_only_question_and_body_are_needed() -> None:
    entry = parse("---\nquestion: What is it?\n---\nIt is this.\n").question
    assert entry.explanation == "It is this."
    assert entry.also_asked == entry.follow_ups == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\nquestion: x\n", 1, "never closed"),
        ("---\nquestion: a: b: c\n---\nBody.", 2, "not YAML"),
        ("---\nlevel: mid\n---\nBody.", 1, "'question:' is missing"),
        ("---\nquestion: x\nlevel: expert\n---\nBody.", 3, "must be one of"),
        ("---\nquestion: x\nalso_asked: yes\n---\nBody.", 3, "list of texts"),
        ("---\nquestion: x\nmystery: 1\n---\nBody.", 3, "unknown field"),
        ("---\nquestion: x\n---\n\n## Key points\n- a\n", 4, "explanation is missing"),
        ("---\nquestion: x\n---\nBody.\n\n## Mystery\ntext\n", 6, "unknown section"),
        (
            "---\nquestion: x\n---\nBody.\n\n## Follow-ups\n- Q: one?\n  A: yes.\n- just text\n",
            9,
            "write '- Q:",
        ),
        (
            "---\nquestion: x\n---\nBody.\n\n## Quiz\nWhich?\n- [x] a\n- [x] b\nWhy: x\n",
            6,
            "a quiz is",
        ),
        ("---\nquestion: x\ntags: [2024-13-45]\n---\nBody.", 1, "not YAML"),
        ("---\nquestion: x\n---\nBody.\n\n## Say it\na\n\n## Say it\nb\n", 9, "stands twice"),
        ("---\n- a list\n---\nBody.", 2, "name: value"),
    ],
)
def test_a_broken_file_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    assert (caught.value.file, caught.value.line) == ("corpus/t/it.md", line)
    assert words in caught.value.rule
