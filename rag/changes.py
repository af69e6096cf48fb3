"""Listed files to what there is to do about them: those that changed are read and cut into chunks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from pathlib import Path

from rag.chunks import Chunk, place_of, split_chunks, topic_of
from rag.corpus import ListedFile, describe_file, is_same_file
from rag.embedding import LocalEmbeddings
from rag.errors import UnreadableFile
from rag.frameworks import files as framework_files
from rag.library import SourceFile
from rag.model import Document
from rag.reading import FileReader

READING_ROOMS = (
    "reading/*.py",
    "data/*.*",
    "authorities.py",
    "chunks.py",
    "frameworks.py",
    "model.py",
    "sentences.py",
    "terms.py",
)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A document as it was read, with the chunks and headers of its paragraphs by locator."""

    document: Document
    source: SourceFile
    chunks: Mapping[str, Sequence[Chunk]]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is no document: the reason why it cannot be read, or the document that it is a copy of.

    ``source`` is the file as it was then; None where it is to be looked at each time.
    """

    reason: str = ""
    copy_of: str = ""
    source: SourceFile | None = None


@dataclass(slots=True)
class Changes:
    """What a run will publish: documents that were read, files to note, ids to forget, files passed over.

    ``anew`` says that what is there already is embedded and arranged again all the same.
    """

    read: list[ReadFile] = field(default_factory=list)
    touched: dict[str, SourceFile] = field(default_factory=dict)
    removed: Sequence[str] = ()
    passed: dict[Path, PassedOver] = field(default_factory=dict)
    anew: bool = False

    @property
    def texts(self) -> Iterator[str]:
        """What has to have a vector."""
        return (chunk.text for file in self.read for chunks in file.chunks.values() for chunk in chunks)


def read_changes(
    listed: Sequence[ListedFile],
    known: Mapping[str, SourceFile],
    passed: Mapping[Path, PassedOver],
    notify: Progress,
    read: Callable[[ListedFile, SourceFile], ReadFile],
) -> Changes:
    """Read the files that are not as they are known; one that cannot be read stops no other.

    Of files with the same content only one is a document: the one that is known, else the
    first. A file that could not be read is not tried again while it is the same.
    """
    changes = Changes()
    unchanged = [file for file in listed if is_same_file(file, known.get(file.id))]
    owners = {known[file.id].sha256: file.id for file in reversed(unchanged)}
    settled = set(owners.values())
    for done, file in enumerate(listed):
        notify("Reading documents", done, len(listed))
        earlier = passed.get(file.path)
        if earlier and earlier.reason and is_same_file(file, earlier.source):
            changes.passed[file.path] = earlier
        elif file.id not in settled:
            _settle(file, known.get(file.id), owners, changes, read)
    notify("Reading documents", len(listed), len(listed))
    return changes


def _settle(
    file: ListedFile,
    before: SourceFile | None,
    owners: dict[str, str],
    changes: Changes,
    read: Callable[[ListedFile, SourceFile], ReadFile],
) -> None:
    """Add to the changes what there is to do about a file, and to the owners of contents the file."""
    source = None
    try:
        source = describe_file(file)
        if source.sha256 in owners:
            changes.passed[file.path] = PassedOver(copy_of=owners[source.sha256], source=source)
            return
        if before and before.sha256 == source.sha256:
            changes.touched[file.id] = source
        else:
            changes.read.append(read(file, source))
        owners[source.sha256] = file.id
    except UnreadableFile as error:
        changes.passed[file.path] = PassedOver(str(error), source=source)


def read_file(
    file: ListedFile, source: SourceFile, *, reader: FileReader, embeddings: LocalEmbeddings
) -> ReadFile:
    """A file as a document that is cut into chunks; raises UnreadableFile where it cannot be read."""
    document = replace(reader.read(file.path, file.root), id=file.id)
    place, limit, count = place_of(document), embeddings.longest_input, embeddings.count_pieces
    chunks, headers = {}, {}
    for paragraph in document.paragraphs:
        topic = topic_of(document, paragraph)
        headers[paragraph.locator] = f"{place}. {topic}"
        chunks[paragraph.locator] = split_chunks(
            paragraph.text, place=place, topic=topic, limit=limit, count=count
        )
    return ReadFile(document, source, chunks, headers)


def still_passed(
    listed: Sequence[ListedFile], sources: Mapping[str, SourceFile], passed: Mapping[Path, PassedOver]
) -> dict[Path, PassedOver]:
    """Of the files that were passed over those that are the same, as are the documents they are copies of."""
    present = {file.id for file in listed}
    still = {}
    for file in listed:
        before = passed.get(file.path)
        if before is None or not is_same_file(file, before.source):
            continue
        owner = sources.get(before.copy_of) if before.copy_of in present else None
        if before.reason or (owner and before.source and owner.sha256 == before.source.sha256):
            still[file.path] = before
    return still


def passed_json(passed: Mapping[Path, PassedOver]) -> str:
    """Files that were passed over, to be kept; those that are looked at each time are left out."""
    return json.dumps(
        {
            str(path): (entry.reason, entry.copy_of, astuple(entry.source))
            for path, entry in passed.items()
            if entry.source
        }
    )


def passed_from(text: str) -> dict[Path, PassedOver]:
    """What ``passed_json`` kept."""
    entries = json.loads(text or "{}").items()
    return {Path(path): PassedOver(reason, id, SourceFile(*source)) for path, (reason, id, source) in entries}


@cache
def reading_version() -> str:
    """A hash of the code and the data that documents are read with: another version reads them anew."""
    files = [file for room in READING_ROOMS for file in sorted(Path(__file__).parent.glob(room))]
    read = b"".join(file.read_bytes() for file in (*files, *framework_files()))
    return hashlib.sha256(read).hexdigest()[:12]
