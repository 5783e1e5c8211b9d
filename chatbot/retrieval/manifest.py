"""What is in the index folder, and whether it may be used.

    index/manifest.json          format, model, dimension, a hash of each document, the checksums of the two files below
    index/<generation>/          vectors.faiss and passages.jsonl, never changed once the manifest names them

A build writes a new generation and then replaces the manifest in one step, so a reader sees the old index or the new.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from chatbot.checksum import checksum
from chatbot.errors import IndexUnusable
from chatbot.types import Value

FORMAT = 1
"""Raised whenever an index of the version before must not be used: another layout, or other rules of cutting."""
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
PASSAGES = "passages.jsonl"


class IndexedDocument(Value):
    """A document as indexed: the hash of its text, and how many passages and rows it holds."""

    sha256: str
    passages: int
    rows: int


class Manifest(Value):
    """The description of a built index; ``documents`` keeps the order of the rows."""

    format: int = FORMAT
    model: str
    dimension: int
    max_tokens: int
    generation: str
    documents: dict[str, IndexedDocument]
    checksums: dict[str, str]


def read_manifest(directory: Path) -> Manifest | None:
    """Return the manifest, or None where no index was built yet.

    Raises:
        IndexUnusable: it is not a manifest of this format.
    """
    path = directory / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{path} cannot be read: {error}") from error
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise IndexUnusable(f"{path} is not a manifest of this program") from error
    if manifest.format != FORMAT:
        raise IndexUnusable(f"{path} has format {manifest.format}, this version writes format {FORMAT}")
    if Path(manifest.generation).name != manifest.generation or not manifest.generation.startswith("build-"):
        raise IndexUnusable(f"{path} points outside the index folder")
    return manifest


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    descriptor, name = tempfile.mkstemp(dir=directory, prefix=".manifest-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(manifest.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, directory / MANIFEST)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def verify(directory: Path, manifest: Manifest) -> None:
    """Compare the files of the generation with their checksums.

    Raises:
        IndexUnusable: one is missing or was changed.
    """
    for name in (VECTORS, PASSAGES):
        path = directory / manifest.generation / name
        if not path.is_file():
            raise IndexUnusable(f"{path} is missing")
        if checksum(path) != manifest.checksums.get(name):
            raise IndexUnusable(f"{path} is corrupt: its checksum differs from the manifest")
