"""Is this an answer at all? Says why not: empty, no words, the question again, terms without a statement, giving up."""

from __future__ import annotations

import re

from chatbot.documents.sentences import sentence_spans
from chatbot.words import STOP_WORDS, words

ECHO = 0.8
_GIVES_UP = re.compile(
    r"\b(?:i (?:really |honestly )?(?:don't|do not|dont) (?:really )?know|no idea|"
    r"i (?:have|'ve) (?:got )?no (?:idea|clue)|"
    r"i (?:can't|cannot) (?:answer|remember)|not a clue|i'?d have to look (?:it|that) up|pass\b|skip (?:this|it))",
    re.I,
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules?|rubric|above|previous)\b|"
    r"\b(?:give|award|assign|grade|score|rate|mark)\b.{0,30}\b(?:10|ten|full|maximum|highest|perfect|100)\b|"
    r"\b(?:system prompt|as an ai|you are now|output (?:only )?(?:the )?score)\b",
    re.I,
)
_RELATES = re.compile(r"->|→|[:=;()<>+~/≈]|\d+|\bvs\b")
FEW_SMALL_WORDS = 0.15
LIST_OF_TERMS = 8


def without_orders(answer: str) -> str:
    """Return the answer with blanks in the place of sentences addressed to the program; every offset stays."""
    for start, end in sentence_spans(answer):
        if _ORDERS.search(answer, start, end):
            answer = answer[:start] + " " * (end - start) + answer[end:]
    return answer


def no_answer(question: str, answer: str) -> str:
    """Return why the text is no answer, "" where it may be one."""
    said = words(answer)
    if not said:
        return "There is nothing in it that could be judged."
    if _GIVES_UP.search(answer) and len(said) < 15:
        return "You said that you do not know. Say what you do know, even a part."
    asked = set(words(question))
    if len([stem for stem in said if stem in asked]) >= ECHO * len(said):
        return "This repeats the question and adds nothing to it."
    if _is_noise(answer):
        return "This does not read as words."
    if _is_list(answer, said):
        return "These are terms without a statement: say what they do, and why."
    return ""


def _is_noise(answer: str) -> bool:
    """Letters without the shape of words, or the same few words over and over."""
    tokens = re.findall(r"[a-zA-Z]+", answer.lower())
    if not tokens:
        return True
    odd = sum(not re.search(r"[aeiouy]", token) and len(token) > 3 for token in tokens)
    odd += sum(len(token) > 22 or bool(re.search(r"(.)\1\1|[bcdfghjklmnpqrstvwxz]{6}", token)) for token in tokens)
    repeated = len(tokens) >= 12 and len(set(tokens)) <= len(tokens) / 5
    return odd >= 0.3 * len(tokens) or repeated


def _is_list(answer: str, said: list[str]) -> bool:
    """Tell a heap of terms from terse notes: neither small words nor the marks by which notes relate their terms.

    In training answers ordinary speech has 30% small words or more; telegraphic notes 3 to 15%, but several marks.
    """
    tokens = re.findall(r"[a-z0-9']+", answer.lower())
    small = sum(token in STOP_WORDS and token not in ("and", "or") for token in tokens)
    marks = len(_RELATES.findall(answer))
    return len(said) >= LIST_OF_TERMS and small < FEW_SMALL_WORDS * len(tokens) and marks < len(tokens) / 10
