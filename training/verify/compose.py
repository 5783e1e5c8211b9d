"""Whole answers made of single statements, with the verdict on every key point and the sentence that earns it.

Real answers are few; statements are many. Each composed answer draws a profile (strong, incomplete, mostly wrong,
mixed), says for every point what the profile asks for, in any order, with asides, fillers and now and then a slip
that is corrected, so that the verifier learns to judge a point from all that was said.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from chatbot.types import Mistake, PointVerdict
from training.verify.pairs import EMPTY, Point, Statement, ended, spoken

PROFILES: dict[str, tuple[float, dict[PointVerdict, float]]] = {
    "strong": (0.2, {"covered": 0.88, "partial": 0.04, "missing": 0.08, "contradicted": 0.0}),
    "incomplete": (0.25, {"covered": 0.42, "partial": 0.1, "missing": 0.48, "contradicted": 0.0}),
    "one slip": (0.15, {"covered": 0.72, "partial": 0.03, "missing": 0.05, "contradicted": 0.2}),
    "mostly wrong": (0.2, {"covered": 0.15, "partial": 0.03, "missing": 0.32, "contradicted": 0.5}),
    "mixed": (0.3, {"covered": 0.45, "partial": 0.08, "missing": 0.22, "contradicted": 0.25}),
    "nothing": (0.05, {"covered": 0.0, "partial": 0.0, "missing": 1.0, "contradicted": 0.0}),
}
_SLIPS = (
    "no wait, {}",
    "sorry, {}",
    "no, that's the other way round: {}",
    "I mean, actually, {}",
    "let me correct that, {}",
)
_LINKS = ("And ", "So ", "Also, ", "Then ", "Another thing is that ", "What matters too: ", "But ", "Now, ")


class Topic(NamedTuple):
    """A question with its points, the statements on them, and the common mistakes."""

    question: str
    points: tuple[Point, ...]
    mistakes: tuple[Mistake, ...]


class Judged(NamedTuple):
    """A claim of the rubric, its verdict, and the sentence of the answer that earns it (-1: none)."""

    claim: str
    verdict: PointVerdict
    sentence: int


class Example(NamedTuple):
    """One answer as sentences, and what is to be said of each claim."""

    question: str
    sentences: tuple[str, ...]
    judged: tuple[Judged, ...]


def compose(topic: Topic, others: Iterator[str], rng: random.Random) -> Example:
    """Return one answer to the topic; ``others`` gives true sentences on other questions."""
    shares = rng.choices([share for _, share in PROFILES.values()], [weight for weight, _ in PROFILES.values()])[0]
    said: list[tuple[str, int | str | None]] = []  # (sentence, number of the point or mistake it speaks of)
    verdicts: list[PointVerdict] = []
    for number, point in enumerate(topic.points):
        verdict: PointVerdict = rng.choices(list(shares), list(shares.values()))[0]
        text = _say(point, verdict, rng)
        verdicts.append(verdict if text else "missing")
        if text:
            said.append((text, number))
    wrong = [n for n in range(len(topic.mistakes)) if rng.random() < (0.12 if shares["contradicted"] else 0.0)]
    said += [(topic.mistakes[n].wrong, f"m{n}") for n in wrong[:1]]
    said += [(text, None) for text in _asides(topic, others, rng)]
    if rng.random() < 0.7:
        rng.shuffle(said)
    if not said:
        said = [(rng.choice(EMPTY), None)]
    style = rng.choice(("plain", "plain", "spoken", "linked", "notes"))
    lines = tuple(_styled(text, style, n, rng) for n, (text, _) in enumerate(said))
    where = {of: n for n, (_, of) in enumerate(said) if of is not None}
    judged = [Judged(p.text, v, where.get(n, -1)) for n, (p, v) in enumerate(zip(topic.points, verdicts, strict=True))]
    for n, mistake in enumerate(topic.mistakes):
        found = where.get(f"m{n}", -1)
        if found >= 0 or rng.random() < 0.3:
            judged.append(Judged(mistake.right, "contradicted" if found >= 0 else "missing", found))
    return Example(topic.question, lines, tuple(judged))


def _say(point: Point, verdict: PointVerdict, rng: random.Random) -> str:
    right = [s for s in point.statements if s.label == "supports"]
    wrong = [s for s in point.statements if s.label == "contradicts"]
    half = [s for s in point.statements if s.label == "partial"]
    if verdict == "covered" and right:
        text = _pick(right, {"far": 4, "terse": 2, "near": 3}, rng)
        if wrong and rng.random() < 0.06:
            slip = _pick(wrong, {}, rng).rstrip(".")
            return f"{slip}, {rng.choice(_SLIPS).format(text[0].lower() + text[1:])}"
        return text
    if verdict == "contradicted" and wrong:
        return _pick(wrong, {"wrong_far": 3, "wrong_near": 2, "wrong_more": 2, "swap": 3, "swap2": 3}, rng)
    if verdict == "partial" and half:
        return rng.choice(half).text
    return ""


def _pick(statements: list[Statement], weights: dict[str, float], rng: random.Random) -> str:
    return rng.choices(statements, [weights.get(s.field, 1.0) for s in statements])[0].text


def _asides(topic: Topic, others: Iterator[str], rng: random.Random) -> list[str]:
    own = [s.text for point in topic.points for s in point.statements if s.label == "neutral"]
    asides = rng.sample(own, min(len(own), rng.choice((0, 0, 1, 1, 2))))
    if rng.random() < 0.2:
        asides.append(next(others))
    if rng.random() < 0.1:
        asides.append(topic.question)
    return asides


def _styled(text: str, style: str, number: int, rng: random.Random) -> str:
    if style == "notes":
        return text if rng.random() < 0.5 else text.rstrip(".")
    if style == "spoken":
        return ended(spoken(text, rng, often=0.7))
    if style == "linked" and number and rng.random() < 0.5:
        return ended(rng.choice(_LINKS) + (text[0].lower() + text[1:] if text[1:2].islower() else text))
    return ended(text)
