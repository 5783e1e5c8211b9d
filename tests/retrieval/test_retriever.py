"""Retrieval over the shipped bank with the real embedder; the figures are measured by ``evaluate retrieval``."""

from __future__ import annotations

import pytest

from chatbot.coach import Coach
from chatbot.evaluation.cases import read_cases
from chatbot.evaluation.runner import evaluate_retrieval
from chatbot.retrieval.follow_up import context_of, standalone, text_signals
from chatbot.retrieval.keyword_index import KeywordIndex
from chatbot.words import words


def documents(coach: Coach, question: str, history: list[tuple[str, str]] | None = None) -> list[str]:
    return [hit.passage.document for hit in coach.search(question, history or [], k=5)]


def test_hits_are_ranked_and_one_for_each_entry(bank: Coach) -> None:
    hits = bank.search("What is gradient clipping?", k=10)
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.document for hit in hits}) == 10
    assert hits[0].passage.document == "gradient-clipping"
    assert hits[0].passage.kind == "explanation"


def test_also_asked_phrasings_lead_to_their_entry(bank: Coach) -> None:
    asked = [(phrase, q.id) for q in bank.corpus.questions for phrase in q.also_asked]
    right = sum(documents(bank, phrase)[0] == entry for phrase, entry in asked[::7])
    assert right / len(asked[::7]) >= 0.97


def test_a_follow_up_question_of_the_bank_finds_its_short_answer(bank: Coach) -> None:
    """What the page offers as a next question must be answered when it is clicked."""
    right = total = 0
    for question in bank.corpus.questions[::6]:
        for follow_up in question.follow_ups:
            found = bank.retrieve(follow_up.question, [(question.question, "")], k=3)
            total += 1
            right += found.answerable and found.hits[0].passage.document == question.id
    assert right / total >= 0.9


@pytest.mark.parametrize(
    ("history", "question", "entry"),
    [
        (
            [("What is dropout?", "It drops units.")],
            "does it also run at test time?",
            "dropout",
        ),
        (
            [("How does Adam work?", "Momentum and scaling.")],
            "and what does AdamW change?",
            "adam",
        ),
        (
            [("What is gradient clipping?", "A cap.")],
            "how would I pick the threshold?",
            "gradient-clipping",
        ),
    ],
)
def test_follow_ups_are_resolved_from_the_history(
    bank: Coach, history: list[tuple[str, str]], question: str, entry: str
) -> None:
    found = bank.retrieve(question, history)
    assert found.hits[0].passage.document == entry
    assert found.is_follow_up
    assert history[0][0] in found.standalone_question


def test_a_new_topic_is_not_dragged_back(bank: Coach) -> None:
    history = [
        ("What is dropout?", "It drops units."),
        ("does it run at test time?", "No."),
    ]
    found = bank.retrieve("How does a GAN work?", history)
    assert found.hits[0].passage.document == "gan"
    assert not found.is_follow_up
    assert found.standalone_question == "How does a GAN work?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the best recipe for lentil soup?",
        "Wie wird das Wetter morgen in Berlin?",
        "asdf qwer zxcv",
    ],
)
def test_what_the_documents_do_not_answer_is_below_the_floor(bank: Coach, question: str) -> None:
    assert not bank.retrieve(question).answerable


@pytest.mark.parametrize(
    "question",
    [
        "what is dropout",
        "explain adam",
        "what is a gan",
        "define overfitting",
        "what is relu",
        "weight decay",
    ],
)
def test_short_plain_questions_are_above_it(bank: Coach, question: str) -> None:
    assert bank.retrieve(question).answerable


def test_the_recipe_is_clearly_better_than_its_plain_parts(bank: Coach) -> None:
    report = evaluate_retrieval(bank.retriever, bank.embedder, "dev")
    mrr = {(row.cases, row.system): row.figures["MRR@10"] for row in report.rows}
    for name in ("paraphrases", "new_topics"):
        assert mrr[name, "coach"] > max(mrr[name, "plain MiniLM"], mrr[name, "plain BM25"]) + 0.1
    assert mrr["follow_ups", "coach"] > mrr["follow_ups", "plain BM25"]


def test_the_evaluation_set_is_large_enough_and_independent(bank: Coach) -> None:
    sizes = {name: len(read_cases(name)) for name in ("paraphrases", "follow_ups", "new_topics", "unanswerable")}
    assert sizes["paraphrases"] >= 150
    assert sizes["follow_ups"] >= 60
    known = {q.id for q in bank.corpus.questions}
    phrasings = {p.lower().strip("?. ") for q in bank.corpus.questions for p in (q.question, *q.also_asked)}
    for name in ("paraphrases", "follow_ups", "new_topics"):
        for case in read_cases(name):
            assert set(case.documents) <= known
            assert case.question.lower().strip("?. ") not in phrasings


def test_signals_and_context() -> None:
    assert text_signals("and why is that?") == {
        "points_back": 1,
        "opens_like_one": 1,
        "announces_new_topic": 0,
    }
    assert text_signals("Next question: what is a GAN?")["announces_new_topic"] == 1
    assert context_of([("What is gradient clipping?", "x"), ("why is that?", "y")]) == "What is gradient clipping?"
    assert context_of([]) == ""
    assert standalone("and by value?", "What is clipping?") == "and by value? (about: What is clipping?)"


def test_keyword_coverage_counts_rare_words_more() -> None:
    index = KeywordIndex(["red apple pie", "red car", "red house"])
    assert index.coverage("red apple", 0) == 1
    assert index.coverage("red apple", 1) < 0.5
    assert index.coverage("what is it", 0) == 0
    assert words("Gradients don't EXPLODE") == ["gradient", "don't", "explod"]
