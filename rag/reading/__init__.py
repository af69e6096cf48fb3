"""A file -> the Document it holds: details, judgements, actions, measures, and paragraphs to cite."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Self

from rag.errors import RagError, UnreadableFile
from rag.model import Document, PageImage
from rag.reading.confining import ALL
from rag.reading.documents import compose_document
from rag.reading.files import (
    READABLE_ENDINGS,
    archive_of,
    is_archive,
    is_short_text,
    is_there,
    open_file,
    read_archive,
    read_lines,
    stat_file,
)
from rag.reading.lines import Box
from rag.reading.worker import OutOfTimeError, ProcessEndedError, TaskError, Worker

__all__ = [
    "READABLE_ENDINGS",
    "FileReader",
    "archive_of",
    "confinement",
    "is_archive",
    "is_there",
    "open_file",
    "read_archive",
    "read_document",
    "stat_file",
]

SHEETS = (".csv", ".xlsx")  # endings of files that are read for their plans alone


class FileReader:
    """Reads files one after the other so that none, however it is made, harms the process or holds it up.

    What is more than a short text is read in a process of its own, which lives from the
    first such file until the FileReader is closed, and is replaced when a file ends it. A FileReader
    that was closed can be used again.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._worker = Worker(__name__, seconds, megabytes)

    def read(self, path: Path, root: Path) -> Document:
        """As read_document; UnreadableFile too where it takes more time or memory than is allowed."""
        try:
            if is_short_text(path):
                return read_document(path, root)
            return self._worker.call(read_document, path, root)
        except RagError:
            raise
        except Exception as error:
            raise UnreadableFile(self._say(error, path.name)) from error

    def draw_page(self, path: Path, number: int, box: Box | None = None) -> PageImage:
        """The image of a page of a PDF, counted from 1, and where on it a box of the page is.

        Raises UnknownPlace where the file has no such page, UnreadableFile where it cannot be drawn.
        """
        try:
            return self._worker.call(_draw_page, path, number, box)
        except RagError:
            raise
        except Exception as error:
            raise UnreadableFile(self._say(error, path.name)) from error

    @property
    def limits(self) -> str:
        """What a file may take to be read, in words."""
        return f"{self._worker.seconds:g} seconds, {self._worker.megabytes} MB"

    def close(self) -> None:
        """End the process that reads."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _say(self, error: Exception, name: str) -> str:
        """What kept a file from being read, and what to do."""
        seconds, megabytes = self._worker.seconds, self._worker.megabytes
        if isinstance(error, OutOfTimeError):
            return (
                f"{name} takes longer than {seconds:g} seconds to read; split it into smaller documents, "
                "or allow more by PINPOINT_READING_SECONDS."
            )
        if isinstance(error, MemoryError):
            return (
                f"{name} takes more than {megabytes} MB of memory to read; split it into smaller documents, "
                "or allow more by PINPOINT_READING_MEGABYTES."
            )
        if isinstance(error, ProcessEndedError):
            return (
                f"{name} ended the process that read it ({error}): it is damaged, or takes more than "
                f"{megabytes} MB of memory. Save it in another format, or allow more by "
                "PINPOINT_READING_MEGABYTES."
            )
        told = error if isinstance(error, TaskError) else f"{type(error).__name__}: {error}"
        return f"{name} cannot be read ({told}); save it in another format."


@cache
def confinement() -> str:
    """What the process that reads files is kept from on this system, and what it is not, in words."""
    with Worker(__name__, seconds=10, megabytes=512) as worker:
        kept = worker.confinement()
    left = [what for what in ALL if what not in kept]
    told = f"the process that reads files is kept from {', '.join(kept) or 'nothing'}"
    return f"{told}; not from {', '.join(left)} on this system" if left else told


def _draw_page(path: Path, number: int, box: Box | None) -> PageImage:
    from rag.reading.images import draw_page  # pdfium is loaded in the process that draws

    return draw_page(path, number, box)


def read_document(path: Path, root: Path) -> Document:
    """The document in a file; its id is the path under ``root`` without its ending.

    Raises UnreadableFile where the file cannot be read as a document; so is a sheet that holds
    no plan, since numbers without their meaning cannot be cited.
    """
    inside = path.relative_to(root) if path.is_relative_to(root) and path != root else Path(path.name)
    document = compose_document(read_lines(path), inside.with_suffix("").as_posix())
    if path.suffix.lower() in SHEETS and not document.is_plan:
        raise UnreadableFile(
            f"{path.name} holds no table of actions or of measures; of sheets, only plans can be read."
        )
    return document


TASKS = {task.__name__: task for task in (read_document, _draw_page)}
"""What the process that reads files can be asked to do."""
