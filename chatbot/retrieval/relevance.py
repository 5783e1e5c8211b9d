"""The floor: do the documents answer this question at all?

A logistic model over a few signals of the best hit, fitted on the development half of the evaluation set
(benchmarks/calibrate.py; figures in benchmarks/results/). Below ``FLOOR`` nothing is drafted.
"""

from __future__ import annotations

from chatbot.retrieval.fusion import logistic
from chatbot.types import Value


class Evidence(Value):
    """What a search shows about its best entry.

    ``similarity`` is the best cosine, ``support`` the mean of the entry's three best, ``coverage`` the idf-weighted
    share of the question's words that the entry holds, ``margin`` the lead of its cosine over the next four entries.
    """

    similarity: float
    support: float
    coverage: float
    margin: float


WEIGHTS: dict[str, float] = {
    "similarity": 8.06,
    "support": 4.56,
    "coverage": 2.57,
    "margin": -1.96,
}
BIAS = -7.71
# A wrong refusal costs a click on one of the nearest questions, a wrong answer costs trust: development half, 93% of
# the answerable questions kept and 82% of the others refused, all of the far ones.
FLOOR = 0.4


def confidence(evidence: Evidence) -> float:
    """Return how likely (0 to 1) the best entry answers the question."""
    return logistic(evidence, WEIGHTS, BIAS)
