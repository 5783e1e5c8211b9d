"""What an answer is judged against: the key points of a bank entry, or atomic claims taken from the passages found.

Every key point stands on a passage: the sentence of the sources that says it, verbatim, so that each verdict can be
shown with what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chatbot.coaching.drafting import Embed
from chatbot.coaching.speech import speakable
from chatbot.documents.cleaning import one_line
from chatbot.documents.sentences import sentences
from chatbot.protocols import PassageStore
from chatbot.types import Hit, Passage, Question, Retrieval, Value
from chatbot.words import words

SAME_QUESTION = 0.75
"""From this cosine on a question is taken for one that the bank asks; below, the points come from its passages."""
MOST_POINTS, FEWEST_WORDS = 6, 6
ALIKE = 0.8
_LEANS = re.compile(r"(?:It|This|That|These|Those|They|Therefore|Thus|Hence|So|Then|However|But|And|Also|Such|Here)\b")


class Source(Value):
    """A sentence that is so: verbatim in the passage of the document."""

    document: str
    passage_id: str
    quote: str


class KeyPoint(Value):
    """An atomic claim that a good answer makes, and the sentence that it stands on."""

    text: str
    source: Source


class Rubric(Value):
    """What an answer to one question is judged against."""

    title: str
    question: str
    points: tuple[KeyPoint, ...]
    follow_ups: tuple[str, ...] = ()


class RubricWriter:
    """Writes the rubric of a question; shared by all visitors; keeps what it wrote."""

    def __init__(self, store: PassageStore, embed: Embed, questions: Sequence[Question]) -> None:
        self._store, self._embed = store, embed
        self._written: dict[str, Rubric | None] = {}
        self._entries: Mapping[str, Question] = {entry.id: entry for entry in questions}
        self._asked = {
            normalised(text): entry for entry in reversed(questions) for text in (*entry.also_asked, entry.question)
        }

    def rubric(self, question: str, search: Callable[[str], Retrieval]) -> Rubric | None:
        """Return the rubric, or None where no document answers the question."""
        entry = self._asked.get(normalised(question))
        if entry is None:
            found = search(question)
            if not found.answerable:
                return None
            best = found.hits[0]
            entry = self._entries.get(best.passage.document) if best.similarity >= SAME_QUESTION else None
            if entry is None or not entry.key_points:
                return self._from_passages(question, found.hits)
        if entry.key_points:
            if entry.id not in self._written:  # the same for everybody, and a third of a critique's time
                self._written[entry.id] = self._from_entry(entry)
            return self._written[entry.id]
        return self._from_passages(question, search(question).hits)

    def _from_entry(self, entry: Question) -> Rubric | None:
        passages = self._store.passages_of(entry.id)
        facts = _facts([passage for passage in passages if passage.kind == "explanation"] or list(passages))
        if not facts:
            return None
        count = len(entry.key_points)
        vectors = self._embed([*entry.key_points, *(one_line(fact.quote) for fact in facts)])
        likeness = vectors[:count] @ vectors[count:].T
        nearest = [facts[int(position)] for position in np.argmax(likeness, axis=1)]
        return Rubric(
            title=entry.question,
            question=entry.question,
            points=tuple(
                KeyPoint(text=text, source=source) for text, source in zip(entry.key_points, nearest, strict=True)
            ),
            follow_ups=tuple(follow_up.question for follow_up in entry.follow_ups),
        )

    def _from_passages(self, question: str, hits: Sequence[Hit]) -> Rubric | None:
        """Take the sentences that say most about the question, without what only repeats it; in the author's order."""
        best = hits[0].passage
        passages = [
            passage
            for passage in self._store.passages_of(best.document)
            if passage.id == best.id or (passage.kind == best.kind and passage.kind != "text")
        ]
        near = [hit.passage for hit in hits[1:3] if hit.passage.document == best.document]
        facts = _facts([*passages, *(passage for passage in near if passage not in passages)])
        if not facts:
            return None
        spoken = [speakable(fact.quote) or one_line(fact.quote) for fact in facts]
        vectors = self._embed([question, *spoken])
        asked, rows = vectors[0], vectors[1:]
        own = set(words(question))
        worth = [
            float(row @ asked) + 0.02 * min(len(set(words(text)) - own), 8) - (0.15 if _LEANS.match(text) else 0.0)
            for row, text in zip(rows, spoken, strict=True)
        ]
        chosen: list[int] = []
        for position in np.argsort(-np.asarray(worth), kind="stable"):
            alike = [float(rows[position] @ rows[other]) for other in chosen]
            if len(chosen) < MOST_POINTS and max(alike, default=0.0) < ALIKE:
                chosen.append(int(position))
        return Rubric(
            title=best.heading or best.document,
            question=question,
            points=tuple(KeyPoint(text=spoken[n], source=facts[n]) for n in sorted(chosen)),
        )


def normalised(question: str) -> str:
    """Return the question as two writings of it are compared: lower case, no marks."""
    return " ".join(re.findall(r"\w+", question.lower()))


def _facts(passages: Sequence[Passage]) -> tuple[Source, ...]:
    """Return the whole sentences of the passages, verbatim, each once."""
    found = {
        quote: Source(document=passage.document, passage_id=passage.id, quote=quote)
        for passage in passages
        for quote in sentences(passage.text)
        if len(quote.split()) >= FEWEST_WORDS and not quote.rstrip().endswith(("?", ":"))
    }
    return tuple(found.values())
