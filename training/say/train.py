"""LoRA on the base model; the loss counts the reply only. Needs peft (pip install peft).

python -m training.say.train --base build/say/base --data build/say/train.jsonl --out build/say/adapter.safetensors
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch


def batches(rows: list[tuple[list[int], list[int]]], size: int, pad: int) -> Any:
    """Yield (input ids, mask, labels), batches of like length in random order; labels are -100 where none counts."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n][0]) + len(rows[n][1]) + random.random() * 6)
    starts = list(range(0, len(order), size))
    random.shuffle(starts)
    for start in starts:
        chosen = [rows[number] for number in order[start : start + size]]
        width = max(len(prompt) + len(reply) for prompt, reply in chosen)
        ids, masks, labels = [], [], []
        for prompt, reply in chosen:
            fill = width - len(prompt) - len(reply)
            ids.append(prompt + reply + [pad] * fill)
            masks.append([1] * (width - fill) + [0] * fill)
            labels.append([-100] * len(prompt) + reply + [-100] * fill)
        yield torch.tensor(ids), torch.tensor(masks), torch.tensor(labels)


def main() -> None:
    """Train; write for each matrix `name.A` (rank, in) and `name.B` (out, rank), the scale included in B."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="go on from this adapter")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    random.seed(7)
    torch.manual_seed(7)

    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer, get_cosine_schedule_with_warmup

    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(chosen.base)
    base = AutoModelForCausalLM.from_pretrained(chosen.base, dtype=torch.float32)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    config = LoraConfig(r=chosen.rank, lora_alpha=2 * chosen.rank, lora_dropout=0.05, target_modules=targets)
    model = get_peft_model(base, config).to(device)
    if chosen.resume:
        load(model, chosen.resume)

    def tokens(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False)["input_ids"])

    lines = [json.loads(line) for line in chosen.data.read_text(encoding="utf-8").splitlines()]
    rows = [(tokens(line["prompt"]), tokens(line["reply"])) for line in lines]
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=chosen.rate)
    steps = chosen.epochs * (-(-len(rows) // chosen.batch))
    schedule = get_cosine_schedule_with_warmup(optimiser, steps // 20, steps)
    model.train()
    for epoch in range(chosen.epochs):
        total, count, start = 0.0, 0, time.time()
        for ids, mask, labels in batches(rows, chosen.batch, tokenizer.pad_token_id or 0):
            with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
                loss = reply_loss(base, ids.to(device), mask.to(device), labels.to(device))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total, count = total + float(loss.detach()), count + 1
            if count % 10 == 0:
                print(
                    f"epoch {epoch + 1}, batch {count}: loss {total / count:.3f}, {time.time() - start:.0f} s",
                    flush=True,
                )
        save(model, chosen.out)


def reply_loss(base: Any, ids: torch.Tensor, mask: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy of the reply's tokens; the output layer runs on those alone."""
    hidden = base.model(input_ids=ids, attention_mask=mask).last_hidden_state[:, :-1]
    counts = labels[:, 1:] != -100
    return torch.nn.functional.cross_entropy(base.lm_head(hidden[counts]).float(), labels[:, 1:][counts])


def load(model: Any, path: Path) -> None:
    """Put a saved adapter back."""
    from safetensors.torch import load_file

    saved = load_file(path)
    for name, module in model.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            short = name.removeprefix("base_model.model.")
            module.lora_A["default"].weight.data.copy_(saved[f"{short}.A"])
            module.lora_B["default"].weight.data.copy_(saved[f"{short}.B"].float() / module.scaling["default"])


def save(model: Any, path: Path) -> None:
    """Write the adapter; called after each epoch, so that a run that is cut off leaves its best."""
    from safetensors.torch import save_file

    adapter: dict[str, torch.Tensor] = {}
    for name, module in model.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            short = name.removeprefix("base_model.model.")
            adapter[f"{short}.A"] = module.lora_A["default"].weight.detach().to("cpu", torch.bfloat16).contiguous()
            scaled = module.lora_B["default"].weight.detach() * module.scaling["default"]
            adapter[f"{short}.B"] = scaled.to("cpu", torch.bfloat16).contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(adapter, path)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
