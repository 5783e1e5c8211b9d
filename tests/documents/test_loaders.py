from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chatbot.documents.checking import check
from chatbot.documents.cleaning import MAX_BYTES, clean
from chatbot.documents.loaders import cut, load
from chatbot.errors import DocumentError
from tests.conftest import ROOT


def test_a_broken_file_is_a_problem_and_the_rest_is_loaded(tmp_path: Path, write_entry: Callable[..., Path]) -> None:
    write_entry("good")
    broken = write_entry("broken")
    broken.write_text("---\nquestion: x\nlevel: wizard\n---\nBody.", encoding="utf-8")
    (tmp_path / "corpus" / "picture.md").write_bytes(b"\x89PNG\x00\xff")
    loaded = load([tmp_path / "corpus"])
    assert [source.document.id for source in loaded.sources] == ["good"]
    assert {(Path(p.file).name, p.line) for p in loaded.problems} == {
        ("broken.md", 3),
        ("picture.md", 1),
    }


def test_two_files_with_one_id_are_reported(tmp_path: Path, write_entry: Callable[..., Path]) -> None:
    write_entry("same")
    other = tmp_path / "corpus" / "zzz" / "same.md"
    other.parent.mkdir()
    other.write_text("---\nquestion: y?\n---\nBody.", encoding="utf-8")
    loaded = load([tmp_path / "corpus"])
    assert len(loaded.sources) == 1
    assert "has the id 'same'" in loaded.problems[0].rule


def test_plain_documents_hidden_files_readme_and_links_out(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("Outside the folder.")
    (folder / "README.md").write_text("About this folder.")
    (folder / ".hidden.md").write_text("Hidden.")
    (folder / "link.txt").symlink_to(secret)
    (folder / "my_notes.txt").write_text("Some notes. More notes.")
    (folder / "sheet.xlsx").write_bytes(b"PK")
    loaded = load([folder])
    assert [(s.document.id, s.document.title) for s in loaded.sources] == [("my_notes.txt", "my notes")]
    assert not loaded.problems


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such corpus folder; create it"):
        load([tmp_path / "nowhere"])


def test_cleaning_drops_what_hides_text_and_keeps_lines() -> None:
    assert clean("a\u202eb\u200bc\x07\r\nd".encode(), "f") == "abc\nd"
    with pytest.raises(DocumentError, match="larger than 5 MB"):
        clean(b"x" * (MAX_BYTES + 1), "f")
    with pytest.raises(DocumentError, match=r"f:2: not UTF-8"):
        clean(b"ok\n\xff\xfe", "f")


def test_the_bank_keeps_its_rules() -> None:
    assert [str(problem) for problem in check(load([ROOT / "corpus"]))] == []


def test_a_thin_entry_is_named_with_its_lines(tmp_path: Path, write_entry: Callable[..., Path]) -> None:
    write_entry("thin")
    problems = check(load([tmp_path / "corpus"]))
    rules = " / ".join(problem.rule for problem in problems)
    for expected in (
        "explanation words",
        "key points",
        "words in the spoken answer",
        "common mistakes",
    ):
        assert expected in rules
    assert all(problem.line > 1 for problem in problems)


def test_notes_with_ordinary_front_matter_are_notes(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("---\ntitle: My note\n---\n# Falcon\n\nIt flies at night.\n")
    (tmp_path / "rule.md").write_text("---\n\nA text that opens with a rule.\n")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    loaded = load([tmp_path])
    assert not loaded.problems
    assert [source.document.title for source in loaded.sources] == ["Falcon", "rule"]
    (one,) = cut(loaded.sources[0], lambda text: len(text.split()), 60)
    assert one.passage.text == "It flies at night."
