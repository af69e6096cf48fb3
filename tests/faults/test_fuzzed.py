"""Whatever a text or a question is made of, it is read or refused: never a crash, nothing twice."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag import Assistant, Document
from rag.errors import InvalidQuestion
from rag.query import Filters
from rag.reading.documents import compose_document
from rag.reading.lines import Line
from rag.reading.plain import from_plain, to_plain
from rag.reading.sheets import read_csv_lines
from rag.reading.text import read_text_lines
from rag.reading.web import read_web_lines

Read = Callable[[str], Sequence[Line]]

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.text(max_size=40)
PRINTED = st.sampled_from(
    (
        *("Ofsted", "Inspection of children’s social care services", "Bristol City Council", "Bristol"),
        *("Inspection dates: 24 September 2018 to 5 October 2018", "Lead inspector: Anna Gravelle HMI"),
        *(
            "Judgement",
            "Grade",
            "Requires improvement to be good",
            "Good",
            "inadequate",
            "Overall effectiveness",
        ),
        *(
            "The impact of leaders on social work practice",
            "Good\tGood",
            "What needs to improve",
            "•",
            "- ",
            "1.",
            "12. ",
        ),
        *(
            "38.",
            "1.1",
            "a)",
            "i.",
            "iv)",
            "##",
            "**bold**",
            "=====",
            "-----",
            "|",
            "| a | b |",
            "|---|---|",
            "\t",
        ),
        *(
            "Ref\tAction\tLead\tDue\tMeasure of success",
            "1.1\tAct\tHead\tMar-17\t90%",
            "KPI 18b",
            "Target: 10%",
        ),
        *(
            "Theme 1: Leadership",
            "Action 2.2.1",
            "31 February 2018",
            "September",
            "0/0/0",
            "’",
            "“",
            "…",
            "\u00ad",
        ),
        *(
            "[a](b)",
            "<b>",
            "&amp;",
            "&#xD800;",
            "\ufeff",
            "\u202e",
            "\u2028",
            "\f",
            "\v",
            "\x1c",
            "\x85",
            "Page 1 of 9",
        ),
        *(
            "Children are seen.",
            "the inspector wrote that",
            "continues here",
            "Yours sincerely",
            "¹",
            "²",
            "[1]",
        ),
    )
)
BETWEEN = st.sampled_from(("\n", "\n\n", " ", "", "\t", "\r\n"))
TEXTS = st.lists(st.tuples(PRINTED | ANYTHING, BETWEEN), max_size=40).map(
    lambda pieces: "".join(word + space for word, space in pieces)
)
TAGS = st.sampled_from(
    (
        *(
            "p",
            "h1",
            "h3",
            "div",
            "ul",
            "ol",
            "li",
            "table",
            "tr",
            "td",
            "th",
            "b",
            "br",
            "a",
            "span",
            "section",
        ),
        *(
            "thead",
            "dl",
            "dt",
            "dd",
            "pre",
            "blockquote",
            "script",
            "nav",
            "svg",
            "template",
            "select",
            "body",
            "head",
        ),
    )
)
PAGES = st.lists(st.tuples(TAGS, st.sampled_from(("<{}>", "</{}>", "<{}><{}>")), TEXTS), max_size=15).map(
    lambda pieces: "".join(how.replace("{}", tag) + escape(text) for tag, how, text in pieces)
)
ROWS = st.lists(st.lists(PRINTED | ANYTHING, max_size=6).map(",".join), max_size=20).map("\n".join)


def compose(read: Read, text: str) -> Document | None:
    """The document that a text is; None where it holds nothing."""
    lines = read(text)
    return compose_document(lines, "a") if lines else None


def check_document(read: Read, text: str) -> None:
    """What holds of any document: each paragraph says something, at a place of its own."""
    document = compose(read, text)
    if document is None:
        return
    assert document.paragraphs
    assert all(paragraph.text.strip() for paragraph in document.paragraphs)
    locators = [paragraph.locator for paragraph in document.paragraphs]
    assert len(set(locators)) == len(locators)
    rows = [row.locator for row in (*document.actions, *document.measures, *document.judgements)]
    assert set(rows) <= set(locators)
    assert from_plain(Document, to_plain(document)) == document


@given(TEXTS)
@QUICK
def test_any_text_is_read(text: str) -> None:
    check_document(read_text_lines, text)


@given(PAGES | TEXTS)
@QUICK
def test_any_web_page_is_read(text: str) -> None:
    check_document(read_web_lines, text)


@given(ROWS | TEXTS)
@QUICK
def test_any_rows_are_read(text: str) -> None:
    try:
        check_document(read_csv_lines, text)
    except csv.Error:
        return  # told as such: see rag.reading.files


# questions

ASKED = st.sampled_from(
    (
        *(
            "what about",
            "and",
            "Bristol",
            "bristol’s",
            "North East Somerset",
            "Bath",
            "South Gloucestershire",
            "Kent",
        ),
        *(
            "its neighbours",
            "the South West",
            "London boroughs",
            "unitary",
            "both",
            "the two",
            "they",
            "that one",
        ),
        *(
            "2018",
            "in 2018",
            "since 2016",
            "before 2022",
            "2 years earlier",
            "three years later",
            "last",
            "the latest",
        ),
        *(
            "between 2016 and 2018",
            "0000",
            "9999",
            "99 years ago",
            "March",
            "31 February 2018",
            "2018-13-45",
            "'18",
        ),
        *(
            "para 38",
            "paragraph 999999999999",
            "KPI 17c",
            "action 2.2.1",
            "theme 1",
            "measure 0",
            "Overview, 2",
        ),
        *(
            "how many",
            "which councils",
            "compare",
            "grade",
            "good",
            "inadequate",
            "requires improvement",
            "improved",
        ),
        *(
            "caseloads",
            "supervision",
            "leaders",
            "SEND",
            "EHE",
            "a.k.a.",
            "who",
            "when",
            "why",
            "hello",
            "thank you",
        ),
        *(
            "?",
            "??",
            ";",
            " and ",
            " or ",
            "not",
            "(",
            ")",
            "[",
            "]",
            "*",
            "\\",
            '"',
            "'",
            "“",
            "–",
            "%",
            "\n",
            "\0",
        ),
    )
)
QUESTIONS = st.lists(ASKED | ANYTHING, min_size=1, max_size=12).map(" ".join)
HISTORIES = st.lists(QUESTIONS, max_size=3).map(
    lambda asked: [
        {"role": role, "content": text}
        for question in asked
        for role, text in (("user", question), ("assistant", f"{question} [1]"))
    ]
)


@given(QUESTIONS, HISTORIES)
@example("How good is Bristol? " * 4000, [])
@settings(QUICK, max_examples=40)
def test_any_question_is_understood_or_refused(
    assistant: Assistant, question: str, history: list[dict[str, str]]
) -> None:
    try:
        query = assistant.understand(question, history)
    except InvalidQuestion:
        assert not question.strip()
        return
    assert query.question == question
    known = {document.id for document in assistant.documents()}
    assert set(query.scope.documents or ()) <= known


@pytest.mark.parametrize("role", ["user", "assistant", "system", "", "tool"])
@given(ANYTHING)
@settings(QUICK, max_examples=10)
def test_a_conversation_of_any_roles_is_read(assistant: Assistant, role: str, text: str) -> None:
    query = assistant.understand("and in 2018?", [{"role": role, "content": text}], Filters())
    assert query.question == "and in 2018?"
