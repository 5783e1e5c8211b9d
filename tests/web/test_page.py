"""The Ask page as a candidate uses it: a real browser, the real models, nothing fetched from outside."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import BOX, LOOKS, SHOTS

pytestmark = pytest.mark.browser
QUESTION = "Should I clip gradients by value or by norm?"
DONE = re.compile(r"seconds aloud")


def ask(page: Page, question: str) -> None:
    page.get_by_placeholder(BOX).fill(question)
    page.keyboard.press("Enter")


def wait_for_answer(page: Page) -> None:
    expect(page.locator("#talk p.status")).to_contain_text(DONE, timeout=60_000)
    page.wait_for_timeout(300)


@pytest.mark.parametrize(("name", "visit"), LOOKS, indirect=["visit"], ids=[name for name, _ in LOOKS])
def test_a_cited_answer_with_its_sources_on_every_screen(visit: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    visit.screenshot(path=SHOTS / f"{name}-start.png")
    ask(visit, QUESTION)
    wait_for_answer(visit)
    visit.screenshot(path=SHOTS / f"{name}-answer.png")
    assert "clip" in visit.locator("#chat").inner_text().lower()
    link = visit.locator('#chat a[href*="#src-1-"]').first
    link.click()
    expect(visit.locator("#src-1-1")).to_be_focused()
    assert visit.locator("#src-1-1 mark").count() >= 1
    assert not visit.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert visit.evaluate("document.body.classList.contains('dark')") == (name == "dark")


def test_sentences_arrive_one_after_another_and_the_first_soon(visit: Page) -> None:
    ask(visit, QUESTION)
    link = visit.locator('#chat a[href*="#src-"]').first
    link.wait_for(timeout=5_000)
    first = len(visit.locator("#chat").inner_text())
    wait_for_answer(visit)
    assert len(visit.locator("#chat").inner_text()) > first


def test_follow_up_chips_and_a_new_conversation(visit: Page) -> None:
    ask(visit, QUESTION)
    wait_for_answer(visit)
    chip = visit.locator("button.follow-up:visible").first
    question = chip.inner_text()
    chip.click()
    expect(visit.locator("#chat")).to_contain_text(question[:30])
    visit.wait_for_timeout(500)
    wait_for_answer(visit)
    expect(visit.get_by_text("Sources of question 1")).to_be_visible()
    visit.get_by_role("button", name="New conversation").click()
    expect(visit.locator("button.starter:visible").first).to_be_visible()
    expect(visit.locator("#chat")).not_to_contain_text("clip")


def test_starters_by_topic_and_the_reviewed_answer(visit: Page) -> None:
    visit.locator("#topics input").click()
    visit.get_by_role("option", name="Optimisation", exact=True).click()
    expect(visit.locator("button.starter:visible").first).to_contain_text("gradient descent")
    visit.get_by_role("button", name="Other questions").click()
    visit.locator("button.starter:visible", has_text="Adam").first.click()
    wait_for_answer(visit)
    visit.get_by_text("Compare with the reviewed answer").click()
    expect(visit.locator("details.reviewed")).to_contain_text("Adam")


def test_copy_gives_the_words_without_links(visit: Page) -> None:
    ask(visit, QUESTION)
    wait_for_answer(visit)
    visit.get_by_role("button", name="Copy answer").click()
    visit.wait_for_timeout(300)
    copied = visit.evaluate("navigator.clipboard.readText()")
    assert "clip" in copied.lower()
    assert "](#src" not in copied


def test_a_shorter_answer_can_be_chosen(visit: Page) -> None:
    visit.locator("#length").get_by_text("30 s", exact=True).click()
    ask(visit, QUESTION)
    wait_for_answer(visit)
    words = int(re.findall(r"(\d+) words", visit.locator("#talk p.status").inner_text())[0])
    assert words <= 95


def test_stop_really_stops(visit: Page) -> None:
    visit.locator("#length").get_by_text("2 min", exact=True).click()
    ask(visit, "How does an LSTM work, and what do its gates do?")
    stop = visit.locator("#question .stop-button")
    stop.wait_for()
    visit.locator('#chat a[href*="#src-"]').first.wait_for(timeout=10_000)
    stop.click()
    expect(visit.locator("#talk p.status")).to_contain_text("Stopped from", timeout=3_000)
    ask(visit, QUESTION)
    wait_for_answer(visit)


def test_what_the_documents_do_not_answer(visit: Page) -> None:
    ask(visit, "What is the best recipe for lentil soup?")
    expect(visit.locator("#talk p.status")).to_contain_text("Not in the documents", timeout=10_000)
    expect(visit.locator("#chat")).to_contain_text("won't guess")
    assert visit.locator("button.follow-up:visible").count() == 3


def test_bad_input_is_one_clear_line_and_loses_nothing(visit: Page) -> None:
    long = "x" * 10_000
    ask(visit, long)
    expect(visit.locator("#talk p.status")).to_contain_text("Please shorten", timeout=10_000)
    assert visit.get_by_placeholder(BOX).input_value() == long
    ask(visit, "   ")
    expect(visit.locator("#talk p.status")).to_contain_text("Type a question first", timeout=10_000)
    ask(visit, "<img src=x onerror=window.hacked=1> what is dropout? <script>window.hacked=1</script>")
    visit.wait_for_timeout(4_000)
    expect(visit.locator("#chat")).to_contain_text("<script>")


def test_a_hostile_document_is_shown_as_text(visit: Page) -> None:
    ask(visit, "What does the quokka eat at night?")
    wait_for_answer(visit)
    expect(visit.locator("#sources-column")).to_contain_text("<script>")
    assert visit.locator("#sources-column img").count() == 0
    assert visit.locator("#chat img").count() == 0


def test_two_visitors_do_not_see_each_other(browser: Browser, url: str, visit: Page) -> None:
    ask(visit, QUESTION)
    other = browser.new_page()
    other.goto(url)
    other.get_by_placeholder(BOX).wait_for()
    wait_for_answer(visit)
    assert "clip" not in other.locator("#chat").inner_text().lower()
    ask(other, "What is dropout?")
    wait_for_answer(other)
    assert "clip gradients" not in other.locator("#chat").inner_text()
    other.close()


def test_the_theme_can_be_changed_and_is_kept(visit: Page) -> None:
    visit.locator("#theme-toggle").click()
    assert visit.evaluate("document.body.classList.contains('dark')")
    visit.reload()
    visit.get_by_placeholder(BOX).wait_for()
    visit.wait_for_timeout(500)
    assert visit.evaluate("document.body.classList.contains('dark')")
