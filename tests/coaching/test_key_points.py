from __future__ import annotations

import pytest

from chatbot.coach import Coach
from chatbot.coaching.key_points import MOST_POINTS, Rubric, RubricWriter
from chatbot.types import Retrieval


@pytest.fixture
def writer(bank: Coach) -> RubricWriter:
    return RubricWriter(bank.retriever, bank.embedder.embed, bank.corpus.questions)


def rubric_of(writer: RubricWriter, coach: Coach, question: str) -> Rubric | None:
    def search(text: str) -> Retrieval:
        return coach.retriever.search(text, (), 5)

    return writer.rubric(question, search)


def test_a_question_of_the_bank_is_judged_by_its_key_points(writer: RubricWriter, bank: Coach) -> None:
    entry = bank.corpus.questions[0]
    for asked in (entry.question, entry.also_asked[0], entry.question.lower().rstrip("?")):
        rubric = rubric_of(writer, bank, asked)
        assert rubric is not None
        assert tuple(point.text for point in rubric.points) == entry.key_points


def test_every_key_point_of_the_bank_stands_on_a_verbatim_sentence(writer: RubricWriter, bank: Coach) -> None:
    passages = {passage.id: passage for passage in bank.retriever.passages}
    for entry in bank.corpus.questions[::12]:
        rubric = rubric_of(writer, bank, entry.question)
        assert rubric is not None
        for source in (point.source for point in rubric.points):
            assert source.quote in passages[source.passage_id].text
            assert passages[source.passage_id].document == source.document == entry.id


def test_a_question_that_no_document_answers_has_no_rubric(writer: RubricWriter, bank: Coach) -> None:
    assert rubric_of(writer, bank, "Which wine goes with grilled trout?") is None


def test_notes_without_key_points_give_claims_that_do_not_repeat_each_other(
    embedder: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "kiln.md").write_text(
        "# Firing a kiln\n\nA bisque firing drives the water out of the clay before glazing. Heating faster than "
        "100 degrees an hour cracks thick pots, because steam cannot escape. A glaze firing melts the glaze into "
        "glass. Cones show the work of heat better than a thermometer, because they respond to time as well. "
        "What else?\n"
    )
    coach = Coach.open(corpus=[folder], index=tmp_path_factory.mktemp("index"), embedder=embedder)  # type: ignore[arg-type]
    writer = RubricWriter(coach.retriever, coach.embedder.embed, coach.corpus.questions)
    rubric = rubric_of(writer, coach, "How do you fire a kiln without cracking thick pots?")
    assert rubric is not None
    assert 2 <= len(rubric.points) <= MOST_POINTS
    assert any("cracks thick pots" in point.text for point in rubric.points)
    assert not any(point.text.endswith("?") for point in rubric.points)
