"""The page: draws what the assistant says and keeps the conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any

import streamlit as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag import Assistant
from rag.errors import RagError
from rag.model import DOCUMENT_NAMES, Answer, Citation, Document, Paragraph, day_of

Node = str | dict[str, Any]  # text, or an element; the browser builds both without parsing any HTML

OFF = {"disabled": ""}
PROMISE = "Ask what inspectors found. Every statement links to the printed paragraph."


# ------------------------------------------------------------------ what the browser runs

DRAW = """
function build(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const element = document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  element.append(...node.children.map(build));
  return element;
}

function redraw(root, tree) {
  const drawn = JSON.stringify(tree);
  if (root.drawn === drawn) return;
  const focused = [...root.querySelectorAll("button")].indexOf(document.activeElement);
  root.replaceChildren(build(tree));
  root.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
  root.drawn = drawn;
  const panel = root.querySelector(".panel");
  if (panel) bringIntoView(panel, panel.querySelector(".cited"));
}

function bringIntoView(panel, cited) {
  const end = cited.offsetTop + cited.offsetHeight + 24;
  panel.scrollTop = Math.min(cited.offsetTop - 80, end - panel.clientHeight);
}

function press(button, setTriggerValue) {
  if (button.dataset.copy) {
    navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = "Copied"; });
    return;
  }
  if (button.closest("article")) {
    window.pinpointOpener = button;
    if (innerWidth < 1190) button.closest("p, li, tr").scrollIntoView({ block: "start", behavior: "smooth" });
  }
  if (button.dataset.open === "0") window.pinpointOpener?.focus();
  setTriggerValue("open", Number(button.dataset.open));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const drawn = parentElement.querySelector(".pinpoint");
  const root = drawn ?? parentElement.appendChild(document.createElement("div"));
  const arrives = root.dataset.state !== data.state;
  root.className = "pinpoint";
  root.ariaLive = data.newest ? "polite" : "off";
  root.dataset.state = data.state;
  redraw(root, data.tree);
  for (const button of root.querySelectorAll("article [data-open]"))
    button.ariaExpanded = Number(button.dataset.open) === data.opened;
  if (arrives) root.querySelector(".panel h2")?.focus({ preventScroll: true });
  if (arrives && data.newest) setTimeout(() => root.scrollIntoView({ block: "start" }), 60);

  root.onclick = ({ target }) => {
    const button = target.closest("button");
    if (button) press(button, setTriggerValue);
  };
  const escape = ({ key }) => { if (key === "Escape") root.querySelector("[data-open='0']")?.click(); };
  document.addEventListener("keydown", escape);
  return () => document.removeEventListener("keydown", escape);
}
"""

LOOK = """<style>
[data-testid="stHeader"] { display: none; }
.stMainBlockContainer { max-width: 40rem; padding: 0 1.25rem; }
.stApp :has(.st-key-top, .st-key-box), .st-key-top, .st-key-box { background-color: inherit; }
:has(> .st-key-top) { position: sticky; top: 0; z-index: 10; }
:has(> .st-key-box) { position: sticky; bottom: 0; z-index: 10; }
.st-key-top { padding: .75rem 0; }
.st-key-box { padding: .75rem 0 1.25rem; }
.stApp:has(article) .st-key-turns { min-height: calc(100vh - 10.5rem); }
.st-key-examples { gap: .1rem; }
.st-key-examples button, .st-key-examples button * { justify-content: flex-start; text-align: left; }
.stApp:has(article) :is(.st-key-welcome, .st-key-examples) { display: none; }
[data-testid="stDialog"] > div { max-width: 58rem; }

