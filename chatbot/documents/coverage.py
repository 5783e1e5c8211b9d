"""What the bank covers, by topic and level; and the README of a corpus folder that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from chatbot.documents.loaders import Source
from chatbot.types import Level, Problem, Question

LEVELS: tuple[Level, ...] = ("fresher", "mid", "senior")
README = "README.md"
_MARK = "<!-- Generated below by `interview-coach corpus readme`. -->"


class Row(NamedTuple):
    """Counts of one topic: entries by level (in the order of LEVELS), and how many have a quiz."""

    topic: str
    levels: tuple[int, ...]
    quizzes: int

    @property
    def entries(self) -> int:
        """All entries of the topic."""
        return sum(self.levels)


def coverage(questions: Sequence[Question]) -> list[Row]:
    """Count the entries by topic; the last row is their sum."""
    by_topic = groupby(sorted(questions, key=lambda entry: entry.topic), key=lambda entry: entry.topic)
    return [*(_row(topic, list(entries)) for topic, entries in by_topic), _row("all", questions)]


def readme(sources: Sequence[Source], folder: Path) -> str:
    """Return what the README of a corpus folder should say: its own words, then the table and every question.

    What stands above the mark in the file is kept as it is.
    """
    target = folder / README
    own = target.read_text(encoding="utf-8").split(_MARK)[0].rstrip() if target.is_file() else "# The question bank"
    entries = [(source, source.entry.question) for source in sources if source.entry and _inside(source, folder)]
    table = ["| topic | " + " | ".join(LEVELS) + " | entries | with quiz |", "|---|" + "---:|" * (len(LEVELS) + 2)]
    for row in coverage([entry for _, entry in entries]):
        counts = " | ".join(str(count) for count in (*row.levels, row.entries, row.quizzes))
        table.append(f"| {row.topic} | {counts} |")
    lists = []
    for topic, members in groupby(sorted(entries, key=lambda pair: pair[1].topic), key=lambda pair: pair[1].topic):
        lists += ["", f"## {topic}", ""]
        for source, entry in members:
            link = Path(source.document.path).relative_to(folder).as_posix()
            lists.append(f"- [{entry.question}]({link}) ({entry.level})")
    return "\n".join([own, "", _MARK, "", *table, *lists, ""])


def stale_readmes(sources: Sequence[Source], folders: Sequence[Path]) -> list[Problem]:
    """Return a problem for each generated README that no longer says what its folder holds."""
    return [
        Problem(file=str(folder / README), line=1, rule="is out of date; run: interview-coach corpus readme")
        for folder in folders
        if has_generated_readme(folder) and (folder / README).read_text(encoding="utf-8") != readme(sources, folder)
    ]


def has_generated_readme(folder: Path) -> bool:
    """Tell whether a folder's README is one of ours; a user's own README is never touched."""
    return (folder / README).is_file() and _MARK in (folder / README).read_text(encoding="utf-8")


def _row(topic: str, entries: Sequence[Question]) -> Row:
    levels = tuple(sum(entry.level == level for entry in entries) for level in LEVELS)
    return Row(topic, levels, sum(entry.quiz is not None for entry in entries))


def _inside(source: Source, folder: Path) -> bool:
    return Path(source.document.path).is_relative_to(folder)
