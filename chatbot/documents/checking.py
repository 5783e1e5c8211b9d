"""The rules that every entry of the shipped bank keeps, beyond being readable (``interview-coach corpus check``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.documents.loaders import Loaded, Source
from chatbot.documents.sentences import sentences
from chatbot.types import Problem, Question

EXPLANATION_WORDS = (120, 300)
SAY_IT_WORDS = (80, 150)
KEY_POINTS = (4, 6)
MISTAKES = (2, 4)
MOST_WORDS_A_SENTENCE = 40
_LEANING_START = re.compile(r"(It|This|That|They|These|Those|He|Such)\b")


def check(loaded: Loaded) -> list[Problem]:
    """Return every broken rule: files that cannot be read, then incomplete entries with the line of the section."""
    problems = list(loaded.problems)
    for source in loaded.sources:
        if source.entry:
            for section, rule in _broken_rules(source.entry.question):
                problems.append(Problem(file=source.document.path, line=_line(source, section), rule=rule))
    return problems


def _broken_rules(entry: Question) -> Iterator[tuple[str, str]]:
    """Yield (section, rule)."""
    if len(entry.also_asked) < 3:
        yield "also_asked", f"has {len(entry.also_asked)} phrasings under 'also_asked', wants 3 or more"
    if not entry.tags:
        yield "tags", "has no tags"
    yield from _count("", "explanation words", len(entry.explanation.split()), EXPLANATION_WORDS)
    for sentence in sentences(re.sub(r"\$[^$]+\$", "F", entry.explanation)):
        if len(sentence.split()) > MOST_WORDS_A_SENTENCE:
            yield "", f"sentence too long to be spoken: {sentence[:50]}..."
        if _LEANING_START.match(sentence):
            yield "", f"sentence cannot be read alone: {sentence[:50]}..."
    yield from _count("Key points", "key points", len(entry.key_points), KEY_POINTS)
    yield from _count("Say it", "words in the spoken answer", len(entry.say_it.split()), SAY_IT_WORDS)
    if re.search(r"[$*`]", entry.say_it):
        yield "Say it", "the spoken answer holds markup or a formula"
    yield from _count("Common mistakes", "common mistakes", len(entry.mistakes), MISTAKES)
    if len(entry.follow_ups) != len(entry.key_points):
        yield "Follow-ups", f"has {len(entry.follow_ups)} follow-ups for {len(entry.key_points)} key points"


def _count(section: str, what: str, count: int, allowed: tuple[int, int]) -> Iterator[tuple[str, str]]:
    low, high = allowed
    if not low <= count <= high:
        yield section, f"has {count} {what}, wants {low} to {high}"


def _line(source: Source, section: str) -> int:
    """Return the line of a section or front-matter field, of the explanation for ''."""
    text = source.document.text
    if source.entry and not section:
        start = source.entry.explanation.start
        return text.count("\n", 0, start) + 1
    found = re.search(rf"^(?:## )?{re.escape(section)}", text, re.M)
    return text.count("\n", 0, found.start()) + 1 if found else 1
