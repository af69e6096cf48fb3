"""A Word export, opened: its styles, lists, table, sources and properties, and nothing active in it."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from rag.export import make_export
from tests.export.examples import CHANGE, DECLINED, EVIL, HARM, MADE_ON


@pytest.fixture(scope="module")
def content() -> bytes:
    return make_export([CHANGE, DECLINED], ".docx", made_on=MADE_ON)


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def test_paragraphs_have_the_styles_of_word(document: Document) -> None:
    assert [(p.style.name, p.text) for p in document.paragraphs if p.style and p.text] == [
        ("Heading 1", "How did Bristol's care leaver service change?"),
        ("Normal", "Better, but still uneven."),
        ("Heading 2", "Planned for 2016–17"),
        ("List Bullet", "58% by Mar-17 [2]"),
        ("List Number 2", "of those aged 17"),
        ("List Number 2", "of those aged 18"),
        ("List Continue", "in all"),
        ("List Bullet", "Services “have improved significantly” [1]"),
        ("Quote", "As the inspectors put it [1][9]."),
        ("Heading 2", "Points"),
        ("List Number", "First"),
        ("List Number", "Second"),
        ("Note", "Note: 1 statement(s) left out."),
        ("Heading 2", "Sources"),
        (
            "Source",
            "[1]\tBristol, inspection of September 2018, para 38 (p. 9). "
            "Bristol: inspection of children's social care services, 10 to 21 September 2018.",
        ),
        ("Quote", "have improved significantly"),
        (
            "Source",
            "[2]\tBristol, improvement plan 2016–17, KPI 6a. "
            "Children’s Services Improvement Plan, September 2016.",
        ),
        ("Quote", "6a care leavers in EET\nTarget: 58%\nDue: Mar-17"),
        (
            "Note",
            "In the documents’ own words; exported from Pinpoint on 20 November 2026. "
            "2 of 2 quotations checked word for word.",
        ),
        ("Heading 1", "and the weather?"),
        ("Note", "Understood as: What is the weather in Bristol?"),
        ("Normal", "That is not about inspections."),
        ("Note", "Written by openai:gpt-x; exported from Pinpoint on 20 November 2026."),
    ]


def test_bold_and_italic_are_kept(document: Document) -> None:
    (lead,) = [p for p in document.paragraphs if p.text.startswith("Better")]
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in lead.runs] == [
        ("Better, but still ", True, False),
        ("uneven", True, True),
        (".", True, False),
    ]


def test_the_table_has_a_style_and_a_row_of_headings_that_repeats(document: Document) -> None:
    (table,) = document.tables
    assert table.style is not None
    assert table.style.name == "Light Shading"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Inspection", "Grade"],
        ["October 2014", "Inadequate [1]"],
        ["September 2018", "Requires improvement to be good [2]"],
    ]
    headings = [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows]
    assert headings == [True, False, False]


def test_markers_lead_to_the_bookmarks_of_their_sources(document: Document) -> None:
    body = document.element.body
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = [(mark.get(qn("w:id")), mark.get(qn("w:name"))) for mark in body.iter(qn("w:bookmarkStart"))]
    assert set(anchors) == {name for _, name in marks} == {"source_1_1", "source_1_2"}
    assert len({id for id, _ in marks}) == len(marks)
    assert len(anchors) == 5  # each marker that has a source


def test_each_numbered_list_begins_anew() -> None:
    text = "1. a\n2. b\n\nbetween\n\n1. c\n2. d\n\nand\n\n5. e"
    answer = make_export([type(CHANGE)("q", "q", text, "answered")], ".docx")
    document = docx.Document(io.BytesIO(answer))
    items = [p for p in document.paragraphs if p.style and p.style.name == "List Number"]
    lists = [p._p.pPr.numPr.numId.val for p in items]
    assert [lists.index(id) for id in lists] == [0, 0, 2, 2, 4]
    numbering = document.part.numbering_part.element
    starts = [numbering.num_having_numId(id).lvlOverride_lst[0].startOverride.val for id in lists]
    assert starts == [1, 1, 1, 1, 5]


def test_title_language_and_paper_are_set(document: Document) -> None:
    properties = document.core_properties
    assert properties.title == "How did Bristol's care leaver service change? (and 1 more)"
    assert (properties.language, properties.author, properties.comments) == ("en-GB", "Pinpoint", "")
    assert {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.sections[0].page_height.mm == pytest.approx(297, abs=0.1)


def test_nothing_from_a_document_becomes_a_link_or_a_field() -> None:
    content = make_export([HARM], ".docx", made_on=MADE_ON)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        relations = parts.read("word/_rels/document.xml.rels").decode()
        body = parts.read("word/document.xml").decode()
    assert "TargetMode" not in relations
    assert "evil" not in relations
    assert not re.search(r"<w:(fldSimple|instrText|object|pict|drawing)\b", body)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert EVIL in text  # as words
    assert "\u202e" not in text
