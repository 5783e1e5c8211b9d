"""Run the evaluation set against the coach's retriever and, beside it, against its plain parts.

plain MiniLM   cosine of the question with the explanation's passages, nothing else (both turns in one text)
plain BM25     the same passages, by words
coach          the retriever that ships
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from chatbot.evaluation.cases import Case, CaseSet, Half, gold_ranks, read_cases
from chatbot.evaluation.metrics import (
    RETRIEVAL_METRICS,
    bootstrap_interval,
    mean,
    reciprocal_rank,
)
from chatbot.protocols import Embedder
from chatbot.retrieval.keyword_index import KeywordIndex
from chatbot.retrieval.retriever import Retriever
from chatbot.types import Passage, Value

DEPTH = 10
Search = Callable[[Case], list[str]]


class Row(Value):
    """One line of the table: a system, a set of cases, its figures and the 95% interval of its MRR."""

    system: str
    cases: str
    count: int
    figures: dict[str, float]
    mrr_interval: tuple[float, float]


class Report(Value):
    """All figures of a run, with what they were measured on."""

    commit: str
    date: str
    half: str
    passages: int
    rows: tuple[Row, ...]
    declined: dict[str, float]


def evaluate_retrieval(retriever: Retriever, embedder: Embedder, half: Half | None) -> Report:
    """Measure every system on every case set."""
    explanations = [passage for passage in retriever.passages if passage.kind == "explanation"]
    systems: dict[str, Search] = {
        "plain MiniLM": _plain_dense(explanations, embedder),
        "plain BM25": _plain_bm25(explanations),
        "coach": lambda case: _documents(
            [hit.passage for hit in retriever.search(case.question, case.history, DEPTH).hits]
        ),
    }
    names: tuple[CaseSet, ...] = ("paraphrases", "follow_ups", "new_topics")
    sets = {name: read_cases(name, half) for name in names}
    rows = [_row(system, name, search, cases) for name, cases in sets.items() for system, search in systems.items()]
    return Report(
        commit=commit(),
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        half=half or "all",
        passages=len(retriever.passages),
        rows=tuple(rows),
        declined=_declined(retriever, half),
    )


def commit() -> str:
    """Return the short hash of the commit measured, "unknown" outside a checkout."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def _row(system: str, name: str, search: Search, cases: Sequence[Case]) -> Row:
    ranks = [gold_ranks(search(case), case.documents) for case in cases]
    figures = {
        metric: round(
            mean([compute(r, len(case.documents)) for r, case in zip(ranks, cases, strict=True)]),
            3,
        )
        for metric, compute in RETRIEVAL_METRICS.items()
    }
    low, high = bootstrap_interval([reciprocal_rank(r) for r in ranks])
    return Row(
        system=system,
        cases=name,
        count=len(cases),
        figures=figures,
        mrr_interval=(round(low, 3), round(high, 3)),
    )


def _declined(retriever: Retriever, half: Half | None) -> dict[str, float]:
    """Return the share declined of the questions to answer (should be 0) and of each kind not to (should be 1)."""
    groups: dict[str, list[float]] = {}
    for case in (*read_cases("paraphrases", half), *read_cases("unanswerable", half)):
        declined = not retriever.search(case.question, k=5).answerable
        groups.setdefault(case.kind or "answerable", []).append(float(declined))
    return {kind: round(mean(values), 3) for kind, values in groups.items()}


def _plain_dense(passages: Sequence[Passage], embedder: Embedder) -> Search:
    vectors = embedder.embed([passage.text for passage in passages])

    def search(case: Case) -> list[str]:
        scores = vectors @ embedder.embed([_both_turns(case)])[0]
        return _documents([passages[int(position)] for position in np.argsort(-scores, kind="stable")])

    return search


def _plain_bm25(passages: Sequence[Passage]) -> Search:
    index = KeywordIndex([passage.text for passage in passages])

    def search(case: Case) -> list[str]:
        order = np.argsort(-index.scores(_both_turns(case)), kind="stable")
        return _documents([passages[int(position)] for position in order])

    return search


def _both_turns(case: Case) -> str:
    return " ".join([*(question for question, _ in case.history), case.question])


def _documents(passages: Sequence[Passage]) -> list[str]:
    return list(dict.fromkeys(passage.document for passage in passages))[:DEPTH]


def write_report(report: Value, folder: Path, name: str) -> Path:
    """Write the report as JSON, named by what was measured; the commit stands inside."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path
