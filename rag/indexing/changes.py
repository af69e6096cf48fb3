"""Listed files to what there is to do about them: those that changed are read and cut into chunks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from rag.chunks import place_of, split_chunks, topics_of
from rag.domain.frameworks import files as framework_files
from rag.embedding import LocalEmbeddings
from rag.engine.rows import ReadFile, SourceFile
from rag.errors import UnreadableFile
from rag.indexing.files import ListedFile, is_same_file
from rag.indexing.news import News
from rag.model import Document
from rag.places import as_written

READING_ROOMS = (
    "reading/*.py",
    "data/*.*",
    "domain/authorities.py",
    "domain/frameworks.py",
    "language/*.py",
    "chunks.py",
    "model.py",
)

REASONS_TOLD = 3  # of files that could not be read, where none could


@dataclass(slots=True)
class IndexReport:
    """What a run did: ids of documents, and the files that are none.

    ``copies`` are those with the content of another one, each with the id of its document;
    ``unreadable`` those that could not be read, each with the reason. ``news`` tells of the reports among
    what came to documents that were there before; of a first run, where all is new, there is none.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    news: tuple[News, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it published anything new."""
        return bool(self.added or self.updated or self.removed)


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

    ``read`` and ``touched`` are by the document's id, with the file as it is now.
    """

    read: dict[str, SourceFile] = field(default_factory=dict)
    touched: dict[str, SourceFile] = field(default_factory=dict)
    removed: Sequence[str] = ()
    passed: dict[Path, PassedOver] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of files from earlier runs.

    ``documents`` and ``staged`` are the files of those that are published, and of those that were read
    and could not be published yet, by the document's id; ``passed`` are the files that were passed over.
    """

    documents: Mapping[str, SourceFile]
    staged: Mapping[str, SourceFile]
    passed: Mapping[Path, PassedOver]


def read_changes(
    listed: Sequence[ListedFile],
    known: Known,
    changes: Changes,
    describe: Callable[[ListedFile], SourceFile],
    read: Callable[[ListedFile], Document],
) -> Iterator[tuple[int, Document | None, SourceFile | None]]:
    """Settle one file after the other; one that cannot be read stops no other.

    Each is told by how many are settled, and with its document where it had to be read. Of files with the
    same content only one is a document: the one that is known, else the first. A file that could not be
    read is not tried again while it is the same.
    """
    unchanged = [file for file in listed if is_same_file(file, known.documents.get(file.id))]
    owners = {known.documents[file.id].sha256: file.id for file in reversed(unchanged)}
    settled = set(owners.values())
    for done, file in enumerate(listed, start=1):
        earlier = known.passed.get(file.path)
        document = None
        if earlier and earlier.reason and is_same_file(file, earlier.source):
            changes.passed[file.path] = earlier
        elif file.id not in settled:
            document = _settle(file, known, owners, changes, describe, read)
        yield done, document, changes.read.get(file.id)


def _settle(
    file: ListedFile,
    known: Known,
    owners: dict[str, str],
    changes: Changes,
    describe: Callable[[ListedFile], SourceFile],
    read: Callable[[ListedFile], Document],
) -> Document | None:
    """Add to the changes what there is to do about a file, and to the owners of contents the file."""
    source = document = None
    try:
        source = describe(file)
        before, staged = known.documents.get(file.id), known.staged.get(file.id)
        if source.sha256 in owners:
            changes.passed[file.path] = PassedOver(copy_of=owners[source.sha256], source=source)
            return None
        if before and before.sha256 == source.sha256:
            changes.touched[file.id] = source
        else:
            document = None if staged and staged.sha256 == source.sha256 else read(file)
            changes.read[file.id] = source
        owners[source.sha256] = file.id
    except UnreadableFile as error:
        changes.passed[file.path] = PassedOver(str(error), source=source)
    return document


def cut_document(document: Document, source: SourceFile, embeddings: LocalEmbeddings) -> ReadFile:
    """A document with its paragraphs in chunks that the embedding model reads whole."""
    place, limit, count = place_of(document), embeddings.longest_input, embeddings.count_pieces
    chunks, headers = {}, {}
    for paragraph, topic in zip(document.paragraphs, topics_of(document), strict=True):
        headers[paragraph.locator] = f"{place}. {topic}"
        chunks[paragraph.locator] = split_chunks(
            paragraph.text, place=place, topic=topic, limit=limit, count=count
        )
    return ReadFile(document, source, chunks, headers)


def report_of(
    changes: Changes, listed: Sequence[ListedFile], sources: Mapping[str, SourceFile]
) -> IndexReport:
    """What the changes do to documents that came from ``sources``."""
    read = list(changes.read)
    passed = sorted(changes.passed.items())
    return IndexReport(
        added=[id for id in read if id not in sources],
        updated=[id for id in read if id in sources],
        removed=list(changes.removed),
        unchanged=[f.id for f in listed if f.id not in read and f.path not in changes.passed],
        unreadable=[(as_written(path), entry.reason) for path, entry in passed if entry.reason],
        copies=[(as_written(path), entry.copy_of) for path, entry in passed if entry.copy_of],
    )


def new_content(changes: Changes, sources: Mapping[str, SourceFile]) -> list[str]:
    """Documents whose content none of ``sources`` had, not those that were only read anew or moved."""
    known = {source.sha256 for source in sources.values()}
    return [id for id, source in changes.read.items() if source.sha256 not in known]


def replaced(
    changes: Changes, listed: Sequence[ListedFile], sources: Mapping[str, SourceFile]
) -> Iterator[str]:
    """Documents that have become copies of others, and those without a file that others are copies of."""
    ids = {file.path: file.id for file in listed}
    yield from (ids[path] for path, entry in changes.passed.items() if entry.copy_of and ids[path] in sources)
    read = {source.sha256 for source in changes.read.values()}
    gone = sources.keys() - set(ids.values())
    yield from (id for id in gone if sources[id].sha256 in read)


def none_could_be_read(report: IndexReport) -> str:
    """Why there is nothing to publish, in words."""
    reasons = [reason for _, reason in report.unreadable]
    more = f" And {len(reasons) - REASONS_TOLD} more." if len(reasons) > REASONS_TOLD else ""
    return f"None of the files could be read. {' '.join(reasons[:REASONS_TOLD])}{more}"


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
    files = [file for room in READING_ROOMS for file in sorted(Path(__file__).parent.parent.glob(room))]
    read = b"".join(file.read_bytes() for file in (*files, *framework_files()))
    return hashlib.sha256(read).hexdigest()[:12]
