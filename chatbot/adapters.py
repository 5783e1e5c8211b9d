"""Trained changes of a published model's weights, kept as small files and added when the model is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def merge(model: Any, adapter: Path) -> None:
    """Add what the adapter holds to the weights of ``model``.

    For a matrix ``name``: B @ A from ``name.A`` (rank, in) and ``name.B`` (out, rank), the scale being part of B (LoRA,
    Hu et al. 2021). For any other parameter ``name``: the whole change, ``name.D``.
    """
    import torch
    from safetensors.torch import load_file

    changes = load_file(adapter)
    with torch.no_grad():
        for key, change in sorted(changes.items()):
            name, _, part = key.rpartition(".")
            if part == "D":
                _add(model.get_parameter(name), change.float())
            elif part == "A":
                _add(model.get_submodule(name).weight, changes[f"{name}.B"].float() @ change.float())


def _add(weight: Any, change: Any) -> None:
    weight.copy_((weight.float() + change).to(weight.dtype))
