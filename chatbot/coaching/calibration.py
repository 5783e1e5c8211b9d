"""The numbers that turn signals into verdicts and a score: fitted by benchmarks/calibrate_critique.py, kept as JSON."""

from __future__ import annotations

from functools import cache
from importlib import resources

from chatbot.types import PointVerdict, Value


class Calibration(Value):
    """Coefficients and thresholds, with where they come from."""

    provenance: str
    weights: dict[PointVerdict, dict[str, float]]
    bias: dict[PointVerdict, float]
    accuse: float
    score: dict[str, float]


@cache
def calibration() -> Calibration:
    """Return the calibration that ships."""
    text = resources.files("chatbot.coaching").joinpath("calibration.json").read_text(encoding="utf-8")
    return Calibration.model_validate_json(text)
