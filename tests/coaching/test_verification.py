from __future__ import annotations

import json

import pytest

from chatbot.coaching.speech import contracted, speakable
from chatbot.coaching.verification import StrictVerifier
from chatbot.documents.loaders import load
from chatbot.documents.sentences import sentences
from tests.conftest import ROOT

VERIFIER = StrictVerifier()
PAIRS = [json.loads(line) for line in (ROOT / "training/say/pairs.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Clipping does not help vanishing gradients.", "So clipping doesn't help vanishing gradients."),
        ("Because its estimates depend on the batch, batch normalisation degrades when batches are small.",
         "Batch norm degrades when batches are small, since its estimates depend on the batch."),
        ("Norm clipping is therefore the default.", "So norm clipping is the default."),
        ("A network with two layers has 100 weights.", "A network with 2 layers has 100 weights."),
        ("When the rate is too high, the loss diverges.", "The loss diverges if the rate is too high."),
        ("It has 1,024 units and 5 percent noise.", "So it has 1024 units and 5% noise."),
        ("Every unit is kept with probability 0.5.", "Well, each unit is kept with probability 0.5."),
    ],
)  # fmt: skip
def test_speaking_is_accepted(source: str, said: str) -> None:
    assert VERIFIER.supports(source, said)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Clipping does not help vanishing gradients.", "Clipping helps vanishing gradients."),
        ("Clipping helps exploding gradients.", "Clipping does not help exploding gradients."),
        ("The default rate is 0.001.", "The default rate is 0.01."),
        ("Precision is higher than recall.", "Recall is higher than precision."),
        ("The teacher trains the student.", "The student trains the teacher."),
        ("Batch norm uses the batch, while layer norm uses the features.",
         "Layer norm uses the batch, while batch norm uses the features."),
        ("The loss diverges if the rate is high.", "The rate is high if the loss diverges."),
        ("Only the last layer is trained.", "The last layer is trained."),
        ("Dropout may hurt small networks.", "Dropout hurts small networks."),
        ("Warm-up comes before decay.", "Warm-up comes after decay."),
        ("The rate is too high.", "The rate is high."),
        ("Adam stores two numbers per weight.", "Adam stores two numbers per weight and per layer."),
        ("Adam keeps a mean and a variance.", "Adam keeps a mean."),
        ("Adam keeps a mean.", "Adam, by Kingma, keeps a mean."),
        ("The model is small.", "The model is small. It is fast."),
        ("Not every minimum is global.", "Every minimum is not global."),
        ("The loss falls from 3 to 2.", "The loss falls from 2 to 3."),
        ("If 8 examples fit, accumulating gives 32.", "If 8 examples fit, and accumulating gives 32."),
        ("Pooling has no weights, and its count is fixed.", "Pooling has no weights, and so its count is fixed."),
        ("It recalls every other function.", "It recalls each other function."),
        ("The layer computes means.", "The layer just computes means."),
        ("Bagging reduces variance, while boosting reduces bias.",
         "Bagging reduces bias, while boosting reduces variance."),
        ("L1 gives sparse weights, and L2 gives small weights.",
         "L1 gives small weights, and L2 gives sparse weights."),
        ("Precision is the share of predicted positives that are true, and recall is the share of true positives that "
         "are predicted.",
         "Precision is the share of true positives that are predicted, and recall is the share of predicted positives "
         "that are true."),
        ("Gradients vanish, so training stalls.", "Training stalls, so gradients vanish."),
        ("Use dropout and weight decay.", "Use dropout or weight decay."),
        ("Use either dropout or decay.", "Use either dropout so decay."),
        ("The teacher trains the student.", "The teacher is trained with the student."),
        ("Mean squared error punishes outliers.", "Squared error punishes outliers."),
        ("It subtracts the mean and divides by two.", "It subtracts and divides by two."),
        ("These are the right singular vectors.", "These are the singular vectors."),
        ("Only one head matters.", "Only the heads matter."),
        ("They think BERT is better.", "BERT is better."),
        ("Regularised models generalise.", "Regular models are general."),
        ("The optimal rate is small.", "The optimiser rate is small."),
        ("The weight norm grows.", "The weight normalisation grows."),
        ("A filter slides over the input and applies its weights.",
         "A filter slides over the input and then applies its weights."),
        ("It has 1,024 units.", "It has 1.024 units."),
        ("It takes 5 % of the time.", "It takes 5 of the time."),
        ("It will hurt the loss.", "It had hurt the loss."),
        ("It is not just fast.", "It is just not fast."),
        ("The model is small.", ""),
    ],
)  # fmt: skip
def test_a_changed_claim_is_rejected(source: str, said: str) -> None:
    assert not VERIFIER.supports(source, said)


def test_every_sentence_of_the_bank_supports_itself_contracted() -> None:
    for source in load([ROOT / "corpus"]).sources:
        assert source.entry is not None
        for sentence in sentences(source.entry.question.explanation):
            spoken = speakable(sentence)
            if spoken is not None:
                assert VERIFIER.supports(spoken, contracted(spoken)), spoken


def _corruptions(text: str) -> list[str]:
    """Return versions of a spoken sentence in which one thing is wrong."""
    words = text.split()
    middle = len(words) // 2
    swapped = [
        *words[:middle],
        *words[middle + 1 : middle + 2],
        *words[middle : middle + 1],
        *words[middle + 2 :],
    ]
    return [
        text.replace(" is ", " is not ", 1),
        text.replace(" can ", " cannot ", 1),
        text.replace(" more ", " less ", 1),
        text.replace(" before ", " after ", 1),
        text.replace(" only ", " ", 1),
        " ".join([*words[:-1], "gigantic", words[-1]]),
        " ".join(swapped) if all(len(w) > 5 for w in words[middle : middle + 2]) else text,
    ]


def test_corrupted_pairs_are_rejected() -> None:
    """Corruptions made by rule from pairs that pass: at most one in a hundred may slip through."""
    tried = slipped = 0
    for pair in PAIRS[::2]:
        spoken = pair["spoken"]
        for wrong in _corruptions(spoken) if VERIFIER.supports(pair["source"], spoken) else ():
            if wrong != pair["spoken"]:
                tried += 1
                slipped += VERIFIER.supports(pair["source"], wrong)
    assert tried > 500
    assert slipped / tried <= 0.01
