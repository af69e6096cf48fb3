"""One browser and one served page for all tests that need them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.page.served import CHROMIUM, QUIET, serve

WORKING = 60_000  # milliseconds; the first screen waits for the documents to be read
expect.set_options(timeout=WORKING)


@pytest.fixture(scope="session")
def address(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server, over the shipped corpus, with an index that it may write to."""
    index = tmp_path_factory.mktemp("served") / "index"
    shutil.copytree(built_index, index)
    with serve(index=index) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; what drives it holds the thread's event loop for as long as it is there."""
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
    expect(page.get_by_text("Ask what inspectors found.")).to_be_visible()
    yield page
    context.close()
    inside = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []
