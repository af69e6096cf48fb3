"""Markdown to blocks, and a paper to Markdown in which nothing but the paper's own marks is a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag.export.blocks import Block, Line, Paper, Paragraph, Run, Style, Table
from rag.notebook import MARKS

_PARSER = MarkdownIt("zero").enable(MARKS)
_MARKER = re.compile(r"(\[\d+\])")
_MARKS = re.compile(r"([\\`*_\[\]<>~$]|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|!(?=\[))")
_FIRST = re.compile(r"^(\s*\d*)([#+=.)-])", re.MULTILINE)  # what begins a heading, a list or a rule
_CALLED = re.compile(r"(\[\d+\])(?=[(:])")  # a marker before what would make it a link


def read_markdown(text: str, anchors: Sequence[str] = ()) -> list[Block]:
    """The blocks of a Markdown text; its marker ``[1]`` leads to the first of ``anchors``."""
    return list(_blocks(SyntaxTreeNode(_PARSER.parse(text)), anchors))


def write_markdown(paper: Paper) -> bytes:
    """A paper as Markdown; whatever in its words could be taken for a mark, link or tag is escaped."""
    text, before = "", None
    for block in paper.blocks:
        text += ("\n" if _together(before, block) else "\n\n") if text else ""
        text += _written(block)
        before = block
    return f"{text}\n".encode()


def _blocks(
    node: SyntaxTreeNode, anchors: Sequence[str], style: Style = "text", level: int = 0
) -> Iterator[Block]:
    for part in node.children:
        if part.type == "heading":
            yield Paragraph("heading", _line(part, anchors), level=int(part.tag[1:]))
        elif part.type == "paragraph":
            yield Paragraph(style, _line(part, anchors), level=max(level, 1))
        elif part.type == "table":
            yield _table(part, anchors)
        elif part.type in ("bullet_list", "ordered_list"):
            yield from _items(part, anchors, level + 1)
        else:
            yield from _blocks(part, anchors, "quotation" if part.type == "blockquote" else style, level)


def _items(node: SyntaxTreeNode, anchors: Sequence[str], level: int) -> Iterator[Block]:
    ordered = node.type == "ordered_list"
    start = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start=start):
        for place, block in enumerate(_blocks(item, anchors, "continued", level)):
            if place == 0 and isinstance(block, Paragraph) and block.style == "continued":
                style: Style = "number" if ordered else "bullet"
                yield Paragraph(style, block.line, level, number if ordered else 0)
            else:
                yield block


def _table(node: SyntaxTreeNode, anchors: Sequence[str]) -> Table:
    rows = [row for part in node.children for row in part.children]
    return Table(tuple(tuple(_line(cell, anchors) for cell in row.children) for row in rows))


def _line(node: SyntaxTreeNode, anchors: Sequence[str]) -> Line:
    return tuple(_runs(node, anchors, bold=False, italic=False))


def _runs(node: SyntaxTreeNode, anchors: Sequence[str], *, bold: bool, italic: bool) -> Iterator[Run]:
    for part in node.children:
        if part.type == "text":
            for words in filter(None, _MARKER.split(part.content)):
                yield Run(words, bold, italic, _anchor(words, anchors))
        elif part.type in ("softbreak", "hardbreak"):
            yield Run(" " if part.type == "softbreak" else "\n", bold, italic)
        else:
            inside = {"bold": bold or part.type == "strong", "italic": italic or part.type == "em"}
            yield from _runs(part, anchors, **inside)


def _anchor(words: str, anchors: Sequence[str]) -> str:
    number = int(words[1:-1]) if _MARKER.fullmatch(words) else 0
    return anchors[number - 1] if 0 < number <= len(anchors) else ""


def _together(before: Block | None, block: Block) -> bool:
    """Whether two blocks are items of one list, between which no line is left."""
    items = ("bullet", "number")
    return (
        isinstance(before, Paragraph)
        and isinstance(block, Paragraph)
        and before.style in items
        and block.style in items
        and (before.style == block.style or before.level != block.level)
    )


def _written(block: Block) -> str:
    if isinstance(block, Table):
        head, *body = ([_cell(line) for line in row] for row in block.rows)
        rows = [head, ["---"] * len(head), *body]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    text = _FIRST.sub(r"\1\\\2", _styled(block.line))
    indent = "    " * (block.level - 1)
    marks: dict[Style, str] = {
        "heading": "#" * block.level + " ",
        "bullet": f"{indent}- ",
        "number": f"{indent}{block.number}. ",
        "continued": f"{indent}    ",
        "quotation": f"{indent}> ",
        "source": f"{block.number}. ",
    }
    mark = marks.get(block.style, "")
    return mark + (text.replace("\n", f"\n{mark}") if block.style == "quotation" else text)


def _cell(line: Line) -> str:
    return _styled(line).replace("\\\n", " ").replace("|", "\\|")


def _styled(line: Iterable[Run]) -> str:
    """Runs with the marks of their style, each set where the style begins and where it ends."""
    text, begun = "", list[str]()
    for run in (*line, Run("")):
        wanted = [mark for mark, is_on in (("**", run.bold), ("*", run.italic)) if is_on]
        while not set(begun) <= set(wanted):
            text += begun.pop()
        begins = [mark for mark in wanted if mark not in begun]
        begun += begins
        words = run.text if run.leads_to else _MARKS.sub(r"\\\1", run.text).replace("\n", "\\\n")
        text += "".join(begins) + words
    return _CALLED.sub(r"\1\\", text)
