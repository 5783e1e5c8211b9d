"""The Critique tab: choose a question, answer it, read what an interviewer would say."""

from __future__ import annotations

import html
import logging
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import gradio as gr

from chatbot.coach import Coach
from chatbot.errors import CoachError
from chatbot.types import Critique
from chatbot.web.conversation import StopFlag
from chatbot.web.critique_view import EMPTY, Attempt, attempt, critique_html
from chatbot.web.render import status_html
from chatbot.web.topics import LEVELS, matching, topic_titles

log = logging.getLogger(__name__)
ALL_TOPICS, ALL_LEVELS = "All topics", "Any"
COUNTER = '<p id="answer-count" class="status" aria-live="off">0 words</p>'


class Widgets(NamedTuple):
    """The components that events touch."""

    topic: gr.Dropdown
    level: gr.Radio
    question: gr.Dropdown
    asked: gr.HTML
    answer: gr.Textbox
    review: gr.Button
    clear: gr.Button
    status: gr.HTML
    panel: gr.HTML
    follow_up: gr.Button
    attempt: gr.State
    flag: gr.State


def build(coach: Coach) -> Widgets:
    """Lay out the tab."""
    questions = coach.corpus.questions
    listed = matching(questions, None, None)
    with gr.Row(elem_id="critique-columns"):
        with gr.Column(elem_id="answer-column"):
            with gr.Row(elem_id="pick"):
                topic = gr.Dropdown(
                    [ALL_TOPICS, *topic_titles(questions)], value=ALL_TOPICS, label="Topic", elem_id="critique-topic"
                )
                level = gr.Radio(
                    [ALL_LEVELS, *((level.capitalize(), level) for level in LEVELS)],
                    value=ALL_LEVELS,
                    label="Level",
                    elem_id="critique-level",
                )
            question = gr.Dropdown(
                listed, value=listed[0] if listed else None, label="Question (choose, search or type your own)",
                allow_custom_value=True, filterable=True, elem_id="critique-question",
            )  # fmt: skip
            asked = gr.HTML(_asked(listed[0] if listed else ""))
            answer = gr.Textbox(
                label="Your answer, as you would say it", lines=9, max_lines=18, elem_id="answer",
                placeholder="Start with the direct answer, then say why.",
            )  # fmt: skip
            gr.HTML(COUNTER)
            with gr.Row(elem_id="critique-actions"):
                review = gr.Button("Review my answer", variant="primary", elem_id="review")
                clear = gr.Button("Try again", visible=False, elem_id="try-again")
            status = gr.HTML(status_html(""))
        with gr.Column(elem_id="critique-column"):
            panel = gr.HTML(EMPTY, elem_id="critique-panel")
            with gr.Row(elem_classes="chips"):
                follow_up = gr.Button("", visible=False, elem_classes="chip follow-up", elem_id="critique-follow-up")
    return Widgets(
        topic,
        level,
        question,
        asked,
        answer,
        review,
        clear,
        status,
        panel,
        follow_up,
        gr.State(None),
        gr.State(StopFlag()),
    )


def register(coach: Coach, w: Widgets) -> None:
    """Connect the events."""
    outputs: list[Any] = [w.status, w.panel, w.follow_up, w.clear, w.attempt, w.review]
    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}

    def listed(topic: str, level: str) -> Any:
        found = matching(
            coach.corpus.questions, None if topic == ALL_TOPICS else topic, None if level == ALL_LEVELS else level
        )
        return gr.Dropdown(found, value=found[0] if found else None)

    for picker in (w.topic, w.level):
        picker.change(listed, [w.topic, w.level], w.question, **quiet)

    w.question.change(_asked, w.question, w.asked, **quiet)

    def review(question: str, answer: str, before: Attempt | None, flag: StopFlag) -> Iterator[list[Any]]:
        run = flag.start()
        for update in _review(coach, question or "", answer or "", before, flag):
            if not flag.is_current(run):
                return
            yield update

    w.review.click(
        review, [w.question, w.answer, w.attempt, w.flag], outputs,
        concurrency_id="llm", concurrency_limit=1, show_progress="hidden", api_visibility="private",
    )  # fmt: skip

    def again(flag: StopFlag) -> list[Any]:
        flag.forget()
        return ["", status_html("Say it again without looking; points gained and lost are shown after the review.")]

    w.clear.click(again, w.flag, [w.answer, w.status], **quiet)

    def next_question(question: str, flag: StopFlag) -> list[Any]:
        flag.forget()
        return [question, "", None, EMPTY, gr.Button(visible=False), gr.Button(visible=False), status_html("")]

    w.follow_up.click(
        next_question, [w.follow_up, w.flag],
        [w.question, w.answer, w.attempt, w.panel, w.follow_up, w.clear, w.status], **quiet,
    )  # fmt: skip


def _review(coach: Coach, question: str, answer: str, before: Attempt | None, flag: StopFlag) -> Iterator[list[Any]]:
    """Yield the updates of one review; whatever goes wrong becomes one line, and nothing typed is lost."""
    keep, started = gr.skip(), time.perf_counter()
    idle = gr.Button("Review my answer", interactive=True)
    try:
        yield [
            status_html("Reading your answer", busy=True),
            keep,
            keep,
            keep,
            keep,
            gr.Button("Reviewing", interactive=False),
        ]
        elapsed = 0.0
        for critique in coach.critique_stream(question, answer, flag.is_set):
            elapsed = elapsed or time.perf_counter() - started
            done = critique.complete or critique.score is None
            yield [
                status_html(_finished(critique, elapsed) if done else "Wording the better version", busy=not done),
                critique_html(critique, before),
                gr.Button(f"{critique.follow_up}", visible=bool(done and critique.follow_up)),
                gr.Button(visible=critique.score is not None),
                attempt(critique) or before if done else keep,
                idle if done else keep,
            ]
    except CoachError as error:
        yield [_problem(str(error)), keep, keep, keep, keep, idle]
    except Exception:
        log.exception("a critique failed")
        yield [_problem("Something went wrong here; your answer is kept. Try again."), keep, keep, keep, keep, idle]
    finally:
        flag.stop()


def _finished(critique: Critique, elapsed: float) -> str:
    if critique.score is None:
        return "Not scored."
    told = sum(point.verdict == "covered" for point in critique.points)
    return (
        f"{told} of {len(critique.points)} key points, judged in {elapsed:.1f} s. "
        "The same answer always gets the same score."
    )


def _asked(question: str | None) -> str:
    """Return the whole question in readable size: the list shows its first words only."""
    return f'<p id="asked">{html.escape(question or "")}</p>'


def _problem(message: str) -> str:
    return f'<p role="status" class="status problem">{html.escape(message)}</p>'
