"""Train the verifier: LoRA on the lower layers of SmolLM2, and a head. Needs peft (pip install peft).

    python -m training.verify.prepare                      # base model folder and topics into build/verify
    python -m training.verify.train --out build/verify/verify.safetensors

Each step reads composed answers (training/verify/compose.py) and, ``--real`` of the time, written ones
(answers.jsonl). Checkpoints every 100 steps; ``--resume`` goes on from one. An hour on two cores with bfloat16.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from chatbot.coaching.claims import claims
from chatbot.coaching.verdicts import VERDICTS
from chatbot.judging.network import Head, Reading, hidden_states, lower_layers, read
from chatbot.types import Mistake
from training.verify.compose import Example, Judged, Topic, compose
from training.verify.pairs import Point, Statement

POINTER_WEIGHT = 0.3


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("build/verify"))
    parser.add_argument("--answers", type=Path, default=Path(__file__).parent / "answers.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--steps", type=int, default=1300)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--real", type=float, default=0.3)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(7)
    rng = random.Random(7)

    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(chosen.data / "base")
    base = AutoModelForCausalLM.from_pretrained(chosen.data / "base", dtype=torch.bfloat16)
    lower_layers(base)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    config = LoraConfig(r=chosen.rank, lora_alpha=2 * chosen.rank, lora_dropout=0.0, target_modules=targets)
    model = get_peft_model(base, config, autocast_adapter_dtype=True)
    head = Head(base.config.hidden_size)
    start = load(model, head, chosen.resume) if chosen.resume else 0
    learning = [*(p for p in model.parameters() if p.requires_grad), *head.parameters()]
    optimiser = torch.optim.AdamW(learning, lr=chosen.rate, weight_decay=0.01)
    batches = _batches(_examples(chosen.data, chosen.answers, chosen.real, rng), chosen.batch, rng)
    model.train()
    seen, right, total, clock = 0, 0, 0.0, time.time()
    for step in range(start, chosen.steps):
        share = (step + 1) / chosen.steps
        for group in optimiser.param_groups:
            group["lr"] = chosen.rate * min((step + 1) / 60, max(0.02, 1.02 - share))
        batch = next(batches)
        readings = [read(tokenizer, e.question, list(e.sentences), [j.claim for j in e.judged]) for e in batch]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = hidden_states(base.model, readings, torch.bfloat16)
        loss, hits, count = _loss(head, states.float(), readings, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        seen, right, total = seen + count, right + hits, total + float(loss.detach())
        if (step + 1) % 25 == 0:
            print(
                f"step {step + 1}: loss {total / 25:.3f}, right {right / seen:.3f}, {time.time() - clock:.0f} s",
                flush=True,
            )
            seen, right, total = 0, 0, 0.0
        if (step + 1) % 100 == 0 or step + 1 == chosen.steps:
            save(model, head, step + 1, chosen.out)


def _loss(head: Head, states: Any, readings: list[Reading], batch: list[Example]) -> tuple[Any, int, int]:
    losses, pointers, hits, count = [], [], 0, 0
    for row, (reading, example) in enumerate(zip(readings, batch, strict=True)):
        logits, points = head(states[row, reading.asks], states[row, reading.ends])
        gold = torch.tensor([VERDICTS.index(j.verdict) for j in example.judged])
        losses.append(torch.nn.functional.cross_entropy(logits, gold, reduction="none", label_smoothing=0.03))
        hits, count = hits + int((logits.argmax(1) == gold).sum()), count + len(gold)
        where = torch.tensor([j.sentence for j in example.judged])
        if (where >= 0).any():
            pointers.append(torch.nn.functional.cross_entropy(points[where >= 0], where[where >= 0], reduction="none"))
    loss = torch.cat(losses).mean()
    return loss + (POINTER_WEIGHT * torch.cat(pointers).mean() if pointers else 0.0), hits, count


def _batches(examples: Iterator[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Put answers of like length together, in random order."""
    while True:
        pool = sorted((next(examples) for _ in range(12 * size)), key=lambda e: sum(map(len, e.sentences)))
        batches = [pool[start : start + size] for start in range(0, len(pool), size)]
        rng.shuffle(batches)
        yield from batches


def _examples(data: Path, answers: Path, real_share: float, rng: random.Random) -> Iterator[Example]:
    topics = [_topic(json.loads(line)) for line in (data / "topics.jsonl").read_text(encoding="utf-8").splitlines()]
    by_question = dict(topics)

    def elsewhere() -> Iterator[str]:
        while True:
            point = rng.choice(rng.choice(topics)[1].points)
            yield rng.choice([s for s in point.statements if s.label in ("supports", "neutral")]).text

    queue: list[Any] = []
    others = elsewhere()
    while True:
        if not queue and answers.exists():
            rows = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
            queue = [row for row in rows if row["question"] in by_question]
            rng.shuffle(queue)
            print(f"{len(topics)} topics, {len(queue)} written answers", flush=True)
        if queue and rng.random() < real_share:
            row = queue.pop()
            yield real(by_question[row["question"]], row)
        else:
            yield compose(rng.choice(topics)[1], others, rng)


def real(topic: Topic, row: Any) -> Example:
    """Return a written answer, cut as the program cuts it; a verdict's sentence is the one that shares most of its
    quote.
    """
    cut = [claim for claim in claims(row["answer"]) if claim.said]
    judged = []
    for point, found in zip(topic.points, row["points"], strict=True):
        sentence = -1
        if found.get("quote"):
            start = row["answer"].find(found["quote"])
            shared = [min(c.end, start + len(found["quote"])) - max(c.start, start) for c in cut]
            sentence = max(range(len(cut)), key=lambda n: shared[n])
        judged.append(Judged(point.text, found["verdict"], sentence))
    return Example(topic.question, tuple(claim.said for claim in cut), tuple(judged))


def _topic(row: Any) -> tuple[str, Topic]:
    points = tuple(Point(p["text"], tuple(Statement(*s) for s in p["statements"])) for p in row["points"])
    return row["name"], Topic(row["question"], points, tuple(Mistake(**m) for m in row["mistakes"]))


def save(model: Any, head: Head, step: int, path: Path) -> None:
    """Write the adapter: A and B of each matrix as ``chatbot.adapters.merge`` reads them, and the head."""
    from safetensors.torch import save_file

    adapter: dict[str, torch.Tensor] = {"step": torch.tensor(step)}
    for name, module in model.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            short = name.removeprefix("base_model.model.")
            adapter[f"{short}.A"] = module.lora_A["default"].weight.detach().to(torch.bfloat16).contiguous()
            scaled = module.lora_B["default"].weight.detach() * module.scaling["default"]
            adapter[f"{short}.B"] = scaled.to(torch.bfloat16).contiguous()
    adapter |= {f"head.{name}": weight.detach().half().contiguous() for name, weight in head.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(adapter, path)


def load(model: Any, head: Head, path: Path) -> int:
    """Put a saved adapter back and return the step that it was saved at."""
    from safetensors.torch import load_file

    saved = load_file(path)
    for name, module in model.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            short = name.removeprefix("base_model.model.")
            module.lora_A["default"].weight.data.copy_(saved[f"{short}.A"])
            module.lora_B["default"].weight.data.copy_(saved[f"{short}.B"].float() / module.scaling["default"])
    head.load_state_dict({k.removeprefix("head."): v.float() for k, v in saved.items() if k.startswith("head.")})
    return int(saved["step"])


if __name__ == "__main__":
    main()
