"""Reading a text written in a test, as if it had been a file."""

from textwrap import dedent

from rag.model import Document
from rag.reading.documents import compose_document
from rag.reading.text import read_text_lines


def read(text: str) -> Document:
    return compose_document(read_text_lines(dedent(text)), "a-document")


def units(text: str) -> list[tuple[str, str, str]]:
    """Locator, section and text of every paragraph."""
    return [(found.locator, found.section, found.text) for found in read(text).paragraphs]
