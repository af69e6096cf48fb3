"""Answers to a table of their sources in CSV: a row a citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rag.cells import write_csv
from rag.export.blocks import Paragraph, words_of
from rag.export.markdown import read_markdown
from rag.export.paper import visible
from rag.model import Answer

COLUMNS = (
    "question", "answer", "outcome", "number", "label", "quote", "title", "authority", "date", "section",
    "page", "document", "locator",
)  # fmt: skip


def write_sources(answers: Sequence[Answer]) -> bytes:
    """The table; an answer without citations has a row too."""
    return write_csv([COLUMNS, *(row for answer in answers for row in _rows(answer))])


def _rows(answer: Answer) -> Iterator[list[Any]]:
    asked = {"question": answer.question, "answer": _plain(answer.text), "outcome": answer.outcome}
    for citation in answer.to_dict()["citations"] or [{}]:
        row = {**asked, **citation}
        yield [_cell(row.get(column, "")) for column in COLUMNS]


def _plain(text: str) -> str:
    """The words of a Markdown text, a line a paragraph or row."""
    lines = []
    for block in read_markdown(text):
        if isinstance(block, Paragraph):
            sign = {"bullet": "• ", "number": f"{block.number}. "}.get(block.style, "")
            lines.append(sign + block.text)
        else:
            lines += [" | ".join(map(words_of, row)) for row in block.rows]
    return "\n".join(lines)


def _cell(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value
