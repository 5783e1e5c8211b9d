"""The rules that every entry of the shipped bank keeps, beyond being readable (``interview-coach corpus check``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from chatbot.documents.loaders import Loaded, Source
from chatbot.documents.sentences import sentences
from chatbot.protocols import Embedder
from chatbot.types import Problem, Question
from chatbot.words import words

EXPLANATION_WORDS = (120, 300)
SAY_IT_WORDS = (80, 150)
KEY_POINTS = (4, 6)
MISTAKES = (2, 4)
MOST_WORDS_A_SENTENCE = 40
LEAST_OF_A_POINT_SAID = 0.6
"""Share of a key point's words (stems) that the spoken answer holds; the rest are verbs that one says differently."""
LEAST_WORDS_IN_COMMON = 2
"""Words (stems) that a follow-up, question and answer together, shares with its key point."""
SAME_QUESTION = 0.9
"""Cosine from which two phrasings ask the same. The nearest honest pair of the bank has 0.89."""
_LEANING_START = re.compile(r"(It|This|That|They|These|Those|He|Such)\b")
_FORMULA = re.compile(r"\$[^$]+\$")


def check(loaded: Loaded, embedder: Embedder | None = None) -> list[Problem]:
    """Return every broken rule: files that cannot be read, then incomplete entries with the line of the section.

    With an embedder, entries that ask the same question are reported, too.
    """
    problems = list(loaded.problems)
    entries = [source for source in loaded.sources if source.entry]
    for source in entries:
        if source.entry:
            for section, rule in _broken_rules(source.entry.question):
                problems.append(Problem(file=source.document.path, line=_line(source, section), rule=rule))
    return problems + (_asked_twice(entries, embedder) if embedder else [])


def terms(text: str) -> set[str]:
    """Return the stems that a text speaks about, formulas and single letters left out."""
    return {word for word in words(_FORMULA.sub(" ", text)) if len(word) > 1}


def _broken_rules(entry: Question) -> Iterator[tuple[str, str]]:
    """Yield (section, rule)."""
    if len(entry.also_asked) < 3:
        yield "also_asked", f"has {len(entry.also_asked)} phrasings under 'also_asked', wants 3 or more"
    if not entry.tags:
        yield "tags", "has no tags"
    yield from _count("", "explanation words", len(entry.explanation.split()), EXPLANATION_WORDS)
    for sentence in sentences(_FORMULA.sub("F", entry.explanation)):
        if len(sentence.split()) > MOST_WORDS_A_SENTENCE:
            yield "", f"sentence too long to be spoken: {sentence[:50]}..."
        if _LEANING_START.match(sentence):
            yield "", f"sentence cannot be read alone: {sentence[:50]}..."
    yield from _count("Key points", "key points", len(entry.key_points), KEY_POINTS)
    yield from _count("Say it", "words in the spoken answer", len(entry.say_it.split()), SAY_IT_WORDS)
    if re.search(r"[$*`]", entry.say_it):
        yield "Say it", "the spoken answer holds markup or a formula"
    yield from _unsaid_points(entry)
    yield from _count("Common mistakes", "common mistakes", len(entry.mistakes), MISTAKES)
    yield from _stray_follow_ups(entry)


def _unsaid_points(entry: Question) -> Iterator[tuple[str, str]]:
    said = terms(entry.say_it)
    for number, point in enumerate(entry.key_points, 1):
        wanted = terms(point)
        if len(wanted & said) < LEAST_OF_A_POINT_SAID * len(wanted):
            missing = ", ".join(sorted(wanted - said))
            yield "Say it", f"the spoken answer leaves out key point {number}; it lacks: {missing}"


def _stray_follow_ups(entry: Question) -> Iterator[tuple[str, str]]:
    if len(entry.follow_ups) != len(entry.key_points):
        yield "Follow-ups", f"has {len(entry.follow_ups)} follow-ups for {len(entry.key_points)} key points"
        return
    for number, (point, follow_up) in enumerate(zip(entry.key_points, entry.follow_ups, strict=True), 1):
        if len(terms(point) & terms(f"{follow_up.question} {follow_up.answer}")) < LEAST_WORDS_IN_COMMON:
            yield "Follow-ups", f"follow-up {number} has nothing to do with key point {number}"


def _asked_twice(entries: Sequence[Source], embedder: Embedder) -> list[Problem]:
    """Compare every phrasing, title or also_asked, with those of the other entries."""
    phrasings = [
        (number, phrase)
        for number, source in enumerate(entries)
        if source.entry
        for phrase in (source.entry.question.question, *source.entry.question.also_asked)
    ]
    vectors = embedder.embed([phrase for _, phrase in phrasings])
    problems = []
    for first, second in np.argwhere(np.triu(vectors @ vectors.T, k=1) >= SAME_QUESTION):
        (here, asked), (there, again) = phrasings[first], phrasings[second]
        if here != there:
            rule = f"asks '{again}', as {entries[here].document.path} does: '{asked}'"
            line = _line(entries[there], "also_asked")
            problems.append(Problem(file=entries[there].document.path, line=line, rule=rule))
    return problems


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
