"""A visit to the screen: the line at the top, the conversation or the documents, and the box to ask."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from rag.access import Caller
from rag.assistant import Assistant
from rag.errors import RagError
from rag.examples import example_questions
from rag.page.conversation import draw_conversation
from rag.page.documents import draw_documents, draw_progress
from rag.page.filters import draw_filters
from rag.page.questions import draw_questions
from rag.page.signing_in import sign_out, signed_in
from rag.page.sources import draw_source
from rag.page.store import Conversation, Store
from rag.page.tree import Node, button, draw, element
from rag.page.visit import View, Visit
from rag.page.wording import loaded
from rag.settings import Settings

PROMISE = "Ask what inspectors found. Every statement links to the printed paragraph."
CONVERSATIONS = "conversations"
_LOOK = Path(__file__).with_name("look.css")


def draw_page() -> None:
    """Draw the page once, as it is for this visitor now."""
    st.set_page_config(page_title="Pinpoint", page_icon="📍")
    st.html(_LOOK)
    try:
        settings = Settings.from_env()
        caller = signed_in(settings)
        if caller is not None:
            draw_visit(st.session_state.get("visit") or begin_visit(caller, settings))
    except RagError as error:
        draw("error", element("p", str(error), role="alert"))


@st.cache_resource(show_spinner="Reading the documents…")
def open_assistant() -> Assistant:
    """The assistant that every visitor of this page shares."""
    return Assistant.open()


def begin_visit(caller: Caller, settings: Settings) -> Visit:
    """The visit of someone who has just come, by a link to a conversation, a question, a place, or none.

    Where a chat model answers, which may cost money, the question of a link is asked when it is pressed.
    """
    assistant = st.session_state.get("assistant") or open_assistant()
    store = Store(assistant.folder / CONVERSATIONS / caller.name, shared=not caller.alone)
    visit = Visit(assistant, store, caller)
    st.session_state.visit = visit
    link = st.query_params
    if earlier := visit.store.load(link.get("conversation", "")):
        visit.begin(earlier)
    elif question := link.get("q", "").strip():
        if settings.model:
            visit.offered = question
        else:
            visit.ask(question)
    if (id := link.get("document")) and (place := link.get("place")):
        visit.open_place(id, place)
    return visit


def draw_visit(visit: Visit) -> None:
    """Draw what this visitor has before them, and have the address lead back to it."""
    draw_header(visit)
    if visit.adding:
        draw_progress(visit)
    if visit.view == "documents":
        draw_documents(visit)
    else:
        draw_talk(visit)
    if visit.opened:
        draw_source(visit, visit.opened)
    st.query_params.from_dict({"conversation": visit.conversation.id} if visit.conversation.turns else {})


def draw_header(visit: Visit) -> None:
    """Draw the quiet line at the top: the name, the documents, earlier conversations, a new one."""
    with st.container(key="top", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if visit.begun or visit.view == "documents":
            draw("name", element("p", "Pinpoint", class_="name"))
        if visit.view == "documents":
            st.button(
                "Back to the questions", type="tertiary", on_click=partial(_show, visit, "conversation")
            )
        else:
            st.button("Documents", type="tertiary", on_click=partial(_show, visit, "documents"))
            draw_earlier(visit)
        if visit.begun:
            st.button("New conversation", type="tertiary", on_click=visit.begin)
        if (visit.caller.alone and visit.caller.name) or "caller" in st.session_state:
            st.button("Sign out", type="tertiary", on_click=sign_out)


def draw_earlier(visit: Visit) -> None:
    """Draw the way to earlier conversations, if there are any."""
    earlier = [talk for talk in visit.store.recent() if talk.turns and talk.id != visit.conversation.id]
    if not earlier:
        return
    with st.popover("Earlier", type="tertiary"):
        rows = (element("li", *_earlier_nodes(talk)) for talk in earlier)
        draw("earlier", element("ul", *rows, class_="earlier"), on_press=partial(_take_up, visit))


def _earlier_nodes(talk: Conversation) -> tuple[Node, Node]:
    question = talk.turns[0].question
    opens = button(question, data_press=f"open {talk.id}")
    return opens, button("Delete", data_press=f"forget {talk.id}", aria_label=f"Delete “{question}”")


def _take_up(visit: Visit, what: str) -> None:
    """Go on with an earlier conversation, or delete it."""
    kind, _, id = what.partition(" ")
    if kind == "forget":
        visit.store.forget(id)
    else:
        visit.begin(visit.store.load(id))


def draw_talk(visit: Visit) -> None:
    """Draw the conversation over the box to ask, or the first screen around it."""
    welcome, turns = st.container(key="welcome"), st.container(key="turns")
    documents = visit.assistant.documents()
    with st.container(key="box"):
        draw_filters(visit, documents)
        st.chat_input("Ask a question", key="question", on_submit=partial(_ask_what_is_typed, visit))
    examples = st.container(key="examples")
    if visit.begun:
        with turns:
            draw_conversation(visit)
        return
    with welcome:
        lines = element("p", PROMISE), element("p", loaded(documents), class_="quiet")
        draw("hello", element("header", element("h1", "Pinpoint"), *lines))
    with examples:
        if visit.offered:
            draw(
                "linked",
                element("p", "A link brought this question. Press it to have it answered.", class_="quiet"),
            )
            draw_questions("linked-question", [visit.offered], visit.ask)
        else:
            draw_questions("example", example_questions(documents), visit.ask)


def _ask_what_is_typed(visit: Visit) -> None:
    visit.ask(st.session_state.question)


def _show(visit: Visit, view: View) -> None:
    visit.view, visit.opened = view, None
