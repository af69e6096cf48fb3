"""The address of a PostgreSQL database to connections that read it, and its faults told in our words."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from rag.errors import InvalidSetting, RagError, UnusableIndex

MOST_IDLE = 8  # connections that wait for the next question
# A server that has gone without a word is noticed after about a minute, and so is one of us by the server.
PATIENCE: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 4,
    "options": "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=4",
}

Connection = psycopg.Connection[tuple[Any, ...]]
Found = TypeVar("Found")


class Address:
    """Where a database is; ``str`` tells it without who asks and their password.

    Raises InvalidSetting where it is no address of a PostgreSQL database.
    """

    def __init__(self, url: str) -> None:
        try:
            named = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise InvalidSetting(
                "PINPOINT_DATABASE is no address of a database; write it as "
                "postgresql://user:password@host:port/name, with %-codes for signs in the password."
            ) from None
        self._told = (
            f"postgresql://{named.get('host', '')}:{named.get('port', 5432)}/{named.get('dbname', '')}"
        )
        self._whole = make_conninfo(
            url, **{name: value for name, value in PATIENCE.items() if name not in named}
        )

    def __str__(self) -> str:
        return self._told

    def connect(self) -> Connection:
        """A connection of its own, which commits each statement; raises UnusableIndex where there is none."""
        with sound(self):
            return psycopg.connect(
                self._whole, autocommit=True, prepare_threshold=None, application_name="pinpoint"
            )


class Connections:
    """Connections to a database that only read, one for each thread that asks at a time."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._idle: deque[Connection] = deque()
        self._closed = False

    def read(self, ask: Callable[[Connection], Found]) -> Found:
        """What ``ask`` finds in one state of the database.

        Where the connection is lost, as when the server was started again, it is asked once more over a new
        one. Raises UnusableIndex where that is lost too.
        """
        try:
            return self._read_once(ask)
        except psycopg.OperationalError:
            self._close_idle()
        with sound(self.address):
            return self._read_once(ask)

    def close(self) -> None:
        """Let go of what is idle, and of the others once they have been used."""
        self._closed = True
        self._close_idle()

    def _read_once(self, ask: Callable[[Connection], Found]) -> Found:
        connection = self._take()
        try:
            with connection.transaction():
                found = ask(connection)
        except BaseException:
            connection.close()
            raise
        if self._closed or len(self._idle) >= MOST_IDLE:
            connection.close()
        else:
            self._idle.append(connection)
        return found

    def _take(self) -> Connection:
        with contextlib.suppress(IndexError):
            return self._idle.pop()
        connection = self.address.connect()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return connection

    def _close_idle(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop().close()

    def __del__(self) -> None:
        if hasattr(self, "_idle"):
            self._close_idle()


@contextmanager
def sound(address: Address) -> Iterator[None]:
    """What the database reports told in our words."""
    try:
        yield
    except psycopg.Error as error:
        if isinstance(error, psycopg.IntegrityError | psycopg.DataError | psycopg.InterfaceError):
            raise  # our own mistake
        raise tell_fault(error, address) from error


def tell_fault(error: psycopg.Error, address: Address) -> RagError:
    """What is wrong with the database."""
    said = " ".join(str(error).split())
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        return UnusableIndex(f"The database {address} holds no index yet; run `pinpoint index` to make it.")
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return UnusableIndex(
            f"The database {address} does not let this user do that ({said}); `pinpoint index` needs a user "
            "who may make tables there, and whoever asks one who may read them."
        )
    return UnusableIndex(
        f"The database {address} cannot be used ({said}); check that it runs, and the name and the "
        "password in PINPOINT_DATABASE. What was published in it stays as it is."
    )
