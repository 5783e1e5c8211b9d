"""The Judge that ships: the lower layers of SmolLM2 with our adapter and head (training/README.md)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.protocols import Judgement

ADAPTER = Path(__file__).parent / "adapter.safetensors"
MAX_ANSWER_WORDS = 320
"""Longer answers are judged in parts of about two minutes of speech each."""


class NetworkJudge:
    """Reads an answer once and weighs each claim against it. Loaded at the first use; shared by all visitors."""

    def __init__(self, weights: Callable[[], Path], threads: int = 1, adapter: Path = ADAPTER) -> None:
        self._weights, self._threads, self._adapter = weights, threads, adapter
        self._lock = threading.Lock()
        self._model: Any = None
        self._head: Any = None
        self._tokenizer: Any = None

    def judge(self, question: str, sentences: Sequence[str], claims: Sequence[str]) -> Judgement:
        """Return the verdict on each claim and where it was earned; the same for the same input.

        Raises:
            ModelError: the weights or the adapter are missing.
        """
        if not sentences or not claims:
            verdicts = np.tile(np.asarray([0, 0, 1, 0], dtype=np.float32), (len(claims), 1))
            return Judgement(verdicts, np.zeros((len(claims), len(sentences)), dtype=np.float32))
        self.warm_up()
        parts = [self._read(question, sentences[start:end], claims) for start, end in _parts(sentences)]
        # A claim is judged by the part that says most about it.
        speaks = np.stack([1 - part.verdicts[:, 2] for part in parts])
        best = speaks.argmax(axis=0)
        verdicts = np.stack([parts[part].verdicts[claim] for claim, part in enumerate(best)])
        pointers = np.concatenate(
            [part.pointers * (best == number)[:, None] for number, part in enumerate(parts)], axis=1
        )
        return Judgement(verdicts, pointers)

    def warm_up(self) -> None:
        """Load the network now."""
        with self._lock:
            if self._model is None:
                self._load()

    def _read(self, question: str, sentences: Sequence[str], claims: Sequence[str]) -> Judgement:
        import torch

        from chatbot.judging.network import hidden_states, read

        reading = read(self._tokenizer, question, list(sentences), list(claims))
        with self._lock, torch.inference_mode():
            state = hidden_states(self._model, [reading])[0]
            logits, pointers = self._head(state[reading.asks], state[reading.ends])
        return Judgement(logits.softmax(1).numpy(), pointers.softmax(1).numpy())

    def _load(self) -> None:
        import torch
        from safetensors.torch import load_file
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from chatbot.judging.network import Head, lower_layers

        folder = self._weights()
        torch.set_num_threads(self._threads)
        model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
        head = Head(model.config.hidden_size)
        saved = load_file(self._adapter)
        head.load_state_dict({k.removeprefix("head."): v.float() for k, v in saved.items() if k.startswith("head.")})
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._head = head.eval()
        self._model = lower_layers(model).eval()


def _parts(sentences: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the runs of sentences that are read together."""
    start, count = 0, 0
    for position, sentence in enumerate(sentences):
        size = len(sentence.split())
        if count and count + size > MAX_ANSWER_WORDS:
            yield start, position
            start, count = position, 0
        count += size
    yield start, len(sentences)
