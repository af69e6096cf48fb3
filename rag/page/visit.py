"""What one visitor has before them, from one drawing of the page to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from rag.access import Caller
from rag.adding import Step
from rag.grid import Said
from rag.model import Answer, Citation, PageImage
from rag.page.store import NO_FILTERS, Conversation, Store, Turn
from rag.pictures import Order
from rag.query import Filters
from rag.work import Work

if TYPE_CHECKING:
    from rag.assistant import Assistant

View = Literal["conversation", "documents"]

STOPPED = "Stopped. Ask again when you like."


@dataclass(frozen=True, slots=True)
class Opened:
    """A place in a document that stands open: the source of a turn, or a place that a link led to.

    ``number`` is the source's of its turn, 0 where it is none. ``page`` is the printed page
    that is shown in place of the text, ``whole`` says that all of the text is.
    """

    document: str
    locator: str
    quote: str = ""
    label: str = ""
    turn: int = 0
    number: int = 0
    page: int | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of an answer so far: its text, in parts, and before it how far reports are read."""

    parts: tuple[str, ...] = ()
    reading: Step | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that is being answered; once it is ``enough``, no more reports are read for it."""

    question: str
    filters: Filters
    work: Work[Heard, Answer]
    enough: Event = field(default_factory=Event)

    @property
    def parts(self) -> tuple[str, ...]:
        """The text so far."""
        return self.work.told.parts if self.work.told else ()

    @property
    def reading(self) -> Step | None:
        """How far the reports are read, while they are."""
        step = self.work.told.reading if self.work.told else None
        return step if step and step.done < step.total else None


@dataclass(frozen=True, slots=True)
class Look:
    """How a grid over many reports is looked at: what they say, or all, in which order, or folded."""

    says: frozenset[Said] = frozenset()
    order: Order = "authority"
    opened: bool = False


@dataclass
class Visit:
    """The conversation, the question that is being answered, the open place, the filters and the view.

    ``offered`` is a question that a link brought, to be asked once it is pressed.
    """

    assistant: Assistant
    store: Store
    caller: Caller
    offered: str = ""
    conversation: Conversation = field(default_factory=Conversation)
    asking: Asking | None = None
    opened: Opened | None = None
    filters: Filters = NO_FILTERS
    view: View = "conversation"
    editing: int | None = None
    adding: Work[Step, list[str]] | None = None
    dropped: int = 0
    lines: Sequence[str] = ()
    removing: str = ""
    drawn_page: tuple[Opened, PageImage] | None = None
    looks: dict[int, Look] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether anything was asked."""
        return bool(self.conversation.turns or self.asking)

    def ask(self, question: str, filters: Filters | None = None) -> None:
        """Begin to answer a question, after the conversation so far; another one is stopped for it."""
        if not question or (self.asking and self.asking.question == question):
            return
        self.stop()
        self.take_answer()
        self.view, self.opened, self.editing, self.offered = "conversation", None, None, ""
        filters = self.filters if filters is None else filters
        self.looks.pop(len(self.conversation.turns), None)
        history, enough = self.conversation.history, Event()

        def answer(tell: Callable[[Heard], None]) -> Answer:
            def read(*step: Any) -> None:
                tell(Heard(reading=Step(*step)))

            stream = self.assistant.stream(question, history, filters, progress=read, stopped=enough.is_set)
            parts: tuple[str, ...] = ()
            for part in stream:
                if isinstance(part, Answer):
                    return part
                parts += (part,)
                tell(Heard(parts))
            raise AssertionError("a stream ends with its answer")

        self.asking = Asking(question, filters, Work(answer), enough)

    def ask_again(self, turn: int, question: str = "", filters: Filters | None = None) -> None:
        """Ask the question of a turn again, or another in its place; the turns from there on are dropped."""
        before = self.conversation.turns[turn]
        self.stop()
        self.asking = None
        self.conversation.turns = self.conversation.turns[:turn]
        self.ask(question or before.question, before.filters if filters is None else filters)

    def stop(self) -> None:
        """Wait no longer for the answer to what was asked last."""
        if self.asking:
            self.asking.work.stop()

    def leave_off(self) -> None:
        """Read no more reports, and have the answer made of those that were; where none are read, stop."""
        if self.asking and self.asking.reading and not self.asking.enough.is_set():
            self.asking.enough.set()
        else:
            self.stop()

    def take_answer(self) -> None:
        """Keep what was said to the question that was asked last, once there is something."""
        if not self.asking or not self.asking.work.ended:
            return
        asked, self.asking = self.asking, None
        said = asked.work.result or asked.work.error or STOPPED
        self.conversation.turns.append(Turn(asked.question, said, asked.filters))
        self.store.save(self.conversation)

    def begin(self, conversation: Conversation | None = None) -> None:
        """Leave this conversation for a new or an earlier one."""
        self.stop()
        self.conversation = conversation or Conversation()
        self.asking = self.opened = self.editing = None
        self.looks.clear()
        self.view = "conversation"

    def open_source(self, turn: int, number: int) -> None:
        """Open a source of a turn, as a page where one was shown before."""
        said = self.conversation.turns[turn].said
        if isinstance(said, Answer) and 0 < number <= len(said.citations):
            self.opened = _opened(said.citations[number - 1], turn, as_page=self._shows_page)

    def open_place(self, document: str, locator: str, quote: str = "", *, whole: bool = False) -> None:
        """Open a place of a document, with the words of ``quote`` marked."""
        self.opened = Opened(document, locator, quote, whole=whole)

    def page_image(self) -> PageImage:
        """The printed page that is open; raises a RagError where it cannot be shown."""
        opened = self.opened
        assert opened
        assert opened.page
        if self.drawn_page is None or self.drawn_page[0] != opened:
            image = self.assistant.page_image(opened.document, opened.page, opened.locator)
            self.drawn_page = opened, image
        return self.drawn_page[1]

    def turn_to(self, page: int | None, *, whole: bool = False) -> None:
        """Show a printed page of the open place, its text, or the whole text."""
        if self.opened:
            self.opened = replace(self.opened, page=page, whole=whole)

    @property
    def _shows_page(self) -> bool:
        return bool(self.opened and self.opened.page)


def _opened(citation: Citation, turn: int, *, as_page: bool) -> Opened:
    return Opened(
        citation.document,
        citation.locator,
        citation.quote,
        citation.label,
        turn,
        citation.number,
        page=citation.page if as_page else None,
    )


def visit() -> Visit:
    """The visit that this page is drawn for."""
    current: Visit = st.session_state.visit
    return current
