"""The addresses of two servers to the index that lies there: its state, its engine, and the turn to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from rag.engine.ports import Publisher, SharedFile, Soundness, State
from rag.engine.rows import model_of
from rag.engine.server.connections import Address, Connection, sound
from rag.engine.server.engine import ServerEngine
from rag.engine.server.graph import SEAL_SECONDS, SEARCH_SECONDS, Graph, check_url
from rag.engine.server.library import ServerLibrary, notes_in, sources_in
from rag.engine.server.locks import SEALING, WRITING, take_turn
from rag.engine.server.queue import help_with
from rag.engine.server.schema import are_there, bring_forward, latest
from rag.engine.server.sealing import seal_published
from rag.engine.server.soundness import look_over
from rag.errors import IndexBusy


class ServerStore:
    """The index in a PostgreSQL database, and in a Chroma server where one is named.

    See ``rag.engine.ports.Store``. Without Chroma every search is exact. Raises InvalidSetting where an
    address is none.
    """

    is_shared = True

    def __init__(self, database: str, chroma: str = "") -> None:
        self.address = Address(database)
        self._chroma = check_url(chroma) if chroma else ""

    def state(self) -> State:
        """See ``Store``; nothing for earlier tables, which have to be brought forward."""
        with sound(self.address), closing(self.address.connect()) as db, db.transaction():
            if not are_there(db, self.address):
                return State({}, {})
            return State(notes_in(db), sources_in(db))

    @property
    def place(self) -> str:
        """See ``Store``."""
        return str(self.address)

    def peek(self) -> State:
        """See ``Store``."""
        return self.state()

    def look_over(self, model: str) -> Soundness | None:
        """See ``Store``; PostgreSQL sees to its rows, what is looked at is whether they belong together."""
        with sound(self.address), closing(self.address.connect()) as db:
            if not are_there(db, self.address):
                return None
            graph = self._graph(db, SEARCH_SECONDS) if self._chroma else None
            return look_over(db, model, graph)

    def index_words(self, patience: float) -> None:
        """See ``Store``; words are written with their document, so that none are missing."""

    def unseal(self, patience: float, names: Iterable[str]) -> None:
        """See ``Store``; ``seal`` itself makes anew what is not as it was noted."""

    def engine(self) -> ServerEngine:
        """See ``Store``."""
        return ServerEngine(self.address, self._chroma)

    @contextmanager
    def writing(self, patience: float) -> Iterator[ServerLibrary]:
        """See ``Store``; the tables are brought forward first."""
        db = self.address.connect()
        with closing(ServerLibrary(db, self.address)) as library:
            with sound(self.address):
                if not take_turn(db, WRITING, patience):
                    raise IndexBusy(
                        f"Another process is writing to the index in {self.address}; try again when it has "
                        "finished."
                    )
                bring_forward(db, self.address)
            yield library

    def help(self, patience: float, made_with: str, work: Callable[[Publisher, SharedFile], None]) -> None:
        """See ``Store``."""
        db = self.address.connect()
        with sound(self.address), closing(ServerLibrary(db, self.address)) as library:
            if are_there(db, self.address):
                help_with(db, patience, made_with, partial(work, library))

    def seal(self, patience: float, *, changed: bool) -> None:  # noqa: ARG002 - what Chroma has lost is not told
        """See ``Store``; whether Chroma has lost anything is looked at each time."""
        if not self._chroma:
            return
        with sound(self.address), closing(self.address.connect()) as db:
            if not take_turn(db, SEALING, 0):
                return
            changed_there = seal_published(db, self.address, self._graph(db, SEAL_SECONDS))
            if changed_there and take_turn(db, WRITING, patience):
                db.execute("INSERT INTO versions SELECT max(number) + 1 FROM versions")

    def set_aside_damaged(self, patience: float) -> None:
        """See ``Store``; PostgreSQL itself knows what is sound, so there is nothing to put out of the way."""

    def _graph(self, db: Connection, seconds: float) -> Graph:
        return Graph(self._chroma, latest(db, self.address).store, model_of(notes_in(db)), seconds)