.pinpoint {
  line-height: 1.6; scroll-margin-top: 4rem; overflow-wrap: break-word;
  h1 { font-size: 2rem; line-height: 1.2; margin: 8vh 0 .5rem; padding: 0; }
  h1.small { font-size: 1rem; margin: 0; }
  h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .75rem; padding: 0; text-wrap: balance; }
  h3 { font-size: 1rem; line-height: 1.4; margin: 1rem 0 .25rem; padding: 0; }
  p, ul, ol, blockquote { margin: 0 0 .75rem; }
  ul, ol { padding-left: 1.4rem; }
  li { margin: 0 0 .4rem; padding: 0; }
  blockquote { border-left: 3px solid var(--st-border-color); padding-left: 1rem; }
  p, li, tr { scroll-margin-top: 4rem; }
  article { margin-bottom: 1.75rem; }
  article h2::first-letter { text-transform: uppercase; }
  .quiet { color: var(--st-gray-text-color); font-size: .88rem; }
  .declined { background: var(--st-secondary-background-color); border-radius: .4rem; margin-bottom: .75rem;
    padding: 1rem 1.25rem .4rem; }
}
.pinpoint .scroll { overflow-x: auto; margin: 0 0 .9rem; }
.pinpoint table {
  border-collapse: collapse; width: 100%; font-size: .94rem; line-height: 1.45;
  th, td { text-align: left; vertical-align: top; padding: .45rem 1rem .45rem 0; }
  th { font-weight: 600; border-bottom: 1px solid var(--st-text-color); }
  td { border-bottom: 1px solid var(--st-border-color); }
  th:last-child, td:last-child { padding-right: 0; }
}
.pinpoint button {
  font: inherit; text-align: left; color: var(--st-primary-color); background: none; border: 0; padding: 0;
  cursor: pointer;
  &:hover { text-decoration: underline; }
  &:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; border-radius: 3px; }
  &:disabled { color: var(--st-gray-text-color); text-decoration: none; cursor: default; }
}
.pinpoint button.marker {
  font-size: .72rem; font-weight: 600; line-height: 1; min-width: 1.5em; margin-left: .25em;
  padding: .25em .4em; text-align: center; vertical-align: .15em; text-decoration: none; border-radius: .35em;
  background: color-mix(in srgb, var(--st-primary-color) 12%, transparent);
  &:hover, &[aria-expanded="true"] { background: var(--st-primary-color); color: var(--st-background-color); }
}
.pinpoint .together { white-space: nowrap; }
.pinpoint .sources {
  border-top: 1px solid var(--st-border-color); margin: 1.25rem 0 .75rem; padding-top: .9rem;
  font-size: .88rem; line-height: 1.45;
  li::marker { color: var(--st-gray-text-color); }
  button { vertical-align: top; }
}
.pinpoint .panel {
  position: fixed; z-index: 1000; inset: 30vh 0 0 0; overflow-y: auto; padding: 0 1.5rem 2rem;
  background: var(--st-background-color); border-top: 1px solid var(--st-border-color);
  box-shadow: 0 0 2rem rgb(0 0 0 / .18);
  nav { position: sticky; top: 0; display: flex; gap: 1.25rem; padding: 1rem 0; font-size: .88rem;
    background: inherit; }
  nav button:last-child { margin-left: auto; }
  h2 { font-size: 1.1rem; outline: none; }
  h3 { margin: 0 0 .9rem; font-weight: 400; color: var(--st-gray-text-color); }
}
.pinpoint .printed {
  display: flex; gap: .6rem;
  &.near { color: var(--st-gray-text-color); font-size: .94rem; }
  span { min-width: 1.6rem; }
  span:empty { display: none; }
  p { white-space: pre-line; }
  mark { color: inherit; padding: .1em 0; background: var(--st-yellow-background-color); }
}
@media (min-width: 70rem) {
  .pinpoint .panel { inset: 0 0 0 auto; width: 28rem; box-shadow: none; border: 0;
    border-left: 1px solid var(--st-border-color); }
  .stApp:has(.panel) .stMain { padding-right: 28rem; }
}
@media (max-width: 70rem) {
  .stApp:has(.panel) .stMain { padding-bottom: 70vh; }
  .stApp:has(.panel) .st-key-box { display: none; }
}
@media (max-width: 40rem) {
  .pinpoint .documents {
    thead { display: none; }
    tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--st-border-color); }
    td { display: inline; border: 0; padding: 0; }
    td:first-child { display: block; font-weight: 600; }
    td:nth-child(n + 3)::before { content: " · "; }
  }
}
</style>"""

browser = st.components.v2.component("pinpoint", js=DRAW, isolate_styles=False)


def element(tag: str, *children: Node, **attributes: str) -> Node:
    """An element of the page; ``aria_label`` becomes ``aria-label``, ``class_`` ``class``."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return {"tag": tag, "attributes": named, "children": list(children)}


