"""Which FAISS index above 50,000 passages: time to build, time to ask, and how much of exact search it finds.

    python -m benchmarks.ann [--rows 60000]

The vectors are the bank's own rows, each copied with noise until there are enough: clustered as real texts are.
Writes benchmarks/results/ann.json. Times are ratios to exact search in the same run, one thread.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from chatbot.coach import Coach
from chatbot.evaluation.runner import commit
from chatbot.protocols import Vectors
from chatbot.retrieval.vector_index import EXACT_UP_TO, VectorIndex

RESULTS = Path(__file__).parent / "results" / "ann.json"
QUERIES, K = 200, 10


def enlarged(vectors: Vectors, rows: int, seed: int = 5) -> Vectors:
    """Return ``rows`` unit vectors around the given ones; the noise brings a copy to a cosine of about 0.75."""
    random = np.random.default_rng(seed)
    picked = vectors[random.integers(0, len(vectors), rows)]
    noise = random.standard_normal((rows, vectors.shape[1])).astype(np.float32)
    moved = picked + 0.9 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def measure(index: Any, queries: Vectors, truth: list[set[int]]) -> tuple[float, float]:
    """Return (milliseconds a query, recall@10)."""
    start = time.perf_counter()
    found = [set(index.search(query.reshape(1, -1), K)[1][0].tolist()) for query in queries]
    spent = (time.perf_counter() - start) / len(queries) * 1000
    return spent, float(np.mean([len(a & b) / K for a, b in zip(found, truth, strict=True)]))


def main() -> None:
    """Build each candidate, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=EXACT_UP_TO + 10_000)
    rows: int = parser.parse_args().rows
    faiss.omp_set_num_threads(1)
    coach = Coach.open()
    texts = [p.text for p in coach.retriever.passages]
    own = coach.embedder.embed(texts)
    vectors, queries = enlarged(own, rows), enlarged(own, QUERIES, seed=6)
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    truth = [set(np.argsort(-(vectors @ query))[:K].tolist()) for query in queries]
    flat_ms, _ = measure(exact, queries, truth)
    table: list[dict[str, Any]] = [{"index": "exact", "build_s": 0.0, "time_ratio": 1.0, "recall@10": 1.0}]
    for effort in (40, 80):
        index: Any = faiss.IndexHNSWFlat(vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = effort
        start = time.perf_counter()
        index.add(vectors)
        built = time.perf_counter() - start
        for search in (64, 128, 256):
            index.hnsw.efSearch = search
            ms, recall = measure(index, queries, truth)
            table.append(_row(f"HNSW32 build {effort} search {search}", built, ms / flat_ms, recall))
    lists = int(4 * np.sqrt(rows))
    start = time.perf_counter()
    ivf: Any = faiss.index_factory(vectors.shape[1], f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    ivf.train(vectors)
    ivf.add(vectors)
    built = time.perf_counter() - start
    for probes in (16, 32, 64, 128):
        ivf.nprobe = probes
        ms, recall = measure(ivf, queries, truth)
        table.append(_row(f"IVF{lists} probes {probes}", built, ms / flat_ms, recall))
    chosen = VectorIndex.build(vectors)
    report = {"commit": commit(), "rows": rows, "exact_ms": round(flat_ms, 2), "chosen_is_exact": chosen.is_exact,
              "table": table}  # fmt: skip
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for row in table:
        print(row)


def _row(name: str, built: float, ratio: float, recall: float) -> dict[str, Any]:
    return {"index": name, "build_s": round(built, 1), "time_ratio": round(ratio, 3), "recall@10": round(recall, 3)}


if __name__ == "__main__":
    main()
