"""Written sentences made fit to be spoken, without changing what they claim."""

from __future__ import annotations

import re
from typing import NamedTuple

WORDS_PER_MINUTE = 150
"""A calm speaking rate (English conversation is 120 to 180 words a minute)."""

# Only contractions that cannot change the meaning; never before a full stop ("that is what it is.").
_CONTRACTIONS = (
    (re.compile(r"\b([Cc])annot\b"), r"\1an't"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|could|would|should) not\b", re.I), r"\1n't"),
    (re.compile(r"\b([Ww])ill not\b"), r"\1on't"),
    (re.compile(r"\b(it|there|that) is (?=(?:a|an|the|not|also|often|usually|only|\w+ed|\w+ing)\b)", re.I), r"\1's "),
    (re.compile(r"\b([Tt]hey|[Ww]e|[Yy]ou) are (?=\w)"), r"\1're "),
)  # fmt: skip
_MARKUP = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"(\*\*|__)(.+?)\1"), r"\2"),
    (re.compile(r"(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)"), r"\1"),
    (re.compile(r"^\s*(?:[-*+>]|\d+[.)])\s+"), ""),
)
# A lone symbol such as $k$ or $d_k$ can be read aloud; anything longer is a formula.
_SYMBOL = re.compile(r"\$\\?([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?\$")
_UNSPEAKABLE = re.compile(r"^#|^\[.\]|`|---|:\s+-\s|\$|\\[a-z(\[]|https?://|[{}|<>]|={1,}|::|\n")
_SHORTEST, _LONGEST = 4, 48


def speakable(sentence: str) -> str | None:
    """Return the sentence without markup, on one line; None when it cannot be spoken (formula, code, table, link)."""
    plain = " ".join(sentence.split())
    for pattern, replacement in _MARKUP:
        plain = pattern.sub(replacement, plain)
    plain = _SYMBOL.sub(lambda m: " ".join(part for part in m.groups() if part), plain).strip()
    if _UNSPEAKABLE.search(plain) or not _SHORTEST <= len(plain.split()) <= _LONGEST or plain.endswith((":", "?")):
        return None
    return plain if plain.endswith((".", "!", "…")) else None


def contracted(sentence: str) -> str:
    """Write the sentence as one speaks: "does not" becomes "doesn't"."""
    for pattern, replacement in _CONTRACTIONS:
        sentence = pattern.sub(replacement, sentence)
    return sentence


class Casing(NamedTuple):
    """How words are written inside the sentences of some text: small, or with a capital as names are."""

    small: frozenset[str]
    names: frozenset[str]


def casing(text: str) -> Casing:
    """Read off the casing of the words of a text."""
    return Casing(frozenset(re.findall(r"\b[a-z]+\b", text)), frozenset(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text)))


def joined(opening: str, sentence: str, known: Casing) -> str:
    """Put ``opening`` before the sentence; its first word loses its capital only if it is written so elsewhere.

    Without opening stays a sentence whose first word may be ordinary or a name: nobody says "that Subtracting helps".
    """
    first = re.match(r"[A-Za-z]+", sentence)
    # "ReLU" and "IT" keep their capitals whatever else the text writes small.
    if opening and first and (len(first.group()) == 1 or first.group()[1:].islower()):
        if first.group().lower() in _SMALL or first.group().lower() in known.small:
            sentence = sentence[0].lower() + sentence[1:]
        elif first.group() not in known.names:
            return sentence
    return f"{opening} {sentence}" if opening else sentence


def can_take_opening(sentence: str) -> bool:
    """Tell whether an opening such as "I'd add that" fits: not before a sentence that already opens with a link."""
    return re.match(r"(For example|In practice|However|Therefore|So|But|And|Then|Instead|Here)\b", sentence) is None


def seconds(text: str) -> float:
    """Return how long the text takes to say."""
    return len(text.split()) / WORDS_PER_MINUTE * 60


_SMALL = frozenset(
    """
    a an the this that these those it its in on at with without for from to by as when while if because since
    although each every all both most many some no one two three each such there after before during between under
    over only even also
    """.split()
)