def button(text: str, **attributes: str) -> Node:
    """A button: ``data_open`` opens the source of that number, ``data_copy`` copies."""
    return element("button", text, type="button", **attributes)


def draw(key: str, tree: Node, *, turn: int | None = None, **data: str | int) -> None:
    """Have the browser build a tree; where it belongs to a turn, its buttons open the turn's sources."""
    listening: dict[str, Any] = {} if turn is None else {"on_open_change": partial(open_source, turn, key)}
    browser(key=key, data={"tree": tree, **data}, **listening)


# ------------------------------------------------------------------ an answer

MARKDOWN = MarkdownIt("zero").enable(
    ["table", "list", "blockquote", "heading", "emphasis", "escape", "newline"]
)
TAGS = {
    "paragraph": "p", "heading": "h3", "strong": "strong", "em": "em", "hardbreak": "br",
    "blockquote": "blockquote", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li",
    "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "th": "th", "td": "td",
}  # fmt: skip


def markdown_nodes(parsed: SyntaxTreeNode, citations: Sequence[Citation]) -> Iterator[Node]:
    """Parsed Markdown as elements; whatever is not in ``TAGS`` gives way to what it holds."""
    for part in parsed.children:
        if part.type in ("text", "softbreak"):
            yield from text_nodes(" " if part.type == "softbreak" else part.content, citations)
        elif part.type in TAGS and not part.hidden:
            made = element(TAGS[part.type], *markdown_nodes(part, citations))
            yield element("div", made, class_="scroll") if part.type == "table" else made
        else:
            yield from markdown_nodes(part, citations)


def text_nodes(text: str, citations: Sequence[Citation]) -> Iterator[Node]:
    """Text with every ``[1]`` that has a source made a button, on one line with the word before it."""
    for part in re.split(r"(\S*(?:\s*\[\d+\])+[^\s\w\[]*)", text):
        nodes = list(marker_nodes(part, citations))
        yield from nodes if len(nodes) < 2 else [element("span", *nodes, class_="together")]


def marker_nodes(text: str, citations: Sequence[Citation]) -> Iterator[Node]:
    """Text with every ``[1]`` that has a source made a button."""
    for part in re.split(r"(\s*\[\d+\])", text):
        marker = re.fullmatch(r"\s*\[(\d+)\]", part)
        if marker and 0 < int(marker[1]) <= len(citations):
            yield source_button(citations[int(marker[1]) - 1], marker[1], class_="marker")
        elif part:
            yield part


def source_button(citation: Citation, text: str, **attributes: str) -> Node:
    """A button that opens a source and says which."""
    label = f"Source {citation.number}: {citation.label}"
    return button(text, data_open=str(citation.number), title=label, aria_label=label, **attributes)


def answer_nodes(answer: Answer) -> Iterator[Node]:
    """An answer as it is read: its text, its sources by name, and who wrote it."""
    text = markdown_nodes(SyntaxTreeNode(MARKDOWN.parse(answer.text)), answer.citations)
    yield element("div", *text, class_="declined" if answer.abstained else "said")
    if answer.citations:
        names = (element("li", source_button(citation, citation.label)) for citation in answer.citations)
        yield element("ol", *names, class_="sources", aria_label="Sources")
    for warning in answer.warnings:
        yield element("p", warning, class_="quiet")
    sources = [f"[{citation.number}] {citation.label}" for citation in answer.citations]
    copy = button("Copy", data_copy="\n".join([answer.text, "", *sources]))
    yield element("p", provenance(answer), " · ", copy, class_="quiet")


def provenance(answer: Answer) -> str:
    """Who wrote an answer and how many of its citations were checked, in one line."""
    writer = "Composed from quotes" if answer.engine == "quotes" else f"Written by {answer.engine}"
    held = sum(citation.verified for citation in answer.citations)
    checked = f" · {held} of {counted(len(answer.citations), 'citation')} checked word for word"
    return writer + (checked if answer.citations else "")


