"""The topics of the bank as the page shows them: in the order in which one learns them, with readable names."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.types import Question

_TITLES = {
    "neural-networks": "Neural networks",
    "optimisation": "Optimisation",
    "initialisation-normalisation": "Initialisation and normalisation",
    "regularisation": "Regularisation",
    "losses-metrics": "Losses and metrics",
    "cnn": "Convolutional networks",
    "detection-segmentation": "Detection and segmentation",
    "sequence-models": "Sequence models",
    "attention-transformers": "Attention and transformers",
    "tokenisation-embeddings": "Tokenisation and embeddings",
    "large-language-models": "Large language models",
    "alignment-finetuning": "Fine-tuning and alignment",
    "rag-evaluation": "Retrieval-augmented generation and evaluation",
    "generative-models": "Generative models",
    "self-supervised": "Self-supervised learning",
    "graph-networks": "Graph networks",
    "reinforcement-learning": "Reinforcement learning",
    "recommender-systems": "Recommender systems",
    "classical-ml": "Classical machine learning",
    "statistics-experiments": "Statistics and experiments",
    "data-features": "Data and features",
    "training-at-scale": "Training at scale",
    "debugging-training": "Debugging training",
    "deployment-monitoring": "Deployment and monitoring",
    "system-design": "System design",
}
LEVELS = ("fresher", "mid", "senior")


def questions_by_topic(questions: Sequence[Question]) -> dict[str, list[str]]:
    """Group the questions by the topic's title: known topics in their order, others behind; easy questions first."""
    known = list(_TITLES)
    folders = sorted(
        {question.topic for question in questions}, key=lambda t: known.index(t) if t in known else len(known)
    )
    return {
        topic_title(folder): [
            question.question
            for question in sorted(questions, key=lambda entry: LEVELS.index(entry.level))
            if question.topic == folder
        ]
        for folder in folders
    }


def topic_title(folder: str) -> str:
    """Return the title of a topic; a folder that is not ours is written as words."""
    title = _TITLES.get(folder) or folder.replace("-", " ").replace("_", " ")
    return title[:1].upper() + title[1:]


def topic_titles(questions: Sequence[Question]) -> list[str]:
    """Return the titles of the topics, in their order."""
    return list(questions_by_topic(questions))


def matching(questions: Sequence[Question], title: str | None, level: str | None) -> list[str]:
    """Return the questions of a topic (by its title) and a level; None takes all of them."""
    chosen = [question for question in questions if level in (None, question.level)]
    grouped = questions_by_topic(chosen)
    return [text for name, texts in grouped.items() if title in (None, name) for text in texts]


def window(questions: Sequence[str], page: int, size: int) -> list[str]:
    """Return the ``page``-th run of ``size`` questions, beginning again behind the last run."""
    pages = max(1, -(-len(questions) // size))
    start = page % pages * size
    return list(questions[start : start + size])
