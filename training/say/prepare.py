"""Render the pairs as prompts and replies of the base model's own chat format.

    python -m training.say.prepare [--out build/say]

Pairs whose spoken side the program would reject are left out, and counted.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from chatbot.coaching.verification import StrictVerifier
from chatbot.generation.models import local_weights
from chatbot.generation.prompts import render
from chatbot.settings import read_settings

PAIRS = Path(__file__).parent / "pairs.jsonl"


def main() -> None:
    """Write train.jsonl ({prompt, reply}) and copy the base model's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/say"))
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    settings = read_settings()
    base = local_weights(settings.model, settings.cache, print, adapter=None)
    if base is None:
        raise SystemExit(f"{settings.model} is not on this machine")
    shutil.copytree(base, out / "base", dirs_exist_ok=True)

    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    verifier = StrictVerifier()
    kept = rejected = 0
    with (out / "train.jsonl").open("w", encoding="utf-8") as file:
        for line in PAIRS.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            if not verifier.supports(pair["source"], pair["spoken"]):
                rejected += 1
                continue
            turns = [message.model_dump() for message in render("say", sentence=pair["source"])]
            prompt = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
            file.write(json.dumps({"prompt": prompt, "reply": pair["spoken"] + tokenizer.eos_token}) + "\n")
            kept += 1
    print(f"{kept} pairs kept, {rejected} rejected")


if __name__ == "__main__":
    main()