def turn_nodes(question: str, said: Answer | str) -> Node:
    """A question as heading, and what was said to it: an answer, or the message of what went wrong."""
    error = element("div", element("p", str(said)), class_="declined")
    body = answer_nodes(said) if isinstance(said, Answer) else [error]
    return element("article", element("h2", question), *body, aria_label=question)


# ------------------------------------------------------------------ a source


def open_source(turn: int, key: str) -> None:
    """Remember which source of which turn was opened; 0 means none."""
    conversation().source = (turn, st.session_state[key].open)


def source_nodes(citation: Citation, document: Document, count: int) -> Node:
    """A source of a turn: the way to the others, its name, and the paragraph in its place."""
    name = element("h2", citation.label, id="source-name", tabindex="-1")
    steps = source_steps(citation.number, count)
    context = context_nodes(citation, document)
    return element(
        "aside", steps, name, *context, class_="panel", role="dialog", aria_labelledby="source-name"
    )


def source_steps(number: int, count: int) -> Node:
    """The way to the previous and the next source, and out."""
    where = element("span", f"Source {number} of {count}", class_="quiet")
    previous = {"data_open": str(number - 1)} if number > 1 else OFF
    following = {"data_open": str(number + 1)} if number < count else OFF
    steps = button("Previous", **previous), button("Next", **following), button("Close", data_open="0")
    return element("nav", where, *steps, aria_label="Sources")


def context_nodes(citation: Citation, document: Document) -> Iterator[Node]:
    """The cited paragraph under its heading, the quote marked, its neighbours in grey."""
    section = [paragraph for paragraph in document.paragraphs if paragraph.section == citation.section]
    at = [paragraph.locator for paragraph in section].index(citation.locator)
    if citation.section:
        yield element("h3", citation.section)
    for paragraph in section[max(at - 1, 0) : at + 2]:
        cited = paragraph is section[at]
        words = marked(lined(paragraph.text), lined(citation.quote)) if cited else [lined(paragraph.text)]
        yield printed(paragraph, *words, class_="printed cited" if cited else "printed near")


def lined(row: str) -> str:
    """A row of a printed table with a line for each cell."""
    return row.replace(" | ", "\n")


def printed(paragraph: Paragraph, *words: Node, class_: str) -> Node:
    """A paragraph beside the number or bullet that is printed before it."""
    bullet = "•" if paragraph.kind in ("bullet", "improvement") else ""
    before = paragraph.locator if paragraph.locator.isdecimal() else bullet
    return element("div", element("span", before), element("p", *words), class_=class_)


def marked(text: str, quote: str) -> Iterator[Node]:
    """Text with the words of the quote marked, however its spaces fall and where ``…`` parts it."""
    pieces = [r"\s+".join(map(re.escape, piece.split())) for piece in (quote, *quote.split("…"))]
    parts = re.split(f"({'|'.join(filter(None, pieces))})", text) if quote.strip() else [text]
    yield from (element("mark", part) if at % 2 else part for at, part in enumerate(parts))


# ------------------------------------------------------------------ what is loaded


def counted(number: int, what: str) -> str:
    """``1 document``, ``5 documents``, ``4 authorities``."""
    many = what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{number:,} {what if number == 1 else many}"


