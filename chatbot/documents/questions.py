"""The question bank's file format (docs/question-files.md): front matter, explanation, named sections.

Parsing is strict where a mistake would be silent, and every complaint carries the line.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from chatbot.documents.cleaning import one_line
from chatbot.errors import DocumentError
from chatbot.types import FollowUp, Level, Mistake, Question, Quiz

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.S | re.M)
_HEADING = re.compile(r"^## +(.+?)[ \t#]*$", re.M)
_ITEM = re.compile(r"^[-*] +(.*(?:\n(?![-*] |#).*)*)", re.M)
_LEVELS: tuple[Level, ...] = ("fresher", "mid", "senior")
_FIELDS = {"question", "also_asked", "level", "tags", "sources"}
SECTIONS = ("Key points", "Say it", "Common mistakes", "Follow-ups", "Quiz")


class Part(NamedTuple):
    """A named stretch of the file."""

    text: str
    start: int
    end: int


class QuestionFile(NamedTuple):
    """A parsed file: the entry, and where its explanation and sections stand."""

    question: Question
    explanation: Part
    sections: dict[str, Part]


def is_question_file(text: str) -> bool:
    """Tell a question file from other Markdown: its front matter, closed or not, names a question."""
    head = text[: front_matter_end(text)] if front_matter_end(text) else text
    return text.startswith("---\n") and re.search(r"^question[ \t]*:", head, re.M) is not None


def front_matter_end(text: str) -> int:
    """Return where the text behind the front matter begins; 0 where there is none."""
    front = _FRONT_MATTER.match(text)
    return front.end() if front else 0


def parse_question(text: str, *, file: str, slug: str, topic: str) -> QuestionFile:
    """Read one question file.

    Raises:
        DocumentError: with file, line and rule, for the first rule broken.
    """
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise DocumentError(
            file,
            1,
            "front matter is opened by '---' but never closed by a second '---'",
        )
    fields = _read_fields(front.group(1), file)
    parts = _split(text, front.end(), file)
    explanation = parts.pop("")
    reader = _Reader(text, file)
    if not explanation.text.strip():
        raise reader.error(explanation.start, "the explanation is missing below the front matter")
    for name, part in parts.items():
        if name not in SECTIONS:
            raise reader.error(
                part.start - 1,
                f"unknown section '{name}'; known: {', '.join(SECTIONS)}",
            )
    question = Question(
        id=slug,
        topic=topic,
        **fields,
        explanation=explanation.text.strip(),
        key_points=tuple(item for item, _ in reader.items(parts.get("Key points"))),
        say_it=one_line(parts["Say it"].text) if "Say it" in parts else "",
        mistakes=tuple(
            Mistake(wrong=a, right=b) for a, b in reader.pairs(parts.get("Common mistakes"), "Wrong", "Right")
        ),
        follow_ups=tuple(FollowUp(question=a, answer=b) for a, b in reader.pairs(parts.get("Follow-ups"), "Q", "A")),
        quiz=reader.quiz(parts.get("Quiz")),
    )
    return QuestionFile(question, explanation, parts)


def answer_span(text: str, part: Part, answer: str) -> tuple[int, int] | None:
    """Find the offsets of a follow-up's answer, which may be wrapped over lines, inside its section."""
    pattern = r"\s+".join(re.escape(word) for word in answer.split())
    found = re.compile(pattern).search(text, part.start, part.end)
    return found.span() if found else None


def _read_fields(yaml_text: str, file: str) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(yaml_text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date that is none, a number of 5,000 digits, ...
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise DocumentError(file, line, f"front matter is not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(fields, dict):
        raise DocumentError(file, 2, "front matter must hold 'name: value' lines")

    def line_of(name: str) -> int:
        found = re.search(rf"^{re.escape(name)}\s*:", yaml_text, re.M)
        return yaml_text[: found.start()].count("\n") + 2 if found else 1

    for name in fields:
        if name not in _FIELDS:
            raise DocumentError(
                file,
                line_of(str(name)),
                f"unknown field '{name}'; known: {', '.join(sorted(_FIELDS))}",
            )
    question = fields.get("question")
    if not isinstance(question, str) or not question.strip():
        raise DocumentError(file, line_of("question"), "'question:' is missing or is not text")
    if fields.get("level", "mid") not in _LEVELS:
        raise DocumentError(file, line_of("level"), f"'level:' must be one of {', '.join(_LEVELS)}")
    for name in ("also_asked", "tags", "sources"):
        values = fields.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise DocumentError(
                file,
                line_of(name),
                f"'{name}:' must be a list of texts (quote a text that holds ': ')",
            )
        fields[name] = tuple(one_line(value) for value in values)
    return _without_half_characters({**fields, "question": one_line(question)}, file)


def _without_half_characters(fields: dict[str, Any], file: str) -> dict[str, Any]:
    if any("\ud800" <= character <= "\udfff" for character in str(fields)):
        raise DocumentError(file, 2, "front matter holds half a character (a lone surrogate)")
    return fields


def _split(text: str, start: int, file: str) -> dict[str, Part]:
    """Cut the body at its second-level headings; the part before the first is named ''."""
    marks = list(_HEADING.finditer(text, start))
    ends = [mark.start() for mark in marks] + [len(text)]
    parts = {"": Part(text[start : ends[0]], start, ends[0])}
    for mark, end in zip(marks, ends[1:], strict=True):
        if mark.group(1) in parts:
            line = text.count("\n", 0, mark.start()) + 1
            raise DocumentError(file, line, f"section '{mark.group(1)}' stands twice")
        parts[mark.group(1)] = Part(text[mark.end() : end], mark.end(), end)
    return parts


class _Reader:
    """Reads list items of one file and names the line where one is malformed."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file

    def error(self, offset: int, rule: str) -> DocumentError:
        return DocumentError(self._file, self._text.count("\n", 0, max(offset, 0)) + 1, rule)

    def items(self, part: Part | None) -> list[tuple[str, int]]:
        """Return (text, offset) of each list item."""
        if part is None:
            return []
        return [(one_line(m.group(1)), m.start()) for m in _ITEM.finditer(self._text, part.start, part.end)]

    def pairs(self, part: Part | None, first: str, second: str) -> list[tuple[str, str]]:
        """Return the two halves of items written ``- First: ...`` and ``Second: ...``."""
        shape = re.compile(rf"\W*{first}\W*:\W*?\s(.+?)\s+\W*{second}\W*:\**\s+(.+)", re.I | re.S)
        pairs = []
        for item, offset in self.items(part):
            halves = shape.fullmatch(item)
            if halves is None:
                raise self.error(offset, f"write '- {first}: ...' and below it '  {second}: ...'")
            pairs.append((halves.group(1).strip(), halves.group(2).strip()))
        return pairs

    def quiz(self, part: Part | None) -> Quiz | None:
        if part is None:
            return None
        options = re.findall(r"^[-*] +\[([ xX])\] +(.+)$", part.text, re.M)
        why = re.search(r"^Why: *(.+(?:\n.+)*)", part.text, re.M)
        asked = one_line(re.split(r"^[-*] ", part.text, maxsplit=1, flags=re.M)[0])
        right = [n for n, (mark, _) in enumerate(options) if mark in "xX"]
        if not asked or len(options) < 2 or len(right) != 1 or why is None:
            raise self.error(
                part.start,
                "a quiz is a question, options '- [ ]' with one '- [x]', and a line 'Why: ...'",
            )
        return Quiz(
            question=asked,
            options=tuple(one_line(option) for _, option in options),
            correct=right[0],
            why=one_line(why.group(1)),
        )
