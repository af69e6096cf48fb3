"""Paragraphs to the words that they are found by, and words to the paragraphs that hold them, best first.

Words are cut and stemmed by SQLite's own full-text search, in memory, and ranked by its formula, so that
both stores find the same. What a document holds of a word is one value, a row for each paragraph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from rag.engine.telling import HEADER_WEIGHT

HELD = np.dtype([("paragraph", "<u4"), ("text", "<u2"), ("header", "<u2")])
LENGTH = np.dtype("<u4")
MOST_TOLD = np.iinfo(np.uint16).max  # times that a paragraph holds a word
SATURATION, EVENING = 1.2, 0.75  # k1 and b of BM25
LEAST_TOLD = 1e-6  # by a word that more than half of the paragraphs hold

Held = np.ndarray[Any, Any]
"""A row a paragraph: its position, how often its text holds a term, how often its header."""


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """How many words each paragraph has with its header, and what a document holds of each term."""

    lengths: np.ndarray[Any, np.dtype[np.uint32]]
    held: Mapping[str, Held]


class Holder(NamedTuple):
    """What a document, by its number, holds of a term."""

    number: int
    held: Held


def words_of(texts: Sequence[str], headers: Sequence[str]) -> DocumentWords:
    """The words of a document's paragraphs, each with its header."""
    lengths = np.zeros(len(texts), dtype=LENGTH)
    with _cut(zip(texts, headers, strict=True)) as db:
        for at, count in db.execute("SELECT doc, count(*) FROM cut GROUP BY doc"):
            lengths[at] = count
        rows = db.execute(
            "SELECT term, doc, min(sum(col = 'text'), :most), min(sum(col = 'header'), :most) "
            "FROM cut GROUP BY term, doc ORDER BY term, doc",
            {"most": MOST_TOLD},
        )
        held = {
            term: np.array([row[1:] for row in of_one], dtype=HELD)
            for term, of_one in groupby(rows, key=lambda row: row[0])
        }
    return DocumentWords(lengths, held)


@lru_cache(maxsize=1 << 14)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms that a word is found by: one, but where it is written with an underscore or the like."""
    with _cut([(word, "")]) as db:
        return tuple(term for (term,) in db.execute("SELECT term FROM cut ORDER BY offset"))


def hold_in_turn(terms: Sequence[str], texts: Sequence[str], headers: Sequence[str]) -> Held:
    """How often paragraphs, by position, hold some terms one right after the other."""
    counts: dict[int, list[int]] = {}
    with _cut(zip(texts, headers, strict=True)) as db:
        rows = db.execute("SELECT doc, col, term FROM cut ORDER BY doc, col, offset")
        for (at, column), of_one in groupby(rows, key=lambda row: row[:2]):
            printed = [term for *_, term in of_one]
            starts = range(len(printed) - len(terms) + 1)
            found = sum(printed[start : start + len(terms)] == list(terms) for start in starts)
            if found:
                counts.setdefault(at, [0, 0])[column == "header"] = found
    return np.array([(at, *both) for at, both in sorted(counts.items())], dtype=HELD)


def rank(
    found: Iterable[tuple[int, Sequence[Holder]]],
    lengths: Mapping[int, np.ndarray[Any, Any]],
    *,
    paragraphs: int,
    average: float,
) -> dict[tuple[int, int], float]:
    """The BM25 scores of paragraphs, by number of document and position, for the words of a search.

    Each word comes with how many paragraphs of the whole version hold it, and with who holds it among those
    that are asked for; ``lengths`` are those of their paragraphs, ``paragraphs`` and ``average`` of all.
    """
    scores: dict[tuple[int, int], float] = {}
    for holding, holders in found:
        telling = np.log((paragraphs - holding + 0.5) / (holding + 0.5))
        telling = telling if telling > 0 else LEAST_TOLD
        for number, held in holders:
            often = held["text"] + HEADER_WEIGHT * held["header"]
            evened = 1 - EVENING + EVENING * lengths[number][held["paragraph"]] / average
            told = telling * (often * (SATURATION + 1)) / (often + SATURATION * evened)
            for at, score in zip(held["paragraph"].tolist(), told.tolist(), strict=True):
                scores[number, at] = scores.get((number, at), 0.0) + score
    return scores


@contextmanager
def _cut(rows: Iterable[tuple[str, str]]) -> Iterator[sqlite3.Connection]:
    """Texts and headers, cut into terms, in a table ``cut`` of their positions."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (text, header, content='', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        db.execute("CREATE VIRTUAL TABLE cut USING fts5vocab (words, instance)")
        db.executemany(
            "INSERT INTO words (rowid, text, header) VALUES (?, ?, ?)",
            ((at, *both) for at, both in enumerate(rows)),
        )
        yield db
