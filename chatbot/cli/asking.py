"""index, search, ask, serve."""

from __future__ import annotations

from typing import Annotated

import typer

from chatbot.cli.options import (
    Corpus,
    Index,
    Input,
    Json,
    Model,
    Words,
    each,
    open_coach,
    read_length,
    read_questions,
    settings_of,
)
from chatbot.documents.cleaning import one_line
from chatbot.types import Answer, Retrieval, Turn

app = typer.Typer()


@app.command()
def index(corpus: Corpus = None, index: Index = None) -> None:
    """Build the index, or bring it in line with what changed in the corpus."""
    open_coach(settings_of(corpus, index), say=typer.echo)


@app.command()
def search(
    question: Words = None,
    corpus: Corpus = None,
    index: Index = None,
    input: Input = None,
    k: Annotated[int, typer.Option(help="How many hits.", min=1, max=100)] = 10,
    as_json: Json = False,
) -> None:
    """Show the passages found for a question."""
    asked = list(read_questions(question, input))
    coach = open_coach(settings_of(corpus, index))

    def find(text: str, history: list[Turn]) -> Retrieval:
        return coach.retrieve(text, history, k)

    def show(text: str, found: Retrieval) -> str:
        lines = [text] + [
            f"{hit.rank:>3}  {hit.score:.2f}  {hit.passage.heading}\n           {one_line(hit.passage.text)[:150]}"
            for hit in found.hits
        ]
        return "\n".join([*lines, *([] if found.answerable else ["     (the documents do not seem to answer this)"])])

    each(asked, find, show, as_json)


@app.command()
def ask(
    question: Words = None,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    input: Input = None,
    length: Annotated[str, typer.Option(help="30 seconds, one minute or two minutes.")] = "one minute",
    as_json: Json = False,
) -> None:
    """Answer a question from the documents, as one would say it."""
    chosen = read_length(length)
    asked = list(read_questions(question, input))
    coach = open_coach(settings_of(corpus, index, model))

    def answer(text: str, history: list[Turn]) -> Answer:
        return coach.ask(text, history, chosen)

    each(asked, answer, _spoken, as_json)


@app.command()
def serve(
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    port: Annotated[int | None, typer.Option(help="Port on this machine (127.0.0.1 only).")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the page in the browser."""
    settings = settings_of(corpus, index, model, port)
    coach = open_coach(settings, say=typer.echo)
    typer.echo("Loading the language model")
    coach.warm_up()
    from chatbot.web.app import serve as serve_page

    serve_page(coach, settings.port, open_browser=browser)


def _spoken(text: str, answer: Answer) -> str:
    if not answer.answered:
        return "\n".join([text, answer.text, *(f"  - {title}" for title in answer.nearest)])
    cited = dict.fromkeys(citation.passage_id for sentence in answer.sentences for citation in sentence.citations)
    numbers = {passage: number for number, passage in enumerate(cited, 1)}
    headings = {hit.passage.id: hit.passage.heading for hit in answer.hits}
    said = " ".join(f"{s.text} [{numbers[s.citations[0].passage_id]}]" for s in answer.sentences)
    return "\n".join([text, "", said, "", *(f"[{number}] {headings[name]}" for name, number in numbers.items())])
