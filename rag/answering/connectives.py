"""A statement and what it cites to the relations that it tells otherwise, or leaves out.

A connective relates what follows it to what goes before it; ``rag/data/connectives.csv`` lists those of the
Penn Discourse Treebank that tell such a relation (Prasad and others, 2008), and verbs and prepositions that
tell the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.answering.claims import Word

HALF = 0.5  # of what is related, for two texts to relate the same; .4 to .9 tell true from false as well

Sentence = Sequence[Word]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a connective tells, its converse, and the words that it relates.

    ``clause`` is what it is said of, up to where a clause ends; ``after`` and ``before`` are what follows it
    and what that is related to, as far as they may reach.
    """

    name: str
    converse: str
    clause: frozenset[str]
    after: frozenset[str]
    before: frozenset[str]

    def shared(self, name: str, told: frozenset[str]) -> int:
        """How many of some words stand after such a connective, or before one of the converse."""
        sides = [self.after] * (self.name == name) + [self.before] * (self.converse == name)
        return max((len(told & side) for side in sides), default=0)

    def against(self, name: str, told: frozenset[str]) -> int:
        """How many stand after a connective of another relation, or on the other side of such a one."""
        return len(told & (self.before if self.name == name else self.after))


def relates_otherwise(words: Sentence, printed: Sequence[Sentence]) -> bool:
    """Whether what a statement relates is printed, but nowhere so related, or sooner otherwise."""
    known = {word.value for text in printed for word in text if word.tells}
    found = [relation for text in printed for relation in _relations(text)]
    for own in _relations(words):
        told = own.clause & known
        shared = max((other.shared(own.name, told) for other in found), default=0)
        against = max((other.against(own.name, told) for other in found), default=0)
        if told and shared < max(HALF * len(told), against):
            return True
    return False


def leaves_out_what_binds(words: Sentence, printed: Sequence[Sentence]) -> bool:
    """Whether a statement tells without condition or doubt what print says only under one."""
    told = _values(words)
    if any(_rows()[own.name]["binds"] == "yes" for own in _relations(words)):
        return False
    near = max(
        (sentence for text in printed for sentence in _sentences(text)),
        key=lambda sentence: len(told & _values(sentence)),
        default=[],
    )
    bound = [relation for relation in _relations(near) if _rows()[relation.name]["binds"] == "yes"]
    cores = [relation.before or relation.clause for relation in bound]
    return any(len(told & core) >= HALF * len(core) for core in cores if core)


def _relations(words: Sentence) -> Iterator[Relation]:
    """What every connective of a text relates."""
    previous: list[Word] = []
    for sentence in _sentences(words):
        at = 0
        while at < len(sentence):
            name, length = _connective_at(sentence, at)
            if name and _rows()[name]["relates"] == "its clause":
                yield _adverb(name, sentence, at, at + length)
            elif name:
                yield _connective(name, sentence, at, at + length, previous)
            at += length or 1
        previous = sentence


def _connective(name: str, sentence: Sentence, at: int, end: int, previous: Sentence) -> Relation:
    """What one relates that stands from ``at`` to ``end``.

    One that opens its sentence relates its clause to the rest; with a comma or a "this" what follows is
    related to the sentence before.
    """
    rest = [word for word in sentence[end : _next_connective(sentence, end)] if word.tells]
    clause = [word for word in rest if word.clause == rest[0].clause]
    before, after = sentence[:at], rest
    if not any(word.tells for word in before):
        if before or any(word.kind == "mark" for word in sentence[end : end + 1]):
            before = previous
        else:
            before, after = [word for word in sentence[end:] if word not in clause], clause
    return Relation(name, _rows()[name]["converse"], _values(clause), _values(after), _values(before))


def _adverb(name: str, sentence: Sentence, at: int, end: int) -> Relation:
    """What one tells of the clause in which it stands or which it opens; it has no sides."""
    number = sentence[at].clause
    beside = [*sentence[:at], *sentence[end:]]
    own = [word for word in beside if word.clause == number and word.tells]
    clause = own or [word for word in sentence[end:] if word.clause == number + 1]
    return Relation(name, _rows()[name]["converse"], _values(clause), _values(sentence), frozenset())


def _values(words: Sentence) -> frozenset[str]:
    return frozenset(word.value for word in words if word.tells)


def _sentences(words: Sentence) -> Iterator[list[Word]]:
    sentence: list[Word] = []
    for word in words:
        sentence.append(word)
        if word.kind == "mark" and word.printed in ".!?\n•":
            yield sentence
            sentence = []
    yield sentence


def _next_connective(sentence: Sentence, start: int) -> int:
    ends = (at for at in range(start, len(sentence)) if _connective_at(sentence, at)[0])
    return next(ends, len(sentence))


def _connective_at(words: Sentence, at: int) -> tuple[str, int]:
    """The relation of the longest connective that begins at a place, and how many words it has."""
    for length in range(min(_longest(), len(words) - at), 0, -1):
        phrase = tuple(_as_listed(word) for word in words[at : at + length])
        if phrase in _connectives():
            return _connectives()[phrase], length
    return "", 0


def _as_listed(word: Word) -> str:
    return word.printed if word.kind == "month" else word.printed.lower()  # May is no doubt


@cache
def _rows() -> dict[str, dict[str, str]]:
    with (files("rag") / "data" / "connectives.csv").open(encoding="utf-8") as file:
        return {row["relation"]: row for row in csv.DictReader(file)}


@cache
def _connectives() -> dict[tuple[str, ...], str]:
    return {
        tuple(connective.split()): name
        for name, row in _rows().items()
        for connective in row["connectives"].split("; ")
    }


@cache
def _longest() -> int:
    return max(len(phrase) for phrase in _connectives())
