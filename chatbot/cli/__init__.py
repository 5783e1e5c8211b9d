"""The command line: ``interview-coach --help``. Heavy imports wait until a command needs them."""

from __future__ import annotations

import logging
import os
import sys

import typer

from chatbot.cli import asking, corpus, critique, evaluate, upkeep
from chatbot.errors import CoachError

app = typer.Typer(
    help="Practise deep-learning interviews: ask, hear an answer you could say aloud, see its sources. Offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(asking.app)
app.add_typer(critique.app)
app.add_typer(upkeep.app)
app.add_typer(corpus.app, name="corpus")
app.add_typer(evaluate.app, name="evaluate")


def main() -> None:
    """Run the command line; errors meant for the user are one line on standard error, exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        app()
    except CoachError as error:
        typer.echo(f"interview-coach: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
