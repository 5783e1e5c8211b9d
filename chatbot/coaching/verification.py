"""Does a spoken sentence say what its source says? Strict on purpose: in doubt the source stands.

The model may change grammar, contract words, drop or add small words, and move a whole clause. It may not lose, add or
swap anything else. Checked on the stems of the content words, read as a sequence:

1. the same content words and numbers, each as often (nothing lost, nothing invented);
2. every word that turns a meaning (not, only, may, more, before, by, if, ...) still stands before the same word;
3. inside a clause the content words keep their order; only whole clauses may trade places.

What this accepts and rejects is measured in benchmarks/results/drafting.json.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

_EXPANSIONS = (
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\b(it|that|what|there|here|he|she|who|where)'s\b"), r"\1 is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"\b(i|you|we|they|he|she)'d\b"), r"\1 would"),
    (re.compile(r"\bi'm\b"), "i am"),
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
# Ways of speaking that claim the same; the second of each pair stands for both.
_SAME_PHRASES = (
    (re.compile(r"\b(batch|layer|group|instance|weight) ?norm(?:ali[sz]ation)?\b"), r"\1norm"),
    (re.compile(r"\bfor instance\b"), "for example"),
    (re.compile(r"\b(?:a lot|lots) of\b"), "many"),
    (re.compile(r"\bmini[- ]batch"), "minibatch"),
    (re.compile(r"\bevery other\b"), "everyother"),
)
_SAME = {
    "since": "because", "whereas": "while", "though": "although", "yet": "but", "however": "but", "cannot": "not",
    "neither": "not", "nor": "not", "upon": "on", "when": "if", "whenever": "if", "every": "each", "might": "may",
    "around": "about", "roughly": "about", "approximately": "about", "typically": "usually", "normally": "usually",
    "only": "just", "merely": "just", "big": "large", "bigger": "larger", "requires": "needs", "require": "need",
    "calculate": "compute",
    "calculates": "computes", "calculated": "computed",
}  # fmt: skip
# Words that carry no claim: a speaker adds or drops them freely.
_FREE = frozenset(
    """
    a an the so well and then also that this these those it its he she they their them there here is are am be been
    being was were do does did doing has have had having he will would of to in on at for as with i we you my our
    your us me basically actually really simply say think know mean let lets one ones which who what whose own now
    okay right like therefore thus hence
    """.split()
)
# Words that turn the meaning of what follows: each must stand before the same content word as in the source.
_TURNING = frozenset(
    """
    not no never none without only all each any some most many few several both either half always often usually
    sometimes rarely hardly almost nearly about exactly mostly mainly can could may must should too very quite more
    less fewer least greater smaller larger higher lower better worse than before after above below over under
    between within until unless if because while although but instead rather just by from into per against through
    during across up down out off same different first second last next
    """.split()
)
_AND = re.compile(r"\band\b")
_SO = re.compile(r"\b(?:so|therefore|thus|hence)\b")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_CLAUSE_END = re.compile(r"[,;:.!?()—–]|\s-\s")
_CLAUSE_WORDS = frozenset("because if while although but unless until so therefore thus hence which and or".split())
_TOKEN = re.compile(r"-?\d+(?:[.,]\d+)*%?|[a-z]+(?:'[a-z]+)?|[<>=≤≥≈±×÷+*/^$\\_|∞√∑∂λαβγσμθ]|[^\x00-\x7f]")


class _Word(NamedTuple):
    stem: str
    clause: int
    turned_by: tuple[str, ...]


class StrictVerifier:
    """The Verifier that ships: pure rules, no model."""

    def supports(self, source: str, said: str) -> bool:
        """Return true when ``said`` keeps every claim of ``source`` and adds none."""
        if len(_SENTENCE_END.findall(said)) > len(_SENTENCE_END.findall(source)) or _adds_link(source, said):
            return False
        ours = _read(said)
        return bool(ours) and not _differences(_read(source), ours)


def _differences(source: list[_Word], said: list[_Word]) -> str:
    """Return the first rule that ``said`` breaks, or an empty string."""
    if Counter(word.stem for word in source) != Counter(word.stem for word in said):
        return "content words"
    if Counter(_turns(source)) != Counter(_turns(said)):
        return "turning words"
    if not _keeps_order(source, said):
        return "order"
    return ""


def _adds_link(source: str, said: str) -> bool:
    """Tell whether an "and" or a "so" was put where there was none.

    "If it fits, and it runs" is no sentence, and "it has no weights, so it is fast" claims a cause. A sentence may open
    with either, and "so" may stand for "therefore" and its like, with or without "and" before it.
    """
    spoken = re.sub(r"^(?:and|so)\b,?|\band (?=so\b(?! that))", "", said.lower().strip())
    written = source.lower()
    return len(_AND.findall(spoken)) > len(_AND.findall(written)) or len(_SO.findall(spoken)) > len(_SO.findall(written))


def _turns(words: Iterable[_Word]) -> list[tuple[str, str]]:
    return [(turning, word.stem) for word in words for turning in word.turned_by]


def _keeps_order(source: list[_Word], said: list[_Word]) -> bool:
    """Inside each clause of ``said``, neighbours must be neighbours in ``source`` too.

    Repeated words make the match ambiguous, so a pair is accepted where any two of its occurrences are neighbours.
    """
    neighbours = {(a.stem, b.stem) for a, b in itertools.pairwise(source)}
    inside = [(a, b) for a, b in itertools.pairwise(said) if a.clause == b.clause]
    crossing = [(a, b) for a, b in itertools.pairwise(said) if a.clause != b.clause]
    if not all((a.stem, b.stem) in neighbours for a, b in inside):
        return False
    moved = sum((a.stem, b.stem) not in neighbours for a, b in crossing)
    return moved <= 2


def _read(text: str) -> list[_Word]:
    """Return the content words of a sentence with their clause and the turning words before them."""
    plain = text.lower().replace("’", "'")
    for pattern, expansion in (*_EXPANSIONS, *_SAME_PHRASES):
        plain = pattern.sub(expansion, plain)
    words: list[_Word] = []
    clause, turning = 0, []
    for piece in _CLAUSE_END.split(re.sub(r"(?<=\d)[.,](?=\d)", "·", plain)):
        clause += 1
        for raw in _TOKEN.findall(piece.replace("·", ".")):
            token = _SAME.get(raw, raw)
            if token in _CLAUSE_WORDS:
                clause += 1
            if token in _TURNING:
                turning.append(token)
            elif token not in _FREE and token not in _CLAUSE_WORDS:
                words.append(_Word(_stem(_NUMBER_WORDS.get(token, token)), clause, tuple(turning)))
                turning = []
    if turning:
        words.append(_Word("∎", clause, tuple(turning)))
    return words


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))
