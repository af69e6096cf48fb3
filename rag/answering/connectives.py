"""A statement and what it cites to the relations that it tells otherwise, or leaves out.

A connective relates what follows it to what goes before it; ``rag/data/connectives.csv`` lists those of the
Penn Discourse Treebank that tell such a relation (Prasad and others, 2008), verbs and prepositions that tell
the same, and words that make what is said surer or less sure (hedges and boosters; Hyland, 2005). A relation
that is ``asserted`` there has to be printed; of the others it is enough that print tells nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rag.answering.claims import Word, find_phrases, phrases_of, read_words, words_of
from rag.domain.tables import rows_of
from rag.language.sentences import sentences

HALF = 0.5  # of what is related, for two texts to relate the same (training/shares.py)
FRAME = ("name", "number", "year", "month")  # kinds of words that tell of whom and when, before a sentence
NONE = "none"  # the relation of what only looks like a connective: "looked after children"
INCOMPATIBLE = {"contingency", "comparison"}  # kinds of relations, between the same: "because", "although"

_INFLECTED = re.compile(r"(?:ed|en|ing|s)$")

Sentence = Sequence[Word]
Sides = tuple[Sentence, Sentence, Sentence]  # clause, after and before, as a Relation has them
Shares = tuple[float, float]  # of a clause, and of what it is related to


@dataclass(frozen=True, slots=True)
class Row:
    """What a connective tells, as ``rag/data/connectives.csv`` has it.

    ``adverb`` is the relation of one that nothing follows: "it was better before".
    """

    name: str
    kind: str
    converse: str
    has_sides: bool
    adverb: str
    binds: bool
    is_asserted: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that is told, and the words it is between.

    ``clause`` is what it is said of, up to where a clause ends; ``after`` and ``before`` are what follows it
    and what that is related to, as far as they may reach. A relation without sides has no ``before``.
    """

    row: Row
    clause: frozenset[str]
    after: frozenset[str]
    before: frozenset[str]

    def told_by(self, other: Relation) -> Iterator[Shares]:
        """How much of its two sides another has on the sides that make it the same relation."""
        if other.row == self.row:
            yield self._along(other)
        if other.row.converse == self.row.name:
            yield self._across(other)

    def denied_by(self, other: Relation) -> Iterator[Shares]:
        """How much of its two sides another has on the sides that make it another relation."""
        if other.row == self.row:
            if self.row.converse != self.row.name and self.before:
                yield self._across(other)
        elif other.row.converse == self.row.name:
            yield self._along(other)
        elif {self.row.kind, other.row.kind} == INCOMPATIBLE:
            yield from (self._along(other), self._across(other))

    def _along(self, other: Relation) -> Shares:
        return _share(self.clause, other.after), _share(self.before, other.before) if other.before else 1.0

    def _across(self, other: Relation) -> Shares:
        if not other.before:
            return 0.0, 0.0
        return _share(self.clause, other.before), _share(self.before, other.after)

    def within(self, known: frozenset[str]) -> Relation:
        """The relation between those of its words that are known."""
        return Relation(self.row, self.clause & known, self.after & known, self.before & known)


def find_related_otherwise(text: str, printed: Sequence[str], least: float = HALF) -> Iterator[str]:
    """The relations that a statement asserts and that are nowhere printed, or tells and print denies."""
    known = frozenset[str]().union(*(_values(read_words(one)) for one in printed))
    found = [relation for one in printed for relation in _relations_in(one)]
    for own in (relation.within(known) for relation in _relations_in(text)):
        if own.clause and _is_otherwise(own, found, least):
            yield own.row.name


def leaves_out_what_binds(text: str, printed: Sequence[str]) -> bool:
    """Whether a statement tells without condition or doubt what print says only under one."""
    if any(own.row.binds for own in _relations_in(text)):
        return False
    told = _values(read_words(text))
    near = _nearest(text, tuple(printed))
    cores = [relation.before or relation.clause for relation in _relations_in(near) if relation.row.binds]
    return any(len(told & core) >= HALF * len(core) for core in cores if core)


def tells_aim_as_reached(text: str, printed: Sequence[str]) -> bool:
    """Whether a statement tells as done what print has only as an infinitive: "improved" for "to improve"."""
    near = _nearest(text, tuple(printed))
    others = (sentence for one in printed for sentence in sentences(one) if sentence != near)
    aims, told = _split_at_to(read_words(near))
    done = {word.value for words in (told, *map(read_words, others)) for word in words}
    own_aims, own = _split_at_to(read_words(text))
    only_aims = {word.value for word in aims if word.tells} - done - {word.value for word in own_aims}
    return any(word.value in only_aims and _INFLECTED.search(word.printed.lower()) for word in own)


