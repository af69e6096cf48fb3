"""The page in a browser, with the real assistant over the shipped documents."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.page.served import CHROMIUM, serve
from tests.reading.printing import Printer

CHANGE = "how did Bristol's care leaver service change?"
COMPARISON = "Compare care leaver services in Bristol and Bournemouth in 2018"
SUBJECT = "What do inspectors say about private fostering?"
FINDING = (
    "Foster carers in Blankshire are trained in beekeeping, which helps children to settle, and the service "
    "has twelve hives that are looked after by care leavers."
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="No Chromium on this machine; install the package chromium to run these."
)


def ask(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer."""
    page.get_by_role("textbox", name="Ask a question").fill(question)
    page.keyboard.press("Enter")
    article = page.get_by_role("article", name=question)
    expect(article.get_by_text("Composed from quotes")).to_be_visible()
    return article


def panel(page: Page) -> Locator:
    """The open source."""
    return page.get_by_role("dialog", name=re.compile("^Bristol|^Letter|^Blankshire"))


def report(path: Path) -> Path:
    """A letter on an authority of its own, as a PDF of two pages."""
    printer = Printer()
    printer.paragraph("Monitoring visit to Blankshire children's services", size=16, style="B")
    printer.paragraph("Children in care are seen often, and their social workers know them well.")
    printer.page()
    printer.paragraph("Fostering", size=14, style="B")
    printer.paragraph(FINDING)
    path.write_bytes(printer.data())
    return path


# an answer and its sources


def test_a_marker_opens_the_printed_paragraph_with_the_quote_marked(page: Page) -> None:
    article = ask(page, CHANGE)
    expect(article.get_by_role("heading", name=CHANGE)).to_be_visible()
    article.get_by_role("button", name=re.compile(r"^Source \d+: Bristol, .*2018.*para 38\b")).first.click()
    expect(panel(page).get_by_role("heading", name=re.compile(r"para 38\b"))).to_be_visible()
    cited, near = panel(page).locator(".cited"), panel(page).locator(".near")
    expect(cited).to_contain_text("Services for care leavers have improved significantly")
    expect(near.last).to_contain_text("Young people do not always feel well prepared for independence")
    quote = cited.locator("mark").first.inner_text()
    assert quote
    assert quote in cited.inner_text()


def test_the_keyboard_opens_a_source_walks_on_and_comes_back(page: Page) -> None:
    article = ask(page, CHANGE)
    article.get_by_role("button", name="look it up as plain text instead").focus()
    page.keyboard.press("Tab")
    marker = article.locator("button.marker").first
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(panel(page)).to_contain_text("Source 2 of")
    page.keyboard.press("ArrowLeft")
    expect(panel(page)).to_contain_text("Source 1 of")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(marker).to_be_focused()


def test_a_follow_up_goes_on_from_the_answer_before(page: Page) -> None:
    ask(page, CHANGE)
    article = ask(page, "and in Bournemouth?")
    expect(article.get_by_role("button", name=re.compile(r"^Source 1: Bournemouth")).first).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_comparison_has_a_grid_of_which_each_cell_leads_to_its_source(page: Page) -> None:
    grid = ask(page, COMPARISON).get_by_role("figure")
    expect(grid.get_by_role("rowheader", name=re.compile("Bournemouth"))).to_be_visible()
    grid.get_by_role("button", name=re.compile("^Bristol.*Overall: Requires improvement")).click()
    expect(panel(page)).to_contain_text("Overall effectiveness: Requires improvement to be good")
    with page.expect_download() as download:
        grid.get_by_role("link", name="Download as CSV").click()
    assert "Bournemouth" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_what_each_report_says_is_chosen_from_and_opened(page: Page) -> None:
    ask(page, SUBJECT)
    shown = page.get_by_role("region", name="reports, one by one").locator("tbody tr")
    expect(shown).not_to_have_count(3)
    page.get_by_role("button", name="Strength 3").click()
    expect(shown).to_have_count(3)
    expect(page.get_by_role("button", name="Strength 3")).to_be_focused()
    page.get_by_role("button", name="Newest").click()
    expect(page.get_by_role("button", name="Newest")).to_have_attribute("aria-pressed", "true")
    expect(shown.nth(1)).to_contain_text("Bristol")
    cell = page.get_by_role("button", name=re.compile("^Bristol, inspection of September 2018: strength"))
    cell.focus()
    page.keyboard.press("Enter")
    expect(panel(page).locator("mark")).to_have_text(
        "Children who are privately fostered receive a thorough and timely assessment of need."
    )
    expect(cell).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    page.get_by_role("button", name="reports, one by one").click()
    expect(shown).to_have_count(0)


