"""Does a spoken sentence say what its source says? Strict on purpose: in doubt the source stands.

The model may change grammar, contract words, drop or add small words, and move a whole clause. It may not lose,
add or swap anything else. Both sentences are read as sequences of content words, up to inflection:

1. the said sequence is the source's, whole clauses (as its punctuation and conjunctions cut them) in any order;
2. every word that turns a meaning (not, only, may, more, before, by, if, or, will, ...) stands before the same word;
3. no "and", "so" or "then" links what the source did not link, no article or "your" is put in.

What this accepts is counted in benchmarks/results/say-tuned.json; tests/coaching holds the ways in which it was fooled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

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
    (re.compile(r"\b(batch|layer|group|instance) norm(?:ali[sz]ation)?\b"), r"\1norm"),
    (re.compile(r"\bfor instance\b"), "for example"),
    (re.compile(r"\b(?:a lot|lots) of\b"), "many"),
    (re.compile(r"\bevery other\b"), "everyother"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"(?<=\d)\s*(?:%|per ?cent\b)"), "%"),
)
_SAME = {
    "since": "because", "whereas": "while", "though": "although", "yet": "but", "however": "but", "cannot": "not",
    "neither": "not", "nor": "not", "upon": "on", "when": "if", "whenever": "if", "every": "each", "might": "may",
    "around": "about", "roughly": "about", "approximately": "about", "typically": "usually", "normally": "usually",
    "only": "just", "merely": "just", "big": "large", "bigger": "larger", "therefore": "so", "thus": "so",
    "hence": "so", "calculate": "compute", "calculates": "computes", "calculated": "computed",
}  # fmt: skip
# Words that carry no claim: a speaker adds or drops them freely.
_FREE = frozenset(
    """
    a an the well and then also that this these those it its he she they their them there here am have has having do
    does doing to in on at of i we you my our your us me let lets which who whose now okay
    """.split()
)
# Words that turn the meaning of what follows: each must stand before the same content word as in the source.
_TURNING = frozenset(
    """
    not no never none without only all each any some most many few several both either or half always often usually
    sometimes rarely hardly almost nearly about exactly mostly mainly can could may must should will would did had was
    were too very quite more less fewer least greater smaller larger higher lower better worse than before after above
    below over under between within until unless if because while although but instead rather just by from into per
    against through during across up down out off same different first second last next with for as like so
    """.split()
)
_PARTICIPLE = ("ed", "en", "own", "ught", "ilt", "ent")
_BE = frozenset("is are be been being was were".split())
_AND, _SO = re.compile(r"\band\b"), re.compile(r"\b(?:so|therefore|thus|hence)\b")
# "Then" makes a sequence of what stands side by side; "the" and "your" make one thing of a kind.
_ONLY_AS_WRITTEN = tuple(re.compile(rf"{word}\b") for word in (r"\bthen", r"\bthe", r"\byour", r"\bthey", ", that"))
_OPENING = re.compile(r"^(?:so|and|well|now|basically|actually|really|i think|i mean|i'd say)\b,?\s*")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_CLAUSE_END = re.compile(r"[,;:.!?()—–]|\s-\s")
_CLAUSE_WORDS = frozenset("because if while although but unless until".split())
_TOKEN = re.compile(r"-?\d+(?:[.,]\d+)*%?|[a-z]+(?:'[a-z]+)?|[<>=≤≥≈±×÷+*/^$\\_|∞√∑∂λαβγσμθ]|[^\x00-\x7f]")


class _Word(NamedTuple):
    """A content word, up to inflection, and the turning words between it and the one before."""

    stem: str
    turned_by: tuple[str, ...]


_Clause = list[_Word]


class StrictVerifier:
    """The Verifier that ships: pure rules, no model."""

    def supports(self, source: str, said: str) -> bool:
        """Return true when ``said`` keeps every claim of ``source`` and adds none."""
        if len(_SENTENCE_END.findall(said)) > len(_SENTENCE_END.findall(source)) or _adds_link(source, said):
            return False
        written, spoken = _clauses(source), [word for clause in _clauses(said) for word in clause]
        return bool(spoken) and _is_rearranged(written, [word.stem for word in spoken]) and _same_turns(written, spoken)


def _same_turns(written: list[_Clause], spoken: list[_Word]) -> bool:
    """Compare which turning words stand before which content words."""
    turns = Counter((word.turned_by, word.stem) for clause in written for word in clause if word.turned_by)
    return turns == Counter((word.turned_by, word.stem) for word in spoken if word.turned_by)


def _is_rearranged(clauses: list[_Clause], stems: list[str]) -> bool:
    """Tell whether ``stems`` is the clauses one after the other, each whole, in any order."""
    return _fits([[word.stem for word in clause] for clause in clauses if clause], stems)


def _fits(clauses: list[list[str]], stems: list[str]) -> bool:
    if not clauses:
        return not stems
    return any(
        stems[: len(clause)] == clause and _fits(clauses[:n] + clauses[n + 1 :], stems[len(clause) :])
        for n, clause in enumerate(clauses)
    )


def _adds_link(source: str, said: str) -> bool:
    """Tell whether an "and", a "so" or a "then" was put where there was none, or an article that does not belong.

    "If it fits, and it runs" is no sentence, and "it has no weights, so it is fast" claims a cause. A sentence may open
    with either, and "so" may stand for "therefore" and its like, with or without "and" before it.
    """
    spoken = re.sub(r"\band (?=so\b(?! that))", "", _OPENING.sub("", said.lower().strip()))
    written = source.lower()
    return any(len(word.findall(spoken)) > len(word.findall(written)) for word in (_AND, _SO, *_ONLY_AS_WRITTEN))


def _clauses(text: str) -> list[_Clause]:
    """Return the content words of a sentence, clause by clause.

    "So" and its like tie the first clause to an earlier sentence, which says nothing here; later they claim a cause.
    """
    plain = _OPENING.sub("", text.lower().replace("’", "'").strip())
    for pattern, replacement in (*_EXPANSIONS, *_SAME_PHRASES):
        plain = pattern.sub(replacement, plain)
    clauses: list[_Clause] = [[]]
    turning: list[str] = []
    after_be = False
    for word in _tokens(plain):
        if word is None or word in _CLAUSE_WORDS:
            clauses.append([])
        if word is None:
            continue
        after_be = after_be or word in _BE
        if word in _TURNING:
            if word != "so" or any(clauses[:-1]):
                turning.append(word)
        elif word not in _FREE and word not in _BE:
            if after_be and word.endswith(_PARTICIPLE):
                turning.append("passive")
            clauses[-1].append(_Word(_stem(_NUMBER_WORDS.get(word, word)), tuple(turning)))
            turning, after_be = [], False
    if turning:
        clauses[-1].append(_Word("∎", tuple(turning)))
    return [clause for clause in clauses if clause]


def _tokens(plain: str) -> Iterator[str | None]:
    """Yield the words and numbers; None where a clause ends."""
    for piece in _CLAUSE_END.split(re.sub(r"(?<=\d)\.(?=\d)", "·", plain)):
        yield None
        yield from (_SAME.get(raw, raw) for raw in _TOKEN.findall(piece.replace("·", ".")))


def _stem(word: str) -> str:
    """Take off plural, -s, -ed and -ing, and nothing that makes another word of it."""
    for ending, left in (("ies", "y"), ("sses", "ss"), ("s", ""), ("ing", ""), ("ied", "y"), ("ed", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + left
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e")
