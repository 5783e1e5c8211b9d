"""The Ask tab: chat on the left, sources beside it."""

from __future__ import annotations

import html
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import gradio as gr

from chatbot.coach import Coach
from chatbot.errors import CoachError
from chatbot.types import Answer, Finished, Found, Length, Retrieval, Said, Sentence
from chatbot.web.conversation import Conversation, StopFlag
from chatbot.web.render import (
    answer_markdown,
    finished_status,
    plain_html,
    reviewed_html,
    safe_markdown,
    sources_html,
    status_html,
)
from chatbot.web.topics import questions_by_topic, window

log = logging.getLogger(__name__)
LENGTHS: dict[str, Length] = {"30 s": "30 seconds", "1 min": "one minute", "2 min": "two minutes"}
STARTERS = 4
CHIPS = 3
WELCOME = (
    '<div class="welcome"><h2>What might they ask you?</h2>'
    "<p>Get an answer you could say out loud, with its sources.</p></div>"
)
NO_SOURCES = '<p class="hint">The passages behind each answer appear here.</p>'


class Widgets(NamedTuple):
    """The components that events touch."""

    chat: gr.Chatbot
    box: gr.Textbox
    length: gr.Radio
    status: gr.HTML
    side: gr.HTML
    reviewed: gr.HTML
    plain: gr.HTML
    chips: list[gr.Button]
    starters: gr.Column
    topics: gr.Dropdown
    others: gr.Button
    page: gr.State
    starter_buttons: list[gr.Button]
    conversation: gr.State
    flag: gr.State
    copy: gr.Button
    restart: gr.Button


def build(coach: Coach) -> Widgets:
    """Lay out the tab."""
    by_topic = questions_by_topic(coach.corpus.questions)
    topics = list(by_topic)
    first = by_topic[topics[0]] if topics else []
    with gr.Row(elem_id="ask-columns"):
        with gr.Column(elem_id="talk"):
            chat = gr.Chatbot(
                elem_id="chat", placeholder=WELCOME, show_label=False, label="Conversation", height=None,
                latex_delimiters=[], allow_tags=False, feedback_options=None, buttons=[], layout="bubble",
            )  # fmt: skip
            with gr.Column(elem_id="starters", visible=bool(topics)) as starters:
                with gr.Row(elem_id="topic-row"):
                    topic = gr.Dropdown(
                        topics, value=topics[0] if topics else None, show_label=False, label="Topic", container=False,
                        elem_id="topics",
                    )  # fmt: skip
                    others = gr.Button("Other questions", size="sm", elem_id="others")
                with gr.Row(elem_classes="chips"):
                    starter_buttons = [
                        gr.Button(
                            first[n] if n < len(first) else "", visible=n < len(first), elem_classes="chip starter"
                        )
                        for n in range(STARTERS)
                    ]
            with gr.Row(elem_classes="chips", elem_id="next"):
                chips = [gr.Button("", visible=False, elem_classes="chip follow-up") for _ in range(CHIPS)]
            status = gr.HTML(status_html(""))
            with gr.Column(elem_id="composer"):
                box = gr.Textbox(
                    placeholder="Ask an interview question", show_label=False, label="Your question", lines=1,
                    max_lines=6, submit_btn=True, container=False, elem_id="question",
                )  # fmt: skip
                with gr.Row(elem_id="under"):
                    length = gr.Radio(
                        list(LENGTHS), value="1 min", show_label=False, label="Length of the answer", container=False,
                        elem_id="length",
                    )  # fmt: skip
                    with gr.Row(elem_id="actions"):
                        copy = gr.Button("Copy answer", size="sm", visible=False, elem_id="copy")
                        restart = gr.Button("New conversation", size="sm", visible=False, elem_id="restart")
        with gr.Column(elem_id="sources-column"):
            reviewed = gr.HTML("")
            side = gr.HTML(Conversation().side(NO_SOURCES))
            plain = gr.HTML(plain_html(None))
    return Widgets(
        chat, box, length, status, side, reviewed, plain, chips, starters, topic, others, gr.State(0), starter_buttons,
        gr.State(Conversation()), gr.State(StopFlag()), copy, restart,
    )  # fmt: skip


def register(coach: Coach, w: Widgets) -> None:
    """Connect the events."""
    by_topic = questions_by_topic(coach.corpus.questions)
    outputs: list[Any] = [w.chat, w.box, w.status, w.side, w.reviewed, w.plain, w.conversation, w.starters, w.copy,
                          w.restart, *w.chips]  # fmt: skip

    def ask(question: str, length: str, conversation: Conversation, flag: StopFlag) -> Iterator[list[Any]]:
        run = flag.start()
        page = _Page(w, outputs, conversation)
        for update in page.answer(coach, question, LENGTHS.get(length, "one minute"), flag):
            if not flag.is_current(run):
                return
            yield update

    for trigger in (w.box.submit, *(button.click for button in (*w.starter_buttons, *w.chips))):
        source = w.box if trigger == w.box.submit else trigger.__self__
        trigger(
            ask, [source, w.length, w.conversation, w.flag], outputs,
            concurrency_id="llm", concurrency_limit=1, show_progress="hidden", api_visibility="private",
        )  # fmt: skip
    w.box.stop(lambda flag: flag.stop(), w.flag, None, queue=False, api_visibility="private")

    def restart(flag: StopFlag) -> list[Any]:
        flag.forget()
        return _Page(w, outputs, Conversation()).cleared()

    w.restart.click(restart, w.flag, outputs, queue=False, show_progress="hidden", api_visibility="private")
    w.copy.click(
        None, None, None,
        js="() => navigator.clipboard.writeText(document.getElementById('plain-answer').textContent)",
        api_visibility="private",
    )  # fmt: skip

    def starters(topic: str, page: int) -> list[Any]:
        shown = window(by_topic.get(topic, []), page, STARTERS)
        buttons = [gr.Button(shown[n] if n < len(shown) else "", visible=n < len(shown)) for n in range(STARTERS)]
        return [page, *buttons]

    shown = [w.page, *w.starter_buttons]
    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    w.topics.change(lambda topic: starters(topic, 0), w.topics, shown, **quiet)
    w.others.click(lambda topic, page: starters(topic, page + 1), [w.topics, w.page], shown, **quiet)


