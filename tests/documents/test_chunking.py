from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.documents.chunking import cut_sections, embedded_text
from chatbot.documents.loaders import cut, load
from chatbot.documents.sections import markdown_sections, plain_sections
from chatbot.documents.sentences import sentence_spans
from chatbot.retrieval.embedder import SentenceEmbedder
from chatbot.types import Document, Passage
from tests.conftest import ROOT

LINES = st.lists(
    st.sampled_from(
        ["# Title", "## Part A", "### Deep", "Plain words here. Then more words.", "- an item. With two", "",
         "```", "code x", "| a | b |"]
    ),
    max_size=25,
)  # fmt: skip


def count(text: str) -> int:
    return len(text.split())


def show(document: Document, passage: Passage) -> str:
    return f"{document.text[passage.start : passage.end]!r} != {passage.text!r}"


@given(LINES, st.integers(6, 40))
@settings(deadline=None)
def test_passages_are_exact_short_and_unique(lines: list[str], limit: int) -> None:
    document = Document(id="d", path="d.md", title="d", text="\n".join(lines))
    for sections in (markdown_sections(document.text), plain_sections(document.text)):
        passages = cut_sections(document, sections, count, limit)
        for passage in passages:
            assert document.text[passage.start : passage.end] == passage.text, show(document, passage)
            assert count(embedded_text(passage.heading, passage.text)) <= limit
        assert len({passage.id for passage in passages}) == len(passages)


def test_a_passage_never_ends_inside_a_sentence() -> None:
    text = "\n\n".join(f"Sentence {n} has eight plain words in it. Short {n}." for n in range(40))
    document = Document(id="d", path="d.txt", title="d", text=text)
    ends = {end for _, end in sentence_spans(text)}
    passages = cut_sections(document, plain_sections(text), count, 50)
    assert len(passages) > 5
    assert all(passage.end in ends for passage in passages)


def test_a_sentence_longer_than_any_passage_is_cut_between_words_and_nothing_is_lost() -> None:
    text = "word " * 500
    document = Document(id="d", path="d.txt", title="d", text=text)
    passages = cut_sections(document, plain_sections(text), count, 50)
    assert all(count(embedded_text(p.heading, p.text)) <= 50 for p in passages)
    assert sum(p.text.split().count("word") for p in passages) == 500


def test_an_edit_elsewhere_leaves_the_ids_of_other_passages_alone() -> None:
    before = "# T\n\n## A\n\nFirst part stays.\n\n## B\n\nSecond part."
    after = before.replace("Second part.", "Second part changed.")
    ids = [
        [p.id for p in cut_sections(Document(id="d", path="d", title="T", text=t), markdown_sections(t), count, 50)]
        for t in (before, after)
    ]
    assert ids[0][0] == ids[1][0]
    assert ids[0][1] != ids[1][1]


def test_headings_carry_their_parents() -> None:
    text = "# Guide\n\nIntro text.\n\n## Training\n\n### Rates\n\nPick one.\n\n## Serving\n\nServe it."
    document = Document(id="g", path="g.md", title="Guide", text=text)
    headings = [p.heading for p in cut_sections(document, markdown_sections(text), count, 60)]
    assert headings == ["Guide", "Guide > Training > Rates", "Guide > Serving"]


def test_no_passage_of_the_bank_is_cut_off_by_the_embedder_and_no_wrong_statement_is_one(
    embedder: SentenceEmbedder,
) -> None:
    loaded = load([ROOT / "corpus"])
    assert len(loaded.sources) >= 40
    for source in loaded.sources:
        assert source.entry is not None
        indexed = cut(source, embedder.count_tokens, embedder.max_tokens)
        wrong = [mistake.wrong for mistake in source.entry.question.mistakes]
        for one in indexed:
            assert source.document.text[one.passage.start : one.passage.end] == one.passage.text
            assert all(embedder.count_tokens(text) <= embedder.max_tokens for text in one.texts)
            assert not any(statement in " ".join(one.passage.text.split()) for statement in wrong)
        kinds = [one.passage.kind for one in indexed]
        assert kinds.count("follow-up") >= len(source.entry.question.follow_ups)


def test_line_ends_and_byte_order_marks_do_not_shift_offsets(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_bytes(b"\xef\xbb\xbf# Notes\r\n\r\nOne sentence.\r\nAnother one.\r\n")
    (source,) = load([tmp_path]).sources
    (one,) = cut(source, count, 60)
    assert (
        source.document.text[one.passage.start : one.passage.end] == one.passage.text == "One sentence.\nAnother one."
    )
