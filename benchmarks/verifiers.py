"""Compare ways to tell a contradiction from a right statement, on statements about key points of unseen topics.

    python -m benchmarks.verifiers [--part test] [--cross-encoder build/verify/first.3.pt]

Positives are the false statements (near and far in wording), negatives the true ones in other words and in brief.
The area under the ROC curve is given for each kind of error; swapped roles are the hard case. Writes
benchmarks/results/verifiers-PART.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.rules import fired
from chatbot.coach import Coach
from chatbot.evaluation.metrics import area_under_roc, mean
from chatbot.evaluation.runner import commit
from chatbot.evaluation.split import part_of
from chatbot.settings import read_settings

STATEMENTS = Path("training/verify/statements.jsonl")
RIGHT, WRONG = ("far", "terse"), ("wrong_near", "wrong_far")
KINDS = ("roles", "direction", "number", "negation", "cause", "scope")
ACCUSE = 0.5


class Pair(NamedTuple):
    """A key point and what was said of it; ``field`` names how it was written, ``kind`` what is wrong."""

    question: str
    point: str
    said: str
    field: str
    kind: str


Score = Callable[[list[Pair]], list[float]]
"""How likely each statement contradicts its point."""


def main() -> None:
    """Score all pairs by every method and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--cross-encoder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    coach = Coach.open(settings=read_settings(threads=chosen.threads), progress=print)
    pairs = _pairs(coach, chosen.part)
    methods: dict[str, Score] = {
        "1 - similarity": lambda p: _dissimilarity(coach, p),
        "rules": lambda p: [max(fired(one.point, one.said)) for one in p],
        "verifier": lambda p: [_verdict(coach, one) for one in p],
    }
    if chosen.cross_encoder:
        methods["cross-encoder"] = lambda p: _cross_encoder(chosen.cross_encoder, p)
    scores = {name: method(pairs) for name, method in methods.items()}
    if "cross-encoder" in scores:
        both = zip(scores["cross-encoder"], scores["rules"], strict=True)
        scores["cross-encoder and rules (lower of both)"] = [min(pair) for pair in both]
    both = zip(scores["verifier"], scores["rules"], strict=True)
    scores["verifier and rules (mean)"] = [mean(pair) for pair in both]
    table = {name: _figures(values, pairs) for name, values in scores.items()}
    out = Path(f"benchmarks/results/verifiers-{chosen.part}.json")
    out.write_text(json.dumps({"commit": commit(), "pairs": len(pairs), "methods": table}, indent=1) + "\n")
    print(json.dumps(table, indent=1))


def _pairs(coach: Coach, part: str) -> list[Pair]:
    entries = {entry.id: entry for entry in coach.corpus.questions}
    pairs = []
    for line in STATEMENTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        entry = entries[row["entry"]]
        if part_of(entry.topic) == part:
            point = entry.key_points[row["point"] - 1]
            pairs += [
                Pair(entry.question, point, row[field], field, row.get(f"{field}_kind", ""))
                for field in (*RIGHT, *WRONG)
                if row.get(field)
            ]
    return pairs


def _dissimilarity(coach: Coach, pairs: list[Pair]) -> list[float]:
    points = coach.embedder.embed([pair.point for pair in pairs])
    said = coach.embedder.embed([pair.said for pair in pairs])
    return [float(1 - a @ b) for a, b in zip(points, said, strict=True)]


def _verdict(coach: Coach, pair: Pair) -> float:
    return float(coach.judge.judge(pair.question, [pair.said], [pair.point]).verdicts[0, 3])


def _cross_encoder(checkpoint: Path, pairs: list[Pair]) -> list[float]:
    import torch

    from chatbot.retrieval.embedder import find_embedder
    from chatbot.settings import BUNDLED_EMBEDDER
    from training.verify.cross_encoder import CrossEncoder

    folder = find_embedder(BUNDLED_EMBEDDER)
    assert folder is not None
    network: Any = CrossEncoder.from_folder(folder)
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    network.eval()
    tokenizer = CrossEncoder.tokenizer(folder)
    found: list[float] = []
    with torch.inference_mode():
        for pair in pairs:
            inputs = tokenizer(pair.point, pair.said, truncation=True, max_length=128, return_tensors="pt")
            found.append(float(network(**inputs).softmax(1)[0, 2]))
    return found


def _figures(values: list[float], pairs: list[Pair]) -> dict[str, float]:
    right = [value for value, pair in zip(values, pairs, strict=True) if pair.field in RIGHT]

    def auc(fields: tuple[str, ...], kind: str = "") -> float:
        wrong = [
            value for value, pair in zip(values, pairs, strict=True) if pair.field in fields and kind in ("", pair.kind)
        ]
        return round(area_under_roc(wrong, right), 3)

    return {
        "far": auc(("wrong_far",)),
        "near": auc(("wrong_near",)),
        "both": auc(WRONG),
        **{f"near, {kind}": auc(("wrong_near",), kind) for kind in KINDS},
        "roles": auc(WRONG, "roles"),
        "right accused at 0.5": round(mean([float(value >= ACCUSE) for value in right]), 3),
    }


if __name__ == "__main__":
    main()
