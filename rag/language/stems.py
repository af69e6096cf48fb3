"""Words to their stems: the one notion of two words being the same, but for their endings."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import snowballstemmer

from rag.language.terms import WORD

MOST_REMEMBERED = 1 << 15  # words; the shipped documents print 2,100

_STEMMER = snowballstemmer.stemmer("english")
_TURN = Lock()  # it keeps the word that it is at, and so takes one at a time


@lru_cache(MOST_REMEMBERED)
def stem(word: str) -> str:
    """The stem of an English word, by Snowball."""
    with _TURN:
        return str(_STEMMER.stemWord(word.lower()))


def stems(text: str) -> set[str]:
    """The stems of the words of ``text``."""
    return {stem(word) for word in WORD.findall(text.replace("'s", "").replace("’s", ""))}
