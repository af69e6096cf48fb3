"""The page, with an assistant that needs no index: what it draws, asks and keeps."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.model import Answer
from tests.page.fake_assistant import CARE_LEAVERS, DOCUMENTS, FakeAssistant

APP = Path(__file__).parent.parent.parent / "app.py"
CHANGE = "how did Bristol's care leaver service change?"


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def page(assistant: FakeAssistant) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.session_state["assistant"] = assistant
    return page.run()


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input(key="question").set_value(question).run()


def tree(page: AppTest, key: str) -> dict:
    """One of the trees, by the end of its key."""
    found = [one for one in page.get("bidi_component") if one.proto.id.endswith(key)]
    return json.loads(found[0].proto.json)["tree"] if found else {}


def elements(node: dict | str, tag: str) -> Iterator[dict]:
    """Every element of a kind in a tree, in order."""
    if isinstance(node, dict) and node:
        if node["tag"] == tag:
            yield node
        for child in node["children"]:
            yield from elements(child, tag)


def words(node: dict | str) -> str:
    """The text of a tree."""
    return node if isinstance(node, str) else "".join(map(words, node["children"]))


def test_the_first_screen_says_what_this_is_and_what_is_loaded(page: AppTest) -> None:
    welcome = tree(page, "hello")
    assert [words(line) for line in welcome["children"]] == [
        "Pinpoint",
        "Ask what inspectors found. Every statement links to the printed paragraph.",
        "4 documents, 3 authorities, 2016–2018",
    ]
    assert [button.label for button in page.button if not button.key] == ["Documents"]
    assert not page.markdown


def test_six_examples_are_made_from_what_is_loaded(page: AppTest) -> None:
    labels = [button.label.replace("\\", "") for button in page.button if button.key]
    assert [label.removeprefix(":primary[").removesuffix("]") for label in labels] == [
        "How did Bristol's care leaver service change?",
        "Compare care leaver services in Bournemouth and Bristol in 2018",
        "What was Bournemouth's overall grade in 2018?",
        "What was Bristol's target for care leavers in suitable accommodation?",
        "What needs to improve in Bournemouth?",
        "What did inspectors say about caseloads in South Gloucestershire?",
    ]


def test_an_example_is_asked_when_it_is_pressed(page: AppTest, assistant: FakeAssistant) -> None:
    page.button(key="example-1").click().run()
    assert assistant.asked == [("Compare care leaver services in Bournemouth and Bristol in 2018", ())]


def test_an_answer_has_its_question_as_heading_and_its_sources_by_name(page: AppTest) -> None:
    turn = tree(ask(page, CHANGE), "turn-0")
    assert [words(heading) for heading in elements(turn, "h2")] == [CHANGE]
    sources = next(one for one in elements(turn, "ol") if one["attributes"].get("class") == "sources")
    assert [words(item) for item in sources["children"]] == [
        "Bristol, improvement plan 2016–17, KPI 6a",
        "Bristol, inspection of September 2018, para 39",
        "Bristol, inspection of September 2018, para 38",
    ]
    assert "Composed from quotes · 3 of 3 citations checked word for word" in words(turn)


def test_every_marker_is_a_button_that_names_its_source(page: AppTest) -> None:
    turn = tree(ask(page, CHANGE), "turn-0")
    buttons = [one["attributes"] for one in elements(turn, "button")]
    markers = [one for one in buttons if one.get("class") == "marker"]
    assert [one["data-open"] for one in markers] == ["1", "2", "3", "3", "2", "3"]
    assert markers[2]["aria-label"] == "Source 3: Bristol, inspection of September 2018, para 38"


def test_markup_in_an_answer_stays_text(page: AppTest) -> None:
    turn = tree(ask(page, CHANGE), "turn-0")
    assert '<script>document.title = "taken over"</script>' in words(turn)
    assert "![a picture](http://example.com/picture.png)" in words(turn)
    assert not [*elements(turn, "script"), *elements(turn, "img"), *elements(turn, "a")]


def test_tables_lists_and_emphasis_become_elements(page: AppTest) -> None:
    turn = tree(ask(page, CHANGE), "turn-0")
    assert [words(cell) for cell in elements(turn, "th")] == ["Document", "What it says", "Figure"]
    assert [words(cell) for cell in elements(turn, "td")][2] == "58%1"
    assert [words(strong) for strong in elements(turn, "strong")][1:] == ["Found in 2018:", "Still weak:"]
    assert [words(em) for em in elements(turn, "em")] == ["17–21 year olds"]


def test_a_follow_up_carries_the_answers_before_it(page: AppTest, assistant: FakeAssistant) -> None:
    ask(ask(page, CHANGE), "and in Bournemouth?")
    question, history = assistant.asked[1]
    assert question == "and in Bournemouth?"
    assert [(type(answer), answer.question) for answer in history] == [(Answer, CHANGE)]


def test_a_declined_answer_is_set_apart(page: AppTest) -> None:
    turn = tree(ask(page, "What did Ofsted say about Plymouth?"), "turn-0")
    declined = [one for one in elements(turn, "div") if one["attributes"].get("class") == "declined"]
    assert words(declined[0]).startswith("No document on Plymouth is loaded.")


def test_an_error_is_shown_as_its_message_and_left_out_of_the_history(
    page: AppTest, assistant: FakeAssistant
) -> None:
    turn = tree(ask(page, "?"), "turn-0")
    assert "The question is empty. Ask about what inspectors found." in words(turn)
    assert not page.exception
    ask(page, CHANGE)
    assert assistant.asked[1] == (CHANGE, ())


def test_what_keeps_the_documents_from_being_read_is_said_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_CORPUS", str(tmp_path / "missing"))
    monkeypatch.setenv("PINPOINT_INDEX", str(tmp_path / "index"))
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert str(tmp_path / "missing") in words(tree(page, "error"))
    assert not page.exception


def test_an_opened_source_stands_among_its_neighbours_with_the_quote_marked(page: AppTest) -> None:
    ask(page, CHANGE)
    page.session_state["conversation"].source = (0, 3)
    panel = tree(page.run(), "source")
    assert [words(heading) for heading in elements(panel, "h2")] == [
        "Bristol, inspection of September 2018, para 38"
    ]
    near, cited, after = (one for one in elements(panel, "div"))
    assert [one["attributes"]["class"] for one in (near, cited, after)] == [
        "printed near",
        "printed cited",
        "printed near",
    ]
    assert words(cited) == "38" + CARE_LEAVERS
    assert [words(mark) for mark in elements(cited, "mark")] == [
        "have improved significantly since the last inspection"
    ]


def test_the_first_and_the_last_source_end_the_way(page: AppTest) -> None:
    ask(page, CHANGE)
    ends = {}
    for number in (1, 2, 3):
        page.session_state["conversation"].source = (0, number)
        buttons = elements(tree(page.run(), "source"), "button")
        ends[number] = [words(one) for one in buttons if "disabled" in one["attributes"]]
    assert ends == {1: ["Previous"], 2: [], 3: ["Next"]}


def test_a_new_conversation_forgets_the_old_one(page: AppTest, assistant: FakeAssistant) -> None:
    ask(page, CHANGE)
    next(button for button in page.button if button.label == "New conversation").click().run()
    assert tree(page, "hello")
    assert not tree(page, "turn-0")
    ask(page, "and in Bournemouth?")
    assert assistant.asked[1] == ("and in Bournemouth?", ())


def test_the_documents_are_listed_with_their_details(page: AppTest) -> None:
    next(button for button in page.button if button.label == "Documents").click().run()
    rows = [[words(cell) for cell in elements(row, "td")] for row in elements(tree(page, "documents"), "tr")]
    assert rows[1:3] == [
        ["Bournemouth", "Inspection", "7 December 2018", "Requires improvement", "1 paragraph"],
        ["Bristol", "Improvement plan 2016–17", "September 2016", "No overall grade", "1 paragraph"],
    ]


def test_a_document_without_authority_or_date_is_listed_too(page: AppTest, assistant: FakeAssistant) -> None:
    bare = replace(DOCUMENTS[0], authority=None, inspection_end=None, kind="other", title="Notes")
    assistant.documents = lambda: (bare,)  # type: ignore[method-assign]
    assert words(tree(page.run(), "hello")).endswith("1 document")


def test_the_page_knows_nothing_below_the_assistant() -> None:
    imports = [
        node.module for node in ast.walk(ast.parse(APP.read_text())) if isinstance(node, ast.ImportFrom)
    ]
    assert [name for name in imports if name and name.startswith("rag")] == ["rag", "rag.errors", "rag.model"]
