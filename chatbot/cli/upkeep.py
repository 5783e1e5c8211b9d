"""models, doctor."""

from __future__ import annotations

import typer

from chatbot.cli.options import Corpus, Json, Model, settings_of
from chatbot.errors import CoachError

app = typer.Typer()


@app.command()
def models(model: Model = None, as_json: Json = False) -> None:
    """List the models: which are here, and what the others need."""
    from chatbot.doctor import known_models

    for info in known_models(settings_of(model=model)):
        state = f"here: {info.where}" if info.present else f"missing; needs: {info.needs}"
        typer.echo(info.model_dump_json() if as_json else f"{info.role:15} {info.name}  [{info.licence}]\n    {state}")


@app.command()
def doctor(corpus: Corpus = None, model: Model = None, as_json: Json = False) -> None:
    """Try everything once and say what is wrong."""
    from chatbot.doctor import examine

    failed = 0
    for check in examine(settings_of(corpus, model=model)):
        failed += not check.passed
        mark = "ok  " if check.passed else "FAIL"
        typer.echo(check.model_dump_json() if as_json else f"{mark} {check.name}: {check.detail}")
    if failed:
        raise CoachError(f"{failed} checks failed; see the lines above")
