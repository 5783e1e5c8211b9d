"""Cut an answer into claims: spans of the candidate's own words, each with what was finally said in it.

A claim is a sentence, or a clause of a long one. ``said`` leaves out what the candidate took back ("the mean, sorry,
the max" says the max); the span still covers all of it, so that a quote is verbatim.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chatbot.documents.sentences import Span, sentence_spans
from chatbot.words import words

LONGEST_CLAIM = 26
SHORTEST_CLAUSE = 5

_LINE = re.compile(r"\n+|;\s|\s[-–—]{1,2}\s(?=\w)")
# Where a long sentence can be cut: what follows has its own verb more often than not.
_CLAUSE = re.compile(
    r",?\s+(?=(?:but|whereas|while|because|so that|"
    r"and (?:then|also|so|the|it|you|we|they|that|this|in|if)|which means)\b)"
    r"|,\s+(?=(?:so|then|and|or|it|you|we|they|that|this)\b)",
    re.I,
)
# "..., sorry, ..." takes back words of the same sentence; "No wait, ..." at the start takes back the sentence before.
_TAKEN_BACK = re.compile(
    r"[,.–—-]*\s*\b(?:(?:uh|um|oh|no|or|ah)[, ]+)*"
    r"(?:sorry|no,? wait|wait,? no|wait|scratch that|correction|let me (?:correct|rephrase|fix) (?:that|myself)|"
    r"i meant(?: to say)?|i mean(?=,? (?:\S+ ){0,2}\S+(?:[,.;!]|$))|"
    r"or rather|no,? rather|actually no|no,? actually|i misspoke|strike that)\b[,.:–— ]*"
    r"(?:(?:no|sorry|i mean|i meant(?: to say)?|i should say|that should be|it'?s|rather|actually)\b[,: ]*)*",
    re.I,
)
_WHOLE = re.compile(
    r"(?:it'?s )?(?:just |exactly )?(?:the )?(?:other way (?:round|around)|opposite|reverse)\b[,.:; ]*"
    r"|i (?:swapped|mixed|got) \w+(?: \w+){0,3}[,.:; ]+", re.I,
)  # fmt: skip


class Claim(NamedTuple):
    """``answer[start:end]`` is what the candidate said; ``said`` is the same without what was taken back."""

    start: int
    end: int
    said: str


def claims(answer: str) -> tuple[Claim, ...]:
    """Return the claims of an answer in order; spans do not overlap and lose no word."""
    spans = [piece for sentence in _sentences(answer) for piece in _clauses(answer, sentence)]
    return tuple(_resolved(answer, spans))


def _sentences(answer: str) -> list[Span]:
    """Cut at ends of sentences, line breaks, semicolons and dashes."""
    spans: list[Span] = []
    for start, end in sentence_spans(answer):
        edges = [start, *(edge for mark in _LINE.finditer(answer, start, end) for edge in mark.span()), end]
        spans += [span for span in zip(edges[::2], edges[1::2], strict=True) if answer[slice(*span)].strip()]
    return spans


def _clauses(answer: str, span: Span) -> list[Span]:
    """Cut a long sentence where a clause ends; pieces stay long enough to say something."""
    start, end = span
    if len(answer[start:end].split()) <= LONGEST_CLAIM:
        return [span]
    pieces: list[Span] = []
    for mark in _CLAUSE.finditer(answer, start, end):
        before, behind = answer[start : mark.start()].split(), answer[mark.end() : end].split()
        if len(before) >= SHORTEST_CLAUSE and len(behind) >= SHORTEST_CLAUSE:
            pieces.append((start, mark.start()))
            start = mark.end()
    return [*pieces, (start, end)]


def _resolved(answer: str, spans: list[Span]) -> list[Claim]:
    found: list[Claim] = []
    for start, end in spans:
        text = answer[start:end].strip()
        mark = _TAKEN_BACK.search(text)
        if mark is None or not text[mark.end() :].strip():
            found.append(Claim(start, end, text))
            continue
        before, after = text[: mark.start()].strip(" ,"), text[mark.end() :].strip()
        if not words(before) and found:  # "No wait, it's the max": the sentence before is taken back
            last = found.pop()
            found.append(Claim(last.start, end, _replaced(last.said, after)))
        else:
            found.append(Claim(start, end, _replaced(before, after)))
    return found


def _replaced(before: str, after: str) -> str:
    """Put the repair in the place of the words that it repairs.

    A repair repeats the word at which it takes up again ("goes to the mean, sorry, the max"); where it repeats none, it
    stands for as many words as it has, and a whole new sentence for all of them. "The other way round" takes back
    everything; where nothing follows it, nothing is left that could be judged.
    """
    whole = _WHOLE.match(after)
    if whole:
        return after[whole.end() :]
    repair, comma, rest = after.partition(",")
    if comma and len(repair.split()) <= SHORTEST_CLAUSE:
        return f"{_replaced(before, repair)},{rest}"
    old, new = before.split(), after.split()
    key = new[0].strip(",.").lower()
    for position in range(len(old) - 1, max(-1, len(old) - len(new) - 4), -1):
        if old[position].strip(",.").lower() == key:
            return " ".join([*old[:position], *new])
    if len(new) >= max(5, len(old)):
        return after
    return " ".join([*old[: max(0, len(old) - len(new))], *new])
