"""The network of the verifier: the lower layers of SmolLM2 read question and answer once, then each claim by itself.

    Question: ... Answer: ...        read once; every claim looks back at it
      Claim: ... Verdict:            claim 1, blind to the other claims
      Claim: ... Verdict:            claim 2, ...

The last token of a claim gives four verdicts, and points at the sentence of the answer that earned it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

LAYERS = 20
POINTER = 128
VERDICTS = 4


class Reading(NamedTuple):
    """Token ids of one answer with its claims, and where things stand in them.

    ``group`` is -1 for question and answer, else the number of the claim; ``ends`` are the last tokens of the
    sentences, ``asks`` the last tokens of the claims.
    """

    ids: list[int]
    group: list[int]
    ends: list[int]
    asks: list[int]


class Head(nn.Module):
    """Verdict logits, and a bilinear pointer from claim to sentence."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.verdict = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, VERDICTS))
        self.ask = nn.Linear(hidden, POINTER)
        self.end = nn.Linear(hidden, POINTER)

    def forward(self, asks: Tensor, ends: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (claims, 4) and pointer logits (claims, sentences)."""
        return self.verdict(asks), self.ask(asks) @ self.end(ends).T / POINTER**0.5


def read(tokenizer: Any, question: str, sentences: list[str], claims: list[str]) -> Reading:
    """Lay out one answer and the claims to judge it by."""

    def tokens(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False)["input_ids"])

    ids = tokens(f"Question: {question}\nAnswer:")
    ends: list[int] = []
    for sentence in sentences:
        ids += tokens(f" {sentence.strip()}")
        ends.append(len(ids) - 1)
    ids += tokens("\n")
    group, asks = [-1] * len(ids), []
    for number, claim in enumerate(claims):
        told = tokens(f"Claim: {claim}\nVerdict:")
        ids += told
        group += [number] * len(told)
        asks.append(len(ids) - 1)
    return Reading(ids, group, ends, asks)


def hidden_states(model: Any, readings: list[Reading], dtype: torch.dtype = torch.float32) -> Tensor:
    """Return the last hidden states, shape (readings, longest, hidden)."""
    width = max(len(reading.ids) for reading in readings)
    ids = torch.zeros(len(readings), width, dtype=torch.long)
    positions = torch.zeros(len(readings), width, dtype=torch.long)
    allowed = torch.zeros(len(readings), 1, width, width, dtype=torch.bool)
    for row, reading in enumerate(readings):
        length = len(reading.ids)
        group = torch.tensor(reading.group)
        start = int((group < 0).sum())
        ids[row, :length] = torch.tensor(reading.ids)
        places = torch.arange(length)
        for number in range(len(reading.asks)):
            mine = group == number
            places[mine] = start + torch.arange(int(mine.sum()))
        positions[row, :length] = places
        order = torch.arange(length)
        sees = (group[None, :] < 0) | (group[None, :] == group[:, None])
        allowed[row, 0, :length, :length] = sees & (order[None, :] <= order[:, None])
        allowed[row, 0, length:, 0] = True  # padding looks somewhere, so that no row of the softmax is empty
    bias = torch.zeros(allowed.shape, dtype=dtype).masked_fill(~allowed, torch.finfo(dtype).min)
    states: Tensor = model(
        input_ids=ids, attention_mask=bias, position_ids=positions, use_cache=False
    ).last_hidden_state
    return states


def lower_layers(model: Any, layers: int = LAYERS) -> Any:
    """Keep the first ``layers`` layers of a causal language model's body."""
    body = model.model
    body.layers = body.layers[:layers]
    body.config.num_hidden_layers = layers
    return body
