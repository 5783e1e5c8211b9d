"""Contradictions that can be read off the words: negation, antonyms, numbers, and who does what.

Each rule compares only what both sides speak of, clause by clause, and says how strongly (0 to 1) it fires; it is
blind where the two are worded differently, which is the cross-encoder's part.
"""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import NamedTuple

from chatbot.words import words

RULES = ("negation", "antonym", "number", "roles")
_ANTONYMS = """
increase decrease; increases decreases; rise fall; rises falls; grow shrink; grows shrinks; raise lower;
raises lowers; more less; more fewer; most least; larger smaller; large small; big small; bigger smaller;
higher lower; high low; faster slower; fast slow; long short; longer shorter; strong weak; stronger weaker;
better worse; best worst; good bad; easy hard; easier harder; before after; first last; early late; earlier later;
above below; over under; inside outside; maximum minimum; maximise minimise; maximises minimises; max min;
positive negative; same different; always never; all none; every no; many few; linear nonlinear; convex concave;
stable unstable; dense sparse; wide narrow; deep shallow; global local; supervised unsupervised; online offline;
possible impossible; necessary unnecessary; correlated uncorrelated; dependent independent; biased unbiased;
balanced imbalanced; labelled unlabelled; known unknown; fixed learned; frozen trainable; adds removes; add remove;
with without; helps hurts; help hurt; improves harms; improves worsens; keeps loses; encourages discourages;
allows prevents; includes excludes; accepts rejects; expensive cheap; sharper flatter; smooth noisy;
parallel sequential; training inference; encoder decoder; left right; upper lower; buy sell; gains loses;
absorbs releases; expands contracts; hotter colder; hot cold; open closed; input output; row column;
numerator denominator
"""
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|hardly|rarely|unlikely|nothing|\w+n't)\b", re.I
)
_CLAUSE = re.compile(
    r"[,;:.!?()]|\b(?:while|whereas|but|because|since|so|although|though|if|when|unless|which|and|or)\b", re.I
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*\s?(?:%|percent)?")
_WORD_NUMBERS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_COMPARED = re.compile(
    r"^(.*?)\b(than|before|after|into|from|to|by|over|causes?|implies|needs?|requires?|uses?)\b(.*)$", re.I
)
_SHARED = 2


class Clause(NamedTuple):
    """The stems of a clause, and whether it is negated."""

    stems: frozenset[str]
    negated: bool
    text: str


def fired(claim: str, said: str) -> tuple[float, float, float, float]:
    """Return how strongly each of ``RULES`` says that the two contradict each other."""
    a, b = _clauses(claim), _clauses(said)
    return _negation(a, b), _antonym(a, b), _number(claim, said), _roles(a, b)


def _clauses(text: str) -> list[Clause]:
    found = []
    for piece in _CLAUSE.split(text):
        stems = frozenset(words(piece))
        if stems:
            found.append(Clause(stems, len(_NEGATION.findall(piece)) % 2 == 1, piece))
    return found


def _closest(a: list[Clause], b: list[Clause]) -> list[tuple[Clause, Clause, float]]:
    """Pair each clause of ``b`` with the clause of ``a`` that it shares most with: (a, b, share of the shorter)."""
    pairs = []
    for clause in b:
        best = max(a, key=lambda other: len(other.stems & clause.stems), default=None)
        shared = len(best.stems & clause.stems) if best else 0
        if best and shared >= _SHARED:
            pairs.append((best, clause, shared / min(len(best.stems), len(clause.stems))))
    return pairs


def _negation(a: list[Clause], b: list[Clause]) -> float:
    return max((share for x, y, share in _closest(a, b) if x.negated != y.negated), default=0.0)


def _antonym(a: list[Clause], b: list[Clause]) -> float:
    """An antonym of a word of the claim, where the claim's own word is not said, in a clause on the same matter."""
    found = 0.0
    for x, y, share in _closest(a, b):
        if x.negated != y.negated:
            continue
        left, right = _bare(x.text), _bare(y.text)
        flips = [w for w in left - right for other in _antonyms().get(w, ()) if other in right - left]
        if len(flips) % 2:
            found = max(found, share)
    return found


def _bare(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower()))


def _number(claim: str, said: str) -> float:
    """Numbers on both sides, and none that agrees: beside the same words."""
    a, b = _numbers(claim), _numbers(said)
    if not a or not b or a & b:
        return 0.0
    common, own = set(words(claim)) & set(words(said)), set(words(said))
    return len(common - a - b) / max(len(own), 1) if len(common - a - b) >= _SHARED else 0.0


def _numbers(text: str) -> set[str]:
    spelled = {
        _WORD_NUMBERS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _WORD_NUMBERS and word != "one"
    }
    return {re.sub(r"[ ,%]|percent", "", found) for found in _NUMBER.findall(text.lower())} | spelled


def _roles(a: list[Clause], b: list[Clause]) -> float:
    """Compare which words stand together: bound in one clause of the claim, and bound otherwise in what was said."""
    both = (
        frozenset().union(*(c.stems for c in a)) & frozenset().union(*(c.stems for c in b)) if a and b else frozenset()
    )
    home = {stem: [n for n, c in enumerate(a) if stem in c.stems] for stem in both}
    bound = {stem: places[0] for stem, places in home.items() if len(places) == 1}
    agree = cross = 0
    for clause in b:
        for x, y in itertools.combinations(sorted(clause.stems & bound.keys()), 2):
            agree += bound[x] == bound[y]
            cross += bound[x] != bound[y]
    crossed = cross / (cross + agree) if cross + agree and len(b) > 1 else 0.0
    return max(crossed, _turned(a, b))


def _turned(a: list[Clause], b: list[Clause]) -> float:
    """Tell "x before y" from "y before x": the same link, its two sides exchanged."""
    for x, y in itertools.product(a, b):
        left, right = _COMPARED.match(x.text), _COMPARED.match(y.text)
        if not left or not right or left.group(2).lower() != right.group(2).lower():
            continue
        (p, q), (r, s) = ((set(words(m.group(1))), set(words(m.group(3)))) for m in (left, right))
        straight, turned = len(p & r) + len(q & s), len(p & s) + len(q & r)
        if turned > straight and p & s and q & r:
            return turned / (turned + straight)
    return 0.0


@cache
def _antonyms() -> dict[str, frozenset[str]]:
    pairs = [tuple(pair.split()) for pair in _ANTONYMS.split(";")]
    table: dict[str, set[str]] = {}
    for one, other in pairs:
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}
