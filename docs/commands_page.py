"""The parser of ``pinpoint`` -> what each command takes, put into its page when the site is built."""

from __future__ import annotations

from argparse import ArgumentParser, HelpFormatter, _SubParsersAction
from collections.abc import Iterator
from functools import partial

from rag.__main__ import build_parser

MARK = "<!-- every command -->"
WIDTH = 88  # columns, on whatever machine the site is built


def on_page_markdown(markdown: str, **_: object) -> str:
    """A page with the commands in place of the mark, if it has one; called by MkDocs for each."""
    return markdown.replace(MARK, write_commands()) if MARK in markdown else markdown


def write_commands() -> str:
    """Every command as Markdown: its name, and what its ``--help`` prints."""
    parts = []
    for name, parser in each_command():
        parser.formatter_class = partial(HelpFormatter, width=WIDTH)
        parts.append(f"## pinpoint {name}\n\n```text\n{parser.format_help().strip()}\n```")
    return "\n\n".join(parts)


def each_command() -> Iterator[tuple[str, ArgumentParser]]:
    """The commands, by name, in the order in which they are listed."""
    for action in build_parser()._actions:
        if isinstance(action, _SubParsersAction):
            yield from action.choices.items()
