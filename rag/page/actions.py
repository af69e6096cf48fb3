"""What can be done with an answer: copied, linked to, exported, asked again, asked otherwise, rated."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from rag.model import Answer
from rag.page.answers import copied
from rag.page.exports import draw_export
from rag.page.store import Rating, Turn
from rag.page.tree import button, draw, element
from rag.page.visit import Visit

LONGEST_QUESTION = 100_000  # characters, which is what can be asked
LONGEST_REASON = 1_000


def draw_actions(visit: Visit, number: int, turn: Turn) -> None:
    """Draw the quiet row under an answer, and what was opened from it."""
    key = f"{visit.conversation.id}-{number}"
    with st.container(key=f"actions-{number}", horizontal=True, vertical_alignment="center", gap="small"):
        said = turn.said
        link = button("Copy link", data_copy_link="?" + urlencode({"q": turn.question}))
        copy = [button("Copy", data_copy=copied(said))] if isinstance(said, Answer) else []
        draw(f"copy-{number}", element("p", *copy, link, class_="copying"))
        st.button(
            ":gray[Ask again]", key=f"again-{key}", type="tertiary", on_click=partial(visit.ask_again, number)
        )
        st.button(":gray[Edit]", key=f"edit-{key}", type="tertiary", on_click=partial(_edit, visit, number))
        if isinstance(said, Answer):
            draw_export(visit, number, said)
            _draw_thumbs(visit, number, key)
    _draw_reason(visit, number, key)
    if visit.editing == number:
        _draw_editing(visit, number, turn)


def _draw_thumbs(visit: Visit, number: int, key: str) -> None:
    """Draw the thumbs; the one that is pressed is kept at once."""
    st.feedback("thumbs", key=f"thumb-{key}", on_change=partial(_rate, visit, number, key))


def _draw_reason(visit: Visit, number: int, key: str) -> None:
    """Draw a line for the reason, once a thumb was pressed."""
    thumb = st.session_state.get(f"thumb-{key}")
    if thumb is not None:
        asked = "What was good about it?" if thumb else "What was wrong with it?"
        rate = partial(_rate, visit, number, key)
        st.text_input(asked, key=f"reason-{key}", max_chars=LONGEST_REASON, on_change=rate)


def _rate(visit: Visit, number: int, key: str) -> None:
    thumb, reason = st.session_state[f"thumb-{key}"], st.session_state.get(f"reason-{key}")
    if thumb is not None:
        visit.store.rate(visit.conversation, number, Rating(thumb == 1, reason or ""))


def _edit(visit: Visit, number: int) -> None:
    visit.editing = number


def _draw_editing(visit: Visit, number: int, turn: Turn) -> None:
    """Draw the question to be changed; what was said from there on gives way to the new answer."""
    with st.form(f"editing-{number}"):
        question = st.text_area("Your question", turn.question, max_chars=LONGEST_QUESTION)
        asks, leaves = st.columns(2)
        if asks.form_submit_button("Ask", type="primary") and question.strip():
            visit.ask_again(number, question.strip())
            st.rerun()
        if leaves.form_submit_button("Cancel"):
            visit.editing = None
            st.rerun()
