"""A page of a PDF -> its image, as it is printed, and where on it a box of the page is."""

from __future__ import annotations

import ctypes
import io
import math
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.errors import UnknownPlace, UnreadableFile
from rag.model import PageImage
from rag.reading.files import open_file
from rag.reading.lines import Box
from rag.reading.pdf import ONE_AT_A_TIME

SCALE = 2.0  # pixels for a point: sharp on a fine screen
MOST_PIXELS = 4_000_000
FINE = 10_000  # steps across a page in which a box is measured


def draw_page(path: Path, number: int, box: Box | None = None) -> PageImage:
    """The image of a page, counted from 1; UnknownPlace where the file has no such page."""
    try:
        with open_file(path) as file:
            data = file.read()
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be opened ({error.strerror}); check that it is there."
        ) from error
    try:
        with ONE_AT_A_TIME, pdfium.PdfDocument(data) as document:
            if not 1 <= number <= len(document):
                raise UnknownPlace(f"{path.name} has no page {number}; its pages are 1 to {len(document)}.")
            page = document[number - 1]
            marked = _on_image(page, box) if box else None
            return PageImage(number, len(document), _draw(page), marked)
    except pdfium.PdfiumError as error:
        raise UnreadableFile(f"{path.name} is no PDF that can be shown; open the file itself.") from error


def _draw(page: pdfium.PdfPage) -> bytes:
    width, height = page.get_size()
    image = page.render(scale=min(SCALE, math.sqrt(MOST_PIXELS / (width * height)))).to_pil()
    file = io.BytesIO()
    image.convert("RGB").save(file, "WEBP", quality=80)
    return file.getvalue()


def _on_image(page: pdfium.PdfPage, box: Box) -> Box:
    """A box of a page, however that is turned, as left, top, right and bottom shares of its image."""
    corners = [_point_on_image(page, box[x], box[y]) for x, y in ((0, 1), (2, 3))]
    (left, right), (top, bottom) = (sorted(shares) for shares in zip(*corners, strict=True))
    return left, top, right, bottom


def _point_on_image(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, across, down)
    return across.value / FINE, down.value / FINE
