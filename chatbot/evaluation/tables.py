"""Reports as tables for a person."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

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
