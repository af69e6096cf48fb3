"""A question to the authorities it names: by any of their names, in any case, with small slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from rag.authorities import load_authorities, plain_name

SHORTEST_SLIP = 6  # letters; a shorter word is too near to too many others
LEAST_LIKENESS = 85.0  # of 100, as rapidfuzz's ratio counts it
ORDINARY_WORDS = frozenset({"bath", "reading", "bury", "barking", "blackburn"})
_PLACE_BEFORE = re.compile(r"\b(?:in|of|for|about|from|tell|told|vs?|versus)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters ``start`` to ``end`` of a question name an authority."""

    authority: str
    start: int
    end: int


def find_mentions(question: str, is_word: Callable[[str], bool]) -> list[Mention]:
    """The authorities that a question names, in order.

    ``is_word`` tells whether a word is one that the documents print; such a word is never
    taken for a slip of an authority's name.
    """
    exact = [
        Mention(_by_name()[plain_name(match.group())], match.start(), match.end())
        for match in _names_pattern().finditer(question)
        if _is_place(question, match)
    ]
    slips = [
        Mention(name, match.start(), match.end())
        for match in re.finditer(r"[A-Za-z]+", question)
        if not any(m.start <= match.start() < m.end for m in exact)
        and (name := _misspelt(match.group(), is_word))
    ]
    return sorted(exact + slips, key=lambda mention: mention.start)


def blank_out(text: str, mentions: Sequence[Mention]) -> str:
    """A text with a space in place of each of its mentions, which are in order."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _is_place(question: str, match: re.Match[str]) -> bool:
    """An authority's name that is an ordinary word too counts only where it is used as a name."""
    word = match.group()
    if word.lower() not in ORDINARY_WORDS:
        return True
    if word[0].isupper():
        return match.start() > 0 or word.isupper()
    return bool(_PLACE_BEFORE.search(question[: match.start()]))


def _misspelt(word: str, is_word: Callable[[str], bool]) -> str | None:
    if len(word) < SHORTEST_SLIP or is_word(word.lower()):
        return None
    alike = [name for name in _single_words() if name[0] == word[0].lower()]
    found = process.extractOne(word.lower(), alike, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return _single_words()[found[0]] if found else None


@cache
def _by_name() -> dict[str, str]:
    return {plain_name(name): authority.name for authority in load_authorities() for name in authority.names}


@cache
def _single_words() -> dict[str, str]:
    """Names of one long word, for comparing with a misspelt one: the word -> the authority."""
    names = {name.lower(): a.name for a in load_authorities() for name in a.names if name.isalpha()}
    return {
        word: name
        for word, name in names.items()
        if len(word) >= SHORTEST_SLIP and word not in ORDINARY_WORDS
    }


@cache
def _names_pattern() -> re.Pattern[str]:
    alternatives = [
        re.escape(key).replace(r"\ and\ ", r"(?:\s+and\s+|\s*&\s*)").replace(r"\ ", r"[\s,-]+")
        for key in sorted(_by_name(), key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
