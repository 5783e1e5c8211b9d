"""evaluate retrieval, evaluate critique."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from chatbot.cli.options import Corpus, Index, Json, open_coach, settings_of

app = typer.Typer(help="Measure; figures are written to benchmarks/results/.", no_args_is_help=True)


@app.command("retrieval")
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
    coach = open_coach(settings_of(corpus, index))
    chosen: Any = None if half == "all" else half
    report = runner.evaluate_retrieval(coach.retriever, coach.embedder, chosen)
    path = runner.write_report(report, results, f"retrieval-{half}-{report.commit}")
    typer.echo(report.model_dump_json() if as_json else f"{retrieval_table(report)}\nwritten to {path}")


@app.command("critique")
def evaluate_critique(
    corpus: Corpus = None,
    index: Index = None,
    part: Annotated[str, typer.Option(help="test (to quote) or dev (to tune on).")] = "test",
    baselines: Annotated[bool, typer.Option(help="Also ask the bare language model for grades (minutes).")] = True,
    results: Annotated[Path, typer.Option(help="Where the figures are written.")] = Path("benchmarks/results"),
    as_json: Json = False,
) -> None:
    """Score, verdicts and false claims of the critic beside graded answers; cosine, length and a bare model as
    peers.
    """
    from chatbot.evaluation import runner
    from chatbot.evaluation.critique_run import evaluate
    from chatbot.evaluation.tables import critique_table

    if part not in ("test", "dev"):
        raise typer.BadParameter("test or dev", param_hint="--part")
    chosen: Any = part
    report = evaluate(open_coach(settings_of(corpus, index)), chosen, with_model=baselines, say=typer.echo)
    path = runner.write_report(report, results, f"critique-{part}-{report.commit}")
    typer.echo(report.model_dump_json() if as_json else f"{critique_table(report)}\nwritten to {path}")
