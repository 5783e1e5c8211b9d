"""Is this question a follow-up, and how much of the earlier turn does it need?

A follow-up is searched twice, alone and together with the question before it, and the two score lists are mixed. A new
topic must not be dragged back to the old one, so a small model first decides whether the question can stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.retrieval.fusion import logistic
from chatbot.types import Turn, Value
from chatbot.words import words

# Words that point at something said before.
_POINTING = re.compile(
    r"\b(it|its|it's|that|this|those|these|they|them|their|he|one|ones|both|either|same|other|else|instead|there|"
    r"here|former|latter|above|why not|how so|how come|for example|an example|more detail|shorter|again)\b",
    re.I,
)
_OPENING = re.compile(
    r"^\W*(and|but|so|or|ok(ay)?|also|then|what if|what about|how about|why|wait|hmm|right|sure|which one|in what)\b",
    re.I,
)
_NEW_TOPIC = re.compile(
    r"\b(next (one|question|topic)|new (question|topic)|different (question|topic)|moving on|change of topic|"
    r"switch(ing)? (topics?|gears)|another (question|topic)|something else|let's talk about)\b",
    re.I,
)


class Signals(Value):
    """What tells a follow-up from a new topic; every field is a number so that a model can weigh it.

    ``similarity_to_previous`` is the cosine with the question before; ``gain`` is how much nearer the best text comes
    when that question is put in front; ``peak`` is how clearly the best entry leads when the question stands alone.
    ``covered_before`` is the share of the question's words that the entry found for the earlier turn holds, and
    ``support_before`` how far that entry's cosine stands below the best entry's (0: it is the best).
    """

    points_back: float
    opens_like_one: float
    announces_new_topic: float
    similarity_to_previous: float
    gain: float
    peak: float
    covered_before: float
    support_before: float


# Fitted by benchmarks/calibrate.py on the development half of follow_ups.jsonl and new_topics.jsonl.
WEIGHTS: dict[str, float] = {
    "points_back": 0.64,
    "opens_like_one": 0.96,
    "announces_new_topic": -1.57,
    "similarity_to_previous": 0.78,
    "gain": 6.13,
    "peak": -1.97,
    "covered_before": 3.27,
    "support_before": 4.29,
}
BIAS = -0.57
THRESHOLD = 0.5
ENOUGH_TO_STAND = 5
CONTEXT_SHARE = 0.6


def text_signals(question: str) -> dict[str, float]:
    """Return the signals that stand in the words of the question alone."""
    return {
        "points_back": float(bool(_POINTING.search(question))),
        "opens_like_one": float(bool(_OPENING.match(question))),
        "announces_new_topic": float(bool(_NEW_TOPIC.search(question))),
    }


def follow_up_probability(given: Signals) -> float:
    """Return how likely (0 to 1) the question needs the turn before it."""
    return logistic(given, WEIGHTS, BIAS)


def context_of(history: Sequence[Turn]) -> str:
    """Return the question that the conversation is about: the last one with enough words to stand alone."""
    asked = [" ".join(question.split()) for question, _ in history if question.strip()]
    for question in reversed(asked):
        content = len(words(question))
        if content >= ENOUGH_TO_STAND or (content >= 2 and not _POINTING.search(question)):
            return question
    return max(asked, key=lambda question: len(words(question)), default="")


def standalone(question: str, context: str) -> str:
    """Write a follow-up so that it can be read alone."""
    return f"{question} (about: {context})"
