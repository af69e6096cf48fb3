"""A PDF export, opened: its text, outline, links and properties, and nothing active in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from rag.export import make_export
from tests.export.examples import CHANGE, DECLINED, EVIL, HARM, MADE_ON


@pytest.fixture(scope="module")
def pdf() -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(make_export([CHANGE, DECLINED], ".pdf", made_on=MADE_ON)) as opened:
        yield opened


def words(pdf: pypdfium2.PdfDocument) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_it_prints_the_question_the_answer_and_the_sources_in_order(pdf: pypdfium2.PdfDocument) -> None:
    text = words(pdf)
    expected = [
        "How did Bristol's care leaver service change?",
        "Better, but still uneven.",
        "October 2014 Inadequate [1]",
        "Planned for 2016–17",
        "• 58% by Mar-17 [2]",
        "1. of those aged 17",
        "2. of those aged 18",
        "“have improved significantly” [1]",
        "Sources",
        "[1] Bristol, inspection of September 2018, para 38 (p. 9).",
        "have improved significantly",
        "[2] Bristol, improvement plan 2016–17, KPI 6a. Children’s Services Improvement Plan,",
        "6a care leavers in EET Target: 58% Due: Mar-17",
        "2 of 2 quotations checked word for word.",
        "and the weather?",
        "That is not about inspections.",
    ]
    places = []
    for line in expected:
        places.append(text.find(line, places[-1] if places else 0))
    assert -1 not in places
    assert "*" not in text


def test_it_has_an_outline_a_title_and_a_language(pdf: pypdfium2.PdfDocument) -> None:
    assert [(mark.level, mark.get_title()) for mark in pdf.get_toc()] == [
        (0, "How did Bristol's care leaver service change?"),
        (1, "Planned for 2016–17"),
        (1, "Points"),
        (1, "Sources"),
        (0, "and the weather?"),
    ]
    assert pdf.get_metadata_dict()["Title"] == "How did Bristol's care leaver service change? (and 1 more)"
    assert b"/Lang (en-GB)" in make_export([CHANGE], ".pdf", made_on=MADE_ON)


def test_every_marker_that_has_a_source_leads_to_it() -> None:
    content = make_export([CHANGE], ".pdf", made_on=MADE_ON)
    assert content.count(b"/Subtype /Link") == 5
    assert content.count(b"/Dest [") >= 5


def test_nothing_from_a_document_becomes_a_link() -> None:
    content = make_export([HARM], ".pdf", made_on=MADE_ON)
    assert b"/URI" not in content
    assert b"/JavaScript" not in content
    with pypdfium2.PdfDocument(content) as opened:
        assert EVIL in words(opened)  # as words


def test_what_the_font_lacks_is_told() -> None:
    nothing_lost = replace(DECLINED, text="Zoë’s naïve “café” – £5 … ≥ 3 ŵ e\u0301")
    with pypdfium2.PdfDocument(make_export([nothing_lost], ".pdf")) as opened:
        assert "Zoë’s naïve “café” – £5 … >= 3 w e" in words(opened)
        assert "standard fonts" not in words(opened)
    with pypdfium2.PdfDocument(make_export([replace(DECLINED, text="Łódź 中")], ".pdf")) as opened:
        assert "?ódz ?" in words(opened)
        assert "Characters that the standard fonts of PDF do not have show as “?”" in words(opened)


def test_a_long_answer_runs_over_pages_without_losing_a_line() -> None:
    text = "\n".join(f"{n}. Point number {n} of a long list of points" for n in range(1, 200))
    with pypdfium2.PdfDocument(make_export([replace(CHANGE, text=text)], ".pdf")) as opened:
        assert len(opened) > 4
        printed = words(opened)
    assert all(f"{n}. Point number {n} of" in printed for n in range(1, 200))


@pytest.mark.parametrize(
    "text",
    [
        f"|{'a|' * 40}\n|{'---|' * 40}\n|{'word|' * 40}",
        f"|{'a|' * 10}\n|{'---|' * 10}\n|{'word ' * 200}|{'word|' * 9}",
        f"| a |\n|---|\n| {'word ' * 3000} |",
    ],
)
def test_a_table_that_fits_no_page_loses_no_word(text: str) -> None:
    with pypdfium2.PdfDocument(make_export([replace(DECLINED, text=text)], ".pdf")) as opened:
        assert words(opened).count("word") == text.count("word")
