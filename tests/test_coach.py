from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chatbot import Coach
from chatbot.errors import QuestionError
from chatbot.testing import HashEmbedder, ScriptedGenerator
from tests.conftest import ROOT


def test_importing_the_package_imports_no_torch() -> None:
    heavy = "{'torch', 'faiss', 'transformers', 'gradio'}"
    program = f"import sys, chatbot, chatbot.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "???", "\x00\x01", "x" * 10_000])
def test_questions_that_cannot_be_read(small: Coach, question: str) -> None:
    for attempt in (small.search, small.ask):
        with pytest.raises(QuestionError):
            attempt(question)


@pytest.mark.parametrize(
    "question",
    ["What is a \x07 zebra?", "<script>alert(1)</script>", "'; DROP TABLE x;--", "¿Qué es una cebra?", "什么是斑马？",
     "😀 zebra 😀",
     "zebra " * 300, "\ud800 zebra", "\u202ezebra"],
)  # fmt: skip
def test_odd_questions_get_an_answer_object(small: Coach, question: str) -> None:
    answer = small.ask(question)
    assert answer.text
    answer.model_dump_json()


def test_own_documents_and_bank_side_by_side(tmp_path: Path, write_entry: Callable[..., Path]) -> None:
    write_entry("zebra")
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "project.md").write_text(
        "# Project Falcon\n\nFalcon cut the error rate from nine to three percent in May.\n"
    )
    coach = Coach.open(
        corpus=[tmp_path / "corpus", notes],
        index=tmp_path / "i",
        embedder=HashEmbedder(),
        generator=ScriptedGenerator(),
    )
    hit = coach.search("Falcon error rate")[0]
    assert (hit.passage.document, hit.passage.heading) == ("project.md", "Project Falcon")


def test_an_empty_corpus_declines(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    coach = Coach.open(
        corpus=[tmp_path / "empty"], index=tmp_path / "i", embedder=HashEmbedder(), generator=ScriptedGenerator()
    )
    assert coach.search("anything") == []
    answer = coach.ask("anything at all")
    assert not answer.answered
    assert "no documents" in answer.text


def test_history_is_accepted_as_lists_too(small: Coach) -> None:
    assert small.ask("What is a yak?", history=[["What is a zebra?", "striped"]]).hits  # type: ignore[list-item]


@pytest.mark.parametrize("history", [["ab"], [("a", "b", "c")], [(None, None)], [{"role": "user", "content": "x"}]])
def test_a_history_of_another_form_is_refused(small: Coach, history: list[object]) -> None:
    with pytest.raises(QuestionError, match="history is a list"):
        small.search("zebra", history)  # type: ignore[arg-type]


def test_half_characters_in_the_history_do_no_harm(small: Coach) -> None:
    assert small.search("and then?", [("What is a \ud800 zebra?", "")])
