"""Published documents to the collection of a Chroma server: the new ones put there, the gone taken out.

The database notes what the collection holds, a document at a time, once the server has said that it does. A
stop in the middle is made up for by the next run, and so is a server that has lost what it held.
"""

from __future__ import annotations

import psycopg

from rag.engine.graphs import rows_of
from rag.engine.server.connections import Address, Connection
from rag.engine.server.graph import Graph
from rag.engine.server.library import PUBLISHED
from rag.engine.server.vectors import fetch_vectors, together
from rag.errors import UnusableIndex

GRAPHED_FROM = 100_000  # chunks; a process keeps the vectors of three times as many at hand


def seal_published(db: Connection, address: Address, graph: Graph) -> bool:
    """Bring the collection up to date, where there are so many chunks that it pays; whether it has changed.

    Raises UnusableIndex where the server cannot be reached, or will not hold what it is given.
    """
    from chromadb.errors import ChromaError

    row = db.execute(
        f"SELECT coalesce(sum(chunks), 0) >= %s OR EXISTS (SELECT 1 FROM graph) FROM documents "
        f"WHERE {PUBLISHED}",
        (GRAPHED_FROM,),
    ).fetchone()
    if row != (True,):
        return False
    try:
        try:
            return _bring_up_to_date(db, graph)
        except ChromaError:  # it is broken, as after a kill in the middle of an addition
            return _make_anew(db, graph)
    except psycopg.Error:
        raise
    except Exception as error:  # whatever Chroma makes of it
        raise UnusableIndex(
            f"The Chroma server beside {address} cannot be used ({error}); documents are found without it, "
            "but many of them more slowly. Check that it runs and PINPOINT_CHROMA, and index again."
        ) from error
    finally:
        graph.close()


def count_noted(db: Connection, graph: Graph) -> int:
    """How many chunks the collection should hold."""
    row = db.execute(
        "SELECT coalesce(sum(chunks), 0) FROM graph WHERE collection = %s", (graph.name,)
    ).fetchone()
    return int(row[0]) if row else 0


def _bring_up_to_date(db: Connection, graph: Graph) -> bool:
    changed = _drop_others(db, graph) | _remove_gone(db, graph) | _put_missing(db, graph)
    return changed if graph.count() == count_noted(db, graph) else _make_anew(db, graph)


def _make_anew(db: Connection, graph: Graph) -> bool:
    db.execute("UPDATE graph SET whole = false WHERE collection = %s", (graph.name,))
    graph.drop([graph.name])
    _remove_gone(db, graph)
    return _put_missing(db, graph)


def _drop_others(db: Connection, graph: Graph) -> bool:
    """Delete the collections of other models."""
    rows = db.execute(
        "SELECT DISTINCT collection FROM graph WHERE collection <> %s", (graph.name,)
    ).fetchall()
    if rows:
        graph.drop([name for (name,) in rows])
        db.execute("DELETE FROM graph WHERE collection <> %s", (graph.name,))
    return bool(rows)


def _remove_gone(db: Connection, graph: Graph) -> bool:
    """Take out the documents that no version needs any more."""
    rows = db.execute(
        "SELECT number, chunks FROM graph WHERE collection = %s AND NOT EXISTS "
        "(SELECT 1 FROM documents WHERE documents.number = graph.number)",
        (graph.name,),
    ).fetchall()
    for number, chunks in rows:
        graph.remove(number, chunks)
        db.execute("DELETE FROM graph WHERE collection = %s AND number = %s", (graph.name, number))
    return bool(rows)


def _put_missing(db: Connection, graph: Graph) -> bool:
    """Put the published documents there that are not there whole."""
    rows = db.execute(
        f"SELECT number, authority FROM documents WHERE {PUBLISHED} AND NOT EXISTS "
        "(SELECT 1 FROM graph WHERE whole AND collection = %s AND graph.number = documents.number) "
        "ORDER BY number",
        (graph.name,),
    ).fetchall()
    authorities: dict[int, str] = dict(rows)
    for numbers in together(list(authorities)):
        fetched = fetch_vectors(db, numbers, {authorities[number] for number in numbers})
        with db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO graph VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [(graph.name, number, len(own.matrix)) for number, own in fetched.items()],
            )
        graph.put(row for number, own in fetched.items() for row in rows_of(number, own))
        db.execute(
            "UPDATE graph SET whole = true WHERE collection = %s AND number = ANY(%s)",
            (graph.name, list(fetched)),
        )
    return bool(rows)
