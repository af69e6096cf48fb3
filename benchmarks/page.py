"""How fast the page is, in a browser: its first view beside a bare Streamlit chat page, and a marker's click.

python -m benchmarks.page [CORPUS [INDEX]]
"""

# ruff: noqa: T201 - this prints figures

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.page.served import CHROMIUM, QUIET, serve

BARE = """
import streamlit as st
st.title("Chat")
st.chat_input("Ask a question")
"""
TIMES = 7
QUESTION = "What do inspectors say about care leavers?"


def main() -> None:
    """Measure, and print seconds: the median and the slowest of a few times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("index", nargs="?", type=Path, default=Path(".pinpoint"))
    given = parser.parse_args()
    expect.set_options(timeout=600_000)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder, "bare.py")
        bare.write_text(BARE, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with serve(bare) as bare_page, serve(corpus=given.corpus, index=given.index) as page:
            open_page(browser, page).context.close()  # whoever comes first waits for the documents
            open_page(browser, bare_page).context.close()
            views = [(first_view(browser, bare_page), first_view(browser, page)) for _ in range(TIMES)]
            clicks = list(click_markers(open_page(browser, page)))
        browser.close()
    bare_views, page_views = zip(*views, strict=True)
    for name, seconds in (
        ("bare page", bare_views),
        ("first view", page_views),
        ("marker to source", clicks),
    ):
        print(f"{name:<17} median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")
    print(f"first view / bare {statistics.median(page_views) / statistics.median(bare_views):.2f}")


def first_view(browser: Browser, address: str) -> float:
    """Seconds from asking for the page until it takes a question."""
    start = time.perf_counter()
    open_page(browser, address).context.close()
    return time.perf_counter() - start


def open_page(browser: Browser, address: str) -> Page:
    """The page, in a context of its own, ready for a question."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
    return page


def click_markers(page: Page) -> Iterator[float]:
    """Seconds from a click on a marker until its source is open, for some markers of an answer."""
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    markers = page.locator("button.marker")
    expect(markers.first).to_be_visible()
    for number in range(min(TIMES, markers.count())):
        page.wait_for_timeout(500)
        name = markers.nth(number).get_attribute("title") or ""
        start = time.perf_counter()
        markers.nth(number).click()
        expect(page.get_by_role("dialog", name=name.partition(": ")[2], exact=True)).to_be_visible()
        yield time.perf_counter() - start
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


if __name__ == "__main__":
    main()
