"""A conversation to the screen: each turn, the one that is being answered, and what to ask next."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from rag.examples import follow_ups
from rag.model import Answer
from rag.page.actions import draw_actions
from rag.page.answers import growing_tree, turn_tree
from rag.page.filters import without
from rag.page.grid import draw_grid
from rag.page.pictures import picture_tree, pressed_by
from rag.page.questions import draw_questions
from rag.page.store import Turn
from rag.page.tree import Node, draw
from rag.page.visit import Asking, Visit
from rag.page.wording import counted
from rag.pictures import draw_pictures

SOON = 0.3  # seconds after which it is said that a question is being answered, and again


def draw_conversation(visit: Visit) -> None:
    """Draw every turn, then the one that is being answered or what may be asked next."""
    turns = visit.conversation.turns
    for number, turn in enumerate(turns):
        newest = number == len(turns) - 1 and not visit.asking
        opened = pressed_by(visit.opened, number)
        draw(
            f"turn-{number}",
            turn_tree(turn, *_pictures(visit, turn)),
            on_press=_press(visit, number),
            state="answered",
            opened=opened,
            newest=newest,
        )
        if isinstance(turn.said, Answer) and turn.said.grid:
            draw_grid(visit, number, turn.said.grid, opened)
        draw_actions(visit, number, turn)
    if visit.asking:
        draw_asking(visit)
    elif turns and isinstance(turns[-1].said, Answer):
        offered = follow_ups(
            turns[-1].said, visit.assistant.documents(), asked=[turn.question for turn in turns]
        )
        draw_questions("next", offered, visit.ask)


@st.fragment(run_every=SOON)
def draw_asking(visit: Visit) -> None:
    """Draw the answer as it grows, until it is there."""
    asking = visit.asking
    if asking is None:
        return
    tree = growing_tree(asking.question, "".join(asking.parts), _progress(visit, asking))
    draw(f"turn-{len(visit.conversation.turns)}", tree, state="asked", newest=True)
    if step := asking.reading:
        st.progress(step.done / step.total, f"{step.what}: {step.done} of {step.total}")
    st.button("Stop", type="tertiary", on_click=visit.leave_off)
    if asking.work.wait(SOON):
        visit.take_answer()
        st.rerun()


def _progress(visit: Visit, asking: Asking) -> str:
    """What is being done: a statement comes when it has been checked."""
    cited = sum("[" in part for part in asking.parts)
    if cited:
        return f"Checked {counted(cited, 'statement')}, writing on…"
    if asking.enough.is_set():
        return "Answering from the reports that were read…"
    if asking.reading:
        return "Reading each report. Stop answers from those that have been read."
    return f"Searching {counted(len(visit.assistant.documents()), 'document')}…"


def _pictures(visit: Visit, turn: Turn) -> list[Node]:
    if not isinstance(turn.said, Answer):
        return []
    return [picture_tree(picture) for picture in draw_pictures(turn.said, visit.assistant.documents())]


def _press(visit: Visit, number: int) -> Callable[[str], None]:
    def press(what: str) -> None:
        kind, _, value = what.partition(" ")
        if kind == "source":
            visit.open_source(number, int(value))
        elif kind == "place":
            visit.open_place(*json.loads(value))
        else:
            turn = visit.conversation.turns[number]
            visit.ask_again(number, filters=without(turn.filters, what))

    return press
