"""Documents' numbers to their vectors: fetched from the database when asked for, and the latest kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence

from rag.engine.rows import DocumentVectors, vectors_of
from rag.engine.server.connections import Connection

MOST_KEPT = 512 << 20  # bytes of vectors, as they are searched
FETCHED_TOGETHER = 200  # documents


class Vectors:
    """Vectors that were fetched, as many as may be kept; safe to use from many threads.

    What stands under a document's number never changes, so that they are good for every version.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[int, DocumentVectors] = OrderedDict()
        self._turn = threading.Lock()

    def known(self, numbers: Collection[int]) -> dict[int, DocumentVectors]:
        """Those of them that are kept."""
        with self._turn:
            found = {number: self._kept[number] for number in numbers if number in self._kept}
            for number in found:
                self._kept.move_to_end(number)
        return found

    def keep(self, fetched: Mapping[int, DocumentVectors]) -> None:
        """Keep these, and no longer those that were not asked for for longest."""
        with self._turn:
            for number, vectors in fetched.items():
                if number not in self._kept:
                    self._kept[number] = vectors
                    self._size += vectors.matrix.nbytes
            while self._size > self._most and self._kept:
                self._size -= self._kept.popitem(last=False)[1].matrix.nbytes


def together(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Numbers, as many at once as are fetched together."""
    return (numbers[start : start + FETCHED_TOGETHER] for start in range(0, len(numbers), FETCHED_TOGETHER))


def fetch_vectors(
    db: Connection, numbers: Collection[int], authorities: Collection[str]
) -> dict[int, DocumentVectors]:
    """The vectors of documents of some authorities, by number."""
    rows = db.execute(
        "SELECT number, chunks, matrix FROM vectors WHERE authority = ANY(%s) AND number = ANY(%s)",
        (list(authorities), list(numbers)),
        binary=True,
    )
    return {number: vectors_of(chunks, matrix) for number, chunks, matrix in rows}
