"""A statement and what it cites to how near it is to print: its words as printed, rearranged, or others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Literal

from rag.answering.claims import VALUES, Word, read_words, words_of
from rag.answering.values import Cited
from rag.language.sentences import sentences

Nearness = Literal["as printed", "rearranged", "reworded"]


def nearness_of(text: str, cited: Sequence[Cited]) -> Nearness:
    """Whether a text's words that tell something are printed, and each clause has them in the order of print.

    What is called and dated so may be named anywhere.
    """
    printed = [[word.value for word in _telling(sentence)] for sentence in _sentences_of(cited)]
    known = {value for sentence in printed for value in sentence}
    called = {word.value for one in cited for word in one.called}
    own = [
        word
        for word in _telling(text)
        if word.value not in called or (word.kind == "word" and word.value in known)
    ]
    if any(word.value not in known for word in own):
        return "reworded"
    in_order = all(
        any(opening <= set(sentence) and _in_order(values, sentence) for sentence in printed)
        for opening, values in _clauses(own)
    )
    return "as printed" if in_order else "rearranged"


def _clauses(words: Sequence[Word]) -> list[tuple[set[str], list[str]]]:
    """The words of each clause; figures alone are none: they go with the clause before, or open one."""
    clauses: list[tuple[set[str], list[str]]] = []
    opening: set[str] = set()
    for _, group in groupby(words, key=attrgetter("clause")):
        clause = list(group)
        values = [word.value for word in clause]
        if any(word.kind not in VALUES for word in clause):
            clauses.append((opening, values))
            opening = set()
        elif clauses:
            clauses[-1][1].extend(values)
        else:
            opening.update(values)
    return clauses or [(opening, [])]


def _sentences_of(cited: Sequence[Cited]) -> Iterator[str]:
    for one in cited:
        yield from sentences(one.paragraph.text)


def _telling(text: str) -> Iterator[Word]:
    """The words that carry a meaning, beside those by which a report is said to say something."""
    reporting = words_of("reporting")
    return (word for word in read_words(text) if word.tells and word.printed.lower() not in reporting)


def _in_order(values: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether a sentence has all of them in the same order."""
    rest = iter(printed)
    return all(value in rest for value in values)
