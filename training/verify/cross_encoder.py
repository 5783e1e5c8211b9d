"""The network that reads a claim and what was said together: MiniLM with four outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

HIDDEN = 384


class CrossEncoder(nn.Module):
    """MiniLM over "[CLS] claim [SEP] said [SEP]"; a head over the means of both sides, their difference and product."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(5 * HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, 4))

    @classmethod
    def from_folder(cls, folder: Path) -> CrossEncoder:
        """Return the network with the encoder's published weights and a fresh head."""
        from transformers import BertModel

        return cls(BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa"))

    @staticmethod
    def tokenizer(folder: Path) -> Any:
        """Return the tokenizer."""
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(folder)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return logits, shape (pairs, 4)."""
        hidden = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        said = (token_type_ids * attention_mask).unsqueeze(-1).to(hidden.dtype)
        claim = ((1 - token_type_ids) * attention_mask).unsqueeze(-1).to(hidden.dtype)
        a, b = ((hidden * mask).sum(1) / mask.sum(1) for mask in (claim, said))
        logits: Tensor = self.head(torch.cat([hidden[:, 0], a, b, (a - b).abs(), a * b], dim=1))
        return logits
