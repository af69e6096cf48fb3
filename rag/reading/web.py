"""A web page -> Lines: its headings, paragraphs, lists and tables, without what surrounds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.reading.lines import Line
from rag.reading.text import clean

DEEPEST = 150
DEEPEST_PAGE = 3000

_LEFT_OUT = {
    *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button"),
    *("head", "svg", "iframe"),
}
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[dhr]|d[dt]|br|hr|img|input|meta|link|option|col)\b)[a-z]", re.IGNORECASE
)
_INLINE = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strong|"
    r"sub|sup|time|tt|u|var|wbr|-text"
)


def read_web_lines(text: str) -> list[Line]:
    """The lines of a web page; ValueError where it is nested beyond anything a person would read."""
    if _depth(text) > DEEPEST_PAGE:
        raise ValueError("the page is nested too deeply")
    body = LexborHTMLParser(text).body
    return list(_read_block(body, 0, 0)) if body else []


def _depth(text: str) -> int:
    """How deep the tags that have to be closed are nested, roughly, without parsing."""
    deepest = depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _read_block(block: LexborNode, bullets: int, depth: int) -> Iterator[Line]:
    """The lines of a block: the text between its inner blocks, and theirs."""
    words: list[str] = []
    for node in block.iter(include_text=True):
        tag = node.tag or ""
        if tag in _LEFT_OUT:
            continue
        if _INLINE.fullmatch(tag) or depth > DEEPEST:
            words.append(node.text(deep=True) or "")
            continue
        yield from _make_line(words, block, bullets)
        words = []
        if tag == "tr":
            yield from _read_row(node)
        elif tag != "br":
            yield from _read_block(node, bullets + (tag in ("ul", "ol")), depth + 1)
    yield from _make_line(words, block, bullets)


def _make_line(words: list[str], block: LexborNode, bullets: int) -> Iterator[Line]:
    text = clean("".join(words).replace("<", "&lt;"))
    tag = block.tag or ""
    if not text:
        return
    if re.fullmatch(r"h[1-6]", tag):
        yield Line(text, mark="heading", level=int(tag[1]), whole=True)
    elif tag == "li":
        yield Line(text, mark="bullet", level=bullets, whole=True)
    else:
        yield Line(text, whole=True)


def _read_row(row: LexborNode) -> Iterator[Line]:
    cells = [clean(cell.text(deep=True, separator=" ")) for cell in row.iter() if cell.tag in ("td", "th")]
    if len(cells) > 1 and any(cells):
        yield Line(" ".join(filter(None, cells)), mark="row", cells=tuple(cells), whole=True)
    elif any(cells):
        yield Line(cells[0], whole=True)
