"""Read corpus folders: question files, Markdown and text. One broken file never hides the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from chatbot.documents.chunking import (
    CountTokens,
    cut_question,
    cut_sections,
    embedded_text,
)
from chatbot.documents.cleaning import MAX_BYTES, TOO_LARGE, clean
from chatbot.documents.questions import QuestionFile, front_matter_end, is_question_file, parse_question
from chatbot.documents.sections import markdown_sections, plain_sections
from chatbot.errors import DocumentError
from chatbot.types import Corpus, Document, IndexedPassage, Problem

SUFFIXES = (".md", ".markdown", ".txt")


class Source(NamedTuple):
    """A file as loaded: its document, and its entry when it is a question file."""

    document: Document
    entry: QuestionFile | None


class Loaded(NamedTuple):
    """What the folders hold."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]

    @property
    def corpus(self) -> Corpus:
        """The documents, the entries of the bank, and the problems."""
        return Corpus(
            documents=tuple(source.document for source in self.sources),
            questions=tuple(source.entry.question for source in self.sources if source.entry),
            problems=self.problems,
        )


def corpus_files(folders: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield (folder, file) for every supported file, in a fixed order.

    A README.md at the top of a folder describes the folder and is not part of it; hidden files and links that lead
    out of the folder are passed over.

    Raises:
        DocumentError: a folder does not exist.
    """
    for folder in folders:
        if not folder.exists():
            raise DocumentError(
                str(folder),
                1,
                "no such corpus folder; create it or name another with --corpus",
            )
        root = folder.resolve()
        candidates = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for path in candidates:
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            readme = path.parent == folder and path.name == "README.md"
            if path.suffix.lower() in SUFFIXES and not hidden and not readme and _is_file_inside(path, root):
                yield folder, path


def _is_file_inside(path: Path, root: Path) -> bool:
    try:
        return path.is_file() and path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def load(folders: Sequence[Path]) -> Loaded:
    """Read every supported file below the folders; what cannot be read becomes a problem with file, line and rule."""
    sources: list[Source] = []
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for folder, path in corpus_files(folders):
        try:
            source = _load_file(folder, path)
            identity = source.document.id
            if identity in taken:
                raise DocumentError(
                    str(path),
                    1,
                    f"has the id '{identity}' of {taken[identity]}; rename one of them",
                )
        except DocumentError as error:
            problems.append(Problem(file=error.file, line=error.line, rule=error.rule))
            continue
        except OSError as error:
            problems.append(Problem(file=str(path), line=1, rule=f"cannot be read: {error.strerror}"))
            continue
        taken[identity] = str(path)
        sources.append(source)
    return Loaded(tuple(sources), tuple(problems))


def cut(source: Source, count: CountTokens, limit: int) -> list[IndexedPassage]:
    """Cut one loaded file into passages of at most ``limit`` tokens, heading included, ready to be indexed.

    The question and the phrasings under ``also_asked`` lead to the opening passage of their entry.
    """
    document = source.document
    if source.entry:
        passages = cut_question(document, source.entry, count, limit)
        asked = (source.entry.question.question, *source.entry.question.also_asked)
    else:
        plain = document.path.lower().endswith(".txt")
        sections = (
            plain_sections(document.text)
            if plain
            else markdown_sections(document.text, front_matter_end(document.text))
        )
        passages, asked = cut_sections(document, sections, count, limit), ()
    return [
        IndexedPassage(
            passage=p,
            texts=(embedded_text(p.heading, p.text), *(asked if position == 0 else ())),
        )
        for position, p in enumerate(passages)
    ]


def _load_file(folder: Path, path: Path) -> Source:
    file = str(path).encode("utf-8", "replace").decode()
    if file != str(path):
        raise DocumentError(file, 1, "the file's name is not UTF-8; rename it")
    if path.stat().st_size > MAX_BYTES:
        raise DocumentError(file, 1, TOO_LARGE)
    text = clean(path.read_bytes(), file)
    relative = path.relative_to(folder) if folder.is_dir() else Path(path.name)
    if path.suffix.lower() != ".txt" and is_question_file(text):
        topic = relative.parts[0] if len(relative.parts) > 1 else folder.name
        entry = parse_question(text, file=file, slug=path.stem, topic=topic)
        return Source(
            Document(id=path.stem, path=file, title=entry.question.question, text=text),
            entry,
        )
    if not text.strip():
        raise DocumentError(file, 1, "the file is empty")
    return Source(
        Document(id=relative.as_posix(), path=file, title=_title(text, path), text=text),
        None,
    )


def _title(text: str, path: Path) -> str:
    first = text[front_matter_end(text) :].lstrip().split("\n", 1)[0]
    if path.suffix.lower() != ".txt" and first.startswith("# "):
        return first[2:].strip(" #")
    return path.stem.replace("_", " ").replace("-", " ")