def _is_otherwise(own: Relation, found: Sequence[Relation], least: float) -> bool:
    told = [shares for other in found for shares in own.told_by(other)]
    denied = max((min(shares) for other in found for shares in own.denied_by(other)), default=0.0)
    if own.row.is_asserted and not any(clause >= least and before > 0 for clause, before in told):
        return True
    return denied >= least and denied > max(map(min, told), default=0.0)


@lru_cache(maxsize=256)  # a paragraph is cited by several statements, and asked for twice of each
def _relations_in(text: str) -> tuple[Relation, ...]:
    """What every connective of a text relates."""
    connectives = phrases_of("connectives.csv", "relation", "connectives")
    found: list[Relation] = []
    previous: Sentence = ()
    for sentence in map(read_words, sentences(text)):
        places = [place for place in find_phrases(sentence, connectives) if place[0] != NONE]
        for (name, at, end), (_, following, _) in pairwise([*places, ("", len(sentence), len(sentence))]):
            row = _rows()[name]
            if row.adverb and not any(word.tells for word in sentence[end:following]):
                row = _rows()[row.adverb]
            if row.has_sides:
                sides = _beside(sentence, at, end, following, previous)
            else:
                sides = _around(sentence, at, end)
            found.append(Relation(row, *map(_values, sides)))
        previous = sentence
    return tuple(found)


def _beside(sentence: Sentence, at: int, end: int, following: int, previous: Sentence) -> Sides:
    """What one relates that stands from ``at`` to ``end``; the next is at ``following``.

    One that opens its sentence relates its clause to the rest; with a comma or a "this" what follows is
    related to the sentence before. After an "and" either may be.
    """
    rest = [word for word in sentence[end:] if word.tells]
    near = [word for word in sentence[end:following] if word.tells] or rest
    clause = [word for word in near if word.clause == near[0].clause]
    others = [word for word in rest if word.clause != near[0].clause]
    if not _is_frame(sentence[:at]):
        return clause, rest, [*sentence[:at], *(others if sentence[at - 1].value == "and" else ())]
    opens = at == 0 or sentence[at - 1].kind == "mark" or sentence[at - 1].value == "that"
    if opens and not any(word.kind == "mark" for word in sentence[end : end + 1]):
        return clause, clause, others
    return clause, rest, previous


def _is_frame(words: Sentence) -> bool:
    """Whether words only say who reports, of whom and when."""
    return all(
        not word.tells or word.kind in FRAME or word.printed.lower() in words_of("reporting")
        for word in words
    )


def _around(sentence: Sentence, at: int, end: int) -> Sides:
    """What one tells of the clause in which it stands or which it opens; it has no sides."""
    number = sentence[at].clause
    beside = [*sentence[:at], *sentence[end:]]
    own = [word for word in beside if word.clause == number and word.tells]
    return own or [word for word in sentence[end:] if word.clause == number + 1], sentence, ()


@lru_cache(maxsize=16)  # two checks ask for it of each statement
def _nearest(text: str, printed: tuple[str, ...]) -> str:
    """The printed sentence that shares most with a text."""
    told = _values(read_words(text))
    return max(
        (sentence for one in printed for sentence in sentences(one)),
        key=lambda sentence: len(told & _values(read_words(sentence))),
        default="",
    )


def _split_at_to(words: Sentence) -> tuple[list[Word], list[Word]]:
    """The words that stand directly after a "to", and the others."""
    after = [word for to, word in pairwise(words) if to.value == "to"]
    return after, [*words[:1], *(word for to, word in pairwise(words) if to.value != "to")]


def _share(words: frozenset[str], of: frozenset[str]) -> float:
    return len(words & of) / len(words) if words else 1.0


def _values(words: Sentence) -> frozenset[str]:
    return frozenset(word.value for word in words if word.tells)


@cache
def _rows() -> dict[str, Row]:
    return {
        row["relation"]: Row(
            row["relation"],
            row["kind"],
            row["converse"],
            has_sides=row["relates"] == "what follows",
            adverb=row["adverb"],
            binds=row["binds"] == "yes",
            is_asserted=row["asserted"] == "yes",
        )
        for row in rows_of("connectives.csv")
    }
