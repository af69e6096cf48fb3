"""Vectors to the rows of a Chroma collection, and what a search of it found to hits: alike in each store."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.engine.hits import HIT, Hits
from rag.engine.rows import DocumentVectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# With the default graph one build in eight lost a nearest neighbour for good; with this none of 25 did.
GRAPH: Any = {"space": "cosine", "max_neighbors": 48, "ef_construction": 400, "ef_search": 800}

Row = tuple[str, dict[str, Any], Any]
"""A chunk as Chroma takes it: its id, what it is of, its vector."""


def rows_of(number: int, vectors: DocumentVectors) -> Iterator[Row]:
    """The chunks of a document."""
    columns = (vectors.paragraphs.tolist(), vectors.windows.tolist(), vectors.matrix)
    for row, (paragraph, window, vector) in enumerate(zip(*columns, strict=True)):
        yield f"{number}:{row}", {"document": number, "paragraph": paragraph, "window": window}, vector


def search_graph(
    collection: Collection, question: np.ndarray[Any, Any], *, wanted: int, among: Container[int]
) -> tuple[int, Hits]:
    """How many of the ``wanted`` nearest chunks were found, and those of them that are of some documents."""
    found = collection.query(
        query_embeddings=question[np.newaxis], n_results=wanted, include=["metadatas", "distances"]
    )
    metadatas, distances = found["metadatas"], found["distances"]
    assert metadatas is not None
    assert distances is not None
    rows = [
        (meta["document"], meta["paragraph"], meta["window"], 1.0 - distance)
        for meta, distance in zip(metadatas[0], distances[0], strict=True)
        if meta["document"] in among
    ]
    return len(metadatas[0]), np.array(rows, dtype=HIT)
