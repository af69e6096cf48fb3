"""Text or Markdown -> Lines: mark-up taken off, hard-wrapped lines joined, the words as printed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rag.reading.lines import Line
from rag.reading.wording import join_cut

_BULLETS = "•◼▪●○■◦‣⁃·\uf06e\uf0a7\uf0b7\uf0be\uf02d"
_BULLET = re.compile(rf"(?:[-*+–—]\s+|[{_BULLETS}]\s*)(?=\S)")
_NUMBER_MARK = re.compile(r"\d{1,3}[.)]\s")
_HASHES = re.compile(r"#{1,6}\s+(?=\S)")
_CLOSING_HASHES = re.compile(r"\s#{1,6}\s*$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*$")
_RULE = re.compile(r"[-=_*:|\s]{3,}$")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*\s*$")
_LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\([^()\s]{0,500}\)")
_ADDRESS = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]{1,500})>")
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|sup|sub|font)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:ul|ol|li|p|br|hr|div|table|tr|td|th|tbody|thead|h[1-6]|img|blockquote)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300})(?<=\S)\*(?![\w*])")
_ODD = str.maketrans({"\u0002": "-", "\u00ad": None, "\u200b": None, "\ufeff": None})
_ENUMERATED = re.compile(rf"(?:\d{{1,3}}[.)]?|[-*+–—{_BULLETS}])\t+[^\t]+$")

WIDEST_WRAP = 130
NARROWEST_WRAP = 50


def read_text_lines(text: str) -> list[Line]:
    """The lines of a text, in order, without the blank ones."""
    lines = list(_mark_lines(text.replace("\f", "\n\n").splitlines()))
    if not any(line.apart for line in lines[1:]) and not _wrap_width(lines):
        return [replace(line, apart=True) for line in lines]
    return _join_wrapped(lines)


def clean(text: str) -> str:
    """The words of a piece of text as printed, without mark-up and with single spaces."""
    text = text.translate(_ODD)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", _ADDRESS.sub(r"\1", text)))
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    if "*" in text:
        text = _EMPHASIS.sub(r"\1", text.replace("**", ""))
    return " ".join(text.split())


def _mark_lines(raw_lines: list[str]) -> Iterator[Line]:
    """Each line with what the source marks it as; ``-----`` rules and underlines are taken in."""
    held: Line | None = None
    apart = True
    for raw in raw_lines:
        if not raw.strip():
            apart = True
        elif held and not apart and not held.mark and _UNDERLINE.match(raw.strip()):
            held = replace(held, mark="heading")
        elif not _RULE.match(raw.strip()):
            in_table = held is not None and held.mark == "row" and not apart
            line = _mark_line(raw, apart, in_table)
            if line.text:
                if held:
                    yield held
                held, apart = line, False
    if held:
        yield held


def _mark_line(raw: str, apart: bool, in_table: bool) -> Line:
    cells = _split_cells(raw, in_table)
    if cells:
        return Line(" ".join(filter(None, cells)), apart, "row", cells)
    raw = raw.strip()
    hashes = _HASHES.match(raw)
    if hashes:
        return Line(clean(_CLOSING_HASHES.sub("", raw[hashes.end() :])), apart, "heading")
    bullet = None if _BOLD_LINE.match(raw) else _BULLET.match(raw)
    if bullet:
        words = clean(raw[bullet.end() :])
        return Line(words, apart, "" if _NUMBER_MARK.match(words) else "bullet")
    words = clean(raw)
    bold = len(raw) < 200 and _BOLD_LINE.match(raw) and not words.endswith((".", ","))
    return Line(words, apart, "heading" if bold else "")


def _split_cells(raw: str, in_table: bool) -> tuple[str, ...]:
    """The cells of a table row, divided by tabs or by Markdown's bars; none if it is not one.

    A tab after a paragraph's number or bullet, or before its first word, divides nothing.
    """
    line = raw.strip(" ")
    if line.startswith("|") and line.count("|") > 1:
        return tuple(clean(cell) for cell in line.strip().strip("|").split("|"))
    if not in_table:
        line = line.lstrip()
    if "\t" not in line or (not in_table and _ENUMERATED.match(line)):
        return ()
    cells = tuple(clean(cell) for cell in line.split("\t"))
    return cells if in_table or sum(map(bool, cells)) > 1 else ()


def _wrap_width(lines: list[Line]) -> int:
    """The width that a text was hard-wrapped to; 0 if each of its lines is a paragraph."""
    lengths = sorted(len(line.text) for line in lines if not line.cells)
    width = lengths[len(lengths) * 19 // 20] if lengths else 0  # a few lines may be longer
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return 0
    tight = [(above, below) for above, below in pairwise(lines) if _may_wrap(above, below)]
    wrapped = sum(_is_full(above, below, width) and below.text[0].islower() for above, below in tight)
    return width if wrapped * 2 > len(tight) else 0


def _join_wrapped(lines: list[Line]) -> list[Line]:
    width = _wrap_width(lines)
    if not width:
        return lines
    groups = [lines[:1]]
    for above, below in pairwise(lines):
        if _may_wrap(above, below) and (_is_full(above, below, width) or below.text[0].islower()):
            groups[-1].append(below)
        else:
            groups.append([below])
    return [replace(group[0], text=join_cut(*(line.text for line in group))) for group in groups]


def _may_wrap(above: Line, below: Line) -> bool:
    return not (below.apart or below.mark or _NUMBER_MARK.match(below.text)) and above.mark in ("", "bullet")


def _is_full(above: Line, below: Line, width: int) -> bool:
    """Whether a line was wrapped: the next word would not have fitted on it."""
    return len(above.text) + 1 + len(below.text.split(" ", 1)[0]) > width * 0.85
