"""The real language model: batches, the shared beginning, stopping."""

from __future__ import annotations

import pytest

from chatbot.coaching.verification import StrictVerifier
from chatbot.generation import transformers_generator as module
from chatbot.generation.prompts import render
from chatbot.generation.transformers_generator import (
    TransformersGenerator,
    _common_prefix,
)
from chatbot.settings import BUNDLED_LANGUAGE_MODEL, read_settings

SENTENCES = (
    "Clipping does not help vanishing gradients, because a small gradient is never above the threshold.",
    "A learning rate that is too high makes the loss oscillate.",
    "Every unit is kept with probability 0.8 during training.",
    "The encoder reads the input and the decoder writes the output.",
)


@pytest.fixture(scope="module")
def generator() -> TransformersGenerator:
    return TransformersGenerator(BUNDLED_LANGUAGE_MODEL, read_settings().cache, threads=2)


def test_a_batch_says_what_each_alone_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """In float32, where nothing but a fault in masks or positions could tell them apart."""
    monkeypatch.setattr(module, "_quantized", lambda model: model)
    exact = TransformersGenerator(BUNDLED_LANGUAGE_MODEL, read_settings().cache, threads=2)
    conversations = [render("say", sentence=sentence) for sentence in SENTENCES]
    together = dict(exact.generate(conversations, max_tokens=40))
    alone = {n: dict(exact.generate([conversation], max_tokens=40))[0] for n, conversation in enumerate(conversations)}
    assert together == alone


def test_the_tuned_model_says_most_sentences_faithfully(generator: TransformersGenerator) -> None:
    replies = dict(generator.generate([render("say", sentence=sentence) for sentence in SENTENCES], max_tokens=48))
    assert sorted(replies) == [0, 1, 2, 3]
    assert sum(StrictVerifier().supports(SENTENCES[n], reply) for n, reply in replies.items()) >= 2


def test_stop_ends_within_one_token(generator: TransformersGenerator) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    replies = list(generator.generate([render("say", sentence=SENTENCES[0])], max_tokens=64, stop=stop))
    assert replies == []
    assert asked == 4


def test_nothing_to_say(generator: TransformersGenerator) -> None:
    assert list(generator.generate([], max_tokens=5)) == []


def test_common_prefix_leaves_a_token_of_each() -> None:
    assert _common_prefix([[1, 2, 3], [1, 2, 4]]) == 2
    assert _common_prefix([[1, 2, 3]]) == 2
    assert _common_prefix([[1], [2]]) == 0
