"""Fit the two small logistic models of retrieval on the development half and show how they do on the test half.

    python -m benchmarks.calibrate

Prints the weights to be copied into chatbot/retrieval/follow_up.py and relevance.py, with this script as their source,
and writes benchmarks/results/calibration.json. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatbot.coach import Coach
from chatbot.evaluation.cases import Case, Half, read_cases
from chatbot.evaluation.metrics import area_under_roc, mean
from chatbot.types import Value

RESULTS = Path(__file__).parent / "results" / "calibration.json"
STRENGTH = 10.0  # inverse of the L2 penalty


def fit(dev: Sequence[tuple[Value, bool]], test: Sequence[tuple[Value, bool]]) -> dict[str, Any]:
    """Fit on ``dev``, report both."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    names = list(dev[0][0].model_dump())
    model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
    model.fit([list(v.model_dump().values()) for v, _ in dev], [label for _, label in dev])

    def probabilities(examples: Sequence[tuple[Value, bool]]) -> list[float]:
        return [float(p) for p in model.predict_proba([list(v.model_dump().values()) for v, _ in examples])[:, 1]]

    report: dict[str, Any] = {
        "weights": {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 2),
    }
    for half, examples in (("dev", dev), ("test", test)):
        scored = list(zip(probabilities(examples), (label for _, label in examples), strict=True))
        yes = [p for p, label in scored if label]
        no = [p for p, label in scored if not label]
        report[half] = {
            "yes": len(yes),
            "no": len(no),
            "AUC": round(area_under_roc(yes, no), 3),
            **{
                f"at {floor}": {
                    "yes kept": round(mean([float(p >= floor) for p in yes]), 3),
                    "no refused": round(mean([float(p < floor) for p in no]), 3),
                }
                for floor in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
            },
        }
    return report


def main() -> None:
    """Fit, print, write."""
    retriever = Coach.open().retriever

    def evidence(cases: Sequence[Case], label: bool) -> list[tuple[Value, bool]]:
        return [(retriever.examine(c.question, c.history).evidence, label) for c in cases]

    def signals(cases: Sequence[Case], label: bool) -> list[tuple[Value, bool]]:
        found = [retriever.examine(c.question, c.history).signals for c in cases]
        return [(s, label) for s in found if s]

    halves: tuple[Half, Half] = ("dev", "test")
    follow = [signals(read_cases("follow_ups", h), True) + signals(read_cases("new_topics", h), False) for h in halves]
    floor = [
        evidence(read_cases("paraphrases", h), True) + evidence(read_cases("unanswerable", h), False) for h in halves
    ]
    report = {"follow-up": fit(*follow), "floor": fit(*floor)}
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
