"""A question's vector to the chunks that are nearest to it, as rows of an array."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rag.engine.ports import Nearness
from rag.engine.rows import DocumentVectors
from rag.model import Place

HIT = np.dtype([("document", "<i8"), ("paragraph", "<u4"), ("window", "?"), ("near", "<f4")])
Hits = np.ndarray[Any, Any]
"""A row a chunk: its document by number, its paragraph by position, its kind, its cosine."""
DECIMALS = 5  # of a cosine: beyond them ways to compute the same one differ


def search_exactly(question: np.ndarray[Any, Any], documents: Mapping[int, DocumentVectors]) -> Hits:
    """Every chunk of some documents, in their order."""
    return joined([_hits_in(number, vectors, question) for number, vectors in documents.items()])


def nearest_of(hits: Hits, *, limit: int) -> Hits:
    """The nearest of them, nearest first; of those that are equally near, those that come first."""
    if len(hits) > limit:
        least = np.partition(hits["near"], -limit)[-limit]
        hits = hits[hits["near"] >= least]
    order = np.argsort(-hits["near"], kind="stable")[:limit]
    return np.take(hits, order)


def joined(found: Sequence[Hits]) -> Hits:
    """The hits of several searches, one after the other."""
    return np.concatenate([np.zeros(0, dtype=HIT), *found])


def nearness_of(hits: Hits, place: Callable[[int, int], Place]) -> Nearness:
    """Hits, the nearest first, to the best of each paragraph.

    ``place`` tells the place of a paragraph by the number of its document and its position there.
    """
    return Nearness(_best_of(hits[hits["window"]], place), _best_of(hits, place))


def _best_of(hits: Hits, place: Callable[[int, int], Place]) -> dict[Place, float]:
    first = np.unique(hits["document"] << 32 | hits["paragraph"], return_index=True)[1]
    best = hits[first]  # by document and position
    rows = zip(best["document"].tolist(), best["paragraph"].tolist(), best["near"].tolist(), strict=True)
    found = [(place(number, position), min(1.0, round(near, DECIMALS))) for number, position, near in rows]
    return dict(sorted(found, key=lambda one: (-one[1], one[0].document)))


def _hits_in(number: int, vectors: DocumentVectors, question: np.ndarray[Any, Any]) -> Hits:
    hits = np.zeros(len(vectors.paragraphs), dtype=HIT)
    if len(hits):
        hits["document"], hits["paragraph"] = number, vectors.paragraphs
        hits["window"], hits["near"] = vectors.windows, vectors.matrix @ question
    return hits