class _Page:
    """Translates the events of one answer into updates of the page."""

    def __init__(self, w: Widgets, outputs: Sequence[Any], conversation: Conversation) -> None:
        self._w, self._outputs, self._conversation = w, outputs, conversation
        self._turn = len(conversation.turns) + 1

    def answer(self, coach: Coach, question: str, length: Length, flag: StopFlag) -> Iterator[list[Any]]:
        """Yield the updates of one question; whatever goes wrong becomes one line in the status."""
        w, started = self._w, time.perf_counter()
        asked = question or ""
        shown: list[Sentence] = []
        retrieval: Retrieval | None = None
        try:
            asked = coach.checked(asked)
            yield self._update({w.chat: self._chat(asked, "…"), w.box: gr.Textbox("", submit_btn=False, stop_btn=True),
                                w.status: status_html("Searching the documents", busy=True),
                                w.starters: gr.Column(visible=False), **self._chips(())})  # fmt: skip
            for event in coach.ask_events(asked, self._conversation.turns, length, flag.is_set):
                if isinstance(event, Found):
                    retrieval = event.retrieval
                    count = len(retrieval.hits)
                    status = (
                        f"Writing from {count} passages" if retrieval.answerable else "Looking for the nearest topics"
                    )
                    cards = sources_html(retrieval, (), retrieval.hits, self._turn)
                    yield self._update({w.side: self._conversation.side(cards or NO_SOURCES), w.reviewed: "",
                                        w.status: status_html(status, busy=True)})  # fmt: skip
                elif isinstance(event, Said):
                    shown.append(event.sentence)
                    yield self._update({w.chat: self._chat(asked, answer_markdown(shown, self._turn))})
                elif isinstance(event, Finished) and retrieval:
                    yield self._finished(asked, event.answer, retrieval, time.perf_counter() - started)
        except CoachError as error:
            yield self._failed(question, asked, shown, str(error))
        except Exception:
            log.exception("an answer failed")
            yield self._failed(question, asked, shown, "Something went wrong here; your question is kept. Try again.")
        finally:
            flag.stop()  # a visitor who leaves does not leave the model running

    def cleared(self) -> list[Any]:
        """Return the page as it was at the start."""
        w = self._w
        return self._update({
            w.chat: [], w.box: gr.Textbox("", submit_btn=True, stop_btn=False), w.status: status_html(""),
            w.side: Conversation().side(NO_SOURCES), w.reviewed: "", w.plain: plain_html(None),
            w.conversation: Conversation(), w.starters: gr.Column(visible=True), w.copy: gr.Button(visible=False),
            w.restart: gr.Button(visible=False), **self._chips(()),
        })  # fmt: skip

    def _finished(self, asked: str, answer: Answer, retrieval: Retrieval, elapsed: float) -> list[Any]:
        w = self._w
        text = answer_markdown(answer.sentences, self._turn) if answer.answered else safe_markdown(answer.text)
        cards = sources_html(retrieval, answer.sentences, answer.hits, self._turn)
        messages = (("user", safe_markdown(asked)), ("assistant", text or "Stopped."))
        conversation = self._conversation
        return self._update({
            w.chat: self._chat(asked, text or "Stopped."),
            w.box: gr.Textbox(submit_btn=True, stop_btn=False),
            w.status: status_html(finished_status(answer, elapsed)),
            w.side: conversation.side(cards or NO_SOURCES),
            w.reviewed: reviewed_html(answer),
            w.plain: plain_html(answer),
            w.conversation: conversation.with_turn(asked, answer.text, messages, cards),
            w.copy: gr.Button(visible=answer.answered),
            w.restart: gr.Button(visible=True),
            **self._chips(answer.follow_ups or answer.nearest),
        })  # fmt: skip

    def _failed(self, question: str, asked: str, shown: Sequence[Sentence], message: str) -> list[Any]:
        """Put the question back into the box: bad input loses nothing."""
        w = self._w
        chat = self._chat(asked, answer_markdown(shown, self._turn)) if shown else self._chat()
        problem = f'<p role="status" class="status problem">{html.escape(message)}</p>'
        return self._update({
            w.chat: chat, w.box: gr.Textbox(question, submit_btn=True, stop_btn=False), w.status: problem,
            w.starters: gr.Column(visible=not self._conversation.turns and not shown),
        })  # fmt: skip

    def _chat(self, asked: str | None = None, answer: str = "") -> list[dict[str, str]]:
        messages = list(self._conversation.messages)
        if asked is not None:
            messages += [("user", safe_markdown(asked)), ("assistant", answer)]
        return [{"role": role, "content": content} for role, content in messages]

    def _chips(self, questions: Sequence[str]) -> dict[Any, Any]:
        shown = list(questions[:CHIPS])
        return {
            chip: gr.Button(shown[n] if n < len(shown) else "", visible=n < len(shown))
            for n, chip in enumerate(self._w.chips)
        }

    def _update(self, changes: dict[Any, Any]) -> list[Any]:
        return [changes.get(component, gr.skip()) for component in self._outputs]
