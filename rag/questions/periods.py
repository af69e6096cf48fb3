"""A question to the years that it names."""

from __future__ import annotations

import re

_SPAN = re.compile(r"\b(20[0-4]\d)\s?(?:[-–/]|to|and)\s?(20[0-4]\d|\d\d)\b")
_YEAR = re.compile(r"(?<![\d.])(20[0-4]\d)(?![\d%])")


def find_years(question: str) -> tuple[int, ...]:
    """The years named, in order of time; of ``2016-17`` both."""
    years = {int(match.group(1)) for match in _YEAR.finditer(question)}
    for match in _SPAN.finditer(question):
        first, last = match.groups()
        years.add(int(last) if len(last) == 4 else int(first[:2] + last))
    return tuple(sorted(years))
