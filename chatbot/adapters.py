"""Trained changes of a published model's weights, kept as small files and added when the model is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def merge(model: Any, adapter: Path) -> None:
    """Add what the adapter holds to the weights of ``model``.

    For a matrix ``name``: B @ A from ``name.A`` (rank, in) and ``name.B`` (out, rank), the scale being part of B (LoRA,
    Hu et al. 2021). Anything else that the file holds is not this function's.
    """
    import torch
    from safetensors.torch import load_file

    changes = load_file(adapter)
    with torch.no_grad():
        for name in sorted(key.removesuffix(".A") for key in changes if key.endswith(".A")):
            weight = model.get_submodule(name).weight
            change = changes[f"{name}.B"].float() @ changes[f"{name}.A"].float()
            weight.copy_((weight.float() + change).to(weight.dtype))
