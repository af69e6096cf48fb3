"""A database and its collection of vectors to what of them does not belong together; nothing is written."""

from __future__ import annotations

from contextlib import closing

from rag.engine.ports import Soundness
from rag.engine.rows import CHUNK
from rag.engine.server.connections import Connection
from rag.engine.server.graph import Graph
from rag.engine.server.library import PUBLISHED
from rag.engine.server.sealing import count_noted


def look_over(db: Connection, model: str, graph: Graph | None) -> Soundness:
    """How much is published, which documents lack vectors of ``model``, and whether the collection is whole.

    An empty ``model`` is any.
    """
    documents, chunks = db.execute(
        f"SELECT count(*), coalesce(sum(chunks), 0) FROM documents WHERE {PUBLISHED}"
    ).fetchall()[0]
    lacking = db.execute(
        "SELECT id FROM documents LEFT JOIN vectors USING (number, authority) "
        f"WHERE {PUBLISHED} AND (%(model)s NOT IN ('', model) "
        "OR length(vectors.chunks) IS DISTINCT FROM documents.chunks * %(size)s) ORDER BY id",
        {"model": model, "size": CHUNK.itemsize},
    ).fetchall()
    broken = [graph.name] if graph and not _is_as_noted(db, graph) else []
    return Soundness(
        documents,
        chunks,
        without_vectors=tuple(id for (id,) in lacking),
        broken_copies=tuple(broken),
    )


def _is_as_noted(db: Connection, graph: Graph) -> bool:
    noted = count_noted(db, graph)
    with closing(graph):
        return not noted or graph.peek() == noted
