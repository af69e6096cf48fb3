"""Values to cells that a spreadsheet shows and never computes, and rows of them to CSV."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@")
"""What begins a formula (OWASP, CSV Injection), in full-width forms and after white space as well."""


def inert(value: Any) -> Any:
    """The value; text that a spreadsheet could take for a formula is marked as text by an apostrophe."""
    if not isinstance(value, str):
        return value
    begins = unicodedata.normalize("NFKC", value).lstrip().startswith(FORMULA)
    return f"'{value}" if begins or value.startswith(("\t", "\r", "\n")) else value


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV of inert cells, in UTF-8 with the mark by which Excel knows it."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([inert(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")
