"""A question to the kinds of documents that it names, and whether it asks for the latest of them."""

from __future__ import annotations

import re

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
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|currently|current|now|nowadays|still (?:outstanding|good)"
    r"|last inspected"
    r"|(?<!since the )(?<!since its )last (?:inspection|ilacs|report|visit))\b",
    re.IGNORECASE,
)


def find_document_kinds(question: str) -> tuple[str, ...]:
    """The kinds of documents that a question names, as ``Document.kind`` has them."""
    return tuple(kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE))


def asks_for_latest(question: str) -> bool:
    """Whether a question asks for the latest document, and not for what came since."""
    return bool(_LATEST.search(question))
