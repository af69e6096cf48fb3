"""A question to the kinds of documents that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rag.domain.frameworks import document_kinds


def names_only_inspections(words: Iterable[str]) -> bool:
    """Whether the words of a question are for nothing but an inspection, a visit or its report."""
    return all(word in _inspection_words() or word.isdigit() for word in words)


def find_document_kinds(question: str) -> tuple[str, ...]:
    """The kinds of documents that a question names, as ``Document.kind`` has them."""
    asked = [kind for kind in document_kinds() if kind.asked]
    return tuple(k.code for k in asked if re.search(rf"\b(?:{k.asked})\b", question, re.IGNORECASE))


@cache
def _inspection_words() -> frozenset[str]:
    file = files("rag") / "data" / "inspection_words.txt"
    return frozenset(file.read_text(encoding="utf-8").split())
