from __future__ import annotations

from pathlib import Path

import numpy as np

from chatbot.protocols import Vectors
from chatbot.retrieval.vector_index import EXACT_UP_TO, VectorIndex


def clustered(rows: int, dimension: int = 64, seed: int = 1) -> Vectors:
    """Unit vectors in clusters, as texts about the same topics are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((rows // 50 + 1, dimension))
    points = centres[random.integers(0, len(centres), rows)] + 0.7 * random.standard_normal((rows, dimension))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), dtype=np.float32)


def test_exact_search_is_the_matrix_product() -> None:
    vectors = clustered(500)
    index = VectorIndex.build(vectors)
    assert index.is_exact
    query = vectors[7]
    cosines, rows = index.search(query, 10)
    assert rows.tolist() == np.argsort(-(vectors @ query))[:10].tolist()
    assert cosines[0] > 0.999


def test_the_graph_finds_what_exact_search_finds() -> None:
    vectors = clustered(6000)
    graph = VectorIndex.build(vectors, exact_up_to=1000)
    assert not graph.is_exact
    queries = clustered(50, seed=1) * 0.8 + clustered(50, seed=2) * 0.2
    found = [
        len(set(graph.search(q, 10)[1].tolist()) & set(np.argsort(-(vectors @ q))[:10].tolist())) / 10
        for q in np.asarray(queries, dtype=np.float32)
    ]
    assert np.mean(found) >= 0.95


def test_the_change_to_the_graph_comes_above_fifty_thousand() -> None:
    assert EXACT_UP_TO == 50_000


def test_vectors_come_back_as_they_were_added(tmp_path: Path) -> None:
    vectors = clustered(3000)
    for limit in (10_000, 1000):
        VectorIndex.build(vectors, exact_up_to=limit).write(tmp_path / "v.faiss")
        again = VectorIndex.read(tmp_path / "v.faiss")
        assert len(again) == 3000
        np.testing.assert_array_equal(again.vectors(100, 50), vectors[100:150])
