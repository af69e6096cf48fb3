"""Answers to files that a reader takes away."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st

from rag.export import make_export
from rag.model import Answer
from rag.page.visit import Visit

NAMES = {".docx": "Word", ".pdf": "PDF", ".md": "Markdown", ".csv": "Sources as CSV"}
LONGEST_NAME = 60  # characters


def draw_export(visit: Visit, number: int, answer: Answer) -> None:
    """Draw the ways to take away an answer, and the whole conversation where it has others."""
    history = visit.conversation.history
    key = f"{visit.conversation.id}-{number}"
    with st.popover(":gray[Export]", type="tertiary", key=f"export-{key}"):
        _draw_files("This answer" if len(history) > 1 else "", [answer], f"answer-{key}")
        if len(history) > 1:
            _draw_files("The whole conversation", history, f"all-{key}")


def _draw_files(title: str, answers: list[Answer], key: str) -> None:
    if title:
        st.markdown(f"**{title}**")
    with st.container(horizontal=True):
        for ending, name in NAMES.items():
            st.download_button(
                name,
                partial(make_export, answers, ending),
                file_name(answers[0].question) + ending,
                key=f"{key}{ending}",
                on_click="ignore",
            )


def file_name(question: str) -> str:
    """A name for a file, made of the question's words."""
    return re.sub(r"\W+", "-", question.casefold())[:LONGEST_NAME].strip("-") or "answer"
