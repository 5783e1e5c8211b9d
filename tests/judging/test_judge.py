"""The verifier that ships, with its real weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chatbot.coaching.claims import claims
from chatbot.documents.loaders import load
from chatbot.evaluation.answers import read_answers
from chatbot.evaluation.metrics import area_under_roc
from chatbot.generation.models import local_weights
from chatbot.judging.judge import ADAPTER, MAX_ANSWER_WORDS, NetworkJudge
from chatbot.settings import BUNDLED_LANGUAGE_MODEL, read_settings
from tests.conftest import ROOT

QUESTION = "What is the difference between precision and recall?"
CLAIMS = (
    "Precision is the share of predicted positives that are really positive.",
    "Recall is the share of actual positives that the model finds.",
    "Raising the threshold usually raises precision and lowers recall.",
)
ADAPTER_LIMIT = 20_000_000


@pytest.fixture(scope="module")
def judge() -> NetworkJudge:
    def weights() -> Path:
        folder = local_weights(BUNDLED_LANGUAGE_MODEL, read_settings().cache, adapter=ADAPTER)
        assert folder is not None
        return folder

    return NetworkJudge(weights, threads=2)


def test_on_topics_it_never_saw_it_tells_told_from_untold_and_wrong_from_right(judge: NetworkJudge) -> None:
    entries = {entry.id: entry for entry in load([ROOT / "corpus"]).corpus.questions}
    told: list[bool] = []
    wrong: dict[str, list[float]] = {"covered": [], "contradicted": []}
    for answer in read_answers(list(entries.values()), "dev")[::6]:
        entry = entries[answer.question]
        said = [claim.said for claim in claims(answer.answer) if claim.said]
        verdicts = judge.judge(entry.question, said, entry.key_points).verdicts
        for point, row in zip(answer.points, verdicts, strict=True):
            if point.verdict in ("covered", "missing"):
                told.append((row[0] > row[2]) == (point.verdict == "covered"))
            if point.verdict in wrong:
                wrong[point.verdict].append(float(row[3]))
    assert len(told) > 60
    assert sum(told) / len(told) > 0.8
    assert area_under_roc(wrong["contradicted"], wrong["covered"]) > 0.75


def test_an_exchange_is_not_covered(judge: NetworkJudge) -> None:
    said = [
        "Recall is the share of predicted positives that are right.",
        "Precision tells how many real positives you find.",
    ]
    verdicts = judge.judge(QUESTION, said, CLAIMS[:2]).verdicts
    assert verdicts[:, 0].max() < 0.5


def test_the_pointer_names_the_sentence(judge: NetworkJudge) -> None:
    said = [
        "There are two numbers to look at.",
        "Precision: of the ones I called positive, how many are.",
        "And recall is how many of all the real positives I caught.",
    ]
    pointers = judge.judge(QUESTION, said, CLAIMS[:2]).pointers
    assert pointers.argmax(axis=1).tolist() == [1, 2]


def test_a_claim_is_judged_by_itself_and_always_the_same(judge: NetworkJudge) -> None:
    said = ["Precision is how many of the flagged ones are right.", "With a higher threshold you flag fewer."]
    together, alone = judge.judge(QUESTION, said, CLAIMS), judge.judge(QUESTION, said, CLAIMS[2:])
    assert np.allclose(together.verdicts[2], alone.verdicts[0], atol=1e-4)
    assert np.array_equal(together.verdicts, judge.judge(QUESTION, said, CLAIMS).verdicts)
    assert np.allclose(together.verdicts.sum(axis=1), 1, atol=1e-5)


def test_a_long_answer_is_read_in_parts_and_keeps_what_was_told_first(judge: NetworkJudge) -> None:
    said = ["Precision is the share of predicted positives that are really positive."]
    said += ["With a medical test one also asks how many healthy people are sent home."] * (MAX_ANSWER_WORDS // 6)
    judgement = judge.judge(QUESTION, said, CLAIMS[:1])
    assert judgement.verdicts[0, 2] < 0.5
    assert judgement.pointers.shape == (1, len(said))
    assert judgement.pointers[0].argmax() == 0


def test_nothing_said_covers_nothing(judge: NetworkJudge) -> None:
    assert judge.judge(QUESTION, [], CLAIMS).verdicts.argmax(axis=1).tolist() == [2, 2, 2]


def test_the_adapter_is_small() -> None:
    assert ADAPTER.stat().st_size < ADAPTER_LIMIT
