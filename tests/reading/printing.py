"""Small PDFs, printed in a test as a report is: paragraphs with space between, furniture, footnotes."""

from __future__ import annotations

from dataclasses import dataclass, field

from fpdf import FPDF

LEFT, RIGHT, TOP, LINE = 70.0, 525.0, 80.0, 14.5


@dataclass
class Printer:
    """A printer of A4 pages in points; ``y`` is where the next line goes, from the top."""

    header: str = ""
    numbers: bool = True
    y: float = TOP
    pdf: FPDF = field(default_factory=lambda: FPDF(unit="pt", format="A4"))

    def __post_init__(self) -> None:
        self.pdf.set_auto_page_break(False)
        self.page()

    def page(self) -> None:
        """Begin a page, with its running header and number."""
        self.pdf.add_page()
        self.y = TOP
        if self.numbers:
            self.line(str(self.pdf.page_no()), x=512, y=815, size=20)
        if self.header:
            self.line(self.header, y=800, size=8, style="B")

    def line(
        self, text: str, *, x: float = LEFT, y: float | None = None, size: float = 12, style: str = ""
    ) -> None:
        """Print one line, at the next place or at one of its own."""
        self.pdf.set_font("helvetica", style, size)
        self.pdf.text(x, self.y if y is None else y, text)
        if y is None:
            self.y += LINE * size / 12

    def paragraph(
        self, text: str, *, hang: float = 0, size: float = 12, style: str = "", x: float = LEFT
    ) -> None:
        """Print a paragraph, wrapped, with space after it; its further lines hang by so much."""
        self.pdf.set_font("helvetica", style, size)
        line = ""
        first = True
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self.pdf.get_string_width(longer) > RIGHT - x - (0 if first else hang):
                self.line(line, x=x if first else x + hang, size=size, style=style)
                line, first = word, False
            else:
                line = longer
        self.line(line, x=x if first else x + hang, size=size, style=style)
        self.y += 12

    def bullet(self, text: str, *, x: float = LEFT, hang: float = 18) -> None:
        """Print a paragraph with a bullet before it."""
        self.pdf.set_font("helvetica", "", 12)
        self.paragraph(f"· {text}", hang=hang, x=x)

    def data(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())
