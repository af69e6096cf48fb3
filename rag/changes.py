"""Listed files to what there is to do about them: those that changed are read and cut into chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from rag.chunks import Chunk, place_of, split_chunks, topic_of
from rag.corpus import ListedFile, describe_file, is_same_file
from rag.embedding import LocalEmbeddings
from rag.errors import UnreadableFile
from rag.library import SourceFile
from rag.model import Document
from rag.reading import Reader

READING_ROOMS = (
    "reading/*.py",
    "data/*",
    "authorities.py",
    "chunks.py",
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


@dataclass(slots=True)
class Changes:
    """What a run will publish: documents that were read, files to note, ids to forget.

    ``anew`` says that what is there already is embedded and arranged again all the same.
    """

    read: list[ReadFile] = field(default_factory=list)
    touched: dict[str, SourceFile] = field(default_factory=dict)
    removed: Sequence[str] = ()
    unreadable: dict[Path, str] = field(default_factory=dict)
    anew: bool = False

    @property
    def texts(self) -> Iterator[str]:
        """What has to have a vector."""
        return (chunk.text for file in self.read for chunks in file.chunks.values() for chunk in chunks)


def read_changes(
    listed: Sequence[ListedFile],
    known: Mapping[str, SourceFile],
    notify: Progress,
    *,
    reader: Reader,
    embeddings: LocalEmbeddings,
) -> Changes:
    """Read the files that are not as they are known; one that cannot be read stops no other."""
    changes = Changes()
    for done, file in enumerate(listed):
        notify("Reading documents", done, len(listed))
        before = known.get(file.id)
        if is_same_file(file, before):
            continue
        try:
            source = describe_file(file)
            if before and before.sha256 == source.sha256:
                changes.touched[file.id] = source
            else:
                document = replace(reader.read(file.path, file.root), id=file.id)
                changes.read.append(_cut(document, source, embeddings))
        except UnreadableFile as error:
            changes.unreadable[file.path] = str(error)
    notify("Reading documents", len(listed), len(listed))
    return changes


@cache
def reading_version() -> str:
    """A hash of the code and the data that documents are read with: another version reads them anew."""
    files = [file for room in READING_ROOMS for file in sorted(Path(__file__).parent.glob(room))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _cut(document: Document, source: SourceFile, embeddings: LocalEmbeddings) -> ReadFile:
    place, limit, count = place_of(document), embeddings.longest_input, embeddings.count_pieces
    chunks, headers = {}, {}
    for paragraph in document.paragraphs:
        topic = topic_of(document, paragraph)
        headers[paragraph.locator] = f"{place}. {topic}"
        chunks[paragraph.locator] = split_chunks(
            paragraph.text, place=place, topic=topic, limit=limit, count=count
        )
    return ReadFile(document, source, chunks, headers)
