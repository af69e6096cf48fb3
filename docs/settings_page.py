"""``rag.settings.Settings`` -> the table of every setting, put into its page when the site is built."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from rag.settings import SHIPPED_CORPUS, Settings, variable_of

MARK = "<!-- every setting -->"
_ENTRY = re.compile(r"^``(\w+)``  (.+?)(?=^``\w+``  |\Z)", re.MULTILINE | re.DOTALL)


def on_page_markdown(markdown: str, **_: object) -> str:
    """A page with the table in place of the mark, if it has one; called by MkDocs for each."""
    return markdown.replace(MARK, write_table()) if MARK in markdown else markdown


def write_table() -> str:
    """Every setting as a Markdown table: its variable, what it sets, its default.

    Raises KeyError for a setting that the docstring does not tell of.
    """
    told = told_of_each()
    rows = [
        f"| `{variable_of(each.name)}` | {told[each.name]} | {_default(each)} |" for each in fields(Settings)
    ]
    return "\n".join(["| Variable | What it sets | Default |", "|---|---|---|", *rows])


def told_of_each() -> Mapping[str, str]:
    """What the docstring of the settings tells of each, by name, as Markdown on one line."""
    entries = _ENTRY.findall(inspect.getdoc(Settings) or "")
    return {name: " ".join(text.replace("``", "`").replace("|", r"\|").split()) for name, text in entries}


def _default(setting: Field[Any]) -> str:
    if setting.default == SHIPPED_CORPUS:
        return "the shipped documents"
    return f"`{setting.default}`" if setting.default not in ("", None) else "empty"
