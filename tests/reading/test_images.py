"""A page of a PDF is shown as printed, with the place where a paragraph begins."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from rag.errors import UnknownPlace, UnreadableFile
from rag.reading import FileReader, read_document
from rag.reading.images import draw_page
from rag.reading.lines import Box

from .printing import Printer

TEXT = "Children and families have the benefit of good help from services that come early, as told. " * 3


@pytest.fixture
def report(tmp_path: Path) -> Path:
    printer = Printer()
    printer.page()
    printer.y = 400
    printer.paragraph(TEXT)
    path = tmp_path / "report.pdf"
    path.write_bytes(printer.data())
    return path


def box_of(report: Path) -> Box:
    (paragraph,) = [p for p in read_document(report, report.parent).paragraphs if p.box]
    assert paragraph.page == 2
    assert paragraph.box
    return paragraph.box


def dark_rows(image: Image.Image) -> list[int]:
    """The rows of an image in which something is printed."""
    grey = image.convert("L")
    width = grey.width
    return [y for y in range(grey.height) if min(grey.crop((0, y, width, y + 1)).tobytes()) < 100]


def test_the_box_on_the_image_holds_what_is_printed_there(report: Path) -> None:
    page = draw_page(report, 2, box_of(report))
    assert (page.number, page.pages) == (2, 2)
    assert page.box
    image = Image.open(io.BytesIO(page.data))
    left, top, right, bottom = page.box
    assert 0 < left < 0.2 < 0.8 < right < 1
    inside = [y for y in dark_rows(image) if y < 0.9 * image.height]  # the page's number stands below
    assert top * image.height == pytest.approx(inside[0], abs=image.height * 0.01)
    assert bottom * image.height == pytest.approx(inside[-1], abs=image.height * 0.01)


def test_a_page_that_is_turned_keeps_its_box(report: Path) -> None:
    upright = draw_page(report, 2, box_of(report)).box
    box = box_of(report)
    with pdfium.PdfDocument(report.read_bytes()) as document:
        document[1].set_rotation(90)
        document.save(turned := report.with_name("turned.pdf"))
    page = draw_page(turned, 2, box)
    image = Image.open(io.BytesIO(page.data))
    assert image.width > image.height
    assert upright
    left, top, right, bottom = upright
    assert page.box == pytest.approx((1 - bottom, left, 1 - top, right), abs=0.01)


def test_a_page_that_is_not_there_is_named(report: Path) -> None:
    with pytest.raises(UnknownPlace, match=r"report\.pdf has no page 3; its pages are 1 to 2"):
        draw_page(report, 3)


def test_what_cannot_be_drawn_is_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    with FileReader(60, 2048) as reader:
        for name in ("broken.pdf", "gone.pdf"):
            with pytest.raises(UnreadableFile, match=name):
                reader.draw_page(tmp_path / name, 1)
