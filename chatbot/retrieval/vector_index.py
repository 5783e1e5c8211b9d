"""FAISS: exact inner product up to 50,000 rows, a graph (HNSW) above; chosen in benchmarks/ann.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chatbot.protocols import Vectors

EXACT_UP_TO = 50_000
# benchmarks/results/ann.json: what each setting costs and finds beside exact search.
HNSW_LINKS = 32
HNSW_BUILD_EFFORT = 80
HNSW_SEARCH_EFFORT = 128


class VectorIndex:
    """Rows of unit vectors, searched by inner product (the cosine)."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """Index ``vectors``, shape (rows, dimension)."""
        import faiss

        rows, dimension = vectors.shape
        if rows <= exact_up_to:
            index: Any = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = HNSW_BUILD_EFFORT
            index.hnsw.efSearch = HNSW_SEARCH_EFFORT
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read what ``write`` wrote; the caller has verified its checksum."""
        import faiss

        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Write the index to ``path``."""
        import faiss

        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a row."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every row is compared."""
        return not hasattr(self._index, "hnsw")

    def search(self, query: Vectors, k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return (cosines, rows) of the ``k`` nearest rows to one query of shape (dimension,), best first."""
        cosines, rows = self._index.search(query.reshape(1, -1), min(k, len(self)))
        found = rows[0] >= 0
        return cosines[0][found], rows[0][found]

    def vectors(self, start: int, count: int) -> Vectors:
        """Return rows ``start`` to ``start + count`` as they were added."""
        if count == 0:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._index.reconstruct_n(start, count), dtype=np.float32)
