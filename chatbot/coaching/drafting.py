"""Plan an answer: which passage sentences answer the question, in which order, within the time chosen.

Planning is code, so every sentence of the answer has its source by construction. The direct answer comes first; the
others follow in the order their author gave them; a sentence that leans on the one before it ("Therefore ...") comes
only with it; what says the same as a sentence already chosen is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from chatbot.coaching.speech import WORDS_PER_MINUTE, speakable
from chatbot.documents.sentences import sentences
from chatbot.protocols import PassageStore, Vectors
from chatbot.types import Hit, Length, Passage, Value
from chatbot.words import words

Embed = Callable[[Sequence[str]], Vectors]

WORDS: dict[Length, int] = {
    "30 seconds": WORDS_PER_MINUTE // 2,
    "one minute": WORDS_PER_MINUTE * 7 // 6,
    "two minutes": WORDS_PER_MINUTE * 2,
}
"""Words of an answer: "one minute" aims at 70 seconds, inside the 60 to 90 that an interviewer listens."""

# An author opens an explanation with the direct answer: another sentence must fit clearly better to go first.
OPENING_BONUS = 0.25
WORDS_SHARED_WEIGHT = 0.4
FOLLOW_UP_BONUS = 0.25
SAME_CLAIM = 0.86
# A second entry may add to the answer only when it fits nearly as well as the best one.
SECOND_ENTRY_SHARE = 0.85
SECOND_ENTRY_SIMILARITY = 0.5
_LEANS = re.compile(
    r"(It|Its|This|That|These|Those|They|Their|Therefore|Thus|Hence|So|Then|However|Instead|Otherwise|But|And|Also|Such|"
    r"Both|Here|He|She|The (?:same|latter|former|first|second|other|result|reason|idea|effect))\b"
)


class Planned(Value):
    """One sentence to say: how it may be spoken, and where it stands."""

    spoken: str
    quote: str
    passage: Passage


class _Candidate(NamedTuple):
    spoken: str
    quote: str
    passage: Passage
    position: int
    number: int
    worth: float
    vector: Vectors
    leans: bool


def plan(
    question: str,
    hits: Sequence[Hit],
    store: PassageStore,
    embed: Embed,
    length: Length,
) -> tuple[Planned, ...]:
    """Choose and order the sentences of an answer from the hits' passages; empty when none can be spoken."""
    candidates = _candidates(question, _passages(hits, store, length), hits[0].passage, embed) if hits else []
    if not candidates:
        return ()
    leaders = [c for c in candidates if not c.leans and c.passage.document == hits[0].passage.document] or candidates
    lead = max(leaders, key=lambda c: c.worth)
    return tuple(
        Planned(spoken=c.spoken, quote=c.quote, passage=c.passage)
        for c in _ordered(_chosen(candidates, lead, WORDS[length]), lead)
    )


def _passages(hits: Sequence[Hit], store: PassageStore, length: Length) -> list[Passage]:
    """Return the passages that may be quoted: the best entry whole, then near equals."""
    best = hits[0]
    near = [
        hit
        for hit in hits[1:4]
        if hit.score >= SECOND_ENTRY_SHARE * best.score and hit.similarity >= SECOND_ENTRY_SIMILARITY
    ]
    passages: list[Passage] = []
    for hit in [best, *near[: 2 if length == "two minutes" else 1]]:
        if hit.passage.kind == "text":
            found: tuple[Passage, ...] = (hit.passage,)
        else:
            siblings = store.passages_of(hit.passage.document)
            found = tuple(p for p in siblings if p.kind == "explanation" or p.id == hit.passage.id)
            if hit.passage.kind == "follow-up":  # its short answer is the direct one
                found = (hit.passage, *(p for p in found if p.id != hit.passage.id))
        passages += [passage for passage in found if passage not in passages]
    return passages


def _candidates(question: str, passages: Sequence[Passage], best: Passage, embed: Embed) -> list[_Candidate]:
    spoken = [
        (line, quote, passage, number)
        for passage in passages
        for number, quote in enumerate(sentences(passage.text))
        if (line := speakable(quote)) is not None
    ]
    if not spoken:
        return []
    vectors = embed([question, *(line for line, *_ in spoken)])
    fits = vectors[1:] @ vectors[0] + WORDS_SHARED_WEIGHT * _shared(question, [line for line, *_ in spoken])
    openings = {passage.id for passage in _openings(passages)}
    return [
        _Candidate(
            spoken=line,
            quote=quote,
            passage=passage,
            position=position,
            number=number,
            worth=float(fits[position])
            + (OPENING_BONUS if number == 0 and passage.id in openings and passage.document == best.document else 0.0)
            + (FOLLOW_UP_BONUS if passage.kind == "follow-up" and passage.id == best.id else 0.0),
            vector=vectors[position + 1],
            leans=bool(_LEANS.match(line)) and (number > 0 or passage.id not in openings),
        )
        for position, (line, quote, passage, number) in enumerate(spoken)
    ]


def _openings(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that begin something: the explanation's first of each document, and every short answer."""
    explained: set[str] = set()
    found = []
    for passage in passages:
        if passage.kind == "follow-up" or (passage.kind == "explanation" and passage.document not in explained):
            found.append(passage)
        if passage.kind == "explanation":
            explained.add(passage.document)
    return found


def _precedes(first: _Candidate, second: _Candidate) -> bool:
    """Tell whether ``second`` is the very next sentence of the same passage, spoken or not in between."""
    return first.passage is second.passage and first.number == second.number - 1


def _ordered(chosen: Sequence[_Candidate], lead: _Candidate) -> list[_Candidate]:
    """Put the lead first, with the sentences that lean on it, then the others as their author ordered them."""
    front = [lead]
    rest = [c for c in sorted(chosen, key=lambda c: c.position) if c is not lead]
    while follower := next((c for c in rest if c.leans and _precedes(front[-1], c)), None):
        front.append(follower)
        rest = [c for c in rest if c is not follower]
    return [*front, *rest]


def _shared(question: str, lines: Sequence[str]) -> Vectors:
    """Return for each line the share of the question's words in it; a word that few lines hold weighs most."""
    held = [set(words(line)) for line in lines]
    weights = {
        word: math.log(1 + len(lines) / count)
        for word in set(words(question))
        if (count := sum(word in line for line in held))
    }
    total = sum(weights.values()) or 1.0
    return np.asarray(
        [sum(w for word, w in weights.items() if word in line) / total for line in held],
        dtype=np.float32,
    )


def _chosen(candidates: Sequence[_Candidate], lead: _Candidate, room: int) -> list[_Candidate]:
    """Fill the time with the sentences of most worth; a leaning sentence needs the one before it."""
    chosen = [lead]
    spent = len(lead.spoken.split())
    for candidate in sorted(candidates, key=lambda c: -c.worth):
        cost = len(candidate.spoken.split())
        if any(candidate is c for c in chosen) or spent + cost > room * 1.08:
            continue
        if candidate.leans and not any(_precedes(c, candidate) for c in chosen):
            continue
        if any(float(np.dot(candidate.vector, other.vector)) > SAME_CLAIM for other in chosen):
            continue
        chosen.append(candidate)
        spent += cost
    return chosen
