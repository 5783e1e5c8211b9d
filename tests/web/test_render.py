from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chatbot.coach import Coach
from chatbot.types import Citation, Hit, Passage, Retrieval, Sentence
from chatbot.web.conversation import Conversation, StopFlag
from chatbot.web.formulas import render_formula, with_formulas
from chatbot.web.render import (
    answer_markdown,
    citation_numbers,
    safe_markdown,
    sources_html,
)
from chatbot.web.topics import questions_by_topic, topic_title, window

NASTY = st.text(alphabet=st.sampled_from("<>[]()!*_`#$\\&\"'\n -+1.~|{}:/abx"), max_size=60)


@given(NASTY)
def test_safe_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(safe_markdown(text.strip()))
    for tag in (
        "<a",
        "<img",
        "<script",
        "<em",
        "<code",
        "<h1",
        "<ul",
        "<table",
        "<blockquote",
    ):
        assert tag not in rendered


@pytest.mark.parametrize(
    "attack",
    [
        "![x](http://evil.example/p.png)",
        "[a](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "$\\href{x}{y}$",
    ],
)
def test_attacks_are_shown_as_text(attack: str) -> None:
    passage = Passage(id="d:1", document="d", heading=attack, text=attack, start=0, end=len(attack))
    hit = Hit(rank=1, score=1, similarity=0.9, passage=passage)
    sentence = Sentence(
        text=attack,
        citations=(Citation(passage_id="d:1", passage_quote=attack),),
        supported=True,
    )
    retrieval = Retrieval(standalone_question="q", hits=(hit,), answerable=True, confidence=1)
    shown = sources_html(retrieval, (sentence,), (hit,), 1)
    assert "<img" not in shown
    assert "<script" not in shown
    assert 'href="' not in shown
    assert "<mark>" in shown


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\frac{a",
        "a & b",
        r"\newcommand",
    ],
)
def test_dangerous_or_broken_formulas_stay_text(latex: str) -> None:
    shown = render_formula(latex)
    assert "<script" not in shown
    assert "href" not in shown or shown.startswith("<code>")


def test_formulas_are_drawn_and_the_rest_escaped() -> None:
    shown = with_formulas("If a < b then $x_1 < \\sqrt{d}$ & so on.")
    assert shown.startswith("If a &lt; b then <math")
    assert "&amp; so on." in shown


def _sentence(text: str, passage: str) -> Sentence:
    return Sentence(
        text=text,
        citations=(Citation(passage_id=passage, passage_quote=text),),
        supported=True,
    )


def test_citations_are_numbered_by_first_use_and_shared_by_neighbours() -> None:
    said = (
        _sentence("One.", "b:1"),
        _sentence("Two.", "b:1"),
        _sentence("Three.", "a:1"),
    )
    assert citation_numbers(said) == {"b:1": 1, "a:1": 2}
    shown = answer_markdown(said, turn=4)
    assert shown == "One\\. Two\\. [1](#src-4-1) Three\\. [2](#src-4-2)"


def test_the_cited_sentence_is_marked_in_its_passage(bank: Coach) -> None:
    answer = bank.ask("What is gradient clipping?")
    retrieval = bank.retrieve("What is gradient clipping?", k=5)
    shown = sources_html(retrieval, answer.sentences, answer.hits, 1)
    assert shown.count("<mark>") == len({c.passage_quote for s in answer.sentences for c in s.citations})
    assert 'id="src-1-1"' in shown


def test_a_conversation_grows_and_folds_earlier_sources() -> None:
    talk = Conversation().with_turn("q1", "a1", (("user", "q1"), ("assistant", "a1")), "<article>1</article>")
    assert talk.turns == (("q1", "a1"),)
    assert "Sources of question 1" in talk.side("now")
    assert Conversation.model_validate_json(talk.model_dump_json()) == talk


def test_every_visitor_gets_a_stop_flag_of_its_own() -> None:
    import copy

    first = StopFlag()
    second = copy.deepcopy(first)
    first.stop()
    assert first.is_set()
    assert not second.is_set()


def test_topics(bank: Coach) -> None:
    assert topic_title("attention-transformers") == "Attention and transformers"
    assert topic_title("my-own_notes") == "My own notes"
    grouped = questions_by_topic(bank.corpus.questions)
    assert next(iter(grouped)) == "Neural networks"
    assert set(grouped) == {topic_title(entry.topic) for entry in bank.corpus.questions}
    assert sum(map(len, grouped.values())) == len(bank.corpus.questions)


def test_other_questions_begin_again_behind_the_last() -> None:
    assert [window("abcde", page, 2) for page in range(4)] == [["a", "b"], ["c", "d"], ["e"], ["a", "b"]]
    assert window([], 3, 2) == []
