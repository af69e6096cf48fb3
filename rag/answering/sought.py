"""What a question asks for, a sum, a share, a count, a name, to whether a sentence holds any such thing."""

from __future__ import annotations

import re

from rag.answering.evidence import Evidence, Scored
from rag.answering.plans import row_at
from rag.model import Action

_NO_FIGURE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b|\b\d+-?(?: ?(?:and|to|or|–) ?\d+)?-? ?year-? ?olds?\b",
    re.IGNORECASE,
)  # years, dates, ages
_COUNTED = r"one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|none"
_FIGURE = rf"(?:\d|\b(?:{_COUNTED})\b)"
# Words that ask for a sort of figure, and what a sentence that gives it holds.
_SORTS = (
    (r"\b(?:costs?|budget|spen[dt]|pay|paid|salary|money|funding)\b", r"£|\bmillion\b|\bpounds?\b"),
    (r"\b(?:percentage|per ?cent|proportion|share of)\b|%", r"%|\bper ?cent\b|\b(?:half|third|quarter)s?\b"),
    (r"\b(?:how long|average time)\b", rf"{_FIGURE}\W+(?:hour|day|week|month|year)s?\b"),
    (r"\bhow many\b|\bnumber of\b", _FIGURE),
)
_ASKS_FIGURE = re.compile(
    r"\bhow (?:many|much|often|old|long|far)\b|%|^\W*(?:percentage|proportion|share|number|average)\b"
    r"|\b(?:what|which|the) (?:\w+ ){0,2}(?:percentage|per ?cent|proportion|share|number|average)\b",
    re.IGNORECASE,
)
_ASKS_WHY = re.compile(r"\bwhy\b|\bhow come\b", re.IGNORECASE)
_ASKS_WHO = re.compile(
    r"(?:^\W*|[.?!;:]\s+|\b(?:and|so|know|tell me)\s+)"
    r"who(?:[’']s|\s+(?:is|was|leads?|led|runs?|ran|chairs?|heads?|signed|inspected))\b|\bname of\b",
    re.IGNORECASE,
)
_ASKS_LIST = re.compile(
    r"^\W*(?:please )?(?:list|name)\b|\b(?:full|whole|complete) list\b|\ball the\b", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|HMI|Head|Director|Manager|Inspector)\b")


def asks_figure(evidence: Evidence) -> bool:
    """Whether the question asks for a figure."""
    return _asks_figure(evidence.query.text)


def holds_sought(asked: str, text: str) -> bool:
    """Whether a text holds a figure or a person where a question asks for one; true where it does not."""
    if _asks_figure(asked):
        return _holds_figure(asked, text)
    return _holds_person(asked, text)


def asks_list(evidence: Evidence) -> bool:
    """Whether the question asks for a list to be given whole."""
    return bool(_ASKS_LIST.search(evidence.query.question))


def gives_figure(evidence: Evidence, scored: Scored) -> bool:
    """Whether a sentence holds a figure of a sort asked for, or any where no sort is named.

    Of an action of a plan its own words count, not its reference or its date.
    """
    row = row_at(evidence.documents[scored.passage.document], scored.passage.locator)
    printed = row.text if isinstance(row, Action) else scored.sentence.text
    return _holds_figure(evidence.query.text, printed)


def names_whom(evidence: Evidence, scored: Scored) -> bool:
    """Whether a sentence names a person or a post, where the question asks who; true where it does not."""
    return _holds_person(evidence.query.text, scored.sentence.text) or bool(
        row_at(evidence.documents[scored.passage.document], scored.passage.locator)
    )


def _asks_figure(asked: str) -> bool:
    return bool(_ASKS_FIGURE.search(asked)) and not _ASKS_WHY.search(asked)


def _holds_figure(asked: str, text: str) -> bool:
    figures = [figure for words, figure in _SORTS if re.search(words, asked, re.IGNORECASE)] or [_FIGURE]
    counted = _NO_FIGURE.sub("", text)
    return any(re.search(figure, counted, re.IGNORECASE) for figure in figures)


def _holds_person(asked: str, text: str) -> bool:
    return not _ASKS_WHO.search(asked) or bool(_PERSON.search(text))
