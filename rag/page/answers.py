"""An answer to its tree: Markdown as elements, markers as buttons, the sources by name, who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag.model import Answer, Citation
from rag.notebook import MARKS
from rag.page.filters import filter_chips, narrowed_chips
from rag.page.store import Turn
from rag.page.tree import Node, button, element
from rag.page.wording import counted
from rag.query import Kind

_MARKDOWN = MarkdownIt("zero").enable(MARKS)
_TAGS = {
    "paragraph": "p", "heading": "h3", "strong": "strong", "em": "em", "hardbreak": "br",
    "blockquote": "blockquote", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li",
    "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "th": "th", "td": "td",
}  # fmt: skip
KINDS: Mapping[Kind, str] = {  # what an answer of a kind tells, as a person calls it
    "theme": "what reports say on a subject",
    "change": "change over time",
    "compare": "comparison",
    "target": "target and outcome",
    "improvements": "points to improve",
    "grades": "grades",
    "dates": "dates",
    "people": "people",
    "plan": "rows of a plan",
    "across": "all reports",
    "advice": "advice",
    "unrelated": "another subject",
}
AS_TEXT: tuple[Kind, ...] = ("passage", "corpus", "smalltalk")  # nothing else to look them up as


def turn_tree(turn: Turn, *pictures: Node) -> Node:
    """A question as heading, and what was said to it: an answer, or the message of what went wrong."""
    said = turn.said
    chips = [
        *filter_chips(turn.filters),
        *(narrowed_chips(said.narrowed) if isinstance(said, Answer) else ()),
    ]
    searched = [element("p", "Searched: ", *chips, class_="chips quiet")] if chips else []
    if isinstance(said, Answer):
        searched += asked_as(said)
        body = [*answer_nodes(said), *pictures, *source_nodes(said)]
    else:
        body = [element("div", element("p", said), class_="declined")]
    return element("article", element("h2", turn.question), *searched, *body, aria_label=turn.question)


def asked_as(answer: Answer) -> Iterator[Node]:
    """What kind of answer a question was taken to want, where not plain text, and the way out of it."""
    if answer.asked_as in AS_TEXT:
        return
    label = "look it up as plain text instead"
    press = button(label, data_press="ignore form")
    yield element("p", f"Asked as: {KINDS[answer.asked_as]} · ", press, class_="quiet")


def growing_tree(question: str, text: str, progress: str) -> Node:
    """A question, as much of its answer as there is, and what is being done."""
    said = element("div", *markdown_nodes(SyntaxTreeNode(_MARKDOWN.parse(text)), ()), class_="said")
    working = element("p", progress, class_="quiet working", role="status")
    return element("article", element("h2", question), said, working, aria_label=question)


def answer_nodes(answer: Answer) -> Iterator[Node]:
    """The text of an answer, set apart where it declines."""
    text = markdown_nodes(SyntaxTreeNode(_MARKDOWN.parse(answer.text)), answer.citations)
    yield element("div", *text, class_="declined" if answer.abstained else "said")


def source_nodes(answer: Answer) -> Iterator[Node]:
    """The sources of an answer by name, what has to be said of it, and who wrote it."""
    if answer.citations:
        names = (element("li", source_button(citation, citation.label)) for citation in answer.citations)
        heading = element("summary", counted(len(answer.citations), "source"))
        listed = element("ol", *names, aria_label="Sources")
        yield element("details", heading, listed, class_="sources")
    for warning in answer.warnings:
        yield element("p", warning, class_="quiet")
    yield element("p", provenance(answer), class_="quiet")


def copied(answer: Answer) -> str:
    """An answer as it is copied: its text, and its sources in full."""
    sources = [f"[{citation.number}] {citation.label}" for citation in answer.citations]
    return "\n".join([answer.text, "", *sources])


def markdown_nodes(parsed: SyntaxTreeNode, citations: Sequence[Citation]) -> Iterator[Node]:
    """Parsed Markdown as elements; whatever is not in ``_TAGS`` gives way to what it holds."""
    for part in parsed.children:
        if part.type in ("text", "softbreak"):
            yield from text_nodes(" " if part.type == "softbreak" else part.content, citations)
        elif part.type in _TAGS and not part.hidden:
            made = element(_TAGS[part.type], *markdown_nodes(part, citations))
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
    return button(text, data_press=f"source {citation.number}", title=label, aria_label=label, **attributes)


def provenance(answer: Answer) -> str:
    """Who wrote an answer, how many of its citations were checked, and what it took, in one line."""
    writer = "Composed from quotes" if answer.engine == "quotes" else f"Written by {answer.engine}"
    held = sum(citation.verified for citation in answer.citations)
    checked = f"{held} of {counted(len(answer.citations), 'citation')} checked word for word"
    return " · ".join(filter(None, (writer, checked if answer.citations else "", answer.spent)))
