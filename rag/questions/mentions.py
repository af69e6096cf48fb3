"""A question to the authorities it names: by any of their names, in any case, with small slips."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from rag.domain.authorities import load_authorities, plain_name
from rag.language.terms import stop_words

SHORTEST_SLIP, SHORTEST_NAME = 5, 6  # letters of a single word; shorter ones are near to too many others
LEAST_LIKENESS = 85.0  # of 100, as rapidfuzz's ratio counts it
LONGEST_NAME = 4  # words of a name that is compared with a misspelt one
ORDINARY_WORDS = frozenset({"bath", "reading", "bury", "barking", "blackburn"})
THINGS = frozenset({"derby", "harrow", "hull", "poole", "slough", "stoke"})  # after an article
_WORD = re.compile(r"[^\W\d_]+|&")
_PLACE_BEFORE = re.compile(r"\b(?:in|of|for|about|from|tell|told|vs?|versus)\s+$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\b(?:an?|the|this|that|their|its|my|our)\s+$", re.IGNORECASE)
_COUNCIL_AFTER = re.compile(
    r"['’]s\b|\s+(?:council|city|county|borough|local|authority|report|inspection|visit|letter|plan|area|one)s?\b",
    re.IGNORECASE,
)


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
    found: list[Mention] = []
    alike = [*exact, *_misspelt_mentions(question, is_word)]
    for mention in sorted(alike, key=lambda mention: mention.start - mention.end):  # the longest says most
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def blank_out(text: str, mentions: Sequence[Mention], *, by: str = " ") -> str:
    """A text with a space, or other words, in place of each of its mentions, which are in order."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]}{by}{text[mention.end :]}"
    return text


def _is_place(question: str, match: re.Match[str]) -> bool:
    """Whether a name is used as one: not as a thing, after an article, and not where it may be a word too."""
    word, before = match.group(), question[: match.start()]
    if word.lower() in ORDINARY_WORDS:
        if word[0].isupper() and (before or word.isupper()):
            return True
        return bool(_PLACE_BEFORE.search(before) or _beside_another().match(question, match.end()))
    as_thing = word in THINGS and _ARTICLE_BEFORE.search(before)
    return not as_thing or bool(_COUNCIL_AFTER.match(question, match.end()))


def _misspelt_mentions(question: str, is_word: Callable[[str], bool]) -> Iterator[Mention]:
    """Words in a row that are nearly a name: ``soth gloucestershire``."""
    words = list(_WORD.finditer(question))
    for size in range(1, LONGEST_NAME + 1):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            if name := _misspelt(question[start:end], is_word):
                yield Mention(name, start, end)


def _misspelt(text: str, is_word: Callable[[str], bool]) -> str | None:
    """The authority whose name ``text`` is nearly; what is printed, or is a name itself, is no slip."""
    written = plain_name(text)
    words = written.split()
    if written in _by_name() or (len(words) == 1 and len(written) < SHORTEST_SLIP):
        return None
    names = _names_by_initials().get(_initials(words), {})
    found = process.extractOne(written, names.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    if not found or all(is_word(word) or word in stop_words() for word in words):
        return None
    return names[found[0]]


@cache
def _by_name() -> dict[str, str]:
    return {plain_name(name): authority.name for authority in load_authorities() for name in authority.names}


@cache
def _names_by_initials() -> dict[str, dict[str, str]]:
    """Names to compare with misspelt ones, with their authorities, by the first letters of their words."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for name, authority in _by_name().items():
        if " " in name or (len(name) >= SHORTEST_NAME and name not in ORDINARY_WORDS):
            names[_initials(name.split())][name] = authority
    return names


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


@cache
def _names_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_name()})(?!\w)", re.IGNORECASE)


@cache
def _beside_another() -> re.Pattern[str]:
    """What joins a name with that of another authority behind it."""
    joins = r"(?:\s*[,/&]\s*|\s+(?:and|or|vs?\.?|versus)\s+)"
    return re.compile(rf"{joins}(?:{_any_name()})(?!\w)", re.IGNORECASE)


def _any_name() -> str:
    alternatives = [
        re.escape(key).replace(r"\ and\ ", r"(?:\s+and\s+|\s*[&/]\s*)").replace(r"\ ", r"[\s,-]+")
        for key in sorted(_by_name(), key=len, reverse=True)
    ]
    return "|".join(alternatives)
