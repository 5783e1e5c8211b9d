"""Write what the verifier is trained on: the base model's folder, the topics, and pairs for comparisons.

    python -m training.verify.prepare [--out build/verify]

topics.jsonl: the training questions with their points and statements. train.jsonl, dev.jsonl and test.jsonl: pairs
(claim, said) for the cross-encoder that it is compared with. All split by topic (chatbot/evaluation/split.py); the
notes on other subjects are in train, every eighth of them in dev.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chatbot.documents.loaders import load
from chatbot.evaluation.split import Part, part_of
from chatbot.generation.models import local_weights
from chatbot.settings import read_settings
from chatbot.types import Question
from training.verify.pairs import FIELDS, Pair, Point, Statement, pairs_of

HERE = Path(__file__).parent


def main() -> None:
    """Write the three files and print how many pairs of which kind they hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/verify"))
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    settings = read_settings()
    base = local_weights(settings.model, settings.cache, print, adapter=None)
    if base is None:
        raise SystemExit(f"{settings.model} is not on this machine")
    shutil.copytree(base, out / "base", dirs_exist_ok=True)
    topics = []
    parts: dict[Part, list[Pair]] = {"train": [], "dev": [], "test": []}
    for part, name, question, points, entry in (*_bank(), *_notes()):
        if part == "train":
            topics.append(_topic(name, question, points, entry))
        parts[part].extend(pairs_of(name, question, points, entry))
    (out / "topics.jsonl").write_text("".join(json.dumps(topic) + "\n" for topic in topics), encoding="utf-8")
    for part, pairs in parts.items():
        lines = (json.dumps(pair._asdict()) + "\n" for pair in pairs)
        (out / f"{part}.jsonl").write_text("".join(lines), encoding="utf-8")
        print(part, len(pairs), dict(Counter(pair.label for pair in pairs)), dict(Counter(pair.made for pair in pairs)))


def _topic(name: str, question: str, points: list[Point], entry: Question | None) -> dict[str, object]:
    return {
        "name": name,
        "question": question,
        "points": [{"text": point.text, "statements": point.statements} for point in points],
        "mistakes": [mistake.model_dump() for mistake in entry.mistakes] if entry else [],
    }


Made = tuple[Part, str, str, list[Point], Question | None]


def _bank() -> Iterator[Made]:
    """Yield (part, name, question, points, entry) of the bank's entries that statements were written for."""
    written = {(row["entry"], row["point"]): row for row in _rows("statements.jsonl")}
    for row in _rows("roles.jsonl"):
        written.setdefault((row["entry"], row["point"]), {}).update(row)
    for entry in load([Path("corpus")]).corpus.questions:
        points = [
            Point(text, _statements(written[entry.id, number]))
            for number, text in enumerate(entry.key_points, 1)
            if (entry.id, number) in written
        ]
        if points:
            yield part_of(entry.topic), entry.id, entry.question, points, entry


def _notes() -> Iterator[Made]:
    for number, row in enumerate(_rows("notes.jsonl")):
        points = [Point(point["point"], _statements(point)) for point in row["points"]]
        yield "train" if number % 8 else "dev", row["id"], row["question"], points, None


def _statements(row: dict[str, str]) -> tuple[Statement, ...]:
    kinds = {"swap": "roles", "swap2": "roles"}
    return tuple(
        Statement(field, row[field], row.get(f"{field}_kind", kinds.get(field, "")))
        for field in FIELDS
        if row.get(field)
    )


def _rows(name: str) -> list[dict]:  # type: ignore[type-arg]
    file = HERE / name
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


if __name__ == "__main__":
    main()
