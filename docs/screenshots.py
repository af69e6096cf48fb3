"""The page as it is, in seven pictures of it in this folder.

    python -m docs.screenshots [CORPUS [INDEX]]

The questions are the page's own examples; a folder with PDFs shows a printed page too.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.page.served import CHROMIUM, QUIET, serve

HERE = Path(__file__).parent
CHANGE, COMPARISON = 0, 1  # which of the examples
THEME = "What do inspectors say about private fostering?"


def main() -> None:
    """Serve the page and take its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=HERE.parent / "corpus")
    parser.add_argument("index", nargs="?", type=Path, default=HERE.parent / ".pinpoint")
    given = parser.parse_args()
    expect.set_options(timeout=600_000)
    with serve(corpus=given.corpus, index=given.index) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        take_light(open_page(browser, address))
        take_dark(open_page(browser, address, color_scheme="dark"))
        take_phone(open_page(browser, address, viewport={"width": 390, "height": 844}))
        take_source(open_page(browser, address))
        take_comparison(open_page(browser, address))
        take_documents(open_page(browser, address))
        take_themes(open_page(browser, address))
        browser.close()


def take_light(page: Page) -> None:
    """An answer beside the paragraph that one of its markers opened."""
    ask(page, CHANGE)
    open_paragraph(page, first=True)
    bring_up(page, "article h2", to="start")
    save(page, "page")


def take_dark(page: Page) -> None:
    """The grades of an authority over time, in the dark."""
    ask(page, CHANGE)
    bring_up(page, "figure")
    save(page, "dark")


def take_phone(page: Page) -> None:
    """An answer on a telephone."""
    ask(page, CHANGE)
    save(page, "phone")


def take_source(page: Page) -> None:
    """A paragraph boxed on its printed page, where there is a page."""
    ask(page, CHANGE)
    open_paragraph(page)
    printed = page.get_by_role("button", name="Printed page")
    if printed.count():
        printed.click()
        expect(page.get_by_role("img", name="as printed")).to_be_visible()
        page.wait_for_timeout(500)
        page.locator(".st-key-source").evaluate("panel => { panel.scrollTop = 190 }")
    save(page, "source")


def take_comparison(page: Page) -> None:
    """The grades of two authorities side by side."""
    ask(page, COMPARISON)
    bring_up(page, "figure")
    save(page, "comparison")


def take_documents(page: Page) -> None:
    """What is loaded."""
    page.get_by_role("button", name="Documents").click()
    expect(page.get_by_role("table", name="Documents")).to_be_visible()
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_visible()
    save(page, "documents")


def take_themes(page: Page) -> None:
    """What every report says of one subject, opened below the answer."""
    box = page.get_by_role("textbox", name="Ask a question")
    box.fill(THEME)
    box.press("Enter")
    expect(page.get_by_role("radio", name="Thumbs up")).to_be_visible()
    folded = page.get_by_role("button", name=re.compile("one by one"))
    if folded.get_attribute("aria-expanded") == "false":
        folded.click()
    bring_up(page, '[class*="st-key-grid-"]', to="start")
    save(page, "themes")


def open_page(browser: Browser, address: str, **window: object) -> Page:
    """The first screen in a window of its own."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 800}, **window})
    page.goto(address)
    expect(page.locator(".st-key-example button").first).to_be_visible()
    return page


def ask(page: Page, example: int) -> None:
    """Ask one of the examples, and wait for all of the answer."""
    page.locator(".st-key-example button").nth(example).click()
    expect(page.get_by_text("checked word for word")).to_be_visible()
    expect(page.get_by_role("radio", name="Thumbs up")).to_be_visible()


def open_paragraph(page: Page, *, first: bool = False) -> None:
    """Open the last source that is a numbered paragraph, or the first, with its marker in sight."""
    marker = page.locator("button.marker").filter(has_text=re.compile(r"\d"))
    numbered = [
        at for at in range(marker.count()) if " para " in (marker.nth(at).get_attribute("title") or "")
    ]
    marker.nth(numbered[0 if first else -1] if numbered else 0).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def bring_up(page: Page, selector: str, to: str = "center") -> None:
    """Scroll a part of the answer to its place in the window."""
    page.locator(selector).first.evaluate("(part, block) => part.scrollIntoView({ block })", to)


def save(page: Page, name: str) -> None:
    """Keep what is in the window."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_000)  # until what glides or fades has
    page.screenshot(path=HERE / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main()
