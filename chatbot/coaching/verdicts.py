"""From evidence to verdicts on the key points and to false claims; each with the candidate's own words.

A small multinomial model over the signals decides; ``benchmarks/calibrate_critique.py`` fits it on answers to
development topics, which the verifier never saw. Accusing a right answer is the worst fault: a contradiction needs more
than being the likeliest verdict, and what a listener would tick off is never accused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from chatbot.coaching.calibration import Calibration
from chatbot.coaching.claims import Claim
from chatbot.coaching.evidence import Evidence, Held, Signals
from chatbot.types import PointVerdict

VERDICTS: tuple[PointVerdict, ...] = ("covered", "partial", "missing", "contradicted")


class Found(NamedTuple):
    """The verdict on one key point, how likely each verdict is, and the claim that it rests on (None: missing)."""

    verdict: PointVerdict
    likely: Mapping[str, float]
    claim: Claim | None


class Accused(NamedTuple):
    """A claim held false: the key point, or the correction of a common mistake, that it contradicts."""

    claim: Claim
    against: Literal["point", "mistake"]
    number: int
    likely: float


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


def judge_points(evidence: Evidence, calibration: Calibration) -> tuple[Found, ...]:
    """Return a verdict for each key point."""
    return tuple(_found(held, calibration) for held in evidence.points)


def _found(held: Held, calibration: Calibration) -> Found:
    likely = likelihoods(held.signals, calibration)
    verdict: PointVerdict = max(VERDICTS[:3], key=lambda name: likely[name])
    if likely["contradicted"] >= calibration.accuse:
        verdict = "contradicted"
    return Found(verdict, likely, None if verdict == "missing" else held.claim)


def accused(evidence: Evidence, found: Sequence[Found], calibration: Calibration) -> tuple[Accused, ...]:
    """Return the claims held false, key points first, the surest first, none named twice."""
    named = [
        Accused(one.claim, "point", number, one.likely["contradicted"])
        for number, one in enumerate(found)
        if one.verdict == "contradicted" and one.claim
    ]
    right = [one.claim for one in found if one.verdict == "covered" and one.claim]
    for number, held in enumerate(evidence.corrections):
        likely = likelihoods(held.signals, calibration)["contradicted"]
        if likely >= calibration.mistake and held.claim not in right:
            named.append(Accused(held.claim, "mistake", number, likely))
    kept: dict[Claim, Accused] = {}
    for one in sorted(named, key=lambda accusation: (accusation.against != "point", -accusation.likely)):
        kept.setdefault(one.claim, one)
    return tuple(kept.values())
