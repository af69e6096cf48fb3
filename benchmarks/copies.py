"""The shipped documents under other names, as many paragraphs as are wanted, each vector turned a little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np

from rag.chunks import place_of
from rag.domain.authorities import load_authorities
from rag.embedding import LocalEmbeddings
from rag.engine.embedded.store import EmbeddedStore
from rag.engine.rows import Matrix, ReadFile, hash_text
from rag.indexing.changes import cut_document

NOISE = 0.2  # of a vector's length
FIRST_YEAR, YEARS = 2010, 14
PATIENCE = 60  # seconds, to read


@cache
def authorities() -> tuple[str, ...]:
    """The present ones of England, in the order in which they come."""
    return tuple(one.name for one in load_authorities() if not one.former)


def read_indexed(folder: Path, embeddings: LocalEmbeddings) -> Iterator[tuple[ReadFile, Matrix]]:
    """The documents of an index in a folder with their vectors, as they were indexed by that model."""
    with EmbeddedStore(folder).writing(PATIENCE) as library:
        for id, file in sorted(library.sources().items()):
            read = cut_document(library.document(id), file, embeddings)
            known = library.vectors_by_hash(id, embeddings.identity)
            yield read, np.array([known[hash_text(text)] for text in read.texts])


def copies(
    shipped: Sequence[tuple[ReadFile, Matrix]], size: int
) -> Iterator[tuple[ReadFile, Sequence[Matrix]]]:
    """So many paragraphs and what is left of their document: the shipped ones under other names."""
    chance, paragraphs = np.random.default_rng(0), 0
    for again in count():
        for read, matrix in shipped:
            if paragraphs >= size:
                return
            turned = matrix + chance.normal(0, NOISE / matrix.shape[1] ** 0.5, matrix.shape)
            turned /= np.linalg.norm(turned, axis=1, keepdims=True)
            yield copy_of(read, again), list(turned.astype(np.float32))
            paragraphs += len(read.document.paragraphs)


def copy_of(read: ReadFile, again: int) -> ReadFile:
    """The same document under another id, of another authority or year."""
    own, rounds, at = read.document, *divmod(again, len(authorities()))
    year = FIRST_YEAR + rounds % YEARS
    document = replace(
        own,
        id=f"{own.id}-{again}",
        authority=authorities()[at],
        inspection_start=moved(own.inspection_start, year),
        inspection_end=moved(own.inspection_end, year),
        published=moved(own.published, year),
    )
    before, after = place_of(own), place_of(document)
    headers = {locator: after + header.removeprefix(before) for locator, header in read.headers.items()}
    source = replace(read.source, file=f"{document.id}.txt", sha256=document.id)
    return ReadFile(document, source, read.chunks, headers)


def moved(date: str | None, year: int) -> str | None:
    """The same day of another year."""
    return date and f"{year}-{date[5:].replace('02-29', '02-28')}"
