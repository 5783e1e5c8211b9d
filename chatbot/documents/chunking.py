"""From documents to passages: runs of whole sentences, short enough that the embedder reads every word.

For every passage, ``document.text[passage.start:passage.end] == passage.text``.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from chatbot.documents.cleaning import one_line
from chatbot.documents.questions import QuestionFile, answer_span
from chatbot.documents.sections import Section, markdown_sections
from chatbot.documents.sentences import Span, sentence_spans
from chatbot.types import Document, Passage

CountTokens = Callable[[str], int]
MAX_HEADING_SHARE = 0.5
Kind = Literal["explanation", "follow-up", "text"]


def embedded_text(heading: str, text: str) -> str:
    """Return what the embedder reads for a passage: its heading path, then its words on one line."""
    return f"{heading}\n{one_line(text)}" if heading else one_line(text)


def cut_question(document: Document, parsed: QuestionFile, count: CountTokens, limit: int) -> list[Passage]:
    """Cut an entry of the bank: its explanation, and one passage for each follow-up's answer.

    Key points, the spoken answer and, above all, the wrong statements under Common mistakes are never passages.
    """
    part = parsed.explanation
    title = parsed.question.question
    blocks = [block for section in markdown_sections(document.text, part.start, part.end) for block in section.blocks]
    spans = [span for block in blocks for span in sentence_spans(document.text, *block)]
    passages = _cut(document, title, spans, count, limit, "explanation")
    section = parsed.sections.get("Follow-ups")
    for follow_up in parsed.question.follow_ups:
        span = answer_span(document.text, section, follow_up.answer) if section else None
        if span:
            inner = sentence_spans(document.text, *span)
            passages += _cut(
                document,
                f"{title} > {follow_up.question}",
                inner,
                count,
                limit,
                "follow-up",
            )
    return _with_unique_ids(passages)


def cut_sections(document: Document, sections: Sequence[Section], count: CountTokens, limit: int) -> list[Passage]:
    """Cut any other document along its headings; no passage crosses one."""
    passages: list[Passage] = []
    for section in sections:
        headings = (
            section.headings if section.headings[:1] == (document.title,) else (document.title, *section.headings)
        )
        spans = [span for block in section.blocks for span in sentence_spans(document.text, *block)]
        passages += _cut(document, " > ".join(headings), spans, count, limit, "text")
    return _with_unique_ids(passages)


def _cut(
    document: Document,
    heading: str,
    spans: list[Span],
    count: CountTokens,
    limit: int,
    kind: Kind,
) -> list[Passage]:
    while heading and count(heading) > limit * MAX_HEADING_SHARE:
        heading = heading[: len(heading) * 3 // 4]  # a heading this long is a paragraph in disguise

    def fits(span: Span) -> bool:
        return count(embedded_text(heading, document.text[span[0] : span[1]])) <= limit

    pieces = [piece for span in spans for piece in ([span] if fits(span) else _split_long(document.text, span, fits))]
    return [
        Passage(
            id=document.id,
            document=document.id,
            heading=heading,
            text=document.text[start:end],
            start=start,
            end=end,
            kind=kind,
        )
        for start, end in _group(document.text, pieces, fits, count, limit - count(heading))
    ]


def _group(
    text: str,
    pieces: list[Span],
    fits: Callable[[Span], bool],
    count: CountTokens,
    room: int,
) -> Iterable[Span]:
    """Join neighbouring sentences into passages of about equal length, none over the limit."""
    if not pieces:
        return []
    sizes = [count(text[a:b]) for a, b in pieces]
    target = sum(sizes) / max(1, math.ceil(sum(sizes) / max(room, 1)))
    groups: list[Span] = []
    filled = 0.0
    for (start, end), size in zip(pieces, sizes, strict=True):
        joined = (groups[-1][0], end) if groups else (start, end)
        if groups and filled + size / 2 <= target and fits(joined):
            groups[-1] = joined
            filled += size
        else:
            groups.append((start, end))
            filled = size
    return groups


def _split_long(text: str, span: Span, fits: Callable[[Span], bool]) -> list[Span]:
    """Cut a 'sentence' that no passage can hold (a table, a log, a page without full stops).

    The last resort, and the only case in which a passage ends inside a sentence: at a line end if there is one, else
    between words, else between characters.
    """
    start, end = span
    pieces: list[Span] = []
    while start < end:
        low, high = start + 1, end  # the longest prefix that fits lies in [low, high]
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits((start, middle)) else (low, middle - 1)
        stop = low
        if stop < end:
            breaks = [text.rfind(mark, start + 1, stop + 1) for mark in ("\n", " ")]
            stop = next((b for b in breaks if b > start + (low - start) // 2), stop)
        pieces.append((start, stop))
        start = stop
        while start < end and text[start].isspace():
            start += 1
    return pieces


def _with_unique_ids(passages: list[Passage]) -> list[Passage]:
    """Name each passage by its document and its words, so that an edit elsewhere leaves its id alone."""
    seen: dict[str, int] = {}
    named = []
    for passage in passages:
        digest = hashlib.sha256(f"{passage.heading}\n{passage.text}".encode()).hexdigest()[:8]
        identity = f"{passage.document}:{digest}"
        seen[identity] = seen.get(identity, 0) + 1
        suffix = f".{seen[identity]}" if seen[identity] > 1 else ""
        named.append(passage.model_copy(update={"id": identity + suffix}))
    return named
