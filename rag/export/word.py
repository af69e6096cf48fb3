"""A paper to a Word document: Word's own headings, lists and tables, and markers that lead to sources."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from rag.export.blocks import Line, Paper, Paragraph, Table

INK, GREY = RGBColor(0x1B, 0x2A, 0x3D), RGBColor(0x50, 0x5A, 0x5F)
HEADINGS = ((1, 16, 18), (2, 12, 12), (3, 11, 10))  # level, size and space before, in points
PLAIN = {"text": "Normal", "quotation": "Quote", "source": "Source", "note": "Note"}
LEVELLED = {
    "heading": "Heading",
    "bullet": "List Bullet",
    "number": "List Number",
    "continued": "List Continue",
}
DEEPEST = 3  # levels that Word has list styles for


def write_word(paper: Paper) -> bytes:
    """The paper as a .docx file."""
    document = docx.Document()
    _set_properties(document, paper.title)
    _set_styles(document)
    if paper.across:
        _lay_across(document)
    lists = _Lists(document)
    for block in paper.blocks:
        if isinstance(block, Table):
            _write_table(document, block)
        else:
            _write_paragraph(document, block, lists)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _lay_across(document: WordDocument) -> None:
    """Have the pages lie on their longer side."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


class _Lists:
    """The numbered lists of a document: a list of its own for each, so that none goes on with another."""

    def __init__(self, document: WordDocument) -> None:
        self._numbering = document.part.numbering_part.element
        self._last: dict[int, tuple[int, int]] = {}  # for a level, its list and the number of its last item

    def number(self, written: WordParagraph, block: Paragraph) -> None:
        """Give an item its number; it opens a list unless its number follows the last of its level."""
        list_id, last = self._last.get(block.level, (0, 0))
        if not list_id or block.number != last + 1:
            list_id = self._open(written, block.number)
        self._last[block.level] = (list_id, block.number)
        written._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id

    def _open(self, written: WordParagraph, first: int) -> int:
        assert written.style is not None
        of_style = written.style.element.pPr.numPr.numId.val
        made = self._numbering.add_num(self._numbering.num_having_numId(of_style).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(first)
        return int(made.numId)


def _write_paragraph(document: WordDocument, block: Paragraph, lists: _Lists) -> None:
    written = document.add_paragraph(style=_style_name(block))
    if block.style == "number":
        lists.number(written, block)
    if block.style == "source":
        _write_place(written, block)
    _write_line(written, block.line)


def _style_name(block: Paragraph) -> str:
    """What Word calls the style of a paragraph."""
    if block.style in PLAIN:
        return PLAIN[block.style]
    level = min(block.level, DEEPEST)
    return LEVELLED[block.style] + (f" {level}" if level > 1 or block.style == "heading" else "")


def _write_place(written: WordParagraph, block: Paragraph) -> None:
    """The number of a source, bookmarked, for its markers to lead to."""
    place = {"w:id": str(len(written._p.xpath("//w:bookmarkStart"))), "w:name": block.anchor}
    written._p.append(_element("w:bookmarkStart", place))
    written.add_run(f"[{block.number}]")
    written._p.append(_element("w:bookmarkEnd", place))
    written.add_run("\t")


def _write_line(written: WordParagraph, line: Line) -> None:
    for run in line:
        made = written.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.leads_to:
            link = _element("w:hyperlink", {"w:anchor": run.leads_to, "w:history": "1"})
            made._r.addprevious(link)
            link.append(made._r)


def _write_table(document: WordDocument, table: Table) -> None:
    written = document.add_table(len(table.rows), len(table.rows[0]), style="Light Shading")
    for row, cells in zip(written.rows, table.rows, strict=True):
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cell, line in zip(row.cells, cells, strict=True):
            _write_line(cell.paragraphs[0], line)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    written.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    document.add_paragraph()


def _set_properties(document: WordDocument, title: str) -> None:
    """The title and language as programs and screen readers see them, and paper of A4."""
    properties = document.core_properties
    properties.title, properties.language, properties.author = title[:255], "en-GB", "Pinpoint"
    properties.comments = ""
    properties.created = properties.modified = datetime.now(UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)


def _set_styles(document: WordDocument) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for close in list(document.styles.element.iter(qn("w:contextualSpacing"))):
        close.getparent().remove(close)  # the items of a list are as far apart as paragraphs
    normal = _style(document, "Normal")
    normal.font.name, normal.paragraph_format.space_after = "Calibri", Pt(6)
    for level, size, before in HEADINGS:
        heading = _style(document, f"Heading {level}")
        heading.font.size, heading.font.color.rgb = Pt(size), INK
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(before), Pt(4)
    quote = _style(document, "Quote")
    quote.font.italic, quote.paragraph_format.left_indent = False, Mm(10)
    source, note = _new_style(document, "Source"), _new_style(document, "Note")
    source.paragraph_format.left_indent, source.paragraph_format.first_line_indent = Mm(10), Mm(-10)
    source.paragraph_format.keep_with_next, source.paragraph_format.space_after = True, Pt(2)
    note.font.size, note.font.color.rgb = Pt(9.5), GREY


def _style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _new_style(document: WordDocument, name: str) -> ParagraphStyle:
    """A style of our own, which Word offers in its gallery."""
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _style(document, name)
    style.base_style, style.quick_style = document.styles["Normal"], True
    return style


def _element(name: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    return OxmlElement(name, {qn(key): value for key, value in (attributes or {}).items()})
