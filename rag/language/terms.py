"""The terms of the field: a text to those it names, whatever words or abbreviations it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.domain.tables import rows_of

WORD = re.compile(r"[a-z0-9]+%?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field, and the other words that people and documents use for it."""

    name: str
    variants: tuple[str, ...]

    @property
    def written(self) -> str:
        """The name and its abbreviations, as documents write them."""
        return " ".join([self.name, *(v for v in self.variants if v.isupper())])

    @property
    def pattern(self) -> re.Pattern[str]:
        return _pattern((self.name, *self.variants))

    def abbreviated_in(self, text: str) -> bool:
        """Whether a text prints one of the abbreviations."""
        return any(re.search(rf"\b{re.escape(v)}s?\b", text) for v in self.variants if v.isupper())


@cache
def load_terms() -> tuple[Term, ...]:
    """The terms of ``rag/data/terms.csv``."""
    return tuple(
        Term(row["term"], tuple(v.strip() for v in row["variants"].split(";") if v.strip()))
        for row in rows_of("terms.csv")
    )


@cache
def stop_words() -> frozenset[str]:
    """Words that tell nothing about what is asked, among them those that every report holds."""
    return frozenset((files("rag") / "data" / "stop_words.txt").read_text(encoding="utf-8").split())


@cache
def asking_words() -> frozenset[str]:
    """Words by which people ask for what is said of a subject, and that are none of it: ``criticised``."""
    return frozenset((files("rag") / "data" / "asking_words.txt").read_text(encoding="utf-8").split())


def find_terms(text: str) -> tuple[Term, ...]:
    """The terms that a text names by any of their words, in the order of the file."""
    return tuple(term for term in load_terms() if term.pattern.search(text))


def with_names(text: str, terms: Iterable[Term]) -> str:
    """A text after the full names of its terms, as its meaning is searched by."""
    return ". ".join([*(term.name for term in terms), text])


def spell_out(text: str) -> list[str]:
    """The names of the terms that a text only abbreviates."""
    lower = text.lower()
    return [term.name for term in find_terms(text) if term.abbreviated_in(text) and term.name not in lower]


def content_words(text: str) -> list[str]:
    """The words of ``text`` that can be searched for, each once, in order, in lower case."""
    words = (word.lower() for word in WORD.findall(re.sub(r"'s|n't\b", "", text.replace("’", "'"))))
    return list(dict.fromkeys(w for w in words if w not in stop_words() and (len(w) > 1 or w.isdigit())))


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of ``phrases`` as whole words; of two letters only in capitals."""
    longest_first = sorted(phrases, key=len, reverse=True)
    words = [
        r"\b" + re.escape(p).replace(r"\ ", r"[\s-]+") + r"s?\b" for p in longest_first if not p.isupper()
    ]
    abbreviations = [rf"\b(?-i:{re.escape(p)}s?)\b" for p in longest_first if p.isupper() and len(p) <= 2]
    abbreviations += [rf"\b{re.escape(p)}s?\b" for p in longest_first if p.isupper() and len(p) > 2]
    return re.compile("|".join(words + abbreviations), re.IGNORECASE)
