"""Answers and tables to the HTML that a notebook shows, in which nothing of a document is live.

Markdown is read without links, images and tags, all else is escaped, and no formula is set from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Protocol

MARKS = ["table", "list", "blockquote", "heading", "emphasis", "escape", "newline"]  # of all Markdown shown
CELL = "text-align: left; vertical-align: top"  # notebooks set cells to the right, as for numbers


class Source(Protocol):
    """What is shown of a citation."""

    @property
    def label(self) -> str:
        """Where it is printed."""

    @property
    def quote(self) -> str:
        """The words taken from there."""


def answer_html(text: str, sources: Sequence[Source], warnings: Iterable[str]) -> str:
    """A text in Markdown, its warnings, and its sources as a list that is numbered as its markers are."""
    notes = "".join(f"<p>Note: {_lines(warning)}</p>" for warning in warnings)
    quoted = "".join(
        f"<li>{_lines(source.label)}<blockquote>{_lines(source.quote)}</blockquote></li>"
        for source in sources
    )
    return _plain(_rendered(text) + notes + (f"<p>Sources</p><ol>{quoted}</ol>" if quoted else ""))


def table_html(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, left_out: int = 0
) -> str:
    """A table with its headings; below it, how many rows were left out, where any were. None is empty."""
    head = "".join(f'<th scope="col" style="{CELL}">{_lines(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    more = f"<p>… and {left_out:,} more</p>" if left_out else ""
    return _plain(
        f"<table><caption>{_lines(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def _rendered(text: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(MARKS)
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            token.attrSet("style", CELL)
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return str(parser.renderer.render(tokens, parser.options, {}))


def _cell(value: Any) -> str:
    return f'<td style="{CELL}">{"" if value is None else _lines(str(value))}</td>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _plain(html: str) -> str:
    """HTML in which MathJax, which notebooks load, takes nothing between dollar signs for a formula."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'
