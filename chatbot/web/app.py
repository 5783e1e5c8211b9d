"""Build the page and serve it on this machine only."""

from __future__ import annotations

import html
import os
import tempfile
from typing import Any

import gradio as gr

from chatbot.coach import Coach
from chatbot.errors import SettingsError
from chatbot.types import Corpus
from chatbot.web.guard import middleware
from chatbot.web.tabs import ask, critique
from chatbot.web.theme import SCRIPT, STYLES, theme

TITLE = "Rehearse"
QUEUE = 8


def build(coach: Coach) -> gr.Blocks:
    """Lay out the whole page around a coach."""
    os.environ.setdefault("GRADIO_TEMP_DIR", tempfile.mkdtemp(prefix="interview-coach-"))  # private to this user
    with gr.Blocks(
        title=f"{TITLE}: interview practice",
        analytics_enabled=False,
        delete_cache=(3600, 3600),
    ) as page:
        with gr.Sidebar(open=False, width=250):
            gr.HTML(f'<div class="brand"><h1>{TITLE}</h1><p>Interview practice, on your laptop</p></div>')
            gr.HTML(facts_html(coach.corpus))
            gr.Button("Light or dark", size="sm", elem_id="theme-toggle")
        with gr.Tabs():
            with gr.Tab("Ask"):
                asking = ask.build(coach)
            with gr.Tab("Critique"):
                reviewing = critique.build(coach)
        ask.register(coach, asking)
        critique.register(coach, reviewing)
    page.queue(max_size=QUEUE, api_open=False)
    return page


def launch(page: gr.Blocks, port: int, *, open_browser: bool = False, block: bool = False) -> Any:
    """Serve the page on 127.0.0.1; returns gradio's (app, local address, None).

    Raises:
        SettingsError: the port is taken.
    """
    try:
        return page.launch(
            server_name="127.0.0.1", server_port=port, inbrowser=open_browser, prevent_thread_lock=not block,
            share=False, quiet=True, show_error=False, enable_monitoring=False, run_history=False, footer_links=[],
            max_file_size="1mb", state_session_capacity=100, ssr_mode=False, pwa=False, mcp_server=False,
            strict_cors=True, theme=theme(), css_paths=STYLES, js=SCRIPT.read_text(encoding="utf-8"),
            app_kwargs={"middleware": middleware(), "docs_url": None, "redoc_url": None},
        )  # fmt: skip
    except OSError as error:
        raise SettingsError(f"port {port} is taken; choose another with --port") from error


def serve(coach: Coach, port: int, *, open_browser: bool = True) -> None:
    """Serve until interrupted."""
    page = build(coach)
    print(f"Rehearse is ready at http://127.0.0.1:{port} (Ctrl-C ends it)", flush=True)
    launch(page, port, open_browser=open_browser, block=True)


def facts_html(corpus: Corpus) -> str:
    """Return what is indexed, what could not be read, and where it stays."""
    own = len(corpus.documents) - len(corpus.questions)
    rows = f"<dt>Bank questions</dt><dd>{len(corpus.questions)}</dd>"
    rows += f"<dt>Your documents</dt><dd>{own}</dd>" if own else ""
    problems = "".join(f"<li>{html.escape(str(problem))}</li>" for problem in corpus.problems[:5])
    skipped = f'<div class="problems"><p>Not read:</p><ul>{problems}</ul></div>' if problems else ""
    return f'<div class="facts"><dl>{rows}</dl>{skipped}<p>Everything stays on this computer.</p></div>'
