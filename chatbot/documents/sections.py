"""The structure of a Markdown text: which heading path each block of prose stands under, by offset."""

from __future__ import annotations

from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chatbot.documents.sentences import Span

_BLOCKS = {
    "paragraph_open",
    "fence",
    "code_block",
    "html_block",
    "table_open",
    "blockquote_open",
}


class Section(NamedTuple):
    """Blocks below one heading path; ``blocks`` are spans of whole paragraphs, list items, tables and code."""

    headings: tuple[str, ...]
    blocks: tuple[Span, ...]


def markdown_sections(text: str, start: int = 0, end: int | None = None) -> list[Section]:
    """Read Markdown from ``text[start:end]``; headings carry their parents. Sections without prose are left out."""
    offsets = _line_offsets(text[:end], start)
    path: list[tuple[int, str]] = []
    found: list[Section] = []
    blocks: list[Span] = []

    def close() -> None:
        if blocks:
            found.append(Section(tuple(title for _, title in path), tuple(blocks)))
            blocks.clear()

    tokens = MarkdownIt("commonmark").enable("table").parse(text[start:end])
    covered = -1
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            close()
            level = int(token.tag[1:])
            path[:] = [step for step in path if step[0] < level]
            path.append((level, _plain(tokens[position + 1])))
        elif token.type in _BLOCKS and token.map and token.map[0] >= covered:
            covered = token.map[1]
            blocks.append((offsets[token.map[0]], offsets[token.map[1]]))
    close()
    return found


def plain_sections(text: str) -> list[Section]:
    """Read plain text: one section without headings, a block for each paragraph."""
    offsets = _line_offsets(text, 0)
    lines = text.split("\n")
    blocks: list[Span] = []
    first: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip() and first is None:
            first = number
        elif not line.strip() and first is not None:
            blocks.append((offsets[first], offsets[min(number, len(lines))]))
            first = None
    return [Section((), tuple(blocks))] if blocks else []


def _line_offsets(text: str, start: int) -> list[int]:
    """Return the offset of each line of ``text[start:]``, then the end of the text."""
    offsets = [start]
    for line in text[start:].split("\n"):
        offsets.append(min(offsets[-1] + len(line) + 1, len(text)))
    return offsets


def _plain(inline: Token) -> str:
    """Return the words of a heading without its markup."""
    children = inline.children or []
    return " ".join("".join(child.content for child in children).split()) or inline.content
