"""Fakes with behaviour, shipped so that users can test their own code against a Coach without any model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from chatbot.protocols import Judgement, Stop, Vectors, never
from chatbot.types import Message
from chatbot.words import words


class HashEmbedder:
    """Embeds words by hashing: texts that share words have a high cosine, others a cosine near 0."""

    def __init__(self, dimension: int = 256, max_tokens: int = 256, name: str = "hash") -> None:
        self.dimension, self.max_tokens, self.name = dimension, max_tokens, name
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors made of one random direction for each word."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split() or ["∅"]:
                seed = int.from_bytes(hashlib.sha256(word.strip(".,?!:").encode()).digest()[:8], "big")
                vectors[row] += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Count a token for each word and two for the ends."""
        return len(text.split()) + 2


class WordJudge:
    """Judges by words: a sentence with most of a claim's words covers it, with some of them in part; "not" turns it."""

    def judge(self, question: str, sentences: Sequence[str], claims: Sequence[str]) -> Judgement:  # noqa: ARG002
        """Return verdicts of 0.9, and pointers at the sentence that shares most."""
        verdicts = np.full((len(claims), 4), 0.1 / 3, dtype=np.float32)
        pointers = np.full((len(claims), len(sentences)), 0.1 / max(len(sentences), 1), dtype=np.float32)
        for row, claim in enumerate(claims):
            own = set(words(claim))
            shared = [len(own & set(words(sentence))) / max(len(own), 1) for sentence in sentences] or [0.0]
            best = int(np.argmax(shared))
            turned = bool(sentences) and ("not" in sentences[best].split()) != ("not" in claim.split())
            verdict = 2 if shared[best] < 0.3 else 3 if turned else 0 if shared[best] >= 0.6 else 1
            verdicts[row, verdict] = 0.9
            if sentences:
                pointers[row, best] += 0.9
        return Judgement(verdicts, pointers)


class ScriptedGenerator:
    """Replies from a script, by default with the last message itself; keeps the conversations that it was given."""

    def __init__(self, replies: Sequence[str] = ()) -> None:
        self._replies = list(replies)
        self.conversations: list[Sequence[Message]] = []
        self.name = "scripted"

    def generate(
        self,
        conversations: Sequence[Sequence[Message]],
        max_tokens: int,
        stop: Stop = never,
    ) -> Iterator[tuple[int, str]]:
        """Yield the next scripted reply for each conversation; ends when ``stop`` turns true."""
        for position, conversation in enumerate(conversations):
            if stop():
                return
            self.conversations.append(conversation)
            reply = self._replies.pop(0) if self._replies else conversation[-1].content
            yield position, " ".join(reply.split()[:max_tokens])
