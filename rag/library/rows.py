"""The values that go into the library and come out of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.chunks import ChunkVectors
from rag.model import Action, Document, Judgement, Measure, Paragraph

PARAGRAPH_COLUMNS = ("locator", "text", "kind", "section", "page", "box")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a document was read from, as it was then.

    ``root`` is the folder, or the file itself, that was named to be indexed, ``file`` the path
    below it, ``modified`` its time in nanoseconds.
    """

    root: str
    file: str
    size: int
    modified: int
    sha256: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(self.root, self.file)


@dataclass(frozen=True, slots=True)
class StoredParagraph:
    """A paragraph with its document's id and its own number in the library."""

    id: int
    document: str
    paragraph: Paragraph


def details_json(document: Document) -> str:
    """All of a document but its paragraphs."""
    return json.dumps({key: value for key, value in asdict(document).items() if key != "paragraphs"})


def document_of(details: str, paragraphs: Iterable[Paragraph]) -> Document:
    """The document that ``details_json`` and its paragraphs came from."""
    fields = json.loads(details)
    fields["judgements"] = tuple(Judgement(**row) for row in fields["judgements"])
    fields["actions"] = tuple(Action(**row) for row in fields["actions"])
    fields["measures"] = tuple(Measure(**row) for row in fields["measures"])
    return Document(**fields, paragraphs=tuple(paragraphs))


def paragraph_row(paragraph: Paragraph) -> tuple[str, str, str, str, int | None, str | None]:
    """A paragraph as the library keeps it."""
    *fields, box = (getattr(paragraph, name) for name in PARAGRAPH_COLUMNS)
    return (*fields, json.dumps(box) if box else None)


def paragraph_of(row: Sequence[Any]) -> Paragraph:
    """The paragraph that ``paragraph_row`` came from."""
    locator, text, kind, section, page, box = row
    return Paragraph(locator, text, kind, section, page, tuple(json.loads(box)) if box else None)


def chunk_vectors_of(rows: Sequence[tuple[int, int, str, bytes]]) -> ChunkVectors:
    """Rows of (chunk, paragraph, kind, vector) as arrays."""
    vectors = np.frombuffer(b"".join(row[3] for row in rows), dtype=np.float32)
    return ChunkVectors(
        chunks=np.array([row[0] for row in rows], dtype=np.int64),
        paragraphs=np.array([row[1] for row in rows], dtype=np.int64),
        kinds=np.array([row[2] for row in rows], dtype=np.str_),
        vectors=vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0),
    )


def hash_text(text: str) -> bytes:
    """The key of a text's embedding."""
    return hashlib.sha256(text.encode()).digest()[:16]
