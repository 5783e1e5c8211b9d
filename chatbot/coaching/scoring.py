"""The score and the five criteria: deterministic arithmetic on the findings, the same with any language model.

score = 10 x (credit - penalty), where credit is the mean over the key points of what the answer earned (covered 1,
partial a half, weighted by how likely each verdict is) and the penalty grows with the false claims. The coefficients
are fitted by ``benchmarks/calibrate_critique.py`` on graded answers; ``calibration.json`` says on which. Length
enters nowhere: an answer earns what it tells. Two bounds hold whatever the coefficients say:

- an answer that gets more points wrong than right never passes ``MOSTLY_WRONG``, which lies below what a correct answer
  with a third of the points earns;
- what is no answer at all (``effort.py``), or speaks of something else and makes one point at most, never passes 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chatbot.coaching.calibration import Calibration
from chatbot.coaching.delivery import LONG_SENTENCE, ORDINARY_FILLERS, signposts
from chatbot.coaching.verdicts import Found
from chatbot.types import CRITERIA, SURE, Criterion, Delivery
from chatbot.words import words

MOSTLY_WRONG = 2.5
NO_ANSWER = 2.0
# On development topics 95% of strong answers to another question lie below, most answers to the question itself above.
BESIDE = 0.4
ANCHORS: dict[str, tuple[str, str, str, str, str]] = {
    "correctness": (
        "Most of what can be checked is wrong.",
        "A serious error on the core of the question.",
        "One clear error; the rest holds.",
        "Nothing wrong was found, on few points or without certainty.",
        "Everything that can be checked is right.",
    ),
    "coverage": (
        "Hardly any key point is told.",
        "About a quarter of the key points.",
        "About half of the key points.",
        "Most key points.",
        "Every key point, or all but a detail.",
    ),
    "depth": (
        "Names at most, no reasons.",
        "Facts without how or why.",
        "Some reasons or an example.",
        "Reasons for most of what is said.",
        "Mechanism, conditions and limits are told.",
    ),
    "structure": (
        "No order that a listener could follow.",
        "The answer comes late or breaks off.",
        "Answers first, then a list of facts.",
        "Answers first, and says how the parts hang together.",
        "Direct answer, linked parts, and a close.",
    ),
    "delivery": (
        "Hard to listen to: fillers and hedges everywhere.",
        "Many fillers, hedges or endless sentences.",
        "Understandable; some fillers or long sentences.",
        "Clear, with few fillers.",
        "Clear, sure and well paced on paper.",
    ),
}


def score(found: Sequence[Found], about: float, calibration: Calibration) -> float:
    """Return 0 to 10, one decimal. ``about``: how near, on average, the key points come to something said."""
    c = calibration.score
    earned = credit(found, c["partial"])
    wrong = sum(one.likely["contradicted"] for one in found) / max(len(found), 1)
    raw = 10 * (c["base"] + c["credit"] * earned - c["contradicted"] * wrong)
    covered = sum(one.verdict == "covered" for one in found)
    contradicted = sum(one.verdict == "contradicted" for one in found)
    if contradicted > covered:
        raw = min(raw, MOSTLY_WRONG)
    if covered <= 1 and about < BESIDE:
        raw = min(raw, NO_ANSWER)
    return round(min(max(raw, 0.0), 10.0), 1)


def credit(found: Sequence[Found], partial: float) -> float:
    """Return the mean share of the key points that was earned, 0 to 1."""
    return sum(one.likely["covered"] + partial * one.likely["partial"] for one in found) / max(len(found), 1)


def criteria(answer: str, found: Sequence[Found], false_claims: int, sound: Delivery) -> dict[str, Criterion]:
    """Return the mark and anchor of each criterion."""
    told = sum({"covered": 1.0, "partial": 0.5}.get(one.verdict, 0.0) for one in found)
    share = told / max(len(found), 1)
    marks: Mapping[str, int] = {
        "correctness": _correctness(found, told, false_claims),
        "coverage": 1 + min(4, int(share * 4 + 0.5)),
        "depth": _depth(answer, share),
        "structure": _structure(answer, share, sound),
        "delivery": _delivery(sound),
    }
    return {name: Criterion(mark=marks[name], anchor=ANCHORS[name][marks[name] - 1]) for name in CRITERIA}


def _correctness(found: Sequence[Found], told: float, false_claims: int) -> int:
    if false_claims:
        return 1 if false_claims >= told else 2 if false_claims > 1 else 3
    certain = all(one.likely["covered"] >= SURE for one in found if one.verdict == "covered")
    return 5 if told >= 2 and certain else 4 if told else 1


def _depth(answer: str, share: float) -> int:
    """Reasons, conditions and examples on top of facts; never more than one step above what was covered."""
    reasons = signposts(answer) + min(len(set(words(answer))) // 25, 2)
    return 1 + min(4, reasons * 2 // 3, int(share * 4) + 1 if share else 0)


def _structure(answer: str, share: float, sound: Delivery) -> int:
    if not share and not sound.opens_with_answer:
        return 1
    mark = 2 + sound.opens_with_answer + (signposts(answer) >= 2) + sound.closes
    return min(mark, 5)


def _delivery(sound: Delivery) -> int:
    fillers = 100 * sum(sound.fillers.values()) / max(sound.words, 1)
    hedges = 100 * sum(sound.hedges.values()) / max(sound.words, 1)
    faults = (fillers > ORDINARY_FILLERS / 3) + (fillers > ORDINARY_FILLERS) + (fillers > 2 * ORDINARY_FILLERS)
    faults += (hedges > 2.0) + (hedges > 5.0) + (sound.sentence_words > LONG_SENTENCE)
    faults += sound.words < 12
    return max(1, 5 - faults)
