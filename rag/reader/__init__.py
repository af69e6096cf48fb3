"""A question and texts to how well each text and each of its sentences answers: a cross-encoder reads both.

Where the two searches compare vectors and words that were made apart, a reader sees the question and
a paragraph together. It is asked about few paragraphs, since that takes milliseconds for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from rag.reader.packaged import PackagedReader
from rag.reader.texts import Reading, Text

__all__ = ["NO_READER", "Reader", "Reading", "Text", "open_reader"]

NO_READER = "none"  # the setting for answers by the searches alone


@runtime_checkable
class Reader(Protocol):
    """What a reader promises: the same readings for the same question and text, whatever else is read."""

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """One reading a text, in the same order."""


def open_reader(name: str = "") -> Reader | None:
    """The packaged reader, another sentence-transformers CrossEncoder by folder or name, or none.

    Raises ReaderUnavailable where its file is missing, not whole or not the one that it should be.
    """
    if name == NO_READER:
        return None
    if not name:
        return PackagedReader()
    from rag.reader.pairs import PairReader

    return PairReader(Path(name).expanduser() if Path(name).expanduser().is_dir() else name)
