"""Reports as tables for a person."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

from chatbot.evaluation.critique import CritiqueReport
from chatbot.evaluation.runner import Report


def retrieval_table(report: Report) -> str:
    """Return the retrieval report as text."""
    title = f"Retrieval, {report.half} half, {report.passages} passages, commit {report.commit}"
    table = Table(title=title)
    metrics = list(report.rows[0].figures)
    for heading in ("cases", "n", "system", *metrics, "MRR 95%"):
        table.add_column(heading)
    for row in report.rows:
        low, high = row.mrr_interval
        figures = [f"{row.figures[metric]:.3f}" for metric in metrics]
        table.add_row(row.cases, str(row.count), row.system, *figures, f"{low:.2f}-{high:.2f}")
    declined = ", ".join(f"{kind} {share:.0%}" for kind, share in report.declined.items())
    screen = StringIO()
    console = Console(file=screen, width=120)
    console.print(table)
    console.print(f"Declined: {declined}")
    return screen.getvalue().rstrip()


def critique_table(report: CritiqueReport) -> str:
    """Return the critique report as text."""
    scores = Table(title=f"Score, {report.answers} answers to {report.questions} questions, commit {report.commit}")
    for heading in ("graded by", "Spearman", "Pearson", "outside ML: Spearman", "Pearson"):
        scores.add_column(heading)
    for name, figures in report.scores.items():
        far = report.outside.get(name)
        outside = (f"{far.spearman:.3f}", f"{far.pearson:.3f}") if far else ("", "")
        scores.add_row(name, f"{figures.spearman:.3f}", f"{figures.pearson:.3f}", *outside)
    verdicts = Table(title="Key points")
    for heading in ("verdict", "n", "precision", "recall", "F1"):
        verdicts.add_column(heading)
    for name, rates in {**report.verdicts, "false claims": report.false_claims}.items():
        verdicts.add_row(name, str(rates.count), f"{rates.precision:.3f}", f"{rates.recall:.3f}", f"{rates.f1:.3f}")
    screen = StringIO()
    console = Console(file=screen, width=110)
    console.print(scores, verdicts)
    console.print(f"Right points accused: {report.accused_right:.1%}; a swapped role found: {report.swapped_found:.0%}")
    console.print(f"Fluent wrong above correct incomplete: {report.fluent_wrong_above_incomplete:.0%} of the questions")
    worst = ", ".join(f"{kind} {score:.1f}" for kind, score in report.abuse.items())
    console.print(f"Abuse, worst score: {worst}; over the limit: {report.abuse_over_limit}")
    console.print(f"Quotes that cannot be verified: {report.unverifiable_quotes}")
    console.print(f"Seconds a critique, without prose: {report.seconds_mean:.2f}, worst {report.seconds_worst:.2f}")
    return screen.getvalue().rstrip()
