"""How much of what the language model says passes the check, on sentences of entries that it was not trained on.

    python -m benchmarks.say [--adapter FILE | --plain] [--sentences 200] [--show build/say/said.jsonl]

The peer is the same model as it comes (--plain). Writes benchmarks/results/say-<name>.json; ``--show`` writes what
passed, for a reader to judge.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

from chatbot.coaching.answering import MAX_TOKENS, without_fillers
from chatbot.coaching.speech import speakable
from chatbot.coaching.verification import StrictVerifier
from chatbot.documents.loaders import load
from chatbot.documents.sentences import sentences
from chatbot.evaluation.cases import Case
from chatbot.evaluation.runner import commit
from chatbot.generation.models import SAY_ADAPTER, local_weights
from chatbot.generation.prompts import render
from chatbot.generation.transformers_generator import TransformersGenerator
from chatbot.settings import read_settings

RESULTS = Path(__file__).parent / "results"
BATCH = 8


def held_out(count: int) -> list[str]:
    """Return speakable sentences of the bank's test half."""
    entries = [source.entry.question for source in load([Path("corpus")]).sources if source.entry]
    unseen = [entry for entry in entries if Case(question="", documents=(entry.id,)).half == "test"]
    lines = [line for entry in unseen for raw in sentences(entry.explanation) if (line := speakable(raw))]
    random.Random(5).shuffle(lines)  # noqa: S311
    return lines[:count]


def main() -> None:
    """Say, check, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adapter", type=Path, default=SAY_ADAPTER)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--show", type=Path)
    chosen = parser.parse_args()
    settings = read_settings()
    folder = local_weights(settings.model, settings.cache, print, adapter=None if chosen.plain else chosen.adapter)
    generator = TransformersGenerator(str(folder), settings.cache, settings.threads)
    verifier, lines = StrictVerifier(), held_out(chosen.sentences)
    rows: list[dict[str, str]] = []
    passed = changed = 0
    start = time.perf_counter()
    for first in range(0, len(lines), BATCH):
        batch = lines[first : first + BATCH]
        for position, reply in generator.generate([render("say", sentence=line) for line in batch], MAX_TOKENS):
            source = batch[position]
            said = without_fillers(reply.split("\n")[0], source)
            if speakable(said) == said and verifier.supports(source, said):
                passed += 1
                changed += said != source
                rows.append({"source": source, "said": said})
    report = {
        "commit": commit(),
        "sentences": len(lines),
        "passed": round(passed / len(lines), 3),
        "passed_and_changed": round(changed / len(lines), 3),
        "seconds": round(time.perf_counter() - start, 1),
    }
    name = "plain" if chosen.plain else "tuned"
    (RESULTS / f"say-{name}.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if chosen.show:
        chosen.show.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
