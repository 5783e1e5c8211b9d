from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from chatbot.errors import IndexUnusable
from chatbot.retrieval.built_index import BuiltIndex, read, refresh
from chatbot.retrieval.manifest import MANIFEST
from chatbot.testing import HashEmbedder
from chatbot.types import IndexedPassage, Passage
from tests.conftest import ROOT


def build(
    folder: Path, texts: dict[str, str], embedder: HashEmbedder, say: Callable[[str], None] = print
) -> BuiltIndex:
    def cut(name: str) -> list[IndexedPassage]:
        text = texts[name]
        passage = Passage(id=f"{name}:1", document=name, heading=name, text=text, start=0, end=len(text))
        return [IndexedPassage(passage=passage, texts=(text, f"ask {name}"))]

    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return refresh(folder, hashes, cut, embedder, say)


def test_a_changed_document_embeds_only_itself_and_a_deleted_one_leaves(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    build(tmp_path, {"a": "alpha", "b": "beta", "c": "gamma"}, embedder)
    embedder.embedded.clear()
    built = build(tmp_path, {"a": "alpha", "c": "gamma changed"}, embedder)
    assert embedder.embedded == ["gamma changed", "ask c"]
    assert [one.passage.document for one in built.passages] == ["a", "c"]
    expected = HashEmbedder().embed(["alpha", "ask a", "gamma changed", "ask c"])
    np.testing.assert_allclose(built.vectors.vectors(0, 4), expected, atol=1e-6)


def test_an_unchanged_corpus_embeds_nothing_and_writes_nothing(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    build(tmp_path, {"a": "alpha"}, embedder)
    before = (tmp_path / MANIFEST).stat().st_mtime_ns
    embedder.embedded.clear()
    build(tmp_path, {"a": "alpha"}, embedder)
    assert embedder.embedded == []
    assert (tmp_path / MANIFEST).stat().st_mtime_ns == before


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("damage", ["vectors", "passages", "manifest", "missing", "format", "foreign", "escape"])
def test_a_damaged_index_is_reported_and_rebuilt(tmp_path: Path, damage: str) -> None:
    build(tmp_path, {"a": "alpha", "b": "beta"}, HashEmbedder())
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    generation = tmp_path / manifest["generation"]
    if damage == "vectors":
        _flip(generation / "vectors.faiss")
    elif damage == "passages":
        _flip(generation / "passages.jsonl")
    elif damage == "manifest":
        (tmp_path / MANIFEST).write_text("{ not json")
    elif damage == "missing":
        (generation / "vectors.faiss").unlink()
    else:
        change: dict[str, dict[str, object]] = {
            "format": {"format": 99},
            "foreign": {"owner": "another program"},
            "escape": {"generation": "../x"},
        }
        (tmp_path / MANIFEST).write_text(json.dumps({**manifest, **change[damage]}))
    with pytest.raises(IndexUnusable):
        read(tmp_path)
    said: list[str] = []
    embedder = HashEmbedder()
    built = build(tmp_path, {"a": "alpha", "b": "beta"}, embedder, said.append)
    assert any("Rebuilding the index" in line for line in said)
    assert len(embedder.embedded) == 4
    assert len(built.passages) == 2
    assert read(tmp_path) is not None


def test_another_model_rebuilds_all(tmp_path: Path) -> None:
    build(tmp_path, {"a": "alpha"}, HashEmbedder())
    said: list[str] = []
    other = HashEmbedder(name="other")
    build(tmp_path, {"a": "alpha"}, other, said.append)
    assert other.embedded
    assert any("other is used" in line for line in said)


def test_a_build_that_dies_leaves_the_old_index(tmp_path: Path) -> None:
    build(tmp_path, {"a": "alpha"}, HashEmbedder())

    class Dying(HashEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            raise MemoryError

    with pytest.raises(MemoryError):
        build(tmp_path, {"a": "alpha", "b": "beta"}, Dying())
    old = read(tmp_path)
    assert old is not None
    assert [one.passage.document for one in old.passages] == ["a"]


def test_two_processes_that_build_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(30):
        (corpus / f"n{number}.txt").write_text(f"Note {number} is about topic {number}. It has two sentences.")
    program = (
        "import sys; from chatbot.coach import Coach; from chatbot.testing import HashEmbedder, ScriptedGenerator\n"
        "fakes = {'embedder': HashEmbedder(), 'generator': ScriptedGenerator()}\n"
        "coach = Coach.open(corpus=[sys.argv[1]], index=sys.argv[2], **fakes)\n"
        "print(len(coach.retriever.passages), coach.search('topic 7')[0].passage.document)"
    )
    command = [sys.executable, "-c", program, str(corpus), str(tmp_path / "index")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)]
    outputs = [process.communicate(timeout=120)[0].strip() for process in running]
    assert len(set(outputs)) == 1
    assert outputs[0].startswith("30 ")
    built = read(tmp_path / "index")
    assert built is not None
    assert len(built.passages) == 30
