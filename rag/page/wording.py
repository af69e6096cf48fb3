"""Documents, grids and numbers to the few words the page has for them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grid import ThemeGrid
from rag.model import Document


def counted(number: int, what: str) -> str:
    """``1 document``, ``5 documents``, ``4 authorities``."""
    many = what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{number:,} {what if number == 1 else many}"


def loaded(documents: Sequence[Document]) -> str:
    """What is loaded, in one line: ``5 documents, 4 authorities, 2016–2022``."""
    authorities = {document.authority for document in documents if document.authority}
    years = sorted({document.year for document in documents if document.date})
    span = [years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"] if years else []
    named = [counted(len(authorities), "authority")] if authorities else []
    return ", ".join([counted(len(documents), "document"), *named, *span])


def reports_of(grid: ThemeGrid) -> str:
    """What the rows of a grid are: ``131 reports, one by one``."""
    return f"{counted(len(grid.rows), 'report')}, one by one"


def upper_first(text: str) -> str:
    """Text as it stands at the head of a line."""
    return text[:1].upper() + text[1:]
