"""Printed dates -> ISO dates: a day, a span of days, or a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rag.model import MONTHS

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_DAY = rf"{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:\s+(?:of\s+)?{_MONTH})?(?:,?\s+\d{{4}}(?!\d))?"
_JOIN = r"\s*(?:,|;|to|and|until|[-–—─−]|&)\s*"
_WORDS = re.compile(rf"(?<![\d/.]){_DAY}(?:{_JOIN}{_DAY}){{0,5}}", re.IGNORECASE)
_WORD_DAY = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:\s+(?:of\s+)?(?P<month>{_MONTH}))?(?:,?\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?!\d)")
_MONTH_YEAR = re.compile(rf"({_MONTH})\s+(\d{{4}})", re.IGNORECASE)

Span = tuple[str, str]


def find_span(text: str) -> Span | None:
    """The first day or span of days that a text prints, as first and last day.

    ``28 February to 4 March 2022``, ``31 January and 1 February 2018``, ``9–24 November 2017``,
    ``1/06/2015 – 25/06/2015``; months and years that are printed once count for all.
    """
    text = text[:2000]
    for match in _WORDS.finditer(text):
        days = list(_complete_days(match.group()))
        if days:
            return min(days), max(days)
    figures = [day for day in map(_figures_day, _FIGURES.finditer(text)) if day]
    return (figures[0], figures[min(1, len(figures) - 1)]) if figures else None


def find_day(text: str) -> str | None:
    """The first day that a text prints."""
    span = find_span(text)
    return span[0] if span else None


def find_month(text: str) -> str | None:
    """The first month with its year: ``September 2016`` -> ``2016-09``."""
    for match in _MONTH_YEAR.finditer(text[:2000]):
        month = _month_number(match[1])
        if month:
            return f"{match[2]}-{month:02}"
    return None


def is_date(text: str) -> bool:
    """Whether a line prints a date and nothing else."""
    text = text.strip(" .")
    if len(text) > 80:
        return False
    return any(pattern.fullmatch(text) for pattern in (_WORDS, _MONTH_YEAR, _FIGURES)) and bool(
        find_span(text) or find_month(text)
    )


def _complete_days(text: str) -> Iterator[str]:
    """The days of one expression, last first, as each lends month and year to the one before."""
    month = year = 0
    for match in reversed(list(_WORD_DAY.finditer(text))):
        named = _month_number(match["month"] or "")
        if match["year"]:
            year = int(match["year"])
        elif named > month > 0:
            year -= 1
        month = named or month
        day = _iso_day(year, month, int(match["day"]))
        if day:
            yield day


def _figures_day(match: re.Match[str]) -> str | None:
    year = int(match[3])
    return _iso_day(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))


def _iso_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month_number(word: str) -> int:
    """1 to 12 for a month, whole or short; 0 for anything else."""
    short = word.lower().rstrip(".")
    for number, month in enumerate(MONTHS, 1):
        if len(short) > 2 and (month.lower().startswith(short) or short == month[:4].lower()):
            return number
    return 0