def test_an_example_can_be_asked_and_the_conversation_started_anew(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^How did Bristol's care leaver services change")).click()
    expect(page.get_by_role("article")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("Ask what inspectors found.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_filter_narrows_and_is_taken_away_by_its_chip(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Authority").click()
    page.get_by_role("option", name="Bournemouth").click()
    page.keyboard.press("Escape")
    chip = page.get_by_role("button", name="Remove the filter Bournemouth")
    expect(chip).to_be_visible()
    article = ask(page, "What needs to improve?")
    names = article.locator("button.marker").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert names
    assert all("Bournemouth" in name for name in names)
    chip.last.click()
    expect(chip).to_have_count(1)  # what the answer was narrowed to stays said there


# what is kept and taken away


def test_a_conversation_is_there_after_a_reload(page: Page) -> None:
    ask(page, CHANGE)
    expect(page).to_have_url(re.compile("conversation="))
    page.reload()
    expect(page.get_by_role("article", name=CHANGE).locator("button.marker").first).to_be_visible()


def test_an_answer_is_exported_to_a_file_that_opens(page: Page) -> None:
    ask(page, CHANGE)
    expect(page.get_by_role("button", name=re.compile(r"\?$")).last).to_be_visible()  # what may be asked next
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Word", exact=True).click()
    exported = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in exported.paragraphs)
    assert CHANGE in text
    assert "Bristol, inspection of September 2018, para 38" in text


# documents


def test_a_pdf_is_added_asked_about_and_shown_as_printed(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="Documents").click()
    page.locator("input[type=file]").set_input_files(report(tmp_path / "blankshire.pdf"))
    expect(page.get_by_text("blankshire.pdf was added")).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("blankshire")
    expect(page.get_by_role("table", name="Documents").get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Back to the questions").click()
    article = ask(page, "What do foster carers learn about beekeeping?")
    article.locator("button.marker").first.click()
    source = page.get_by_role("dialog")
    expect(source.locator("mark").first).to_contain_text("trained in beekeeping")
    source.get_by_role("button", name="Printed page").click()
    expect(source.get_by_role("img", name="Page 2 as printed")).to_be_visible()
    expect(source.get_by_text("Page 2 of 2")).to_be_visible()
    box, sheet = bounds(source.locator(".box")), bounds(source.locator(".sheet"))
    assert sheet["y"] < box["y"]
    assert box["y"] + box["height"] < sheet["y"] + sheet["height"] / 3  # it is the page's first paragraph
    source.get_by_role("button", name="Previous page").click()
    expect(source.get_by_role("img", name="Page 1 as printed")).to_be_visible()
    expect(source.locator(".box")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_told_with_the_reason(page: Page, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    page.get_by_role("button", name="Documents").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "broken.pdf")
    expect(page.get_by_text(re.compile("broken.pdf could not be read.*damaged or cut short"))).to_be_visible()


# everyone and everywhere


@pytest.mark.parametrize("page", [360, 1280], indirect=True, ids="{} px".format)
def test_nothing_makes_the_window_scroll_sideways(page: Page) -> None:
    ask(page, SUBJECT)
    expect(page.get_by_role("button", name="reports, one by one")).to_be_visible()
    ask(page, COMPARISON).locator("button.marker").first.click()
    expect(panel(page)).to_be_visible()
    for scroller in ("html", ".stMain", ".st-key-source"):
        spill = "element => element.scrollWidth - element.clientWidth"
        assert page.locator(scroller).evaluate(spill) == 0
    box = bounds(panel(page))
    assert page.viewport_size
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^What needs to improve"))).to_be_visible()
    found = {"first screen": violations(page)}
    ask(page, SUBJECT)
    expect(page.get_by_role("button", name="reports, one by one")).to_be_visible()
    found["reports"] = violations(page)
    ask(page, COMPARISON).locator("button.marker").first.click()
    expect(panel(page)).to_be_visible()
    found["answer and source"] = violations(page)
    page.get_by_role("button", name="Documents").click()
    expect(page.get_by_role("table", name="Documents")).to_be_visible()
    expect(page.locator("input[type=file]")).to_be_attached()
    found["documents"] = violations(page)
    assert found == {"first screen": [], "reports": [], "answer and source": [], "documents": []}


def test_a_password_is_asked_for_and_lets_in(browser: Browser, built_index: Path) -> None:
    with serve(index=built_index, password="open sesame") as address:
        page = browser.new_page()
        page.goto(address)
        for password, told in (
            ("sesame", "That is not the password"),
            ("open sesame", "Ask what inspectors found."),
        ):
            page.get_by_role("textbox", name="Password").fill(password)
            expect(page.get_by_text("Ask what inspectors found.")).to_have_count(0)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_text(told)).to_be_visible()
        page.close()


def violations(page: Page) -> list[str]:
    """What axe finds that is serious or critical, with where."""
    page.wait_for_timeout(300)  # until what fades in has
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['any'][:1]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def bounds(locator: Locator) -> FloatRect:
    """Where something is in the window."""
    box = locator.bounding_box()
    assert box
    return box