def loaded(documents: Sequence[Document]) -> str:
    """What is loaded, in one line."""
    authorities = {document.authority for document in documents if document.authority}
    years = sorted({document.date[:4] for document in documents if document.date})
    span = [years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"] if years else []
    named = [counted(len(authorities), "authority")] if authorities else []
    return ", ".join([counted(len(documents), "document"), *named, *span])


def example_questions(documents: Sequence[Document]) -> list[str]:
    """Up to six questions that can be asked of these documents: one of each sort."""
    dated = sorted((d for d in documents if d.authority and d.date), key=lambda d: d.date or "", reverse=True)
    sorts = (ask_change, ask_comparison, ask_grade, ask_target, ask_list, ask_fact)
    return [question for sort in sorts if (question := next(sort(dated), None))]


def ask_change(dated: Sequence[Document]) -> Iterator[str]:
    """A change over time, for the authority with most documents."""
    counts = Counter(document.authority or "" for document in dated)
    return (f"How did {whose(name)} care leaver service change?" for name, n in counts.most_common() if n > 1)


def ask_comparison(dated: Sequence[Document]) -> Iterator[str]:
    """A comparison of two authorities judged in the same year."""
    for one, other in combinations([document for document in dated if document.judgements], 2):
        if one.authority != other.authority and year_of(one) == year_of(other):
            yield f"Compare care leaver services in {one.authority} and {other.authority} in {year_of(one)}"


def ask_grade(dated: Sequence[Document]) -> Iterator[str]:
    """The overall grade of the latest inspection."""
    for document in dated:
        if any(judgement.area == "overall" for judgement in document.judgements):
            yield f"What was {whose(document.authority)} overall grade in {year_of(document)}?"


def ask_target(dated: Sequence[Document]) -> Iterator[str]:
    """The target of a measure: of care leavers if there is one, without abbreviations, short."""

    def awkward(name: str) -> tuple[bool, bool, int]:
        return "care leaver" not in name, bool(re.search(r"\b[A-Z]{2}", name)), len(name)

    for document in dated:
        names = [re.sub(r"^%\s+(of\s+)?", "", m.text) for m in document.measures if m.target]
        for name in sorted(names, key=awkward):
            yield f"What was {whose(document.authority)} target for {name}?"


def ask_list(dated: Sequence[Document]) -> Iterator[str]:
    """The list of what needs to improve."""
    return (f"What needs to improve in {d.authority}?" for d in reversed(dated) if d.improvements)


def ask_fact(dated: Sequence[Document]) -> Iterator[str]:
    """A plain finding, from a letter if there is one."""
    for document in sorted(dated, key=lambda d: bool(d.judgements or d.measures)):
        if any("caseload" in paragraph.text for paragraph in document.paragraphs):
            yield f"What did inspectors say about caseloads in {document.authority}?"


def whose(name: str | None) -> str:
    """``Bristol's``, ``St Helens'``."""
    return f"{name}'" if name and name.endswith("s") else f"{name}'s"


def year_of(document: Document) -> str:
    """The year in which a document speaks."""
    return (document.date or "")[:4]


@st.dialog("Documents", width="large")
def show_documents(assistant: Assistant) -> None:
    """List what is loaded: authority, kind, dates, overall grade, paragraphs."""
    heads = ("Authority", "Document", "Date", "Overall grade", "Length")
    rows = [element("tr", *(element("td", cell) for cell in document_row(d))) for d in assistant.documents()]
    table = element(
        "table",
        element("thead", element("tr", *(element("th", head) for head in heads))),
        element("tbody", *rows),
    )
    draw("documents", element("div", table, class_="scroll documents"))


def document_row(document: Document) -> tuple[str, ...]:
    """What the list of documents says about one."""
    name = DOCUMENT_NAMES.get(document.kind, document.title)
    kind = f"{name[:1].upper()}{name[1:]} {document.period}".strip()
    date = day_of(document.date) if document.date else "Undated"
    grades = [judgement.printed for judgement in document.judgements if judgement.area == "overall"]
    overall = grades[0] if grades else "No overall grade"
    return document.authority or "–", kind, date, overall, counted(len(document.paragraphs), "paragraph")


# ------------------------------------------------------------------ the conversation


@dataclass
class Conversation:
    """What was asked and said, the question that waits, and the open source: its turn and number."""

    turns: list[tuple[str, Answer | str]] = field(default_factory=list)
    waiting: str = ""
    source: tuple[int, int] = (0, 0)

    @property
    def begun(self) -> bool:
        """Whether anything was asked."""
        return bool(self.turns or self.waiting)

    @property
    def history(self) -> list[Answer]:
        """The answers so far."""
        return [said for _, said in self.turns if isinstance(said, Answer)]


def conversation() -> Conversation:
    """The conversation of this visitor."""
    kept: Conversation = st.session_state.setdefault("conversation", Conversation())
    return kept


def start_anew() -> None:
    """Forget the conversation."""
    st.session_state.conversation = Conversation()


def take_question(question: str = "") -> None:
    """Let an example, or else what stands in the box, be asked next."""
    conversation().waiting = question or st.session_state.question


def answer_waiting(assistant: Assistant, talk: Conversation) -> None:
    """Ask the question that waits, saying so meanwhile, and keep what is said."""
    searching = element("p", "Searching the documents…", class_="quiet")
    tree = element("article", element("h2", talk.waiting), searching)
    draw(f"turn-{len(talk.turns)}", tree, state="asked", newest=True)
    try:
        said: Answer | str = assistant.ask(talk.waiting, history=talk.history)
    except RagError as error:
        said = str(error)
    finally:
        question, talk.waiting = talk.waiting, ""
    talk.turns.append((question, said))
    st.rerun()


# ------------------------------------------------------------------ the screen


def draw_welcome(documents: Sequence[Document]) -> None:
    """Say what this is and what is loaded."""
    lines = element("p", PROMISE), element("p", loaded(documents), class_="quiet")
    draw("hello", element("header", element("h1", "Pinpoint"), *lines))


def draw_examples(documents: Sequence[Document]) -> None:
    """Offer questions that the loaded documents can answer."""
    for number, question in enumerate(example_questions(documents)):
        label = re.sub(r"([^\w\s'’,.?])", r"\\\1", question)
        ask = partial(take_question, question)
        st.button(f":primary[{label}]", key=f"example-{number}", type="tertiary", on_click=ask)


def draw_conversation(assistant: Assistant, talk: Conversation) -> None:
    """Draw every turn and the open source; answer the question that waits, if one does."""
    turn_opened, opened = talk.source
    for turn, (question, said) in enumerate(talk.turns):
        here = {"opened": opened if turn == turn_opened else 0, "newest": turn == len(talk.turns) - 1}
        draw(f"turn-{turn}", turn_nodes(question, said), turn=turn, state="answered", **here)
    if talk.waiting:
        answer_waiting(assistant, talk)
    elif opened:
        draw_source(assistant, talk)


def draw_source(assistant: Assistant, talk: Conversation) -> None:
    """Draw the open source beside the answer that cites it."""
    turn, number = talk.source
    _, answer = talk.turns[turn]
    if isinstance(answer, Answer):
        citation = answer.citations[number - 1]
        tree = source_nodes(citation, assistant.document(citation.document), len(answer.citations))
        draw("source", tree, turn=turn, state="open")


def draw_header(assistant: Assistant, talk: Conversation) -> None:
    """The quiet line at the top: the name, what is loaded, and a way to start anew."""
    with st.container(key="top", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if talk.begun:
            draw("name", element("h1", "Pinpoint", class_="small"))
        if st.button("Documents", type="tertiary"):
            show_documents(assistant)
        if talk.begun:
            st.button("New conversation", type="tertiary", on_click=start_anew)


def draw_screen(assistant: Assistant, talk: Conversation) -> None:
    """Draw the conversation over the box to ask, or the first screen around it."""
    welcome, turns = st.container(key="welcome"), st.container(key="turns")
    st.container(key="box").chat_input("Ask a question", key="question", on_submit=take_question)
    examples = st.container(key="examples")
    if talk.begun:
        with turns:
            draw_conversation(assistant, talk)
        return
    documents = assistant.documents()
    with welcome:
        draw_welcome(documents)
    with examples:
        draw_examples(documents)


@st.cache_resource(show_spinner="Reading the documents…")
def open_assistant() -> Assistant:
    """The assistant that every visitor of this page shares."""
    return Assistant.open()


def main() -> None:
    """Draw the page once."""
    st.set_page_config(page_title="Pinpoint", page_icon="📍")
    st.html(LOOK)
    talk = conversation()
    try:
        assistant = st.session_state.get("assistant") or open_assistant()
        draw_header(assistant, talk)
        draw_screen(assistant, talk)
    except RagError as error:
        draw("error", element("p", str(error), role="alert"))


main()
