"""Keep of a checkpoint what ships: low-rank changes of the matrices, whole changes of the rest, the head.

python -m training.verify.reduce build/verify/run.3.pt --out chatbot/judging/adapter.safetensors [--rank 64]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import save_file

from chatbot.retrieval.embedder import find_embedder
from chatbot.settings import BUNDLED_EMBEDDER
from training.verify.cross_encoder import CrossEncoder


def main() -> None:
    """Write the adapter and print its size and how much of the change it keeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=64)
    chosen = parser.parse_args()
    folder = find_embedder(BUNDLED_EMBEDDER)
    if folder is None:
        raise SystemExit(f"{BUNDLED_EMBEDDER} is not installed")
    before = CrossEncoder.from_folder(folder).state_dict()
    after = torch.load(chosen.checkpoint, weights_only=True)
    kept, whole = 0.0, 0.0
    adapter: dict[str, torch.Tensor] = {}
    for name, weight in after.items():
        change = weight.float() - before[name].float()
        if name.startswith("head.") or "word_embeddings" in name:
            change = weight.float()
        if "word_embeddings" in name or not change.abs().max():
            continue
        if name.startswith("encoder.encoder") and change.ndim == 2:
            u, s, v = torch.linalg.svd(change, full_matrices=False)
            kept, whole = kept + float((s[: chosen.rank] ** 2).sum()), whole + float((s**2).sum())
            module = name.removesuffix(".weight")
            adapter[f"{module}.B"] = (u[:, : chosen.rank] * s[: chosen.rank]).half().contiguous()
            adapter[f"{module}.A"] = v[: chosen.rank].half().contiguous()
        else:
            adapter[f"{name}.D"] = change.half().contiguous()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(adapter, chosen.out)
    print(f"{chosen.out}: {chosen.out.stat().st_size / 1e6:.1f} MB, {kept / whole:.1%} of the squared change kept")


if __name__ == "__main__":
    main()
