"""Answers to files that a reader takes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from rag.export import make_export
from rag.export.grid import grid_sheets
from rag.export.tables import make_tables
from rag.model import Answer
from rag.page.visit import Visit
from rag.page.wording import reports_of

ANSWERS = {".docx": "Word", ".pdf": "PDF", ".md": "Markdown", ".csv": "Sources as CSV"}
TABLES = {".xlsx": "Excel", ".docx": "Word", ".csv": "CSV"}
LONGEST_NAME = 60  # characters


def draw_export(visit: Visit, number: int, answer: Answer) -> None:
    """Draw the ways to take away an answer, the reports it tells of, and the whole conversation."""
    history, grid = visit.conversation.history, answer.grid
    key, name = f"{visit.conversation.id}-{number}", file_name(answer.question)
    with st.popover(":gray[Export]", type="tertiary", key=f"export-{key}"):
        title = "This answer" if grid or len(history) > 1 else ""
        _draw_files(title, ANSWERS, partial(make_export, [answer]), name, f"answer-{key}")
        if grid:
            make = partial(make_tables, grid_sheets(grid))
            _draw_files(reports_of(grid), TABLES, make, f"{name}-reports", f"reports-{key}")
        if len(history) > 1:
            name = file_name(history[0].question)
            _draw_files("The whole conversation", ANSWERS, partial(make_export, history), name, f"all-{key}")


def _draw_files(
    title: str, kinds: Mapping[str, str], make: Callable[[str], bytes], name: str, key: str
) -> None:
    if title:
        st.markdown(f"**{title}**")
    with st.container(horizontal=True):
        for ending, kind in kinds.items():
            st.download_button(
                kind, partial(make, ending), name + ending, key=f"{key}{ending}", on_click="ignore"
            )


def file_name(question: str) -> str:
    """A name for a file, made of the question's words."""
    return re.sub(r"\W+", "-", question.casefold())[:LONGEST_NAME].strip("-") or "answer"
