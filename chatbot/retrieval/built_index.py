"""Build, refresh and read the index; see manifest.py for the layout on disk."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from filelock import FileLock
from pydantic import ValidationError

from chatbot.checksum import checksum
from chatbot.errors import IndexUnusable, SettingsError
from chatbot.protocols import Embedder, Progress, Vectors
from chatbot.retrieval.manifest import (
    PASSAGES,
    VECTORS,
    IndexedDocument,
    Manifest,
    read_manifest,
    verify,
    write_manifest,
)
from chatbot.retrieval.vector_index import VectorIndex
from chatbot.types import IndexedPassage

log = logging.getLogger(__name__)
Cut = Callable[[str], Sequence[IndexedPassage]]
EMBED_AT_ONCE = 256


class BuiltIndex(NamedTuple):
    """The passages, and one row of ``vectors`` for each text of each passage, in the same order."""

    manifest: Manifest
    passages: tuple[IndexedPassage, ...]
    vectors: VectorIndex


class _Stored(NamedTuple):
    """What the index holds of one document."""

    sha256: str
    passages: Sequence[IndexedPassage]
    vectors: Vectors


def refresh(
    directory: Path,
    documents: Mapping[str, str],
    cut: Cut,
    embedder: Embedder,
    progress: Progress = log.info,
) -> BuiltIndex:
    """Bring the index in line with ``documents`` (id to hash of its text) and return it.

    Only documents whose hash is new are cut and embedded; those no longer listed leave. An index that must not be used
    is reported and built anew. Processes that build at the same time take turns.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"the index folder {directory} cannot be made: {error.strerror}") from error
    with FileLock(directory / ".lock"):
        old = _usable(directory, embedder, progress)
        if old and {name: stored.sha256 for name, stored in old.manifest.documents.items()} == dict(documents):
            return old
        kept = _by_document(old) if old else {}
        fresh = [name for name, digest in documents.items() if name not in kept or kept[name].sha256 != digest]
        current = _embedded({name: cut(name) for name in fresh}, documents, embedder, progress)
        stored = {name: current.get(name) or kept[name] for name in documents}
        built = _write(directory, stored, embedder)
        _remove_generations_before(
            directory,
            {built.manifest.generation, old.manifest.generation if old else ""},
        )
        return built


def read(directory: Path) -> BuiltIndex | None:
    """Read the index as it stands, or None where there is none.

    Raises:
        IndexUnusable: corrupt, foreign or of another format.
    """
    manifest = read_manifest(directory)
    if manifest is None:
        return None
    verify(directory, manifest)
    folder = directory / manifest.generation
    try:
        lines = (folder / PASSAGES).read_text(encoding="utf-8").split("\n")
        passages = tuple(IndexedPassage.model_validate_json(line) for line in lines if line)
        vectors = VectorIndex.read(folder / VECTORS)
    except (ValidationError, RuntimeError, OSError) as error:
        raise IndexUnusable(f"{folder} cannot be read") from error
    rows = sum(len(passage.texts) for passage in passages)
    expected = sum(document.rows for document in manifest.documents.values())
    if not rows == expected == len(vectors) or vectors.dimension != manifest.dimension:
        raise IndexUnusable(f"{folder} does not hold what its manifest says")
    return BuiltIndex(manifest, passages, vectors)


def _embedded(
    fresh: Mapping[str, Sequence[IndexedPassage]],
    hashes: Mapping[str, str],
    embedder: Embedder,
    progress: Progress,
) -> dict[str, _Stored]:
    texts = [text for passages in fresh.values() for passage in passages for text in passage.texts]
    blocks = []
    for start in range(0, len(texts), EMBED_AT_ONCE):
        blocks.append(embedder.embed(texts[start : start + EMBED_AT_ONCE]))
        progress(f"Embedded {min(start + EMBED_AT_ONCE, len(texts))} of {len(texts)} new or changed texts")
    matrix = np.concatenate(blocks) if blocks else np.zeros((0, embedder.dimension), dtype=np.float32)
    stored, row = {}, 0
    for name, passages in fresh.items():
        rows = sum(len(passage.texts) for passage in passages)
        stored[name] = _Stored(hashes[name], passages, matrix[row : row + rows])
        row += rows
    return stored


def _usable(directory: Path, embedder: Embedder, progress: Progress) -> BuiltIndex | None:
    try:
        built = read(directory)
    except IndexUnusable as error:
        progress(f"Rebuilding the index: {error}")
        return None
    if built and (built.manifest.model, built.manifest.max_tokens) != (
        embedder.name,
        embedder.max_tokens,
    ):
        progress(f"Rebuilding the index: it was made with {built.manifest.model}, now {embedder.name} is used")
        return None
    return built


def _by_document(built: BuiltIndex) -> dict[str, _Stored]:
    found: dict[str, _Stored] = {}
    passage = row = 0
    for name, document in built.manifest.documents.items():
        passages = built.passages[passage : passage + document.passages]
        found[name] = _Stored(document.sha256, passages, built.vectors.vectors(row, document.rows))
        passage, row = passage + document.passages, row + document.rows
    return found


def _write(directory: Path, stored: Mapping[str, _Stored], embedder: Embedder) -> BuiltIndex:
    folder = Path(tempfile.mkdtemp(dir=directory, prefix="build-"))
    passages = tuple(passage for document in stored.values() for passage in document.passages)
    blocks = [document.vectors for document in stored.values()]
    matrix = np.concatenate(blocks) if blocks else np.zeros((0, embedder.dimension), dtype=np.float32)
    vectors = VectorIndex.build(matrix)
    vectors.write(folder / VECTORS)
    lines = "".join(passage.model_dump_json() + "\n" for passage in passages)
    (folder / PASSAGES).write_text(lines, encoding="utf-8")
    manifest = Manifest(
        model=embedder.name,
        dimension=embedder.dimension,
        max_tokens=embedder.max_tokens,
        generation=folder.name,
        documents={
            name: IndexedDocument(sha256=d.sha256, passages=len(d.passages), rows=len(d.vectors))
            for name, d in stored.items()
        },
        checksums={name: checksum(folder / name) for name in (VECTORS, PASSAGES)},
    )
    write_manifest(directory, manifest)
    return BuiltIndex(manifest, passages, vectors)


def _remove_generations_before(directory: Path, keep: set[str]) -> None:
    """Delete old generations, but the last two: another process may just be reading the one before."""
    for folder in directory.glob("build-*"):
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def owners(passages: Sequence[IndexedPassage]) -> list[int]:
    """Return, for each row, the position of the passage that it belongs to."""
    return [position for position, passage in enumerate(passages) for _ in passage.texts]
