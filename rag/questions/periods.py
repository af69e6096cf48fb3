"""A question to the years that it names, and to the year that each authority is asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from rag.questions.mentions import Mention

Step = Literal["", "next", "before", "latest"]

_SPAN = re.compile(r"\b(20[0-4]\d)\s?(?:[-–/]|to|and)\s?(20[0-4]\d|\d\d)\b")
_YEAR = re.compile(r"(?<![\d.])(20[0-4]\d)(?![\d%])")
_MARK = r"\b(?:after|following|since)\s+(?:the|its|their|that)\s+"
_DOCUMENT = r"(?:[^\W\d]\w*\s+){0,2}?(?:plan|report|letter|visit|inspection|review)\b"
_AFTER_DOCUMENT = re.compile(rf"{_MARK}(?:20[0-4]\d\s+)?{_DOCUMENT}", re.IGNORECASE)
_SINCE = re.compile(
    r"\bsince\b(?:\s+[^\W\d]\w*){0,5}\s+(20[0-4]\d)\b"
    rf"|{_MARK}(20[0-4]\d)\s+{_DOCUMENT}"
    r"|\b(20[0-4]\d)\s*(?:onwards?|[-–>]\s*now|to (?:now|date|today))\b",
    re.IGNORECASE,
)


_REPORT = r"(?:one|time|inspection|report|visit|letter|round)"
_STEPS: Mapping[Step, str] = {
    "next": rf"(?:next|following) {_REPORT}",
    "before": rf"{_REPORT} before|previous {_REPORT}|last time|before (?:that|then)",
    "latest": r"newest|latest|most recent|current|now|nowadays|today|these days",
}


def find_step(question: str) -> Step:
    """From the time that was spoken of to which other a question goes on; empty where to none."""
    told = (step for step, words in _STEPS.items() if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE))
    return next(told, "")


def find_years(question: str) -> tuple[int, ...]:
    """The years named, in order of time; of ``2016-17`` both."""
    years = {int(match.group(1)) for match in _YEAR.finditer(question)}
    for match in _SPAN.finditer(question):
        first, last = match.groups()
        years.add(int(last) if len(last) == 4 else int(first[:2] + last))
    return tuple(sorted(years))


def find_since(question: str) -> int | None:
    """The year from which on the question asks: ``since 2018``, ``2018 to now``, ``after the 2016 plan``."""
    match = _SINCE.search(question)
    return next(int(year) for year in match.groups() if year) if match else None


def without_marks(question: str) -> str:
    """A question without the documents that only mark a time: ``after the plan``."""
    return _AFTER_DOCUMENT.sub(" ", question)


def pair_years(question: str, mentions: Sequence[Mention]) -> Mapping[str, tuple[int, ...]]:
    """The years of each authority where every one has its own: ``Surrey 2022 against Essex 2024``.

    Empty where authorities and years do not take turns, since then each year is for all.
    """
    marks: list[tuple[int, str | int]] = [(mention.start, mention.authority) for mention in mentions]
    marks += [(match.start(), int(match.group(1))) for match in _YEAR.finditer(question)]
    named = [what for _, what in sorted(marks)]
    if len(named) < 4 or len(named) % 2 or any(type(a) is type(b) for a, b in pairwise(named)):
        return {}
    names = [what for what in named if isinstance(what, str)]
    years = [what for what in named if isinstance(what, int)]
    pairs = list(zip(names, years, strict=True))
    return {name: tuple(year for whose, year in pairs if whose == name) for name in names}
