"""What is loaded: documents, paragraphs, pages, and rows of data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from rag.engine.ports import Engine
from rag.errors import UnknownPlace, UnreadableFile
from rag.indexing import Index
from rag.indexing.files import may_be_there
from rag.indexing.stored import Stored
from rag.model import Document, PageImage, Paragraph
from rag.query import Filters
from rag.questions.scope import admit
from rag.reading import READABLE_ENDINGS, FileReader, open_file
from rag.rows import Documents, GradeRow, ImprovementRow, Rows, grades_of, improvements_of
from rag.settings import Settings
from rag.visitors import FOLDER


class Library:
    """The documents of an index, each call from the version that is published at the time.

    ``endings`` are those of the files that can be read. Close it, or use it as a context manager.
    """

    endings = tuple(sorted(READABLE_ENDINGS))

    def __init__(self, index: Index, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._engine: Engine = index.store.engine()
        self._engine.current()  # what is wrong with the index is told now
        self._viewer = FileReader(settings.reading_seconds, settings.reading_megabytes)
        self._unreadable: dict[Path, str] = {}

    @property
    def folder(self) -> Path:
        """Where the index lies."""
        return self._index.folder

    @property
    def visitors_folder(self) -> Path:
        """Where files go that visitors give: what is said of the documents in it is said as theirs."""
        return self._index.folder.resolve() / FOLDER

    def documents(self) -> Rows[Document]:
        """What is loaded, by id; its frame has a line for each document, without what stands in it."""
        return Documents(self._engine.current().documents.values())

    def grades(self, filters: Filters | None = None) -> Rows[GradeRow]:
        """Every grade of every document that the filters let through, by authority and date."""
        return grades_of(self._admitted(filters))

    def improvements(self, filters: Filters | None = None) -> Rows[ImprovementRow]:
        """Every point for improvement of every document that the filters let through, in that order."""
        return improvements_of(self._admitted(filters))

    def document(self, id: str) -> Document:
        """One document; raises UnknownPlace where none has that id."""
        try:
            return self._engine.current().documents[id]
        except KeyError:
            raise UnknownPlace(f"No document {id!r} is loaded; `pinpoint documents` lists them.") from None

    def paragraph(self, id: str, locator: str) -> Paragraph:
        """One printed paragraph; raises UnknownPlace where the document has none of that locator."""
        for paragraph in self.document(id).paragraphs:
            if paragraph.locator.lower() == locator.lower():
                return paragraph
        raise UnknownPlace(f"{id} has no {locator!r}; `pinpoint show {id}` prints all of it.")

    def file(self, id: str) -> Path:
        """The file of a document, which may lie in a ZIP; raises UnknownPlace where none has that id.

        Of an object it is the path that stands for its URL, and nothing is fetched.
        """
        return self._engine.current().file(self.document(id).id)

    def content(self, id: str) -> bytes:
        """What the file of a document holds, byte for byte; raises UnreadableFile where it has gone.

        An object is fetched unless it is here: raises ObjectsUnavailable where that cannot be.
        """
        path = self._copy(id)
        try:
            with open_file(path) as file:
                return file.read()
        except OSError as error:
            raise UnreadableFile(
                f"{path.name} cannot be opened ({error.strerror}); check that it is where it was indexed."
            ) from error

    def page_image(self, id: str, number: int, locator: str = "") -> PageImage:
        """A page of a document's PDF as printed, and where the paragraph of that locator begins on it.

        Raises UnknownPlace where there is no such page, UnreadableFile where it cannot be drawn, and what
        ``content`` raises.
        """
        path = self.file(id)
        if path.suffix.lower() != ".pdf":
            raise UnknownPlace(f"{path.name} has no pages that could be shown; only PDFs have.")
        paragraph = self.paragraph(id, locator) if locator else None
        box = paragraph.box if paragraph and paragraph.page == number else None
        return self._viewer.draw_page(self._copy(id), number, box)

    def unreadable(self) -> tuple[tuple[Path, str], ...]:
        """The files that were to be indexed and could not be read, each with the reason."""
        return tuple((path, reason) for path, reason in self._unreadable.items() if may_be_there(path))

    def close(self) -> None:
        """Let go of the files; nothing can be asked any more."""
        self._viewer.close()
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _copy(self, id: str) -> Path:
        """The file of a document, to be opened here."""
        source = self._engine.current().source(self.document(id).id)
        return self._index.objects.copy(source.path, Stored(source.size, source.modified))

    def _admitted(self, filters: Filters | None) -> list[Document]:
        return admit(self.documents(), filters or Filters())
