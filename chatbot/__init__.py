"""An interview coach that answers only from documents.

    corpus/*.md, your own files
      -> documents   load, clean, cut into passages            (values: Document, Passage, Question)
      -> retrieval   embed, FAISS + BM25, fuse                 (values: Hit, Retrieval)
      -> generation  a small local language model              (values: Message)
      -> coaching    plan, say, check                          (values: Sentence, Answer; events)
      -> web, cli    show events; know nothing of models
      evaluation     cases in, figures out

Start with ``Coach.open(corpus=["corpus"], index="index")``. Importing this package imports no torch.
"""

from chatbot.coach import Coach
from chatbot.types import (
    Answer,
    Citation,
    Document,
    Event,
    Finished,
    Found,
    Hit,
    Passage,
    Question,
    Retrieval,
    Said,
    Sentence,
)

__all__ = [
    "Answer",
    "Citation",
    "Coach",
    "Document",
    "Event",
    "Finished",
    "Found",
    "Hit",
    "Passage",
    "Question",
    "Retrieval",
    "Said",
    "Sentence",
]
