"""Each rule of ``corpus check`` is broken once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chatbot.documents.checking import check
from chatbot.documents.coverage import README, coverage, readme, stale_readmes
from chatbot.documents.loaders import load
from chatbot.testing import HashEmbedder
from tests.conftest import ROOT

_GOOD = (ROOT / "corpus" / "optimisation" / "gradient-clipping.md").read_text(encoding="utf-8")

_FIRST_POINT = (
    "- Gradient clipping caps the size of the gradient before the optimiser step, "
    "so one bad batch cannot wreck the weights.\n"
)


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str], list[str]]:
    """Check one file made of the given text; returns "line: rule"."""

    def of(text: str) -> list[str]:
        path = tmp_path / "topic" / "entry.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [f"{problem.line}: {problem.rule}" for problem in check(load([tmp_path]))]

    return of


def test_a_complete_entry_has_no_problem(problems: Callable[[str], list[str]]) -> None:
    assert problems(_GOOD) == []


@pytest.mark.parametrize(
    ("found", "put", "words"),
    [
        ("tags: [gradients, stability, training]\n", "", "1: has no tags"),
        ("  - Should you clip by value or by norm?\n  - What does a max", "  - What a max", ""),
        ("Clipping by norm keeps", "It keeps", "cannot be read alone"),
        ("Norm clipping is", "Norm clipping " + "is really " * 40 + "is", "sentence too long"),
        ("I treat all gradients", "I treat *all* gradients", "the spoken answer holds markup"),
        (
            "Clipping by value limits each component on its own, and that can change the gradient's direction. ",
            "",
            "key point 3",
        ),
        ("- Wrong: The gradients are clipped after", "- Wrong: The gradients are clipped behind", ""),
        (
            "- Q: Why does clipping not help vanishing gradients?\n  A: It only acts above the threshold. A gradient",
            "- Q: Why is it so?\n  A: A zebra",
            "follow-up 4",
        ),
        (
            _FIRST_POINT,
            "",
            "5 follow-ups for 4 key points",
        ),
    ],
)
def test_a_broken_rule_is_named(problems: Callable[[str], list[str]], found: str, put: str, words: str) -> None:
    assert found in _GOOD
    said = problems(_GOOD.replace(found, put))

    assert words in " ".join(said) if words else said == []


def test_two_entries_that_ask_the_same_are_named(write_entry: Callable[..., Path], tmp_path: Path) -> None:
    write_entry("zebra", "What is a zebra with stripes?")
    write_entry("horse", "What is a zebra with stripes, then?")
    write_entry("yak", "How heavy is the load that one yak carries?")

    said = [str(p) for p in check(load([tmp_path / "corpus"]), HashEmbedder()) if "stripes" in p.rule]

    assert len(said) == 1
    assert "zebra.md" in said[0]
    assert "horse.md" in said[0]


def test_the_readme_counts_and_lists_the_entries_and_keeps_its_own_words(
    write_entry: Callable[..., Path], tmp_path: Path
) -> None:
    write_entry("zebra")
    folder = tmp_path / "corpus"
    (folder / README).write_text(readme(load([folder]).sources, folder), encoding="utf-8")
    text = (folder / README).read_text(encoding="utf-8").replace("# The question bank", "# Ours")
    (folder / README).write_text(text, encoding="utf-8")
    write_entry("yak", "What is a yak?")
    loaded = load([folder])

    assert [problem.rule for problem in stale_readmes(loaded.sources, [folder])] != []
    written = readme(loaded.sources, folder)
    assert written.startswith("# Ours\n")
    assert "| topic | 0 | 2 | 0 | 2 | 0 |" in written
    assert "- [What is a yak?](topic/yak.md) (mid)" in written
    assert coverage(loaded.corpus.questions)[-1].levels == (0, 2, 0)


def test_a_users_own_readme_is_left_alone(write_entry: Callable[..., Path], tmp_path: Path) -> None:
    write_entry("zebra")
    (tmp_path / "corpus" / README).write_text("# My notes\n", encoding="utf-8")

    assert stale_readmes(load([tmp_path / "corpus"]).sources, [tmp_path / "corpus"]) == []
