"""A question to its parts: what is asked one after the other."""

from __future__ import annotations

import re

_INTERROGATIVE = (
    r"(?:who|whose|whom|what|which|when|where|why|how|did|does|do|is|are|was|were|has|have|had)\b"
)
_BETWEEN = re.compile(rf"(?<=[?;])\s+|,?\s+(?:and|but)\s+(?=(?:also\s+)?{_INTERROGATIVE})", re.IGNORECASE)
_ASKS = re.compile(rf"^\W*(?:and\s+|but\s+|so\s+|also\s+)*(?:in \w+,?\s+)?{_INTERROGATIVE}", re.IGNORECASE)


def find_parts(question: str) -> tuple[str, ...]:
    """The questions that one is made of, in order; the whole where it asks for one thing.

    ``How long did it take and what came of it?`` asks two.
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(question) if piece.strip(" ?")]
    asking = [bool(_ASKS.match(piece)) for piece in pieces]
    return tuple(pieces) if len(pieces) > 1 and all(asking) else (question.strip(),)
