"""Documents to rows of data: grades and points for improvement, as tuples, data frames and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import import_module
from typing import Any, ClassVar, TypeVar, get_args, get_type_hints

from rag.errors import InvalidSetting
from rag.model import Document
from rag.notebook import table_html

SHOWN = 50  # rows of a table in a notebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade that a document gives: of the area, in our terms and as printed, and where it stands.

    ``page`` is None where the document has no pages, ``date`` an ISO date as ``Document.date`` has it.
    """

    document: str
    authority: str | None
    kind: str
    date: str | None
    area: str
    label: str
    grade: str
    printed: str
    locator: str
    page: int | None


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """A point for improvement that a document lists, word for word, and where it stands."""

    document: str
    authority: str | None
    kind: str
    date: str | None
    locator: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list: ``overall`` is its grade of everything, ``paragraphs`` how many it has."""

    id: str
    title: str
    kind: str
    authority: str | None
    date: str | None
    overall: str | None
    paragraphs: int


class Rows(tuple[T, ...]):
    """Rows of data: a plain tuple of them, and a table of them for a data frame or a notebook.

    ``row`` is the dataclass whose fields are the columns, ``called`` what the rows are.
    """

    row: ClassVar[type[Any]]
    called: ClassVar[str]

    def listed(self) -> Sequence[Any]:
        """What stands in the table for each of them, in order, each a ``row``."""
        return self

    def frame(self, library: str = "pandas") -> Any:
        """A data frame of ``pandas`` or ``polars``, a column a field; dates are the ISO strings.

        Without rows it has the columns none the less. Raises InvalidSetting for another library, and for
        one that is not installed.
        """
        make = _FRAMES.get(library)
        if not make:
            raise InvalidSetting(f"{library!r} makes no frames here; name {' or '.join(_FRAMES)}.")
        columns = {name: [getattr(row, name) for row in self.listed()] for name in self._names()}
        whole = {name for name, hint in get_type_hints(self.row).items() if int in (hint, *get_args(hint))}
        return make(columns, whole)

    def _names(self) -> list[str]:
        return [field.name for field in fields(self.row)]

    def _repr_html_(self) -> str:
        shown = map(astuple, self.listed()[:SHOWN])
        left_out = max(len(self) - SHOWN, 0)
        return table_html(f"{self.called}: {len(self):,}", self._names(), shown, left_out=left_out)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Say in one line what a notebook keeps as text beside the table."""
        printer.text(f"{self.called}: {len(self):,}")


class Grades(Rows[GradeRow]):
    """Grades, one a row."""

    row, called = GradeRow, "Grades"


class Improvements(Rows[ImprovementRow]):
    """Points for improvement, one a row."""

    row, called = ImprovementRow, "Points for improvement"


class Documents(Rows[Document]):
    """Documents, whole; their table has a line for each, without what stands in them."""

    row, called = DocumentRow, "Documents"

    def listed(self) -> Sequence[DocumentRow]:
        """A line of a list for each document."""
        return [_in_a_list(document) for document in self]


def grades_of(documents: Iterable[Document]) -> Rows[GradeRow]:
    """Every grade that documents give, by authority and date; those of one document as it prints them."""
    return Grades(
        GradeRow(
            document.id,
            document.authority,
            document.kind,
            document.date,
            judgement.area,
            judgement.label,
            judgement.grade,
            judgement.printed,
            judgement.locator,
            _page(document, judgement.locator),
        )
        for document in _in_order(documents)
        for judgement in document.judgements
    )


def improvements_of(documents: Iterable[Document]) -> Rows[ImprovementRow]:
    """Every point for improvement that documents list, by authority and date, as they list them."""
    return Improvements(
        ImprovementRow(
            document.id,
            document.authority,
            document.kind,
            document.date,
            paragraph.locator,
            paragraph.page,
            paragraph.text,
        )
        for document in _in_order(documents)
        for paragraph in document.improvements
    )


def _in_order(documents: Iterable[Document]) -> list[Document]:
    return sorted(
        documents, key=lambda document: (document.authority or "", document.date or "", document.id)
    )


def _page(document: Document, locator: str) -> int | None:
    return next((p.page for p in document.paragraphs if p.locator == locator), None)


def _in_a_list(document: Document) -> DocumentRow:
    return DocumentRow(
        document.id,
        document.title,
        document.kind,
        document.authority,
        document.date,
        document.overall.grade if document.overall else None,
        len(document.paragraphs),
    )


def _pandas(columns: Mapping[str, Sequence[Any]], whole: set[str]) -> Any:
    """A frame whose whole numbers stay whole where some are missing."""
    return _library("pandas").DataFrame(columns).astype(dict.fromkeys(whole, "Int64"))


def _polars(columns: Mapping[str, Sequence[Any]], whole: set[str]) -> Any:
    polars = _library("polars")
    types = {name: polars.Int64 if name in whole else polars.String for name in columns}
    return polars.DataFrame(columns, schema=types)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise InvalidSetting(
            f"{name} is not installed; `pip install {name}`, or ask for frames of another library."
        ) from None


_FRAMES: Mapping[str, Callable[[Mapping[str, Sequence[Any]], set[str]], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
}
