"""What is loaded to the screen: a table to search, files to add and to remove, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from rag.adding import LARGEST_FILE_MEGABYTES, MOST_FILES, add_files, remove_document
from rag.domain.frameworks import document_kind
from rag.model import Document, day_of
from rag.page.filters import kind_name
from rag.page.grades import grade_node
from rag.page.tree import Node, button, draw, element
from rag.page.visit import Visit
from rag.page.wording import counted, loaded

HEADS = ("Authority", "Document", "Date", "Overall grade", "Paragraphs", "")
MOST_SHOWN = 200
SOON = 0.5  # seconds between two looks at how far the adding is


def draw_documents(visit: Visit) -> None:
    """Draw the table, the place to drop files, and what could not be read."""
    documents = visit.assistant.documents()
    if visit.removing:
        id, visit.removing = visit.removing, ""
        confirm_removal(visit, visit.assistant.document(id))
    draw("documents-title", element("h1", "Documents", class_="title"))
    draw("documents-loaded", element("p", loaded(documents), class_="quiet"))
    if visit.caller.may("editor"):
        draw_adding(visit)
    draw_unreadable(visit)
    searched = st.text_input(
        "Search",
        key="documents-search",
        type="search",
        live=True,
        placeholder="Authority, kind, year or grade",
    )
    shown = [document for document in documents if matches(document, searched or "")]
    draw(
        "documents",
        table_tree(shown[:MOST_SHOWN], removable=visit.caller.may("keeper")),
        on_press=partial(_press, visit),
    )
    if len(shown) > MOST_SHOWN:
        told = f"{MOST_SHOWN} of {len(shown)} shown; search to see the others."
        draw("documents-more", element("p", told, class_="quiet"))


def draw_adding(visit: Visit) -> None:
    """Draw the place to drop files, and what became of those that were dropped last."""
    key = _uploader_key(visit)
    if not visit.adding:
        st.file_uploader(
            f"Add documents: PDF, Word, Excel, text or web page, each up to {LARGEST_FILE_MEGABYTES} MB",
            [ending.removeprefix(".") for ending in visit.assistant.endings],
            accept_multiple_files=True,
            key=key,
            max_upload_size=LARGEST_FILE_MEGABYTES,
            on_change=partial(_take_files, visit, key),
        )
    if visit.lines:
        draw(
            "lines",
            element("ul", *(element("li", line) for line in visit.lines), class_="lines", role="status"),
        )


def draw_unreadable(visit: Visit) -> None:
    """Draw which files were to be indexed and could not be read."""
    unreadable = visit.assistant.unreadable()
    if unreadable:
        lines = (element("li", reason) for _, reason in unreadable)
        heading = element("summary", f"{counted(len(unreadable), 'file')} could not be read")
        draw("unreadable", element("details", heading, element("ul", *lines), class_="lines"))


@st.fragment(run_every=SOON)
def draw_progress(visit: Visit) -> None:
    """Draw how far the adding of files is, until it has ended."""
    work = visit.adding
    if work is None:
        return
    step = work.told
    share = step.done / step.total if step and step.total else 0.0
    what = f"{step.what}: {step.done} of {step.total}" if step else "Looking at the files"
    st.progress(share, f"Adding documents. {what}")
    if work.wait(SOON):
        visit.lines = work.result or [work.error]
        visit.adding = None
        st.rerun()


def table_tree(documents: Sequence[Document], *, removable: bool) -> Node:
    """The documents as a table, one a row, each with a button to remove it where that may be done."""
    head = element(
        "thead",
        element("tr", *(element("th", head, scope="col") for head in HEADS[: None if removable else -1])),
    )
    body = element(
        "tbody", *(element("tr", *row_nodes(document, removable=removable)) for document in documents)
    )
    return element("div", element("table", head, body, aria_label="Documents"), class_="scroll documents")


def row_nodes(document: Document, *, removable: bool) -> Iterator[Node]:
    """What the table says about one document; its name opens it."""
    about = document.reference
    overall = document.overall
    yield element("td", document.authority or "–")
    name = button(described(document), data_press=f"open {document.id}", aria_label=f"Open {about}")
    yield element("td", name)
    yield element("td", day_of(document.date) if document.date else "Undated")
    yield element("td", grade_node(overall.printed, overall.grade) if overall else "–")
    yield element("td", f"{len(document.paragraphs):,}")
    if removable:
        remove = button("Remove", data_press=f"remove {document.id}", aria_label=f"Remove {about}")
        yield element("td", remove)


def described(document: Document) -> str:
    """What a document is, with the years it covers."""
    name = kind_name(document.kind) if document_kind(document.kind).name else document.title
    return f"{name} {document.period}".strip()


def matches(document: Document, searched: str) -> bool:
    """Whether all the words searched for stand in what the table says about a document."""
    grade = document.overall.printed if document.overall else ""
    when = day_of(document.date) if document.date else "undated"
    said = f"{document.authority} {document.title} {described(document)} {when} {grade}".casefold()
    return all(word in said for word in searched.casefold().split())


@st.dialog("Remove this document?")
def confirm_removal(visit: Visit, document: Document) -> None:
    """Ask before a document is forgotten, saying what becomes of its file."""
    path = visit.assistant.file(document.id)
    becomes = (
        "Its file, which was added here, is deleted."
        if path.is_relative_to(visit.assistant.visitors_folder)
        else f"Its file stays in {path.parent.name}/ and is read again when that folder is indexed again."
    )
    name = document.reference
    draw("removal", element("p", f"{name} will no longer be searched. {becomes}"))
    if st.button("Remove", type="primary", on_click=partial(_remove, visit, document.id, name)):
        st.rerun()


def _press(visit: Visit, what: str) -> None:
    kind, _, id = what.partition(" ")
    document = visit.assistant.document(id)
    if kind == "open":
        visit.open_place(id, document.paragraphs[0].locator, whole=True)
    elif visit.caller.may("keeper"):  # a browser may tell that anything was pressed
        visit.removing = id


def _remove(visit: Visit, id: str, name: str) -> None:
    remove_document(visit.assistant, id)
    visit.opened = None
    visit.lines = [f"{name} was removed."]


def _uploader_key(visit: Visit) -> str:
    """Another one after each time, so that what was dropped is not there any more."""
    return f"files-{visit.dropped}"


def _take_files(visit: Visit, key: str) -> None:
    files = st.session_state[key][:MOST_FILES]
    if files and key == _uploader_key(visit):  # a browser may tell twice what was dropped
        visit.adding = add_files(visit.assistant, [(file.name, file) for file in files])
        visit.dropped += 1
        visit.lines = ()
