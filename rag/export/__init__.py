"""Answers to a file: a document for a paper (Word, Markdown, PDF), or a table of the sources (CSV)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rag.errors import InvalidSetting
from rag.export.files import check_ending, check_path, write_whole
from rag.model import Answer

__all__ = ["ENDINGS", "check_export", "make_export", "write_export"]


def make_export(answers: Sequence[Answer], ending: str, *, made_on: date | None = None) -> bytes:
    """The file of one or more answers, its kind by the ending (``.docx``); ``made_on`` is today if not told.

    Raises InvalidSetting for an ending that none of ``ENDINGS`` is, and for no answers.
    """
    check_ending(ending, ENDINGS)
    if not answers:
        raise InvalidSetting("There is no answer to export; ask something first.")
    return _WRITERS[ending.lower()](answers, made_on or date.today())


def check_export(path: Path) -> None:
    """Raises InvalidSetting where ``path`` has no ending that can be written, or is there already."""
    check_path(path, ENDINGS)


def write_export(path: Path, answers: Sequence[Answer]) -> None:
    """Write the file whole or not at all, and its folder if it is missing; never over one that is there."""
    check_export(path)
    write_whole(path, make_export(answers, path.suffix), ENDINGS)


def _write_word(answers: Sequence[Answer], made_on: date) -> bytes:
    from rag.export.paper import lay_out
    from rag.export.word import write_word

    return write_word(lay_out(answers, made_on))


def _write_markdown(answers: Sequence[Answer], made_on: date) -> bytes:
    from rag.export.markdown import write_markdown
    from rag.export.paper import lay_out

    return write_markdown(lay_out(answers, made_on))


def _write_pdf(answers: Sequence[Answer], made_on: date) -> bytes:
    from rag.export.paper import lay_out
    from rag.export.pdf import write_pdf

    return write_pdf(lay_out(answers, made_on))


def _write_csv(answers: Sequence[Answer], _made_on: date) -> bytes:
    from rag.export.sources import write_sources

    return write_sources(answers)


_WRITERS: dict[str, Callable[[Sequence[Answer], date], bytes]] = {
    ".docx": _write_word,
    ".md": _write_markdown,
    ".pdf": _write_pdf,
    ".csv": _write_csv,
}
ENDINGS = tuple(_WRITERS)
