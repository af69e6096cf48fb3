"""The values that go into a store and come out of it, as bytes and text: the same in each store."""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from rag.chunks import Chunk
from rag.model import Action, Document, Judgement, Measure, Paragraph, ParagraphKind

PARAGRAPH_COLUMNS = ("locator", "text", "kind", "section", "page", "box")
CHUNK = np.dtype([("hash", "V16"), ("paragraph", "<u4"), ("start", "<u4"), ("window", "?")])
STORED = np.dtype("<f2")  # a vector's numbers in the file; their error is far below that of bfloat16
SHORTEST = 1e-9  # by which a vector of nothing may be divided

BOX = struct.Struct("<4d")  # left, bottom, right and top

Matrix = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a document was read from, as it was then.

    ``root`` is the folder, the URL, or the file itself, that was named to be indexed, ``file`` the path
    below it, ``modified`` its time in nanoseconds; of an object a number that stands for its state.
    """

    root: str
    file: str
    size: int
    modified: int
    sha256: str

    @property
    def path(self) -> Path:
        """Where the file lies, as ``rag.places`` has it."""
        return Path(self.root, self.file)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A document as it was read, with the chunks and headers of its paragraphs by locator."""

    document: Document
    source: SourceFile
    chunks: Mapping[str, Sequence[Chunk]]
    headers: Mapping[str, str]

    @property
    def texts(self) -> list[str]:
        """What has to have a vector, in the order of ``chunk_rows``."""
        return [chunk.text for paragraph in self.document.paragraphs for chunk in self._of(paragraph)]

    @property
    def chunk_rows(self) -> np.ndarray[Any, Any]:
        """A row for each chunk: the hash of its text, its paragraph by position, where it starts."""
        rows = [
            (hash_text(chunk.text), position, chunk.start, chunk.kind == "window")
            for position, paragraph in enumerate(self.document.paragraphs)
            for chunk in self._of(paragraph)
        ]
        return np.array(rows, dtype=CHUNK)

    def _of(self, paragraph: Paragraph) -> Sequence[Chunk]:
        return self.chunks[paragraph.locator]


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """The vectors of a document's chunks as rows, each with its paragraph, by position, and its start.

    ``windows`` tells runs of sentences from single ones.
    """

    paragraphs: np.ndarray[Any, np.dtype[np.uint32]]
    starts: np.ndarray[Any, np.dtype[np.uint32]]
    windows: np.ndarray[Any, np.dtype[np.bool_]]
    matrix: Matrix

    def by_start(self, paragraph: int) -> dict[int, Matrix]:
        """The vectors of a paragraph by their start; where a sentence has one, it is the sentence's."""
        rows = np.flatnonzero(self.paragraphs == paragraph)
        windows_first = sorted(rows, key=lambda row: not self.windows[row])
        return {int(self.starts[row]): self.matrix[row] for row in windows_first}


def vectors_of(chunks: bytes, matrix: bytes) -> DocumentVectors:
    """The vectors that ``stored_matrix`` and the chunks' rows came from, each of length 1 again."""
    rows = np.frombuffer(chunks, dtype=CHUNK)
    vectors = matrix_of(matrix, len(rows))
    if len(rows):
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), SHORTEST)
    return DocumentVectors(rows["paragraph"].copy(), rows["start"].copy(), rows["window"].copy(), vectors)


def vectors_by_hash(chunks: bytes, matrix: bytes) -> dict[bytes, Matrix]:
    """The vector of each text, by the hash of the text."""
    rows = np.frombuffer(chunks, dtype=CHUNK)
    hashes = (bytes(row) for row in rows["hash"])
    return dict(zip(hashes, matrix_of(matrix, len(rows)), strict=True))


def matrix_of(stored: bytes, rows: int) -> Matrix:
    """So many vectors as they are kept: their lengths are 1 but for what two bytes a number lose."""
    return np.frombuffer(stored, dtype=STORED).reshape(rows, -1 if rows else 0).astype(np.float32)


def stored_matrix(vectors: Sequence[Matrix]) -> bytes:
    """Vectors as they are kept."""
    return b"".join(vector.astype(STORED).tobytes() for vector in vectors)


def document_json(document: Document) -> str:
    """All of a document."""
    return json.dumps(asdict(document))


def details_json(document: Document) -> str:
    """All of a document but its paragraphs."""
    return json.dumps({key: value for key, value in asdict(document).items() if key != "paragraphs"})


def document_of(details: str, paragraphs: Iterable[Paragraph] = ()) -> Document:
    """The document that ``document_json``, or ``details_json`` and its paragraphs, came from."""
    fields = json.loads(details)
    fields["judgements"] = tuple(Judgement(**row) for row in fields["judgements"])
    fields["actions"] = tuple(Action(**row) for row in fields["actions"])
    fields["measures"] = tuple(Measure(**row) for row in fields["measures"])
    own = [made_paragraph(**row) for row in fields.pop("paragraphs", ())]
    return Document(**fields, paragraphs=(*own, *paragraphs))


def paragraph_row(paragraph: Paragraph) -> tuple[str, str, str, str, int | None, bytes | None]:
    """A paragraph as the library keeps it."""
    *fields, box = (getattr(paragraph, name) for name in PARAGRAPH_COLUMNS)
    return (*fields, BOX.pack(*box) if box else None)


def paragraph_of(row: Sequence[Any]) -> Paragraph:
    """The paragraph that ``paragraph_row`` came from."""
    locator, text, kind, section, page, box = row
    return made_paragraph(locator, text, kind, section, page, BOX.unpack(box) if box else None)


def made_paragraph(locator: str, text: str, kind: str, section: str, page: int | None, box: Any) -> Paragraph:
    """A paragraph of its plain values, with its kind and section in memory once."""
    known = cast(ParagraphKind, sys.intern(kind))
    return Paragraph(locator, text, known, sys.intern(section), page, tuple(box) if box else None)


def model_of(notes: Mapping[str, str]) -> str:
    """The embedding model that a store's vectors are of, as far as that is noted."""
    return notes.get("made with", "").rpartition(" ")[0]


def hash_text(text: str) -> bytes:
    """The key of a text's embedding."""
    return hashlib.sha256(text.encode()).digest()[:16]
