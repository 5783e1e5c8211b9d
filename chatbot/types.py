"""The values that flow from room to room: frozen, and each turns to JSON and back (pydantic).

A value says what is so; nothing here loads, stores or computes. Offsets count Python characters, end exclusive.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Turn = tuple[str, str]
"""An earlier turn of the conversation: (question, answer)."""

Level = Literal["fresher", "mid", "senior"]
Length = Literal["30 seconds", "one minute", "two minutes"]
LENGTHS: tuple[Length, ...] = ("30 seconds", "one minute", "two minutes")


class Value(BaseModel):
    """Base of all values: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Value):
    """One file as cleaned text. ``id`` is the slug of a question file, else the path below its corpus folder."""

    id: str
    path: str
    title: str
    text: str


class Passage(Value):
    """A run of whole sentences: ``document.text[start:end] == text``. ``heading`` is the path "A > B > C"."""

    id: str
    document: str
    heading: str
    text: str
    start: int
    end: int
    kind: Literal["explanation", "follow-up", "text"] = "text"


class IndexedPassage(Value):
    """A passage and the texts under which it can be found: its own words first, then phrasings that ask for it."""

    passage: Passage
    texts: tuple[str, ...]


class Mistake(Value):
    """A fluent wrong statement and its correction."""

    wrong: str
    right: str


class FollowUp(Value):
    """What an interviewer asks next, and a short answer."""

    question: str
    answer: str


class Quiz(Value):
    """One multiple-choice question; ``correct`` is the 0-based position of the right option."""

    question: str
    options: tuple[str, ...]
    correct: int
    why: str


class Question(Value):
    """One entry of the bank, read from ``corpus/<topic>/<id>.md``."""

    id: str
    topic: str
    question: str
    also_asked: tuple[str, ...] = ()
    level: Level = "mid"
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    explanation: str
    key_points: tuple[str, ...] = ()
    say_it: str = ""
    mistakes: tuple[Mistake, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    quiz: Quiz | None = None


class Problem(Value):
    """A rule that a corpus file breaks: file, 1-based line, rule."""

    file: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


class Corpus(Value):
    """Everything read from the corpus folders, and what could not be read."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = ()


class Hit(Value):
    """A passage found. ``score`` (0 to 1) orders the hits of one search; ``similarity`` is the best cosine."""

    rank: int
    score: float
    similarity: float
    passage: Passage


class Retrieval(Value):
    """What a search gave: the hits, the question as understood, and whether the documents answer it."""

    standalone_question: str
    hits: tuple[Hit, ...]
    answerable: bool
    confidence: float
    is_follow_up: bool = False


class Message(Value):
    """One message to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Citation(Value):
    """Where a sentence comes from: ``passage_quote`` stands verbatim in the passage ``passage_id``."""

    passage_id: str
    passage_quote: str


class Sentence(Value):
    """One sentence of an answer. ``said_by`` tells whether the model's wording passed the check."""

    text: str
    citations: tuple[Citation, ...]
    supported: bool
    said_by: Literal["model", "source"] = "source"


class Answer(Value):
    """The whole answer. ``answered`` is false where the documents do not answer; ``text`` then says so."""

    question: str
    standalone_question: str
    text: str
    sentences: tuple[Sentence, ...]
    hits: tuple[Hit, ...]
    answered: bool = True
    stopped: bool = False
    nearest: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    reviewed: str = ""
    reviewed_from: str = ""


class Found(Value):
    """Event: the search is done, before anything is drafted."""

    type: Literal["found"] = "found"
    retrieval: Retrieval


class Said(Value):
    """Event: one more sentence of the answer, checked."""

    type: Literal["said"] = "said"
    sentence: Sentence


class Finished(Value):
    """Event: the last one, always sent, with the whole answer."""

    type: Literal["finished"] = "finished"
    answer: Answer


Event = Annotated[Found | Said | Finished, Field(discriminator="type")]


PointVerdict = Literal["covered", "partial", "missing", "contradicted"]
CRITERIA = ("correctness", "coverage", "depth", "structure", "delivery")


SURE = 0.8
"""On development topics 92% of the points found covered with this likelihood or more are; of the others 60%."""


class JudgedPoint(Value):
    """A key point and what the answer did with it.

    Every verdict but missing carries ``answer_quote``, verbatim from the answer, and ``passage_quote``, verbatim from
    the passage ``passage_id`` (a missing point carries the passage alone, for the candidate to read). ``sure`` is how
    likely the verdict is (0 to 1): below ``SURE`` the page says that it may be wrong.
    """

    text: str
    verdict: PointVerdict
    sure: float = 1.0
    answer_quote: str | None = None
    passage_id: str = ""
    passage_quote: str = ""


class FalseClaim(Value):
    """What the candidate said wrongly, in their words, and what is so, with the passage that says it."""

    answer_quote: str
    correction: str
    passage_id: str
    passage_quote: str


class Criterion(Value):
    """A mark of 1 to 5 and the words of its anchor (``coaching/scoring.py``)."""

    mark: int = Field(ge=1, le=5)
    anchor: str


class Delivery(Value):
    """How the answer would sound. ``pace`` (words a minute) only where there is audio."""

    words: int
    seconds: float
    fillers: dict[str, int]
    hedges: dict[str, int]
    sentence_words: float
    opens_with_answer: bool
    closes: bool
    notes: tuple[str, ...] = ()
    pace: float | None = None


class Edit(Value):
    """A stretch of the improved answer: the candidate's own words, words put in, or words to leave out."""

    kind: Literal["kept", "added", "removed"]
    text: str


class Critique(Value):
    """What an interviewer would say about an answer.

    ``score`` is None where nothing can be judged; ``reason`` then says why. ``judged_as`` is the bank's question, or
    the title of the document, that the key points come from. ``feedback`` names only what the findings hold.
    """

    question: str
    answer: str
    score: float | None
    reason: str = ""
    judged_as: str = ""
    criteria: dict[str, Criterion] = {}
    points: tuple[JudgedPoint, ...] = ()
    false_claims: tuple[FalseClaim, ...] = ()
    delivery: Delivery | None = None
    feedback: str = ""
    improved_answer: str = ""
    edits: tuple[Edit, ...] = ()
    follow_up: str = ""
    complete: bool = True
