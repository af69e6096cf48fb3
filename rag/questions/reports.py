"""A question to the kinds of documents that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_KINDS = (
    ("send", r"(?-i:SEND)|special educational needs inspection"),
    ("jtai", r"JTAI|joint targeted"),
    ("sif-reinspection", r"re-?inspection"),
    ("sif", r"SIF|single inspection framework"),
    ("ilacs", r"ILACS"),
    ("lac-2013", r"looked[- ]after children inspection|inspection of looked[- ]after children"),
    ("lscb-review", r"LSCB review|safeguarding board review"),
    ("monitoring-visit", r"monitoring visits?"),
    ("focused-visit", r"focused visits?"),
    ("improvement-plan", r"improvement plan|\w+['’]s plan|the plan"),
)


def names_only_inspections(words: Iterable[str]) -> bool:
    """Whether the words of a question are for nothing but an inspection, a visit or its report."""
    return all(word in _inspection_words() or word.isdigit() for word in words)


def find_document_kinds(question: str) -> tuple[str, ...]:
    """The kinds of documents that a question names, as ``Document.kind`` has them."""
    return tuple(kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE))


@cache
def _inspection_words() -> frozenset[str]:
    file = files("rag") / "data" / "inspection_words.txt"
    return frozenset(file.read_text(encoding="utf-8").split())
