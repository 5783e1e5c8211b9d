"""critique."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chatbot.cli.options import Corpus, Index, Json, Model, each, open_coach, read_answers, settings_of
from chatbot.types import Critique

app = typer.Typer()
MARKS = {"covered": "+", "partial": "~", "missing": "-", "contradicted": "x"}


@app.command()
def critique(
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    answer: Annotated[
        str | None, typer.Argument(help="Your answer; '-' reads standard input.", show_default=False)
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    input: Annotated[Path | None, typer.Option("--input", help='JSON lines: {"question": ..., "answer": ...}.')] = None,
    as_json: Json = False,
) -> None:
    """Judge an answer: what was right, missing and wrong, how it sounds, a score, a better version."""
    given = list(read_answers(question, answer, input))
    coach = open_coach(settings_of(corpus, index, model))
    each(given, coach.critique, lambda _, found: shown(found), as_json)


def shown(critique: Critique) -> str:
    """Return the critique for a person at a terminal."""
    lines = [critique.question, ""]
    if critique.score is None:
        return "\n".join([*lines, critique.reason])
    lines += [f"{critique.score:.1f} of 10", "", critique.feedback, ""]
    for point in critique.points:
        lines.append(f" {MARKS[point.verdict]} {point.text}")
        if point.answer_quote:
            lines.append(f'     you said: "{point.answer_quote}"')
    for claim in critique.false_claims:
        lines += ["", f' ! "{claim.answer_quote}"', f"   {claim.correction}"]
    lines += ["", *(f" {name:12} {mark.mark}/5  {mark.anchor}" for name, mark in critique.criteria.items())]
    if critique.delivery:
        lines += ["", f" {critique.delivery.words} words, about {critique.delivery.seconds:.0f} seconds aloud"]
        lines += [f" {note}" for note in critique.delivery.notes]
    lines += ["", "A better version:", critique.improved_answer, "", f"Next question: {critique.follow_up}"]
    return "\n".join(lines)
