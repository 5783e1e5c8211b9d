"""The Critique tab as a candidate uses it: a real browser, the real models, nothing fetched from outside."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import LOOKS, SHOTS

pytestmark = pytest.mark.browser
QUESTION = "What is the difference between precision and recall?"
WRONG = "Recall is the share of predicted positives that are right. The weather is nice."
RIGHT = (
    "Um, precision is how many of the ones I flagged are really positive. Recall is how many of all the real positives "
    "I found. If I raise the threshold, precision usually goes up and recall goes down."
)
JUDGED = re.compile(r"key points, judged in")


def open_tab(page: Page, question: str = QUESTION) -> None:
    page.get_by_role("tab", name="Critique").click()
    box = page.locator("#critique-question input")
    box.wait_for()
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#asked")).to_have_text(question)


def review(page: Page, answer: str) -> None:
    page.locator("#answer textarea").fill(answer)
    page.locator("#review").click()


def wait_for_review(page: Page) -> None:
    expect(page.locator("#answer-column p[role=status]")).to_contain_text(JUDGED, timeout=60_000)
    page.wait_for_timeout(300)


@pytest.mark.parametrize(("name", "visit"), LOOKS, indirect=["visit"], ids=[name for name, _ in LOOKS])
def test_an_answer_is_judged_on_every_screen(visit: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    open_tab(visit)
    visit.screenshot(path=SHOTS / f"{name}-critique-start.png")
    review(visit, RIGHT)
    expect(visit.locator("#answer-count")).to_contain_text("words, about")
    wait_for_review(visit)
    visit.screenshot(path=SHOTS / f"{name}-critique.png", full_page=True)
    expect(visit.locator(".ring")).to_be_visible()
    assert visit.locator(".claim.covered").count() >= 1
    assert visit.locator(".criteria li").count() == 5
    assert not visit.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_claim_shows_its_passage_on_hover_and_on_tap(visit: Page) -> None:
    open_tab(visit)
    review(visit, RIGHT)
    wait_for_review(visit)
    claim = visit.locator(".claim").first
    claim.hover()
    expect(claim.locator(".tip q").first).to_be_visible()
    visit.mouse.move(0, 0)
    expect(claim.locator(".tip q").first).to_be_hidden()
    claim.focus()
    expect(claim.locator(".tip q").first).to_be_visible()


def test_try_again_names_the_points_gained(visit: Page) -> None:
    open_tab(visit)
    review(visit, WRONG)
    wait_for_review(visit)
    first = float(visit.locator(".ring b").inner_text())
    visit.locator("#try-again").click()
    expect(visit.locator("#answer textarea")).to_have_value("")
    review(visit, RIGHT)
    expect(visit.locator(".progress .gained").first).to_be_visible(timeout=60_000)
    wait_for_review(visit)
    assert float(visit.locator(".ring b").inner_text()) > first


def test_the_follow_up_becomes_the_next_question(visit: Page) -> None:
    open_tab(visit)
    review(visit, WRONG)
    wait_for_review(visit)
    chip = visit.locator("#critique-follow-up")
    asked = chip.inner_text()
    chip.click()
    expect(visit.locator("#asked")).to_contain_text(asked[-30:])
    expect(visit.locator("#answer textarea")).to_have_value("")


def test_topic_and_level_narrow_the_list(visit: Page) -> None:
    open_tab(visit)
    visit.locator("#critique-topic input").click()
    visit.get_by_role("option", name="Graph networks", exact=True).click()
    expect(visit.locator("#asked")).to_contain_text(re.compile("graph", re.I))
    visit.get_by_label("Senior").click()
    visit.locator("#critique-question input").click()
    visit.wait_for_timeout(400)
    assert 1 <= visit.get_by_role("option").count() <= 10


def test_bad_input_is_one_line_and_loses_nothing(visit: Page) -> None:
    open_tab(visit)
    visit.locator("#review").click()
    expect(visit.locator("#answer-column .problem")).to_contain_text("Type your answer first")
    long = "word " * 4_500
    review(visit, long)
    expect(visit.locator("#answer-column .problem")).to_contain_text("Please shorten the answer")
    expect(visit.locator("#answer textarea")).to_have_value(long)


def test_a_question_in_no_document_is_not_scored_and_markup_stays_text(visit: Page) -> None:
    open_tab(visit, "Which wine goes with grilled trout?")
    review(visit, "A <img src=x onerror='window.hacked=1'> dry Riesling, because it is fresh.")
    expect(visit.locator("#critique-panel")).to_contain_text("Not scored", timeout=60_000)
    assert visit.locator("#critique-panel img").count() == 0
    open_tab(visit)
    review(visit, "<script>window.hacked=1</script> Precision <b>is</b> the share of flagged ones that are right.")
    wait_for_review(visit)
    expect(visit.locator("#critique-panel")).to_contain_text("<b>is</b>")


def test_two_visitors_do_not_see_each_other(visit: Page) -> None:
    open_tab(visit)
    review(visit, RIGHT)
    wait_for_review(visit)
    other = visit.context.new_page()
    other.goto(visit.url)
    other.get_by_role("tab", name="Critique").click()
    expect(other.locator("#critique-panel")).to_contain_text("appears here")
    other.close()
