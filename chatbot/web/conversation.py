"""What the page remembers of one visitor: the turns, and the cards behind them. Lives in gr.State, never shared."""

from __future__ import annotations

import threading
from typing import Any

from chatbot.types import Turn, Value


class Conversation(Value):
    """The turns so far, the chat as shown, and the source cards of each turn."""

    turns: tuple[Turn, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    cards: tuple[str, ...] = ()

    def with_turn(
        self,
        question: str,
        answer: str,
        messages: tuple[tuple[str, str], ...],
        cards: str,
    ) -> Conversation:
        """Return the conversation with one more turn."""
        return Conversation(
            turns=(*self.turns, (question, answer)),
            messages=(*self.messages, *messages),
            cards=(*self.cards, cards),
        )

    def side(self, current: str) -> str:
        """Return the source column: the current cards, then those of earlier turns, folded, newest first."""
        earlier = "".join(
            f'<details class="earlier"><summary>Sources of question {number}</summary>{cards}</details>'
            for number, cards in reversed(list(enumerate(self.cards, 1)))
            if cards
        )
        return f'<section class="side"><h2>Sources</h2>{current}{earlier}</section>'


class StopFlag:
    """Raised by one visitor's stop button, read by the computation of the same visitor."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._run = 0

    def __deepcopy__(self, memo: dict[int, Any]) -> StopFlag:
        """Give every visitor a flag of its own: gradio copies the initial value of a state."""
        return StopFlag()

    def start(self) -> int:
        """Start a computation and return its number."""
        self._run += 1
        self._event.clear()
        return self._run

    def forget(self) -> None:
        """Stop the computation and disown it: what it still sends must not reach the page."""
        self._run += 1
        self._event.set()

    def is_current(self, run: int) -> bool:
        """Tell whether the page still waits for this computation."""
        return run == self._run

    def stop(self) -> None:
        """Ask the computation to end."""
        self._event.set()

    def is_set(self) -> bool:
        """Tell whether the computation should end."""
        return self._event.is_set()
