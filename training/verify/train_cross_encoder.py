"""Train the verifier: MiniLM reads (claim, said) together; four verdicts. Writes low-rank changes and the head.

    python -m training.verify.train --data build/verify --out chatbot/judging/adapter.safetensors

All matrices of the encoder learn; afterwards each change is cut to ``--rank`` by its largest singular values, which is
what ships. Checkpoints after each epoch; ``--resume`` goes on from one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from chatbot.retrieval.embedder import find_embedder
from chatbot.settings import BUNDLED_EMBEDDER
from training.verify.pairs import LABELS, Pair

MAX_TOKENS = 128


def main() -> None:
    """Train, print what the development pairs say after each epoch, write the best."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("build/verify"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e9, help="end the schedule of the rate after this long")
    parser.add_argument("--limit", type=int, default=0, help="train on so many pairs only, to try things out")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)

    from training.verify.cross_encoder import CrossEncoder

    folder = find_embedder(BUNDLED_EMBEDDER)
    model = CrossEncoder.from_folder(folder)
    for parameter in model.encoder.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False
    tokenizer = model.tokenizer(folder)
    train, dev = (_encoded(tokenizer, chosen.data / f"{part}.jsonl") for part in ("train", "dev"))
    if chosen.limit:
        train = random.sample(train, chosen.limit)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=chosen.rate, weight_decay=0.01)
    steps = chosen.epochs * (-(-len(train) // chosen.batch))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * steps), max(0.02, (steps - step) / (0.94 * steps)))
    )
    print(f"{len(train)} pairs, {steps} steps", flush=True)
    for epoch in range(chosen.epochs):
        model.train()
        total, start = 0.0, time.time()
        for count, (inputs, labels, _) in enumerate(_batches(train, chosen.batch), 1):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**inputs)
            loss = torch.nn.functional.cross_entropy(logits.float(), labels, label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += float(loss.detach())
            if count % 50 == 0:
                print(
                    f"epoch {epoch + 1} batch {count}: loss {total / count:.3f}, {time.time() - start:.0f} s",
                    flush=True,
                )
        torch.save(model.state_dict(), chosen.out.with_suffix(f".{epoch + 1}.pt"))
        print(f"epoch {epoch + 1}:", json.dumps(examined(model, dev)), flush=True)


def _encoded(tokenizer: Any, file: Path) -> list[tuple[list[int], list[int], int, str]]:
    rows = [Pair(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    read = tokenizer([row.claim for row in rows], [row.said for row in rows], truncation=True, max_length=MAX_TOKENS)
    return [
        (ids, types, LABELS.index(row.label), f"{row.made}:{row.kind}" if row.made.startswith("wrong_") else row.made)
        for row, ids, types in zip(rows, read["input_ids"], read["token_type_ids"], strict=True)
    ]


def _batches(
    rows: list[Any], size: int, shuffled: bool = True
) -> Iterator[tuple[dict[str, Tensor], Tensor, list[str]]]:
    order = sorted(range(len(rows)), key=lambda n: len(rows[n][0]) + (random.random() * 4 if shuffled else 0))
    starts = list(range(0, len(order), size))
    if shuffled:
        random.shuffle(starts)
    for start in starts:
        chosen = [rows[n] for n in order[start : start + size]]
        width = max(len(ids) for ids, *_ in chosen)
        padded = lambda values, width=width: values + [0] * (width - len(values))  # noqa: E731
        inputs = {
            "input_ids": torch.tensor([padded(ids) for ids, *_ in chosen]),
            "token_type_ids": torch.tensor([padded(types) for _, types, *_ in chosen]),
            "attention_mask": torch.tensor([padded([1] * len(ids)) for ids, *_ in chosen]),
        }
        yield inputs, torch.tensor([label for *_, label, _ in chosen]), [made for *_, made in chosen]


@torch.inference_mode()
def examined(model: Any, rows: list[Any]) -> dict[str, float]:
    """Return accuracy, and for each way of making a pair how much of it is judged right."""
    model.eval()
    right: dict[str, list[bool]] = defaultdict(list)
    for inputs, labels, made in _batches(rows, 64, shuffled=False):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**inputs)
        for hit, how in zip((logits.argmax(1) == labels).tolist(), made, strict=True):
            right[how].append(hit)
    figures = {how: round(sum(hits) / len(hits), 3) for how, hits in sorted(right.items())}
    return {"accuracy": round(sum(map(sum, right.values())) / len(rows), 4), **figures}


if __name__ == "__main__":
    main()
