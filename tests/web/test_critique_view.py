from __future__ import annotations

from chatbot.types import Criterion, Critique, Delivery, Edit, FalseClaim, JudgedPoint
from chatbot.web.critique_view import attempt, critique_html

ATTACK = "<img src=x onerror=alert(1)>"
ANSWER = f"It caps the norm {ATTACK}. It never changes the direction. It is free."


def critique(**changes: object) -> Critique:
    points = (
        JudgedPoint(
            text=f"It limits the norm. {ATTACK}", verdict="covered", answer_quote=f"It caps the norm {ATTACK}.",
            passage_id="p", passage_quote=f"Clipping limits the norm. {ATTACK}",
        ),
        JudgedPoint(
            text="It helps recurrent nets.", verdict="missing", passage_id="p", passage_quote="Recurrent nets.",
        ),
    )  # fmt: skip
    wrong = FalseClaim(
        answer_quote="It is free.", correction="It costs a norm.", passage_id="p", passage_quote="A norm."
    )
    values = {
        "question": "What is clipping?", "answer": ANSWER, "score": 6.2, "judged_as": "What is gradient clipping?",
        "criteria": {"coverage": Criterion(mark=3, anchor="About half.")}, "points": points, "false_claims": (wrong,),
        "delivery": Delivery(
            words=12, seconds=4.8, fillers={"um": 2}, hedges={}, sentence_words=4, opens_with_answer=True, closes=False,
        ),
        "feedback": f"You made one. {ATTACK}",
        "edits": (Edit(kind="kept", text=ATTACK), Edit(kind="added", text="More.")),
        "follow_up": "Why?", **changes,
    }  # fmt: skip
    return Critique.model_validate(values)


def test_nothing_that_was_typed_or_read_becomes_markup() -> None:
    shown = critique_html(critique(), None)
    assert "<img" not in shown
    assert shown.count("&lt;img") >= 4


def test_claims_are_coloured_and_the_words_stay_whole() -> None:
    shown = critique_html(critique(), None)
    assert '<span class="claim covered"' in shown
    assert '<span class="claim contradicted"' in shown
    assert "It never changes the direction." in shown


def test_a_verdict_that_is_not_certain_is_marked() -> None:
    first = critique()
    points = (first.points[0].model_copy(update={"sure": 0.5}), first.points[1])
    shown = critique_html(critique(points=points), None)
    assert '<li class="covered unsure"><span class="verdict">Made?</span>' in shown
    assert "not certain" in shown
    assert "Made?" not in critique_html(first, None)


def test_points_gained_and_lost_since_the_last_attempt_are_named() -> None:
    first = critique()
    turned = tuple(
        p.model_copy(update={"verdict": "covered" if p.verdict == "missing" else "missing"}) for p in first.points
    )
    shown = critique_html(critique(points=turned, score=4.0), attempt(first))
    assert '<li class="gained"><b>Gained</b> It helps recurrent nets.' in shown
    assert '<li class="lost"><b>Lost</b>' in shown
    assert "-2.2" in shown


def test_an_attempt_at_another_question_is_not_compared() -> None:
    assert "last attempt" not in critique_html(critique(judged_as="Another?"), attempt(critique()))


def test_what_is_not_scored_says_why_and_shows_no_ring() -> None:
    shown = critique_html(critique(score=None, reason="Not scored: no document."), None)
    assert "no document" in shown
    assert "ring" not in shown
    assert attempt(critique(score=None)) is None
