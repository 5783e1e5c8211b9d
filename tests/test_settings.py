from __future__ import annotations

from pathlib import Path

import pytest

from chatbot import settings as module
from chatbot.errors import SettingsError
from chatbot.settings import read_settings


def test_order_of_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 7001\nthreads = 3\n")
    monkeypatch.setattr(module, "settings_file", lambda: file)
    monkeypatch.setenv("INTERVIEW_COACH_PORT", "7002")
    assert read_settings().port == 7002
    assert read_settings().threads == 3
    assert read_settings(port=7003).port == 7003
    assert read_settings(port=None).port == 7002


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("port = 0", "setting 'port'"),
        ("not toml", "not valid TOML"),
        ("x = 1", "setting 'x'"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, words: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    monkeypatch.setattr(module, "settings_file", lambda: file)
    with pytest.raises(SettingsError, match=words):
        read_settings()
