"""Paragraphs to the words that they are found by, and words to the paragraphs that hold them, best first.

Words are cut and stemmed by SQLite's own full-text search, in memory, and ranked by its formula, so that
both stores find the same. What a document holds of a word is one value, a row for each paragraph.
PostgreSQL's own ranks do not know how rare a word is: over 130 reports they put a paragraph that answers
among the first 24 for 18 (ts_rank_cd) and 30 (ts_rank) of 56 questions, these for 36.
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


class Paragraphs:
    """How many words each paragraph of a version has, by the numbers of its documents in their order.

    A paragraph is known by its row: how many come before it.
    """

    def __init__(self, lengths: Mapping[int, np.ndarray[Any, Any]]) -> None:
        counts = [len(own) for own in lengths.values()]
        self._numbers = list(lengths)
        self._starts = np.cumsum([0, *counts])[:-1]
        self._start_of = dict(zip(lengths, self._starts.tolist(), strict=True))
        self._lengths = np.concatenate([np.zeros(0), *lengths.values()])
        self._average = float(self._lengths.mean()) if len(self._lengths) else 0.0

    def rank(self, found: Iterable[tuple[int, Sequence[Holder]]], limit: int) -> list[tuple[int, int, float]]:
        """The best paragraphs for the words of a search, best first: document, position, BM25 score.

        Each word comes with how many paragraphs of the whole version hold it, and with who holds it among
        the documents that are asked for. Of those that are as good those come first that stand first.
        """
        rows, told = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        for holding, holders in found:
            if holders:
                own, often = self._rows(holders)
                telling = max(np.log((len(self._lengths) - holding + 0.5) / (holding + 0.5)), LEAST_TOLD)
                evened = 1 - EVENING + EVENING * self._lengths[own] / self._average
                rows.append(own)
                told.append(telling * (often * (SATURATION + 1)) / (often + SATURATION * evened))
        held_by, of_each = np.unique(np.concatenate(rows), return_inverse=True)
        scores = np.bincount(of_each, weights=np.concatenate(told), minlength=len(held_by))
        best = np.argsort(-scores, kind="stable")[:limit]
        return [
            (*self._place(row), score)
            for row, score in zip(held_by[best], scores[best].tolist(), strict=True)
        ]

    def _rows(self, holders: Sequence[Holder]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The paragraphs that hold a word, each with how often, as it counts."""
        held = np.frombuffer(b"".join(each.held.tobytes() for each in holders), HELD)
        starts = [self._start_of[each.number] for each in holders]
        rows = np.repeat(starts, [len(each.held) for each in holders]) + held["paragraph"]
        return rows, held["text"] + HEADER_WEIGHT * held["header"]

    def _place(self, row: int) -> tuple[int, int]:
        at = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self._numbers[at], int(row - self._starts[at])


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
