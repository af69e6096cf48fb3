"""Answers to a Paper: each question a heading, its answer, and its sources numbered as in the answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.export.blocks import Block, Line, Paper, Paragraph, Run, Style, Table
from rag.export.markdown import read_markdown
from rag.model import Answer, Citation, day_of


def lay_out(answers: Sequence[Answer], made_on: date) -> Paper:
    """One paper of all the answers, in order; ``made_on`` is the day that it names."""
    first = visible(_plain(answers[0].question))
    title = f"{first} (and {len(answers) - 1} more)" if len(answers) > 1 else first
    blocks = (
        block for number, answer in enumerate(answers, 1) for block in _lay_out_one(answer, number, made_on)
    )
    return Paper(title, tuple(map(_visible, blocks)))


def provenance(answer: Answer, made_on: date) -> str:
    """Who wrote an answer, when, and how many of its citations were checked."""
    writer = "In the documents’ own words" if answer.engine == "quotes" else f"Written by {answer.engine}"
    said = f"{writer}; exported from Pinpoint on {day_of(made_on.isoformat())}."
    count = len(answer.citations)
    held = sum(citation.verified for citation in answer.citations)
    checked = f" {held} of {count} quotation{'s' if count != 1 else ''} checked word for word."
    return said + (checked if count else "")


def _lay_out_one(answer: Answer, number: int, made_on: date) -> Iterator[Block]:
    question, understood = _plain(answer.question), _plain(answer.resolved_question)
    yield _paragraph("heading", Run(question))
    if understood not in ("", question):
        yield _paragraph("note", Run(f"Understood as: {understood}"))
    anchors = [f"source_{number}_{citation.number}" for citation in answer.citations]
    yield from _under_headings(read_markdown(answer.text, anchors))
    for warning in answer.warnings:
        yield _paragraph("note", Run(f"Note: {_plain(warning)}"))
    if answer.citations:
        yield _paragraph("heading", Run("Sources"), level=2)
    for anchor, citation in zip(anchors, answer.citations, strict=True):
        yield from _reference(citation, anchor)
    yield _paragraph("note", Run(provenance(answer, made_on)))


def _under_headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks below the question's heading; a bold line that stands alone and is no sentence is a heading."""
    for block in blocks:
        if isinstance(block, Paragraph) and block.style == "heading":
            yield replace(block, level=min(block.level + 1, 3))
        elif isinstance(block, Paragraph) and _is_heading(block):
            line = tuple(replace(run, bold=False) for run in block.line)
            yield replace(block, style="heading", line=line, level=2)
        else:
            yield block


def _is_heading(paragraph: Paragraph) -> bool:
    alone = all(run.bold and not run.leads_to for run in paragraph.line)
    return paragraph.style == "text" and alone and not paragraph.text.endswith((".", "!", "?"))


def _reference(citation: Citation, anchor: str) -> Iterator[Paragraph]:
    """A source in full: its label with the page, its document's title and date; then the words."""
    title, day = _plain(citation.title), day_of(citation.date) if citation.date else ""
    when = f", {day}" if day not in title else ""
    yield Paragraph(
        "source",
        (Run(f"{citation.label}. "), Run(title, italic=True), Run(f"{when}.")),
        number=citation.number,
        anchor=anchor,
    )
    rows = citation.quote.replace(" | ", "\n").splitlines()
    yield _paragraph("quotation", Run("\n".join(map(_plain, rows))), level=2)


def _paragraph(style: Style, run: Run, level: int = 1) -> Paragraph:
    return Paragraph(style, (run,), level)


def _plain(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def _visible(block: Block) -> Block:
    """A block without characters that do not show: controls, marks of direction, halves of characters."""
    if isinstance(block, Table):
        return Table(tuple(tuple(_shown(cell) for cell in row) for row in block.rows))
    return replace(block, line=_shown(block.line))


def _shown(line: Line) -> Line:
    return tuple(replace(run, text=visible(run.text)) for run in line)


def visible(text: str) -> str:
    """Text without the characters that do not show; a line break stays."""
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))
