"""Where sentences begin and end, as offsets: for every span, ``text[start:end]`` is the sentence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

Span = tuple[int, int]
LOOK_AHEAD = 80

# A full stop after these does not end a sentence; a lone capital counts as an initial after a capitalised word or
# another initial ("Geoffrey E. Hinton"), not in "the matrix A. Then".
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|Figs?|Eqs?|Sec|Ref|No|Dr|Mr|Mrs|Ms|Prof|St|al|ca|viz)"
    r"|(?:\b[A-Z][a-z]+|\b[A-Z]\.) [A-Z])\.\Z"
)
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+|\n[ \t]*\n")
# Inside these a full stop belongs to the formula or the code.
# A formula, by pandoc's rule for dollars ("$5 and $6" is none): no space inside its ends, no digit behind. One group
# for each way to write it; the control characters by which the page marks a quote never stand inside.
FORMULA = re.compile(
    r"\$\$([^$\x02\x03]+?)\$\$|\$(?!\s)((?:[^$\n\x02\x03]|\n(?!\s*\n))+?)(?<!\s)\$(?!\d)|\\\(([^\x02\x03]+?)\\\)"
)
_CODE = re.compile(r"`[^`\n]+`")
_OPENS_SENTENCE = re.compile(r"[\"'“‘(\[$`\\*_]*[^a-z]")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Cut ``text[start:end]`` into sentences.

    Spans are in order, do not overlap, hold no leading or trailing white space, and together hold every
    character of the range that is not white space.
    """
    stop = len(text) if end is None else end
    cuts = [start, *_cuts(text, start, stop), stop]
    spans = (_trimmed(text, a, b) for a, b in itertools.pairwise(cuts))
    return [span for span in spans if span[0] < span[1]]


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``."""
    return [text[a:b] for a, b in sentence_spans(text)]


def _cuts(text: str, start: int, stop: int) -> Iterator[int]:
    opaque = [m.span() for pattern in (FORMULA, _CODE) for m in pattern.finditer(text, start, stop)]
    for mark in _BREAK.finditer(text, start, stop):
        position = mark.end()
        if any(a < mark.start() < b for a, b in opaque):
            continue
        if text[mark.start()] in "\n。！？":
            yield position
            continue
        following = text[position : min(stop, position + LOOK_AHEAD)].lstrip()
        if mark.group() == "." and _ABBREVIATION.search(text, max(start, mark.start() - 40), position):
            continue
        if following and not _OPENS_SENTENCE.match(following):
            continue
        yield position


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
