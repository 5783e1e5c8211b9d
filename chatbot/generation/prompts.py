"""Prompts are files: blocks of ``@@role`` lines, each a strict Jinja template (a missing variable is an error).

A file is cut into messages before anything is filled in, so text from a document cannot open a message of its own;
control tokens such as ``<|im_end|>`` are taken out of every value.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from chatbot.types import Message

_ROLE = re.compile(r"^@@(system|user|assistant)\n", re.M)
_CONTROL_TOKEN = re.compile(r"<\|?[^<>|\s]*\|>|<\|[^<>|\s]*\|?>|</?s>|\[/?INST\]")


def render(name: str, **values: str) -> tuple[Message, ...]:
    """Return the messages of ``prompts/<name>.md`` with ``values`` filled in."""
    safe = {key: without_control_tokens(value) for key, value in values.items()}
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    return tuple(
        Message(role=role, content=environment.from_string(template).render(**safe).strip())
        for role, template in _blocks(name)
    )


def without_control_tokens(text: str) -> str:
    """Remove what a tokenizer could read as the end of a message."""
    return _CONTROL_TOKEN.sub(" ", text)


@cache
def _blocks(name: str) -> tuple[tuple[Any, str], ...]:
    text = resources.files("chatbot.generation").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    parts = _ROLE.split(text)[1:]
    return tuple((role, body) for role, body in zip(parts[::2], parts[1::2], strict=True))
