"""From evidence to verdicts on the key points and to false claims; each with the candidate's own words.

A small multinomial model over the signals decides; ``benchmarks/calibrate_critique.py`` fits it on answers to
development topics, which the verifier never saw. Accusing a right answer is the worst fault: a contradiction needs more
than being the likeliest verdict.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chatbot.coaching.calibration import Calibration
from chatbot.coaching.claims import Claim
from chatbot.coaching.evidence import Held, Signals
from chatbot.types import PointVerdict

VERDICTS: tuple[PointVerdict, ...] = ("covered", "partial", "missing", "contradicted")


class Found(NamedTuple):
    """The verdict on one key point, how likely each verdict is, and the claim that it rests on (None: missing)."""

    verdict: PointVerdict
    likely: Mapping[str, float]
    claim: Claim | None


def unanswered(points: int) -> tuple[Found, ...]:
    """Return the findings on what is no answer."""
    return (Found("missing", {verdict: float(verdict == "missing") for verdict in VERDICTS}, None),) * points


def likelihoods(signals: Signals, calibration: Calibration) -> dict[str, float]:
    """Return how likely each verdict is (softmax of a linear model)."""
    seen = features(signals)
    logits = {
        verdict: calibration.bias[verdict]
        + sum(weight * seen[name] for name, weight in calibration.weights[verdict].items())
        for verdict in VERDICTS
    }
    top = max(logits.values())
    shares = {verdict: math.exp(logit - top) for verdict, logit in logits.items()}
    total = sum(shares.values())
    return {verdict: share / total for verdict, share in shares.items()}


def features(signals: Signals) -> dict[str, float]:
    """Return what the multinomial model reads: log probabilities, and how like the words are."""
    logs = {f"log_{verdict}": math.log(max(getattr(signals, verdict), 1e-3)) for verdict in VERDICTS}
    return {**logs, "likeness": signals.likeness, "recall": signals.recall, "best_recall": signals.best_recall}


def judge_points(evidence: Sequence[Held], calibration: Calibration) -> tuple[Found, ...]:
    """Return a verdict for each key point."""
    return tuple(_found(held, calibration) for held in evidence)


def _found(held: Held, calibration: Calibration) -> Found:
    likely = likelihoods(held.signals, calibration)
    verdict: PointVerdict = max(VERDICTS[:3], key=lambda name: likely[name])
    if likely["contradicted"] >= calibration.accuse:
        verdict = "contradicted"
    return Found(verdict, likely, None if verdict == "missing" else held.claim)


def accused(found: Sequence[Found]) -> tuple[int, ...]:
    """Return the numbers of the contradicted key points, the surest first, one for each claim of the answer."""
    named: dict[Claim, int] = {}
    for number in sorted(range(len(found)), key=lambda n: -found[n].likely["contradicted"]):
        claim = found[number].claim
        if found[number].verdict == "contradicted" and claim:
            named.setdefault(claim, number)
    return tuple(named.values())
