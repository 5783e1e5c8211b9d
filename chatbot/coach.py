"""Coach: the public face. Wires the rooms; the only place that names concrete classes."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from chatbot.coaching.answering import Answerer
from chatbot.coaching.critique import Critic
from chatbot.coaching.verification import StrictVerifier
from chatbot.documents.cleaning import one_line, remove_control
from chatbot.documents.loaders import Loaded, Source, cut, load
from chatbot.errors import ModelError, QuestionError
from chatbot.generation.models import local_weights
from chatbot.generation.prompts import render
from chatbot.generation.transformers_generator import TransformersGenerator
from chatbot.judging.judge import ADAPTER, NetworkJudge
from chatbot.protocols import Embedder, Generator, Judge, Progress, Stop, never
from chatbot.retrieval.built_index import Cut, refresh
from chatbot.retrieval.embedder import SentenceEmbedder
from chatbot.retrieval.retriever import Retriever
from chatbot.settings import BUNDLED_LANGUAGE_MODEL, Settings, read_settings
from chatbot.types import Answer, Corpus, Critique, Event, Finished, Hit, Length, Retrieval, Turn

log = logging.getLogger(__name__)


class Coach:
    """Searches the documents and answers from them. Shared by all visitors: it keeps nothing of a conversation."""

    def __init__(
        self,
        corpus: Corpus,
        retriever: Retriever,
        embedder: Embedder,
        generator: Callable[[], Generator],
        settings: Settings,
        judge: Judge,
    ) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self.embedder = embedder
        self.settings = settings
        self.judge = judge
        self._generator = _Once(generator)
        self.critic = Critic(retriever, embedder.embed, judge, self._generator, StrictVerifier(), corpus.questions)
        self._answerer = Answerer(
            retriever,
            embedder.embed,
            self._generator,
            StrictVerifier(),
            corpus.questions,
        )

    @classmethod
    def open(
        cls,
        corpus: Sequence[str | Path] | None = None,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        judge: Judge | None = None,
        progress: Progress = log.info,
    ) -> Coach:
        """Read the corpus folders, bring the index in line with them, and return a coach.

        The language model is loaded when the first answer is asked for (or by ``warm_up``). Files that cannot be read
        are in ``coach.corpus.problems``; the rest is indexed.

        Raises:
            CoachError: no such corpus folder, a model is missing.
        """
        chosen = settings or read_settings(corpus=tuple(map(Path, corpus)) if corpus else None, index=index)
        loaded = load(chosen.corpus)
        progress(f"Read {len(loaded.sources)} documents ({len(loaded.corpus.questions)} bank questions)")
        embedding = embedder or SentenceEmbedder(chosen.embedder, chosen.threads)
        built = refresh(
            chosen.index,
            _hashes(loaded),
            _cutter(loaded, embedding),
            embedding,
            progress,
        )
        progress(f"Index ready: {len(built.passages)} passages")

        def language_model() -> Generator:
            return generator or TransformersGenerator(chosen.model, chosen.cache, chosen.threads, progress)

        def verifier() -> Path:
            """Unpack the network that the verifier's adapter belongs to, whatever model writes the drafts."""
            folder = local_weights(BUNDLED_LANGUAGE_MODEL, chosen.cache, progress, adapter=ADAPTER)
            if folder is None:
                raise ModelError(f"the verifier needs {BUNDLED_LANGUAGE_MODEL}: see README, 'Installing'")
            return folder

        return cls(
            loaded.corpus,
            Retriever(built, embedding),
            embedding,
            language_model,
            chosen,
            judge or NetworkJudge(verifier, chosen.threads),
        )

    def warm_up(self) -> None:
        """Load the language model and the verifier now, and the prompt that every answer begins with."""
        self.judge.judge("What is a weight?", ["A weight is learnt."], ["A weight is a number that is learnt."])
        generator = self._generator()
        warm = [render("say", sentence=text) for text in ("Gradients flow.", "Weights move.")]
        for _ in generator.generate(warm, max_tokens=2):
            pass

    def search(self, query: str, history: Sequence[Turn] = (), k: int = 10) -> list[Hit]:
        """Return the best hits for a question, best first.

        Raises:
            QuestionError: the query is empty or too long.
        """
        return list(self.retrieve(query, history, k).hits)

    def retrieve(self, query: str, history: Sequence[Turn] = (), k: int = 10) -> Retrieval:
        """Return the hits with the question as understood and whether the documents answer it."""
        return self.retriever.search(self.checked(query), self._turns(history), k)

    def ask(self, question: str, history: Sequence[Turn] = (), length: Length = "one minute") -> Answer:
        """Answer from the documents; every sentence cites the passage that it came from.

        Raises:
            QuestionError: the question is empty or too long.
        """
        for event in self.ask_events(question, history, length):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer always finishes")

    def ask_events(
        self,
        question: str,
        history: Sequence[Turn] = (),
        length: Length = "one minute",
        stop: Stop = never,
    ) -> Iterator[Event]:
        """Answer as a stream: Found, Said for each sentence, Finished. ``stop`` ends the computation within a token."""
        asked = self.checked(question)
        retrieval = self.retriever.search(asked, self._turns(history), k=5)
        return self._answerer.events(asked, retrieval, length, stop)

    def critique(self, question: str, answer: str, audio: str | None = None) -> Critique:
        """Judge an answer: what was right, missing and wrong, a score, a better version. See ``critique_stream``.

        Raises:
            QuestionError: question or answer is empty or too long, or there is audio, which is not read yet.
        """
        if audio is not None:
            raise QuestionError("Audio is not read yet; type the answer, or paste a transcript.")
        return list(self.critique_stream(question, answer))[-1]

    def critique_stream(self, question: str, answer: str, stop: Stop = never) -> Iterator[Critique]:
        """Yield the critique at once, then again as the language model words its sentences; the last one is complete.

        Findings, quotes and score are the same in all of them.
        """
        asked, said = self.checked(question), self.checked_answer(answer)
        judged = self.critic.critique(asked, said, lambda text: self.retriever.search(text, (), 5))
        yield judged
        yield from self.critic.said_aloud(judged, stop)

    def checked_answer(self, answer: str) -> str:
        """Return the answer without control characters; its lines stay.

        Raises:
            QuestionError: empty or too long; says the limit.
        """
        limit = self.settings.max_answer_characters
        if len(answer) > limit:
            raise QuestionError(f"Please shorten the answer: it has {len(answer):,} characters, {limit:,} are read.")
        clean = remove_control(answer.encode("utf-8", "replace").decode("utf-8")).strip()
        if not clean:
            raise QuestionError("Type your answer first, as you would say it.")
        return clean

    def checked(self, question: str) -> str:
        """Return the question on one line without control characters.

        Raises:
            QuestionError: empty or too long; says the limit.
        """
        limit = self.settings.max_question_characters
        if len(question) > limit:
            raise QuestionError(
                f"Please shorten the question: it has {len(question):,} characters, {limit:,} are read."
            )
        clean = _readable(question)
        if not any(character.isalnum() for character in clean):
            raise QuestionError("Type a question first, for example: What is gradient clipping?")
        return clean

    def _turns(self, history: Sequence[Turn]) -> list[Turn]:
        limit = self.settings.max_question_characters
        turns: list[Turn] = []
        for turn in history:
            if not isinstance(turn, list | tuple) or len(turn) != 2 or not isinstance(turn[0], str):
                raise QuestionError("history is a list of (question, answer) pairs, oldest first")
            turns.append((_readable(turn[0])[:limit], str(turn[1] or "")))
        return turns


def _readable(text: str) -> str:
    """Return the text on one line, without control characters and half characters (lone surrogates)."""
    return one_line(remove_control(text.encode("utf-8", "replace").decode("utf-8")))


class _Once:
    """Makes a value at the first call and keeps it; two callers at once get the same one."""

    def __init__(self, make: Callable[[], Generator]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: Generator | None = None

    def __call__(self) -> Generator:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


def _hashes(loaded: Loaded) -> dict[str, str]:
    """Hash what decides a document's passages: its text, and the path that gives it its title."""
    return {
        source.document.id: hashlib.sha256(f"{source.document.title}\n{source.document.text}".encode()).hexdigest()
        for source in loaded.sources
    }


def _cutter(loaded: Loaded, embedder: Embedder) -> Cut:
    by_id: dict[str, Source] = {source.document.id: source for source in loaded.sources}
    return lambda name: cut(by_id[name], embedder.count_tokens, embedder.max_tokens)
