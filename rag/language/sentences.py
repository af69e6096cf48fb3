"""Text to its sentences, as spans, so that a quote is always cut from the print word for word."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+(?:[•▪◦●–-]\s+)?[\"'“‘(\[]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|approx|Mr|Mrs|Ms|Dr|Prof|Cllr|Rev|St|Ltd|No|pp?|paras?|Fig)\.|\b[A-Z]\.)$"
)
_LONGEST_ABBREVIATION = 7  # characters, as the end of a sentence is looked at no further back


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The start and end of each sentence of ``text``, without the white space around it."""
    spans = []
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text, max(start, match.end() - _LONGEST_ABBREVIATION), match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, word for word."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
