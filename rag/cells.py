"""Values to cells that a spreadsheet shows and never computes."""

from __future__ import annotations

import unicodedata
from typing import Any

FORMULA = ("=", "+", "-", "@")
"""What begins a formula (OWASP, CSV Injection), in full-width forms and after white space as well."""


def inert(value: Any) -> Any:
    """The value; text that a spreadsheet could take for a formula is marked as text by an apostrophe."""
    if not isinstance(value, str):
        return value
    begins = unicodedata.normalize("NFKC", value).lstrip().startswith(FORMULA)
    return f"'{value}" if begins or value.startswith(("\t", "\r", "\n")) else value
