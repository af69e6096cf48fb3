"""Questions to buttons that ask them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st


def draw_questions(name: str, questions: Sequence[str], ask: Callable[[str], None]) -> None:
    """Draw a button for each question."""
    with st.container(key=name):
        for number, question in enumerate(questions):
            label = re.sub(r"([^\w\s'’,.?])", r"\\\1", question)  # a label is Markdown
            st.button(
                f":primary[{label}]", key=f"{name}-{number}", type="tertiary", on_click=partial(ask, question)
            )
