"""Weights: the shipped GGUF is really unpacked; other sources are small models made on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.errors import ModelError
from chatbot.generation.models import CHECKSUMS, SAY_ADAPTER, find_gguf, local_weights
from chatbot.generation.transformers_generator import TransformersGenerator
from chatbot.settings import BUNDLED_LANGUAGE_MODEL
from chatbot.types import Message


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a two-layer random Llama and the shipped tokenizer."""
    import torch
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    gguf = find_gguf(BUNDLED_LANGUAGE_MODEL)
    assert gguf is not None
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = AutoTokenizer.from_pretrained(str(gguf.parent), gguf_file=gguf.name)
    torch.manual_seed(1)
    config = LlamaConfig(vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                         num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512)  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_a_folder_is_loaded_as_it_is(tiny: Path, tmp_path: Path) -> None:
    assert local_weights(str(tiny), tmp_path) == tiny
    generator = TransformersGenerator(str(tiny), tmp_path)
    replies = dict(generator.generate([[Message(role="user", content="Hello there")]], max_tokens=4))
    assert list(replies) == [0]


def test_the_shipped_model_is_unpacked_once_and_verified(tmp_path: Path) -> None:
    said: list[str] = []
    folder = local_weights(BUNDLED_LANGUAGE_MODEL, tmp_path, said.append)
    assert folder is not None
    assert any("Unpacking" in line for line in said)
    assert set(json.loads((folder / CHECKSUMS).read_text())) >= {
        "model.safetensors",
        "tokenizer.json",
        "config.json",
    }
    said.clear()
    assert local_weights(BUNDLED_LANGUAGE_MODEL, tmp_path, said.append) == folder
    assert said == []
    weights = folder / "model.safetensors"
    raw = bytearray(weights.read_bytes())
    raw[-1000] ^= 0xFF
    weights.write_bytes(bytes(raw))
    assert local_weights(BUNDLED_LANGUAGE_MODEL, tmp_path, said.append) == folder
    assert any("differs from its checksum" in line for line in said)
    assert not list((tmp_path / "models").glob(".unpacking-*"))


def test_the_adapter_changes_the_weights_it_names_and_no_others(tmp_path: Path) -> None:
    from safetensors import safe_open
    from safetensors.torch import load_file

    plain = local_weights(BUNDLED_LANGUAGE_MODEL, tmp_path, adapter=None)
    tuned = local_weights(BUNDLED_LANGUAGE_MODEL, tmp_path)
    assert plain is not None
    assert tuned is not None
    assert plain != tuned
    before, after = (load_file(folder / "model.safetensors") for folder in (plain, tuned))
    with safe_open(SAY_ADAPTER, "pt") as adapter:
        named = {key.removesuffix(".A") + ".weight" for key in adapter.keys() if key.endswith(".A")}  # noqa: SIM118
    changed = {name for name in before if not before[name].equal(after[name])}
    assert changed == named


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("/nowhere/model.gguf", "does not exist"),
        ("./nothing", "does not exist"),
        ("~/none.gguf", "does not exist"),
    ],
)
def test_a_missing_model_says_what_to_do(model: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=words):
        local_weights(model, tmp_path)


def test_a_folder_without_a_model_and_a_hub_id_without_a_hub(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"no config\.json"):
        local_weights(str(tmp_path / "empty"), tmp_path)
    assert local_weights("someone/some-model", tmp_path) is None
    with pytest.raises(ModelError, match="cannot be loaded"):
        TransformersGenerator("someone/some-model", tmp_path)


def test_a_broken_gguf_is_an_error_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + b"\0" * 64)
    with pytest.raises(ModelError):
        local_weights(str(tmp_path / "broken.gguf"), tmp_path / "cache")
    assert not list((tmp_path / "cache" / "models").glob("*broken*"))
