"""Bytes of a file to text that is safe to cut and to show."""

from __future__ import annotations

import re

from chatbot.errors import DocumentError

MAX_BYTES = 5_000_000
TOO_LARGE = f"larger than {MAX_BYTES // 1_000_000} MB; split the file"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(raw: bytes, file: str) -> str:
    """Decode UTF-8, repair mojibake, normalise line ends and drop control and text-direction characters.

    Lines keep their numbers, so that a problem can be reported where the user sees it.

    Raises:
        DocumentError: larger than ``MAX_BYTES``, or not UTF-8 text.
    """
    from ftfy import fix_text  # here: its tables take a while to import

    if len(raw) > MAX_BYTES:
        raise DocumentError(file, 1, TOO_LARGE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DocumentError(file, line, "not UTF-8 text; save the file as UTF-8") from error
    if "\x00" in text:
        raise DocumentError(
            file,
            text[: text.index("\x00")].count("\n") + 1,
            "holds a NUL byte; is it a text file?",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", " ").replace("\u2029", " ")
    return remove_control(fix_text(text, uncurl_quotes=False, fix_latin_ligatures=False, unescape_html=False))


def remove_control(text: str) -> str:
    """Drop characters that show nothing but can hide or reorder text; keeps newline and tab."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Fold every run of white space to one space."""
    return " ".join(text.split())
