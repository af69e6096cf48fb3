"""A paper to a PDF: A4 pages in a font that every reader has, markers that lead to sources, an outline."""

from __future__ import annotations

import unicodedata

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from rag.export.blocks import Paper, Paragraph, Run, Style, Table, words_of

ENCODING = "windows-1252"  # what the standard fonts of PDF print: British text with its dashes and quotes
FONT, SIZE, SMALL = "Helvetica", 10.5, 9  # points
LINE, GAP, STEP, MARGIN = 5.4, 2.2, 7, 25  # millimetres
CLOSE: tuple[Style, ...] = ("bullet", "number", "quotation")  # to what stands above them
MOST_COLUMNS, MOST_LINES, LINE_LENGTH = 10, 30, 75  # of a table, of its cells, of the page in letters
HEADINGS = {1: (16, 4), 2: (12, 3), 3: (SIZE, 2)}  # size in points and space before, by level
INK, GREY, ACCENT, BAND = (27, 42, 61), (80, 90, 95), (29, 91, 153), (240, 243, 246)
IN_WORDS = str.maketrans(
    {"−": "-", "‑": "-", "‐": "-", "─": "—", "≥": ">=", "≤": "<=", "≠": "not =", "→": "->"}
)
LEFT_OUT = (
    "Characters that the standard fonts of PDF do not have show as “?”; a Word or Markdown export has them."
)


def write_pdf(paper: Paper) -> bytes:
    """The paper as a .pdf file."""
    pages = _Pages(paper)
    for block in paper.blocks:
        if isinstance(block, Table):
            pages.write_table(block)
        else:
            pages.write_paragraph(block)
    return pages.finish()


class _Pages(FPDF):
    """Pages that are written from top to bottom."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = ENCODING
        self._whole = True  # nothing that was printed is left out
        self.set_title(self._printable(paper.title))
        self.set_lang("en-GB")
        self.set_creator("Pinpoint")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.add_page()
        anchors = [block.anchor for block in paper.blocks if isinstance(block, Paragraph) and block.anchor]
        self._places = {anchor: self.add_link() for anchor in anchors}

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-MARGIN / 1.6)
        self._use("note")
        self.cell(0, LINE, f"{self.page_no()}", align="C")

    def write_paragraph(self, block: Paragraph) -> None:
        """A paragraph after a gap, its bullet or number hanging before it."""
        if block.style == "heading":
            return self._write_heading(block)
        if self.will_page_break(LINE * (4 if block.style == "source" else 1)):  # with the words it printed
            self.add_page()
        self.ln(GAP / 2 if block.style in CLOSE else GAP)
        indent = self._indent(block)
        if block.style in ("bullet", "number", "source"):
            self._write_sign(block, indent)
        self._use(block.style)
        column = self.text_columns(l_margin=MARGIN + indent, line_height=LINE / self.font_size)
        with column, column.paragraph() as paragraph:
            for run in block.line:
                self._use(block.style, bold=run.bold, italic=run.italic)
                link = self._places.get(run.leads_to)
                if link:
                    self.set_text_color(*ACCENT)
                paragraph.write(self._printable(run.text), link)
        self.set_x(MARGIN)

    def write_table(self, table: Table) -> None:
        """A table with its headings repeated on each page; a cell has one style and leads to one source.

        One that has too many columns, or a cell too long for a page, is written as paragraphs.
        """
        widths = _widths(table)
        if not widths:
            return self._write_rows(table)
        self.ln(GAP)
        self._use("text")
        self.set_draw_color(*GREY)
        with self.table(
            col_widths=widths,
            text_align="LEFT",
            v_align="TOP",
            line_height=LINE,
            padding=1.2,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", fill_color=BAND),
        ) as drawn:
            for cells in table.rows:
                row = drawn.row()
                for line in cells:
                    bold = FontFace(emphasis="BOLD") if line and line[0].bold else None
                    link = next((self._places[run.leads_to] for run in line if run.leads_to), None)
                    row.cell(self._printable(words_of(line)), style=bold, link=link)
        self.ln(GAP)

    def _write_rows(self, table: Table) -> None:
        for row in table.rows:
            cells = (run for line in row for run in (*line, Run(" | ")))
            self.write_paragraph(Paragraph("text", tuple(cells)[:-1]))

    def finish(self) -> bytes:
        """The file; where its font lacked a character, the last line says so."""
        if not self._whole:
            self.write_paragraph(Paragraph("note", (Run(LEFT_OUT),)))
        return bytes(self.output())

    def _write_heading(self, block: Paragraph) -> None:
        size, before = HEADINGS[min(block.level, 3)]
        self.set_font(FONT, "B", size)
        self.set_text_color(*INK)
        if self.will_page_break(before + size + 4 * LINE):  # a heading stays with what follows
            self.add_page()
        self.ln(before)
        self.start_section(self._printable(block.text), level=min(block.level, 3) - 1, strict=False)
        self.multi_cell(0, size * 0.5, self._printable(block.text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _write_sign(self, block: Paragraph, indent: float) -> None:
        """A bullet or number, to the left of the text it belongs to."""
        sign = {"bullet": "•", "number": f"{block.number}."}.get(block.style, f"[{block.number}]")
        self._use(block.style)
        if block.anchor:
            self.set_link(self._places[block.anchor], y=self.get_y(), page=self.page_no())
        self.set_x(MARGIN + indent - STEP)
        self.cell(STEP - 1, LINE, sign, align="R")
        self.set_x(MARGIN)

    def _use(self, style: Style, *, bold: bool = False, italic: bool = False) -> None:
        self.set_font(
            FONT, ("B" if bold else "") + ("I" if italic else ""), SMALL if style == "note" else SIZE
        )
        self.set_text_color(*(GREY if style in ("note", "quotation") else INK))

    def _indent(self, block: Paragraph) -> float:
        levels = {"bullet": block.level, "number": block.level, "continued": block.level}
        return STEP * levels.get(block.style, 1 if block.style in ("quotation", "source") else 0)

    def _printable(self, text: str) -> str:
        """Text in characters that the font has; ``?`` stands for what it lacks."""
        printed = "".join(map(_nearest, text.translate(IN_WORDS)))
        self._whole &= "\N{REPLACEMENT CHARACTER}" not in printed
        return printed.replace("\N{REPLACEMENT CHARACTER}", "?")


def _widths(table: Table) -> list[int]:
    """The widths of a table's columns, in shares; none where it would not fit on a page."""
    lengths = [[len(words_of(line)) for line in column] for column in zip(*table.rows, strict=True)]
    widths = [min(max(*column, 7) + 3, 40) for column in lengths]
    lines = (
        max(column) * sum(widths) / width / LINE_LENGTH for column, width in zip(lengths, widths, strict=True)
    )
    return widths if len(widths) <= MOST_COLUMNS and max(lines) <= MOST_LINES else []


def _nearest(character: str) -> str:
    """A character as the standard fonts have it: itself, or without its accents."""
    for form in (character, unicodedata.normalize("NFKD", character)):
        kept = "".join(c for c in form if not unicodedata.combining(c))
        if kept and kept.encode(ENCODING, "ignore").decode(ENCODING) == kept:
            return kept
    return "" if unicodedata.combining(character) else "\N{REPLACEMENT CHARACTER}"
