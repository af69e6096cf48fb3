"""The page in a browser, with the real assistant over the shipped documents."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.served import CHROMIUM

CHANGE = "how did Bristol's care leaver service change?"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="No Chromium on this machine; install the package chromium to run these."
)


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    page.get_by_role("textbox", name="Ask a question").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=question).get_by_text("Composed from quotes")).to_be_visible()


def panel(page: Page) -> Locator:
    """The open source."""
    return page.get_by_role("dialog")


def test_a_marker_opens_the_printed_paragraph_with_the_quote_marked(page: Page) -> None:
    ask(page, CHANGE)
    expect(page.get_by_role("heading", name=CHANGE)).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Source \d+: Bristol, .*2018.*para 38\b")).first.click()
    expect(panel(page).get_by_role("heading", name=re.compile(r"para 38\b"))).to_be_visible()
    cited, near = panel(page).locator(".cited"), panel(page).locator(".near")
    expect(cited).to_contain_text("Services for care leavers have improved significantly")
    expect(near.last).to_contain_text("Young people do not always feel well prepared for independence")
    quote = cited.locator("mark").first.inner_text()
    assert quote
    assert quote in cited.inner_text()


def test_the_keyboard_opens_a_source_and_comes_back(page: Page) -> None:
    ask(page, CHANGE)
    page.get_by_role("button", name="Remove the filter Bristol").focus()
    page.keyboard.press("Tab")
    marker = page.locator("button.marker").first
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(marker).to_be_focused()


def test_next_and_previous_walk_through_the_sources(page: Page) -> None:
    ask(page, CHANGE)
    page.locator("button.marker").first.click()
    expect(panel(page)).to_contain_text("Source 1 of")
    panel(page).get_by_role("button", name="Next").click()
    expect(panel(page)).to_contain_text("Source 2 of")
    expect(panel(page).get_by_role("button", name="Next")).to_be_focused()
    panel(page).get_by_role("button", name="Previous").click()
    expect(panel(page)).to_contain_text("Source 1 of")


def test_an_example_can_be_asked_and_the_conversation_started_anew(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^How did Bristol's care leaver services change")).click()
    expect(page.get_by_role("article")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("Ask what inspectors found.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


@pytest.mark.parametrize("page", [360, 1280], indirect=True, ids="{} px".format)
def test_nothing_makes_the_window_scroll_sideways(page: Page) -> None:
    ask(page, CHANGE)
    page.locator("button.marker").first.click()
    expect(panel(page)).to_be_visible()
    for scroller in ("html", ".stMain"):
        spill = "element => element.scrollWidth - element.clientWidth"
        assert page.locator(scroller).evaluate(spill) == 0
    box = panel(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
