"""The words of a search to those that are ranked by, alike in each store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

HEADER_WEIGHT = 0.5  # of a word in the header against one in the text (training/headers.py)
# Paragraphs that hold a word; beyond them the commonest words, which tell least, go (docs/speed.md).
MOST_RANKED = 30_000


def proper_words(words: Sequence[str]) -> list[str]:
    """What of the words of a search is a word, once each."""
    return [word for word in dict.fromkeys(words) if re.fullmatch(r"[\w%]+", word)]


def telling_words(words: Sequence[str], holding: Callable[[str], int]) -> list[str]:
    """The words that a search is for: without the commonest where too many paragraphs hold them.

    ``holding`` tells how many do. What is no word is passed over.
    """
    known = proper_words(words)
    rarest_first = sorted(known, key=holding)
    ranked = 0
    for at, word in enumerate(rarest_first):
        ranked += holding(word)
        if at and ranked > MOST_RANKED:
            return rarest_first[:at]
    return known
