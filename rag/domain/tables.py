"""The tables of ``rag/data``."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of a CSV file of ``rag/data``, by the names of its columns."""
    with (files("rag") / "data" / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
