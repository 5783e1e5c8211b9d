"""corpus check, corpus readme."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from chatbot.cli.options import Corpus, Json, settings_of
from chatbot.errors import CoachError
from chatbot.types import Question

app = typer.Typer(help="Look after the question bank.", no_args_is_help=True)


@app.command("check")
def corpus_check(corpus: Corpus = None, as_json: Json = False) -> None:
    """Check every file of the corpus (names file, line and rule), and show what it covers."""
    from chatbot.documents.checking import check
    from chatbot.documents.coverage import stale_readmes
    from chatbot.documents.loaders import load
    from chatbot.retrieval.embedder import SentenceEmbedder

    settings = settings_of(corpus)
    loaded = load(settings.corpus)
    problems = check(loaded, SentenceEmbedder(settings.embedder)) + stale_readmes(loaded.sources, settings.corpus)
    for problem in problems:
        typer.echo(problem.model_dump_json() if as_json else str(problem))
    if not as_json:
        _show_coverage(loaded.corpus.questions)
    if problems:
        raise CoachError(f"{len(problems)} problems in the corpus; mend the lines named above")
    if not as_json:
        typer.echo(f"{len(loaded.sources)} documents, {len(loaded.corpus.questions)} bank questions, no problems")


@app.command("readme")
def corpus_readme(corpus: Corpus = None) -> None:
    """Write the table of topics and levels, and the list of questions, into README.md of the corpus folder."""
    from chatbot.documents.coverage import README, has_generated_readme, readme
    from chatbot.documents.loaders import load

    folders = settings_of(corpus).corpus
    loaded = load(folders)
    for folder in folders:
        if (folder / README).is_file() and not has_generated_readme(folder):
            raise CoachError(f"{folder / README} was not made by this command; move it away first")
        (folder / README).write_text(readme(loaded.sources, folder), encoding="utf-8")
        typer.echo(f"written to {folder / README}")


def _show_coverage(questions: Sequence[Question]) -> None:
    from rich.console import Console
    from rich.table import Table

    from chatbot.documents.coverage import LEVELS, coverage

    table = Table("topic", *LEVELS, "entries", "with quiz")
    for row in coverage(questions):
        table.add_row(row.topic, *map(str, (*row.levels, row.entries, row.quizzes)))
    Console().print(table)
