"""Files that a visitor gives to documents: kept in a folder, brought into the index, told of line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from rag.printing import written_news
from rag.work import Work

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.indexing import IndexReport

LONGEST_NAME = 150  # bytes
LARGEST_FILE_MEGABYTES = 50
MOST_FILES = 50


class Step(NamedTuple):
    """What is being done, how much of it is done, and how much there is in all."""

    what: str
    done: int
    total: int


def add_files(assistant: Assistant, files: Sequence[tuple[str, IO[bytes]]]) -> Work[Step, list[str]]:
    """Keep files in a folder and index them; unreadable ones are not kept.

    The result is a line for each, and one for each report that came in, with what is new in it.
    """
    folder = assistant.visitors_folder
    kept = {keep_file(folder, name, file): name for name, file in files}

    def index(tell: Callable[[Step], None]) -> list[str]:
        report = assistant.index([folder], lambda *step: tell(Step(*step)))
        lines = [_line(assistant, path, name, report) for path, name in kept.items()]
        return [*lines, *map(written_news, report.news)]

    return Work(index)


def keep_file(folder: Path, name: str, file: IO[bytes]) -> Path:
    """Write a file into a folder under its own name, or one with a number where that is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = Path(name.replace("\\", "/").replace("\0", "")).name.lstrip(".") or "document"
    stem, ending = _shortened(Path(plain).stem, LONGEST_NAME), _shortened(Path(plain).suffix, 10)
    names = (f"{stem}{f' ({number})' if number else ''}{ending}" for number in range(MOST_FILES * 100))
    for name in names:
        with suppress(FileExistsError), (folder / name).open("xb") as kept:
            kept.write(file.read())
            return folder / name
    raise FileExistsError(f"{folder} holds too many files that are called {plain}.")


def _shortened(text: str, size: int) -> str:
    """As much of a text as so many bytes hold."""
    return text.encode(errors="replace")[:size].decode(errors="ignore")


def _line(assistant: Assistant, path: Path, name: str, report: IndexReport) -> str:
    """What became of a file; one that is no document of its own is deleted again."""
    copies, unreadable = dict(report.copies), dict(report.unreadable)
    if reason := unreadable.get(str(path)):
        path.unlink(missing_ok=True)
        return f"{name} could not be read. {reason}"
    if copied := copies.get(str(path)):
        path.unlink(missing_ok=True)
        return f"{name} is loaded already: {assistant.document(copied).reference}."
    documents = [assistant.document(id) for id in report.added if assistant.file(id) == path]
    return f"{name} was added: {', '.join(document.reference for document in documents)}."


def remove_document(assistant: Assistant, id: str) -> None:
    """Forget a document; a file that was added here is deleted, any other one stays where it is."""
    path = assistant.file(id)
    assistant.remove([id])
    if path.is_relative_to(assistant.visitors_folder):
        path.unlink(missing_ok=True)
