"""Values to HTML and Markdown. Every text of a user, a document or a model goes through an escape here."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from chatbot.coaching.speech import seconds
from chatbot.types import Answer, Hit, Passage, Retrieval, Sentence
from chatbot.web.formulas import with_formulas

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:])")
_WHERE = {"explanation": "Question bank, explanation"}
STRONG_MATCH, FAIR_MATCH = 0.6, 0.45


def safe_markdown(text: str) -> str:
    """Return Markdown that shows ``text`` to the letter: no markup, link, image, tag or formula survives."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(lambda m: m.group() if m.group() in "&;" else "\\" + m.group(), escaped)


def citation_numbers(sentences: Sequence[Sentence]) -> dict[str, int]:
    """Number the cited passages (1, 2, ...) in the order in which the answer first cites them."""
    cited = [citation.passage_id for sentence in sentences for citation in sentence.citations]
    return {passage: number for number, passage in enumerate(dict.fromkeys(cited), 1)}


def answer_markdown(sentences: Sequence[Sentence], turn: int) -> str:
    """Return the answer with a link behind each sentence to the source card of its turn.

    Neighbours from the same passage share one link, behind the last of them.
    """
    numbers = citation_numbers(sentences)
    parts: list[str] = []
    for position, sentence in enumerate(sentences):
        parts.append(safe_markdown(sentence.text))
        here = [numbers[citation.passage_id] for citation in sentence.citations]
        following = sentences[position + 1].citations if position + 1 < len(sentences) else ()
        if here != [numbers[citation.passage_id] for citation in following]:
            parts[-1] += "".join(f" [{number}](#src-{turn}-{number})" for number in here)
    return " ".join(parts)


def sources_html(retrieval: Retrieval, sentences: Sequence[Sentence], hits: Sequence[Hit], turn: int) -> str:
    """Return the cards of one turn: cited passages first, numbered, their cited sentences marked; then the others."""
    numbers = citation_numbers(sentences)
    quotes: dict[str, list[str]] = {}
    for sentence in sentences:
        for citation in sentence.citations:
            quotes.setdefault(citation.passage_id, []).append(citation.passage_quote)
    by_id = {hit.passage.id: hit for hit in (*hits, *retrieval.hits)}
    cited = [by_id[name] for name in numbers if name in by_id]
    others = [hit for hit in retrieval.hits if hit.passage.id not in numbers]
    if not retrieval.answerable:
        return ""
    if not cited:
        return "".join(_card(hit, None, (), turn) for hit in retrieval.hits[:3])
    cards = "".join(_card(hit, numbers[hit.passage.id], quotes[hit.passage.id], turn) for hit in cited)
    return cards + _also_found(others)


def reviewed_html(answer: Answer) -> str:
    """Return the entry's own spoken answer, folded."""
    if not answer.reviewed:
        return ""
    return (
        '<details class="reviewed"><summary>Compare with the reviewed answer</summary>'
        f'<p class="from">{html.escape(answer.reviewed_from)}</p><p>{html.escape(answer.reviewed)}</p></details>'
    )


def status_html(text: str, busy: bool = False) -> str:
    """Return the status line; screen readers announce it."""
    dot = '<span class="pulse" aria-hidden="true"></span>' if busy else ""
    return f'<p role="status" class="status">{dot}{html.escape(text)}</p>'


def finished_status(answer: Answer, elapsed: float) -> str:
    """Say in one line what was done."""
    if not answer.answered:
        return "Not in the documents. Nothing was written."
    passages = len(citation_numbers(answer.sentences))
    words = len(" ".join(sentence.text for sentence in answer.sentences).split())
    begun = "Stopped" if answer.stopped else "Answered"
    return (
        f"{begun} from {passages} passage{'s' if passages != 1 else ''} in {elapsed:.1f} s · {words} words, "
        f"about {seconds(answer.text):.0f} seconds aloud"
    )


def plain_html(answer: Answer | None) -> str:
    """Return the answer's words for the copy button, hidden on the page."""
    text = answer.text if answer and answer.answered else ""
    return f'<span id="plain-answer" hidden>{html.escape(text)}</span>'


def _card(hit: Hit, number: int | None, quotes: Sequence[str], turn: int) -> str:
    title, _, below = hit.passage.heading.partition(" > ")
    badge = f'<span class="number">{number}</span>' if number else ""
    where = below or _WHERE.get(hit.passage.kind, hit.passage.document)
    anchor = f' id="src-{turn}-{number}"' if number else ""
    level = "strong" if hit.similarity >= STRONG_MATCH else "fair" if hit.similarity >= FAIR_MATCH else "loose"
    return (
        f'<article class="source"{anchor} tabindex="-1"><header>{badge}<h3>{html.escape(title)}</h3>'
        f'<span class="match {level}" title="cosine similarity {hit.similarity:.2f}">{level} match</span></header>'
        f'<p class="where">{html.escape(where)}</p>{_marked(hit.passage, quotes)}</article>'
    )


def _marked(passage: Passage, quotes: Sequence[str]) -> str:
    """Return the passage as paragraphs, the quoted sentences in <mark>."""
    spans = sorted((passage.text.find(quote), len(quote)) for quote in set(quotes))
    parts: list[str] = []
    position = 0
    for start, length in spans:
        if start < position:
            continue
        parts += [passage.text[position:start], "\x02", passage.text[start : start + length], "\x03"]
        position = start + length
    text = "".join([*parts, passage.text[position:]])
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]
    shown = [with_formulas(p).replace("\x02", "<mark>").replace("\x03", "</mark>") for p in paragraphs if p]
    return "".join(f"<p>{p}</p>" for p in shown)


def _also_found(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    items = "".join(f"<li>{html.escape(hit.passage.heading.partition(' > ')[0])}</li>" for hit in hits)
    return f'<details class="also"><summary>Also found, not used</summary><ul>{items}</ul></details>'
