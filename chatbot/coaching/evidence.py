"""Hold every key point of a rubric against what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from chatbot.coaching.claims import Claim, claims
from chatbot.coaching.drafting import Embed
from chatbot.coaching.key_points import Rubric
from chatbot.protocols import Judge
from chatbot.words import words

COVERED, PARTIAL, MISSING, CONTRADICTED = range(4)
POINTED, ALIKE = 0.7, 0.3
"""How much the pointer and the likeness of the words say on where a verdict was earned."""


class Signals(NamedTuple):
    """What the evidence shows on one key point; the first four are the verifier's probabilities."""

    covered: float
    partial: float
    missing: float
    contradicted: float
    likeness: float
    recall: float
    best_recall: float


class Held(NamedTuple):
    """One key point held against the answer: the signals, and the claim that they rest on."""

    signals: Signals
    claim: Claim


def gather(rubric: Rubric, answer: str, embed: Embed, judge: Judge) -> tuple[Held, ...]:
    """Judge the answer, which holds at least one word, by every key point, in the rubric's order."""
    cut = tuple(claim for claim in claims(answer) if claim.said)
    said = [claim.said for claim in cut]
    texts = [point.text for point in rubric.points]
    judgement = judge.judge(rubric.question, said, texts)
    vectors = embed([*said, *texts])
    cosines = vectors[len(said) :] @ vectors[: len(said)].T
    where = (POINTED * judgement.pointers + ALIKE * np.clip(cosines, 0, 1)).argmax(axis=1)
    return tuple(
        Held(_signals(judgement.verdicts[n], cosines[n], text, rubric.question, said), cut[int(where[n])])
        for n, text in enumerate(texts)
    )


def likeness(evidence: Sequence[Held]) -> float:
    """Return how near, on average, the key points come to something that was said (cosine)."""
    return sum(held.signals.likeness for held in evidence) / max(len(evidence), 1)


def _signals(
    verdicts: npt.NDArray[np.float32], cosines: npt.NDArray[np.float32], text: str, question: str, said: list[str]
) -> Signals:
    own = set(words(text)) - set(words(question)) or set(words(text))
    stems = [set(words(sentence)) for sentence in said]
    return Signals(
        covered=float(verdicts[COVERED]),
        partial=float(verdicts[PARTIAL]),
        missing=float(verdicts[MISSING]),
        contradicted=float(verdicts[CONTRADICTED]),
        likeness=float(cosines.max()),
        recall=len(own & set().union(*stems)) / max(len(own), 1),
        best_recall=max(len(own & one) for one in stems) / max(len(own), 1),
    )
