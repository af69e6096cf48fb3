"""A published version on servers: its documents in memory, its words and vectors fetched when asked for.

Whatever is fetched is asked for together with whether the version is still there: one whose rows a writer
has given back, as it may where the lock on it was lost, says so and finds nothing by half. It never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from rag.engine.held import HeldVersion, remember
from rag.engine.hits import Hits, joined, nearest_of, search_exactly
from rag.engine.packed import pack
from rag.engine.rows import DocumentVectors, Matrix, document_of
from rag.engine.server.connections import Connection, Connections
from rag.engine.server.graph import Graph
from rag.engine.server.library import notes_in
from rag.engine.server.postings import Among, count_holding, holders_of
from rag.engine.server.schema import Published, check_there
from rag.engine.server.vectors import Vectors, fetch_vectors, together
from rag.engine.server.words import LENGTH, Holder, Paragraphs, terms_of
from rag.engine.telling import proper_words, telling_words
from rag.errors import DamagedIndex
from rag.model import Place

Found = TypeVar("Found")


class ServerVersion(HeldVersion):
    """One published version in a database; raises UnusableIndex where it cannot be read or has gone.

    ``earlier`` is one that was read before: of what it has nothing is read again. ``open_graph`` gives the
    collection of a store and a model, where there is a server for that.
    """

    def __init__(
        self,
        published: Published,
        connections: Connections,
        vectors: Vectors,
        open_graph: Callable[[str, str], Graph | None] = lambda *_: None,
        earlier: ServerVersion | None = None,
    ) -> None:
        super().__init__()
        self.published = published
        self._connections = connections
        self._kept = vectors
        self._read(self._load, open_graph, earlier)

    @property
    def name(self) -> str:
        """What tells this version from any other one."""
        return f"{self.published.store}:{self.published.number}"

    # words

    def search_words(
        self, words: Sequence[str], *, documents: Collection[str] | None = None, limit: int
    ) -> Mapping[Place, float]:
        """See ``Words``."""
        if documents is not None and not documents:
            return {}
        holding = self._paragraphs_holding(proper_words(words))
        telling = telling_words(words, holding.__getitem__)
        held = self._holders([word for word in telling if holding[word]], documents)
        best = self._paragraphs.rank(((holding[word], holders) for word, holders in held.items()), limit)
        return {self._place(number, position): score for number, position, score in best}

    def _texts_holding(self, word: str) -> Iterator[str]:
        for number, rows in self._holders([word], None)[word]:
            paragraphs = self._documents[self._ids[number]].paragraphs
            yield from (paragraphs[at].text for at in rows["paragraph"][rows["text"] > 0].tolist())

    # vectors

    def _search_all(self, question: Matrix, limit: int) -> Hits:
        near = self._graph.search(question, limit=limit, among=self._whole) if self._graph else None
        rest = list(self._ids) if near is None else [n for n in self._ids if n not in self._whole]
        found = near if near is not None else joined([])
        for some in together(rest):
            exact = search_exactly(question, self._vectors_of(some))
            found = nearest_of(joined([found, exact]), limit=limit)
        return found

    def _vectors_of(self, numbers: Sequence[int]) -> dict[int, DocumentVectors]:
        known = self._kept.known(numbers)
        for missing in together([number for number in numbers if number not in known]):
            fetched = self._read(fetch_vectors, missing, self._authorities(missing))
            self._kept.keep(fetched)
            known |= fetched
        if lost := [self._ids[number] for number in numbers if number not in known]:
            raise DamagedIndex(
                f"The database {self._connections.address} lacks the vectors of {', '.join(sorted(lost))}; "
                "run `pinpoint index --rebuild` to make them anew from the documents."
            )
        return {number: known[number] for number in numbers}

    # how

    def _read(self, ask: Callable[..., Found], *what: Any) -> Found:
        """What ``ask`` finds in the database while this version is there."""

        def asked(db: Connection) -> Found:
            check_there(db, self._connections.address, self.published)
            return ask(db, *what)

        return self._connections.read(asked)

    def _load(
        self,
        db: Connection,
        open_graph: Callable[[str, str], Graph | None],
        earlier: ServerVersion | None,
    ) -> None:
        """Read the documents, those that are new to this process."""
        self._notes = notes_in(db)
        rows = db.execute(
            "SELECT number, id, root, file, size, modified, sha256, lengths FROM documents "
            "WHERE since <= %(version)s AND (until IS NULL OR until > %(version)s) ORDER BY id",
            {"version": self.published.number},
        ).fetchall()
        self._know(row[:-1] for row in rows)
        self._paragraphs = Paragraphs({n: np.frombuffer(lengths, LENGTH) for n, *_, lengths in rows})
        known = earlier._by_number() if earlier else {}
        for numbers in together([number for number in self._ids if number not in known]):
            texts = db.execute("SELECT number, document FROM documents WHERE number = ANY(%s)", (numbers,))
            known |= {number: pack(document_of(text)) for number, text in texts}
        self._documents = {id: known[number] for number, id in self._ids.items()}
        self._graph = open_graph(self.published.store, self.model)
        self._whole = self._graph.whole(db, self._ids) if self._graph else {}

    def _holders(self, words: Sequence[str], documents: Collection[str] | None) -> dict[str, list[Holder]]:
        """Who holds each of some words, of some documents or of all of this version."""
        among = None
        if documents is not None:
            numbers = self._numbers_of(documents)
            among = Among(numbers, self._authorities(numbers))
        found = self._read(holders_of, words, among)
        return {word: [one for one in own if one.number in self._ids] for word, own in found.items()}

    def _paragraphs_holding(self, words: Sequence[str]) -> dict[str, int]:
        """How many paragraphs hold each of some words, in any inflection."""
        terms = {word: terms_of(word) for word in words}
        known = {word: self._holding.get(word) for word in words}
        found = {word: count for word, count in known.items() if count is not None}
        single = {word: own[0] for word, own in terms.items() if len(own) == 1 and word not in found}
        several = [word for word, own in terms.items() if len(own) != 1 and word not in found]
        if single:
            counts = self._read(count_holding, single.values(), self.published.number)
            found |= {word: counts.get(term, 0) for word, term in single.items()}
        if several:
            holders = self._holders(several, None)
            found |= {word: sum(len(one.held) for one in own) for word, own in holders.items()}
        remember(self._holding, found)
        return found

    def _authorities(self, numbers: Collection[int]) -> set[str]:
        return {self._documents[self._ids[number]].authority or "" for number in numbers}
