"""Words of a search to who holds them, as the database has it, and a document's words to its rows there."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rag.engine.rows import document_of
from rag.engine.server.connections import Connection
from rag.engine.server.words import HELD, Held, Holder, hold_in_turn, terms_of


class Among(NamedTuple):
    """The documents of some numbers, each of one of these authorities."""

    numbers: Sequence[int]
    authorities: Collection[str]


ByTerm = Mapping[str, Mapping[int, Held]]
"""What documents hold of terms, by term and number."""


def holders_of(db: Connection, words: Sequence[str], among: Among | None) -> dict[str, list[Holder]]:
    """Who holds each of some words, among some documents or among all that are there, of any version."""
    terms = {word: terms_of(word) for word in words}
    found = _fetch(db, {term for own in terms.values() for term in own}, among)
    return {
        word: [Holder(*each) for each in found.get(own[0], {}).items()]
        if len(own) == 1
        else _in_turn(db, own, found)
        for word, own in terms.items()
    }


def count_holding(db: Connection, terms: Collection[str], version: int) -> dict[str, int]:
    """How many paragraphs of a version hold each of some terms, of those that any holds."""
    rows = db.execute(
        "SELECT term, sum(paragraphs)::bigint FROM holding WHERE term = ANY(%s) AND version <= %s "
        "GROUP BY term",
        (list(terms), version),
    )
    return dict(rows.fetchall())


def add_postings(db: Connection, number: int, authority: str, held: Mapping[str, Held]) -> None:
    """Write down what a document holds of each term."""
    with (
        db.cursor() as cursor,
        cursor.copy("COPY postings (authority, term, number, held) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(("text", "text", "int8", "bytea"))
        for term, rows in held.items():
            copy.write_row((authority, term, number, rows.tobytes()))


def note_holding(db: Connection, version: int, more: Sequence[int], less: Sequence[int]) -> None:
    """Note how many paragraphs more a version holds each term in, by the documents that came and went."""
    db.execute(
        "INSERT INTO holding SELECT term, %(version)s, sum(paragraphs) FROM ("
        "SELECT term, length(held) / %(size)s AS paragraphs FROM postings WHERE number = ANY(%(more)s) "
        "UNION ALL SELECT term, -length(held) / %(size)s FROM postings WHERE number = ANY(%(less)s)"
        ") AS changes GROUP BY term HAVING sum(paragraphs) <> 0",
        {"version": version, "size": HELD.itemsize, "more": list(more), "less": list(less)},
    )


def sum_up_holding(db: Connection, version: int) -> None:
    """Make one row for each term of those that no version before ``version`` needs any more."""
    db.execute(
        "WITH several AS (SELECT term FROM holding WHERE version <= %(version)s GROUP BY term "
        "HAVING count(*) > 1), "
        "gone AS (DELETE FROM holding WHERE version <= %(version)s AND term IN (SELECT term FROM several) "
        "RETURNING term, paragraphs) "
        "INSERT INTO holding SELECT term, %(version)s, sum(paragraphs) FROM gone GROUP BY term "
        "HAVING sum(paragraphs) <> 0",
        {"version": version},
    )


def _fetch(db: Connection, terms: Collection[str], among: Among | None) -> ByTerm:
    narrow, values = "", dict[str, Any](terms=list(terms))
    if among:
        narrow = "AND authority = ANY(%(authorities)s) AND number = ANY(%(numbers)s)"
        values |= {"authorities": list(among.authorities), "numbers": list(among.numbers)}
    rows = db.execute(
        f"SELECT term, number, held FROM postings WHERE term = ANY(%(terms)s) {narrow}", values, binary=True
    )
    found: dict[str, dict[int, Held]] = {}
    for term, number, held in rows:
        found.setdefault(term, {})[number] = np.frombuffer(held, HELD)
    return found


def _in_turn(db: Connection, terms: Sequence[str], found: ByTerm) -> list[Holder]:
    """Who holds some terms one right after the other: their texts are looked through for that."""
    if not terms:
        return []
    numbers: set[int] = set.intersection(*(set(found.get(term, ())) for term in terms))
    rows: Any = db.execute(
        "SELECT number, document, headers FROM documents WHERE number = ANY(%s)", (list(numbers),)
    )
    holders = []
    for number, document, headers in rows:
        texts = [paragraph.text for paragraph in document_of(document).paragraphs]
        holders.append(Holder(number, hold_in_turn(terms, texts, json.loads(headers))))
    return holders
