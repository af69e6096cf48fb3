"""A file -> the Document it holds: details, judgements, actions, measures, and paragraphs to cite."""

from __future__ import annotations

from pathlib import Path

from rag.model import Document
from rag.reading.documents import compose_document
from rag.reading.files import READABLE_ENDINGS, read_lines

__all__ = ["READABLE_ENDINGS", "read_document"]


def read_document(path: Path, root: Path) -> Document:
    """The document in a file; its id is the path under ``root`` without its ending.

    Raises UnreadableFile where the file cannot be read as a document.
    """
    inside = path.relative_to(root) if path.is_relative_to(root) and path != root else Path(path.name)
    return compose_document(read_lines(path), inside.with_suffix("").as_posix())
