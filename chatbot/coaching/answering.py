"""Answer a question as a stream of events: find, plan, say, check.

The first sentence, the direct answer, stands in its author's words: it can be shown at once and it is the one that must
be exact. The language model says the others aloud, all in one batch; each is checked against the sentence that it came
from, and where it lost or changed something the source stands, contracted for speech.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chatbot.coaching.drafting import Embed, Planned, plan
from chatbot.coaching.speech import Casing, can_take_opening, casing, contracted, joined, speakable
from chatbot.generation.prompts import render
from chatbot.protocols import Generator, PassageStore, Stop, Verifier, never
from chatbot.types import (
    Answer,
    Citation,
    Event,
    Finished,
    Found,
    Hit,
    Length,
    Passage,
    Question,
    Retrieval,
    Said,
    Sentence,
)

MAX_TOKENS = 72
SHOWN_FOLLOW_UPS = 3
SHOWN_TOPICS = 3
# What a speaker puts before a sentence; none of them claims anything.
OPENINGS = ("I'd add that", "What I'd stress is that", "I'd also mention that")
# The model likes to open with these; more than one in three would tire the listener.
LINK_EVERY = 3
_LINK = re.compile(r"^(?:So|Well|And|Now|Basically|Actually|I think|I'd say),? (\w)")
UNSPEAKABLE = (
    "The documents touch on this only in formulas, tables or code, which cannot be said aloud; see the sources."
)
CLOSING = "And I'd finish with this:"


class Answerer:
    """Turns a retrieval into an answer; holds only what all visitors may share."""

    def __init__(
        self,
        store: PassageStore,
        embed: Embed,
        generator: Callable[[], Generator],
        verifier: Verifier,
        questions: Sequence[Question],
    ) -> None:
        self._store, self._embed, self._generator, self._verifier = (
            store,
            embed,
            generator,
            verifier,
        )
        self._questions = {question.id: question for question in questions}
        self._casing = casing("\n".join(question.explanation for question in questions))

    def events(self, question: str, retrieval: Retrieval, length: Length, stop: Stop = never) -> Iterator[Event]:
        """Yield Found, then Said for each sentence, then Finished; after ``stop`` only Finished follows."""
        yield Found(retrieval=retrieval)
        planned: tuple[Planned, ...] = ()
        if retrieval.answerable:
            asked = retrieval.standalone_question
            planned = plan(asked, retrieval.hits, self._store, self._embed, length)
        said: list[Sentence] = []
        for sentence in self._say(planned, stop):
            said.append(sentence)
            yield Said(sentence=sentence)
        yield Finished(answer=self._answer(question, retrieval, planned, said))

    def _say(self, planned: Sequence[Planned], stop: Stop) -> Iterator[Sentence]:
        """Yield the sentences in order, each as soon as it and all before it are checked."""
        if not planned or stop():
            return
        yield self._sentence(planned, 0, contracted(planned[0].spoken), "source")
        rest = list(planned[1:])
        conversations = [render("say", sentence=line.spoken) for line in rest]
        ready: dict[int, Sentence] = {}
        shown = 0
        for position, reply in self._generator().generate(conversations, MAX_TOKENS, stop) if rest else ():
            ready[position] = self._checked(planned, position + 1, reply)
            while shown in ready:
                if stop():
                    return
                yield ready.pop(shown)
                shown += 1

    def _checked(self, planned: Sequence[Planned], position: int, reply: str) -> Sentence:
        source = planned[position].spoken
        said = without_fillers(reply.strip().strip('"').split("\n")[0], source)
        if speakable(said) == said and self._verifier.supports(source, said):
            return self._sentence(planned, position, contracted(said), "model")
        return self._sentence(planned, position, contracted(source), "source")

    def _sentence(self, planned: Sequence[Planned], position: int, text: str, said_by: str) -> Sentence:
        line = planned[position]
        citation = Citation(passage_id=line.passage.id, passage_quote=line.quote)
        opening = _opening(position, len(planned), text)
        if position % LINK_EVERY != 1 or opening:
            text = _LINK.sub(lambda found: found.group(1).upper(), text)
        here = casing(line.passage.text)
        known = Casing(self._casing.small | here.small, self._casing.names | here.names)
        return Sentence.model_validate(
            {"text": joined(opening, text, known), "citations": (citation,), "supported": True, "said_by": said_by}
        )

    def _answer(
        self,
        question: str,
        retrieval: Retrieval,
        planned: Sequence[Planned],
        said: Sequence[Sentence],
    ) -> Answer:
        best = retrieval.hits[0].passage if retrieval.hits else None
        entry = self._questions.get(best.document) if best else None
        answered = bool(planned)
        nearest = tuple(self._title(hit.passage) for hit in retrieval.hits[:SHOWN_TOPICS])
        return Answer(
            question=question,
            standalone_question=retrieval.standalone_question,
            text=" ".join(sentence.text for sentence in said) if answered else _declined(retrieval, nearest),
            sentences=tuple(said),
            hits=_with_cited(retrieval.hits, planned) if answered else retrieval.hits,
            answered=answered,
            stopped=len(said) < len(planned),
            nearest=() if answered else nearest,
            follow_ups=_next_questions(question, entry) if answered and entry else (),
            reviewed=entry.say_it if answered and entry else "",
            reviewed_from=entry.question if answered and entry and entry.say_it else "",
        )

    def _title(self, passage: Passage) -> str:
        entry = self._questions.get(passage.document)
        return entry.question if entry else passage.heading or passage.document


def without_fillers(said: str, source: str) -> str:
    """Take out what the model likes to put in and the source has not: "I'd say" (heard as doubt), "just" (as "only"),
    and "the" before a word that stands bare in the source.
    """
    said = re.sub(r"^(?:I'd say|I think|I mean),? (?:that )?(\w)", lambda found: found.group(1).upper(), said)
    if not re.search(r"\bjust\b", source):
        said = re.sub(r"\bjust ", "", said)

    def bare(found: re.Match[str]) -> str:
        word = re.escape(found.group(2))
        has_article = re.search(
            rf"\b(?:the|an?|its|their|each|every|no|any|one|this|that) {word}\b", source, re.IGNORECASE
        )
        if has_article or not re.search(rf"\b{word}\b", source, re.IGNORECASE):
            return found.group()
        return found.group(2).capitalize() if found.group(1) == "The" else found.group(2)

    return re.sub(r"\b([Tt]he) (\w+)", bare, said)


def not_covered(nearest: Sequence[str]) -> str:
    """Return what is said when the documents do not answer."""
    return "The documents here don't answer that, so I won't guess." + (
        " The nearest questions they do answer are listed below." if nearest else " There are no documents yet."
    )


def _declined(retrieval: Retrieval, nearest: Sequence[str]) -> str:
    return UNSPEAKABLE if retrieval.answerable else not_covered(nearest)


def _opening(position: int, count: int, text: str) -> str:
    """Give a few sentences a first-person opening: the third, then every third, and the last of a longer answer."""
    if not can_take_opening(text):
        return ""
    if position == count - 1 and count >= 4:
        return CLOSING
    return OPENINGS[(position // 3) % len(OPENINGS)] if position >= 2 and position % 3 == 2 else ""


def _with_cited(hits: Sequence[Hit], planned: Sequence[Planned]) -> tuple[Hit, ...]:
    """Append the cited passages that are not hits themselves, so that every citation points at a hit."""
    known = {hit.passage.id for hit in hits}
    by_document = {hit.passage.document: hit for hit in reversed(hits)}
    extra: list[Hit] = []
    for passage in dict.fromkeys(line.passage for line in planned):
        if passage.id not in known:
            sibling = by_document[passage.document]
            rank = len(hits) + len(extra) + 1
            extra.append(sibling.model_copy(update={"rank": rank, "passage": passage}))
    return (*hits, *extra)


def _next_questions(question: str, entry: Question) -> tuple[str, ...]:
    asked = question.strip().lower()
    return tuple(f.question for f in entry.follow_ups if f.question.lower() != asked)[:SHOWN_FOLLOW_UPS]
