"""What a printed line's own words say about it: finished or cut, a heading, a sentence."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.reading.dates import is_date

LONGEST_HEADING = 150
LONGEST_HEADING_WORDS = 20
LONGEST_LABEL_WORDS = 4
FEWEST_SENTENCE_WORDS = 3

_CLOSING = "'\"”’)]*"
_CONNECTOR = re.compile(
    r"(?:an?|the|of|and|or|to|in|on|at|by|for|from|with|as|that|which|who|whose|their|its|is|are|was|were|be|been|"
    r"has|have|had|not|this|these|those|into|than|between|while|where|when|if|including|but)",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"(?:inspection dates?|dates? of|lead inspector|reporting inspector|report published|published|author|"
    r"date|version|status|owner|prepared|telephone|tel|e-?mail|dear|yours)\b",
    re.IGNORECASE,
)
_INSPECTOR_TITLE = re.compile(r"(?:Her|His) Majesty['’]s Inspector|HMI\b")


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or a lead-in does."""
    return text.rstrip(_CLOSING).endswith((".", "?", "!", ":", ";"))


def starts_lower(text: str) -> bool:
    """Whether a text starts in the middle of a sentence."""
    return text.lstrip("'\"“‘([")[:1].islower()


def ends_midway(text: str) -> bool:
    """Whether something must follow: the text ends with a comma, a hyphen or a joining word."""
    last = text[-40:].rsplit(" ", 1)[-1]
    return last.endswith((",", "-", "–")) or bool(_CONNECTOR.fullmatch(last))


def join_cut(*parts: str) -> str:
    """The parts of a cut text as one; ``multi-`` and ``agency`` meet without a space."""
    spaced = (_space_between(first, second) + second for first, second in pairwise(parts))
    return parts[0] + "".join(spaced)


def _space_between(first: str, second: str) -> str:
    """None after a hyphen inside a word; one in ``16- and 17-year-olds``."""
    inside_word = re.search(r"\w-$", first[-2:]) and not re.match(r"(?:and|or|to)\b(?!-)", second)
    return "" if inside_word else " "


def is_sentence(text: str) -> bool:
    """Whether a line is running prose, not a title, a name or a date."""
    if len(text) > LONGEST_HEADING:
        return True
    shortest = LONGEST_LABEL_WORDS + 1 if text.endswith(":") else FEWEST_SENTENCE_WORDS
    return is_finished(text) and len(text.split()) >= shortest


def may_be_heading(text: str) -> bool:
    """Whether the words of a line could be a heading; its place has to agree."""
    if len(text) > LONGEST_HEADING or not re.match(r"['\"“‘(]?[A-Z0-9]", text):
        return False
    words = text.split()
    if len(words) > (LONGEST_LABEL_WORDS if text.endswith(":") else LONGEST_HEADING_WORDS):
        return False
    if text.endswith((".", "!", ";")) or ends_midway(text) or not any(map(str.isalpha, text)):
        return False
    return not (_DETAIL.match(text) or _INSPECTOR_TITLE.match(text) or is_date(text))
