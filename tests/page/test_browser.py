"""The page in a browser, with the real assistant over the shipped documents."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHANGE = "how did Bristol's care leaver service change?"
WORKING = 240_000  # milliseconds; the first screen waits for the index to be built

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="No Chromium on this machine; install the package chromium to run these."
)


@pytest.fixture(scope="module")
def address(built_index: Path) -> Iterator[str]:
    """A running server, over the shipped corpus."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "PINPOINT_INDEX": str(built_index)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(health: str) -> None:
    """Return once the server answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(health).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(f"Nothing answers at {health}.")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The first screen, drawn, in a window as wide as the test says; it may ask nobody but the server."""
    width = getattr(request, "param", 1280)
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(address)
    expect(page.get_by_text("Ask what inspectors found.")).to_be_visible(timeout=WORKING)
    yield page
    context.close()
    inside = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the sources of the answer."""
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Sources").last).to_be_visible(timeout=WORKING)


def panel(page: Page):
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
    page.get_by_role("button", name="New conversation").focus()
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
    page.get_by_role("button", name=re.compile("^How did Bristol's care leaver service change")).click()
    expect(page.get_by_role("article")).to_be_visible(timeout=WORKING)
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
