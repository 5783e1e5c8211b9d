"""Worked numbers in the bank (output sizes, parameter counts, memory, metrics) are computed again.

``arithmetic.jsonl`` holds one number a line: the entry, a verbatim piece of it, the number as printed there, and the
expression that gives it. Beside that, every plain equation that stands in an entry must be true.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chatbot.documents.loaders import Loaded
from tests.conftest import ROOT

_NUMBERS = [
    json.loads(line) for line in (Path(__file__).parent / "arithmetic.jsonl").read_text(encoding="utf-8").splitlines()
]
_NAMES: dict[str, Any] = {name: getattr(math, name) for name in "sqrt log log2 exp comb pi floor ceil".split()}
_NAMES |= {"min": min, "max": max, "sum": sum, "round": round, "abs": abs, "range": range, "__builtins__": {}}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_EQUATION = re.compile(rf"(?<![\d.^_{{(*/×·+-])((?:{_NUMBER}) ?(?:[-+*/×·] ?{_NUMBER} ?)+)= ?({_NUMBER})(?![\d%^])")


@cache
def _texts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "corpus").glob("*/*.md")}


@pytest.mark.parametrize("row", _NUMBERS, ids=[f"{row['entry']}: {row['value']}" for row in _NUMBERS])
def test_a_worked_number_is_right(row: dict[str, str]) -> None:
    assert row["text"] in _texts()[row["entry"]]
    assert row["value"] in row["text"]
    assert _agrees(_value(row["python"]), row["value"])


def test_every_equation_in_the_bank_is_true(loaded: Loaded) -> None:
    found = 0
    for source in loaded.sources:
        text = re.sub(r"\\times|\\cdot", "×", source.document.text.replace("{,}", ",").replace("\\,", ""))
        for left, right in _EQUATION.findall(text):
            found += 1
            value = _value(re.sub("[×·]", "*", left.replace(",", "")))
            assert _agrees(value, right), f"{source.document.id}: {left}= {right}"
    assert found > 20


@pytest.mark.parametrize(
    ("value", "printed", "right"), [(0.6931, "0.69", True), (0.7, "0.69", False), (63.2, "63%", True)]
)
def test_a_number_is_compared_as_it_is_printed(value: float, printed: str, right: bool) -> None:
    assert _agrees(value, printed) is right


def _value(expression: str) -> float:
    return float(eval(expression, _NAMES))  # noqa: S307 - an expression of our own files, without builtins


def _agrees(value: float, printed: str) -> bool:
    """Tell whether a value rounds to the number as printed, with its thousands commas, sign and per cent."""
    digits = printed.replace(",", "").replace("−", "-").rstrip("%")
    decimals = len(digits.partition(".")[2])
    return bool(abs(value - float(digits)) <= 0.5000001 * 10**-decimals)
