"""The page, with an assistant that needs no index: what it draws, asks and keeps."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rag import Assistant
from rag.access import Caller, Gate, make_key
from rag.batch import read_questions
from rag.model import Answer
from rag.page.documents import _press
from rag.page.store import Store
from rag.page.visit import Visit
from rag.query import Filters
from rag.settings import Role
from tests.page.fake_assistant import CARE_LEAVERS, DOCUMENTS, SECTION, FakeAssistant

APP = Path(__file__).parent.parent.parent / "app.py"
CHANGE = "how did Bristol's care leaver service change?"


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    return FakeAssistant(tmp_path)


@pytest.fixture
def shipped(built_index: Path, tmp_path: Path) -> Iterator[Assistant]:
    """The real assistant over the shipped documents, with an index that the page may write to."""
    with Assistant.open(index=shutil.copytree(built_index, tmp_path / "index")) as opened:
        yield opened


def new_page(assistant: FakeAssistant | Assistant, **link: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.session_state["assistant"] = assistant
    for name, value in link.items():
        page.query_params[name] = value
    return page.run()


@pytest.fixture
def page(assistant: FakeAssistant) -> AppTest:
    return new_page(assistant)


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input(key="question").set_value(question).run()


def press(page: AppTest, label: str) -> AppTest:
    """Press a button of Streamlit's by what stands on it."""
    return next(button for button in page.button if label_of(button) == label).click().run()


def sign_in(page: AppTest, given: str) -> AppTest:
    page.text_input[0].set_value(given)
    return press(page, "Sign in")


def label_of(button) -> str:
    return button.label.replace("\\", "").removeprefix(":primary[").removeprefix(":gray[").removesuffix("]")


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


def pressed(node: dict) -> list[str]:
    """What the buttons of a tree tell when they are pressed."""
    return [
        b["attributes"]["data-press"] for b in elements(node, "button") if "data-press" in b["attributes"]
    ]


class TestFirstScreen:
    def test_it_says_what_this_is_and_what_is_loaded(self, page: AppTest) -> None:
        assert [words(line) for line in tree(page, "hello")["children"]] == [
            "Pinpoint",
            "Ask what inspectors found. Every statement links to the printed paragraph.",
            "4 documents, 3 authorities, 2016–2018",
        ]
        assert not page.markdown

    def test_six_examples_are_made_from_what_is_loaded(self, page: AppTest) -> None:
        examples = [label_of(b) for b in page.button if b.key and b.key.startswith("example")]
        assert examples == [
            "How did Bristol's care leaver services change?",
            "Compare care leaver services in Bournemouth and Bristol in 2018",
            "What was Bournemouth's overall grade in 2018?",
            "What was Bristol's target for care leavers in suitable accommodation?",
            "What needs to improve in Bournemouth?",
            "What did inspectors say about caseloads in South Gloucestershire?",
        ]

    def test_an_example_is_asked_when_it_is_pressed(self, page: AppTest, assistant: FakeAssistant) -> None:
        page.button(key="example-1").click().run()
        assert [question for question, _ in assistant.asked] == [
            "Compare care leaver services in Bournemouth and Bristol in 2018"
        ]

    def test_what_keeps_the_documents_from_being_read_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_CORPUS", str(tmp_path / "missing"))
        monkeypatch.setenv("PINPOINT_INDEX", str(tmp_path / "index"))
        page = AppTest.from_file(str(APP), default_timeout=60).run()
        assert str(tmp_path / "missing") in words(tree(page, "error"))
        assert not page.exception


class TestAnswer:
    def test_it_has_its_question_as_heading_and_its_sources_by_name(self, page: AppTest) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        assert [words(heading) for heading in elements(turn, "h2")] == [CHANGE]
        sources = next(elements(turn, "ol"))
        assert [words(item) for item in sources["children"]] == [
            "Bristol, improvement plan 2016–17, KPI 6a",
            "Bristol, inspection of September 2018, para 39",
            "Bristol, inspection of September 2018, para 38",
        ]
        assert "Composed from quotes · 3 of 3 citations checked word for word" in words(turn)

    def test_every_marker_is_a_button_that_names_its_source(self, page: AppTest) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        buttons = [one["attributes"] for one in elements(turn, "button")]
        markers = [one for one in buttons if one.get("class") == "marker"]
        assert [one["data-press"] for one in markers] == [f"source {number}" for number in (1, 2, 3, 3, 2, 3)]
        assert markers[2]["aria-label"] == "Source 3: Bristol, inspection of September 2018, para 38"

    def test_markup_in_it_stays_text(self, page: AppTest) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        assert '<script>document.title = "taken over"</script>' in words(turn)
        assert "![a picture](http://example.com/picture.png)" in words(turn)
        assert not [*elements(turn, "script"), *elements(turn, "img"), *elements(turn, "a")]

    def test_tables_lists_and_emphasis_become_elements(self, page: AppTest) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        assert [words(cell) for cell in elements(turn, "th")] == ["Document", "What it says", "Figure"]
        assert [words(cell) for cell in elements(turn, "td")][2] == "58%1"
        assert [words(strong) for strong in elements(turn, "strong")][1:] == ["Found in 2018:", "Still weak:"]
        assert [words(em) for em in elements(turn, "em")] == ["17–21 year olds"]

    def test_a_follow_up_carries_the_answers_before_it(self, page: AppTest, assistant: FakeAssistant) -> None:
        ask(ask(page, CHANGE), "and in Bournemouth?")
        question, history = assistant.asked[1]
        assert question == "and in Bournemouth?"
        assert [(type(answer), answer.question) for answer in history] == [(Answer, CHANGE)]

    def test_a_declined_one_is_set_apart_and_two_questions_are_offered(self, page: AppTest) -> None:
        turn = tree(ask(page, "What did Ofsted say about Plymouth?"), "turn-0")
        declined = [one for one in elements(turn, "div") if one["attributes"].get("class") == "declined"]
        assert words(declined[0]).startswith("No document on Plymouth is loaded.")
        assert len([button for button in page.button if button.key and button.key.startswith("next")]) == 2

    def test_what_may_be_asked_next_is_on_the_same_authority_and_new(self, page: AppTest) -> None:
        ask(page, CHANGE)
        offered = [label_of(b) for b in page.button if b.key and b.key.startswith("next")]
        assert offered == [
            "What was Bristol's overall grade in 2018?",
            "What was Bristol's target for care leavers in suitable accommodation?",
            "Compare care leaver services in Bristol and Bournemouth in 2018",
        ]

    def test_an_error_is_shown_as_its_message_and_left_out_of_the_history(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        turn = tree(ask(page, "?"), "turn-0")
        assert "The question is empty. Ask about what inspectors found." in words(turn)
        assert not page.exception
        ask(page, CHANGE)
        assert assistant.asked[1] == (CHANGE, ())

    def test_what_was_not_foreseen_is_told_without_its_details(
        self, page: AppTest, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
    ) -> None:
        assistant.stream = lambda *_, **__: 1 / 0  # type: ignore[method-assign,assignment,return-value]
        turn = tree(ask(page, CHANGE), "turn-0")
        assert "Something went wrong that was not foreseen" in words(turn)
        assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("question", [CHANGE, "What did Ofsted say about Plymouth?", "who led it?"])
def test_the_page_has_the_answer_that_ask_gives(shipped: Assistant, question: str) -> None:
    page = new_page(shipped)
    visit = ask(page, question).session_state["visit"]
    if visit.asking:
        visit.asking.work.wait(60)
        page.run()
    (turn,) = visit.conversation.turns
    assert turn.said == shipped.ask(question)


class TestWhileItWorks:
    @pytest.fixture
    def gate(self, assistant: FakeAssistant) -> Iterator[Event]:
        """What holds an answer up after its first statement."""
        gate, answer = Event(), assistant.stream

        def stream(*asked: Any, **told: Any) -> Iterator[str | Answer]:
            yield "**Improved** [1]\n"
            gate.wait()
            yield from answer(*asked, **told)

        assistant.stream = stream  # type: ignore[method-assign]
        yield gate
        gate.set()

    def test_what_there_is_of_an_answer_and_what_is_being_done_are_shown(
        self, page: AppTest, gate: Event
    ) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        assert words(turn) == f"{CHANGE}Improved [1]Checked 1 statement, writing on…"
        gate.set()
        page.session_state["visit"].asking.work.wait(20)
        assert "Composed from quotes" in words(tree(page.run(), "turn-0"))

    @pytest.mark.usefixtures("gate")
    def test_it_can_be_stopped(self, page: AppTest, assistant: FakeAssistant) -> None:
        ask(page, CHANGE)
        turn = tree(press(page, "Stop"), "turn-0")
        assert words(turn) == f"{CHANGE}Stopped. Ask again when you like."
        assert not page.exception
        assert assistant.asked == []

    @pytest.mark.usefixtures("gate")
    def test_another_question_stops_it_and_the_same_one_again_does_not(self, page: AppTest) -> None:
        ask(ask(page, CHANGE), CHANGE)
        assert not page.session_state["visit"].conversation.turns
        ask(page, "What needs to improve in Bristol?")
        assert words(tree(page, "turn-0")) == f"{CHANGE}Stopped. Ask again when you like."
        assert page.session_state["visit"].asking.question == "What needs to improve in Bristol?"

    @pytest.mark.usefixtures("gate")
    def test_the_documents_can_be_looked_at_meanwhile(self, page: AppTest) -> None:
        ask(page, CHANGE)
        press(page, "Documents")
        assert tree(page, "documents")
        press(page, "Back to the questions")
        assert "Checked 1 statement" in words(tree(page, "turn-0"))


class TestAskingAgain:
    def test_the_same_question_takes_the_place_of_its_answer(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        ask(page, CHANGE)
        press(page, "Ask again")
        assert assistant.asked == [(CHANGE, ()), (CHANGE, ())]
        assert tree(page, "turn-0")
        assert not tree(page, "turn-1")

    def test_an_edited_question_drops_what_came_after_it(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        ask(ask(page, CHANGE), "and in Bournemouth?")
        press(page, "Edit")
        page.text_area[0].set_value("What needs to improve in Bristol?")
        press(page, "Ask")
        assert assistant.asked[2] == ("What needs to improve in Bristol?", ())
        assert not tree(page, "turn-1")
        assert not page.text_area


class TestSource:
    def open(self, page: AppTest, number: int) -> dict:
        page.session_state["visit"].open_source(0, number)
        return tree(page.run(), "source-tree")

    def test_it_stands_among_its_neighbours_with_the_quote_marked(self, page: AppTest) -> None:
        ask(page, CHANGE)
        panel = self.open(page, 3)
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

    def test_the_section_and_the_judgements_stand_above_it(self, page: AppTest) -> None:
        ask(page, CHANGE)
        panel = self.open(page, 3)
        assert [words(heading) for heading in elements(panel, "h3")] == [SECTION]
        grades = [p for p in elements(panel, "p") if p["attributes"].get("class") == "grades"]
        assert [words(one) for one in grades] == ["This section GoodOverall Requires improvement"]

    def test_the_first_and_the_last_one_end_the_way(self, page: AppTest) -> None:
        ask(page, CHANGE)
        ends = {}
        for number in (1, 2, 3):
            buttons = elements(self.open(page, number), "button")
            ends[number] = [words(one) for one in buttons if "disabled" in one["attributes"]]
        assert ends == {1: ["Previous"], 2: [], 3: ["Next"]}

    def test_the_printed_page_has_the_paragraph_boxed_and_leads_to_the_pages_around_it(
        self, page: AppTest
    ) -> None:
        ask(page, CHANGE)
        panel = self.open(page, 3)
        assert "page 9" in pressed(panel)
        page.session_state["visit"].turn_to(9)
        panel = tree(page.run(), "source-tree")
        (box,) = [one for one in elements(panel, "div") if one["attributes"].get("class") == "box"]
        assert box["attributes"]["style"].startswith("top:40.00%;left:10.00%;")
        assert {"page 8", "page 10"} <= set(pressed(panel))
        page.session_state["visit"].turn_to(10)
        panel = tree(page.run(), "source-tree")
        assert "Page 10 of 12" in words(panel)
        assert "box" not in [one["attributes"].get("class") for one in elements(panel, "div")]

    def test_a_paragraph_without_a_place_on_a_page_has_text_alone(self, page: AppTest) -> None:
        ask(page, CHANGE)
        assert not [what for what in pressed(self.open(page, 1)) if what.startswith("page")]

    def test_the_whole_document_can_be_read_around_it(self, page: AppTest) -> None:
        ask(page, CHANGE)
        self.open(page, 3)
        page.session_state["visit"].turn_to(None, whole=True)
        panel = tree(page.run(), "source-tree")
        assert len([*elements(panel, "mark")]) == 1
        assert "live in appropriate accommodation" in words(panel)


class TestFilters:
    def test_what_is_chosen_narrows_what_is_asked(self, page: AppTest, assistant: FakeAssistant) -> None:
        page.multiselect(key="filter-authorities").set_value(["Bristol"])
        page.selectbox(key="filter-first").set_value(2018).run()
        assert [words(chip) for chip in elements(tree(page, "filter-chips"), "button")] == [
            "Bristol ✕",
            "from 2018 ✕",
        ]
        ask(page, "What needs to improve?")
        assert assistant.filters == [Filters(authorities=("Bristol",), first_year=2018)]
        assert {"authorities Bristol", "years"} <= set(pressed(tree(page, "turn-0")))

    def test_what_the_question_named_is_a_chip_too(self, page: AppTest) -> None:
        turn = tree(ask(page, CHANGE), "turn-0")
        assert pressed(turn)[0] == "ignore authorities"
        assert words(next(elements(turn, "button"))) == "Bristol ✕"


class TestConversations:
    def test_a_new_one_forgets_the_old_one(self, page: AppTest, assistant: FakeAssistant) -> None:
        ask(page, CHANGE)
        press(page, "New conversation")
        assert tree(page, "hello")
        assert not tree(page, "turn-0")
        ask(page, "and in Bournemouth?")
        assert assistant.asked[1] == ("and in Bournemouth?", ())

    def test_an_earlier_one_is_offered_and_comes_back_by_its_link(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        ask(page, CHANGE)
        id = page.session_state["visit"].conversation.id
        assert id in page.query_params["conversation"]
        assert [words(b) for b in elements(tree(new_page(assistant), "earlier"), "button")] == [
            CHANGE,
            "Delete",
        ]
        again = new_page(assistant, conversation=id)
        assert tree(again, "turn-0") == tree(page, "turn-0")
        ask(again, "and in Bournemouth?")
        assert [answer.question for answer in assistant.asked[1][1]] == [CHANGE]

    @pytest.mark.parametrize("id", ["../../etc/passwd", "0123456789abcdef", ""])
    def test_a_link_to_none_begins_a_new_one(self, assistant: FakeAssistant, id: str) -> None:
        assert tree(new_page(assistant, conversation=id), "hello")

    def test_a_link_asks_its_question(self, assistant: FakeAssistant) -> None:
        page = new_page(assistant, q=CHANGE)
        assert assistant.asked == [(CHANGE, ())]
        assert tree(page, "turn-0")

    def test_a_link_asks_only_when_it_is_pressed_where_a_chat_model_answers(
        self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_MODEL", "ollama:llama3.2")
        page = new_page(assistant, q=CHANGE)
        assert not assistant.asked
        press(page, CHANGE)
        assert assistant.asked == [(CHANGE, ())]

    def test_a_link_opens_its_place(self, assistant: FakeAssistant) -> None:
        page = new_page(assistant, document="bristol-2018-inspection", place="38")
        assert CARE_LEAVERS in words(tree(page, "source-tree"))

    @pytest.mark.parametrize(("document", "place"), [("nowhere", "38"), ("bristol-2018-inspection", "99")])
    def test_a_link_to_no_place_says_so(self, assistant: FakeAssistant, document: str, place: str) -> None:
        page = new_page(assistant, document=document, place=place)
        assert words(tree(page, "source-tree")) == "CloseNot loadedIt is not loaded."
        assert tree(page, "hello")


class TestRating:
    def test_a_thumb_and_its_reason_are_kept_as_a_question_that_can_be_evaluated(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        ask(page, CHANGE)
        ask(page, "and in Bournemouth?")
        page.feedback[1].set_value(0).run()
        page.text_input[0].set_value("That is Bristol again.").run()
        (file,) = assistant.folder.rglob("feedback.jsonl")
        (record,) = read_questions(file)
        assert (record["question"], record["type"]) == ("and in Bournemouth?", "rated poor")
        assert record["reason"] == "That is Bristol again."
        assert [turn["role"] for turn in record["history"]] == ["user", "assistant"]

    def test_what_is_thought_better_of_replaces_what_was_thought(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        ask(page, CHANGE)
        page.feedback[0].set_value(0).run()
        page.feedback[0].set_value(1).run()
        (file,) = assistant.folder.rglob("feedback.jsonl")
        (record,) = read_questions(file)
        assert record["type"] == "rated good"
        assert [piece["document"] for piece in record["evidence"]] == [
            "bristol-2016-improvement-plan",
            "bristol-2018-inspection",
            "bristol-2018-inspection",
        ]


class TestDocuments:
    @pytest.fixture
    def page(self, assistant: FakeAssistant) -> AppTest:
        return press(new_page(assistant), "Documents")

    def rows(self, page: AppTest) -> list[list[str]]:
        table = tree(page, "documents")
        return [[words(cell) for cell in elements(row, "td")][:5] for row in elements(table, "tr")][1:]

    def test_they_are_listed_with_their_details(self, page: AppTest) -> None:
        assert self.rows(page)[:2] == [
            ["Bournemouth", "Inspection (since 2018)", "7 December 2018", "Requires improvement", "1"],
            ["Bristol", "Improvement plan 2016–17", "September 2016", "–", "1"],
        ]

    def test_they_can_be_searched(self, page: AppTest) -> None:
        page.text_input(key="documents-search").set_value("bristol 2018").run()
        assert [row[:3] for row in self.rows(page)] == [
            ["Bristol", "Inspection (since 2018)", "21 September 2018"]
        ]

    def test_what_could_not_be_read_is_said_with_the_reason(self, page: AppTest) -> None:
        assert "scan.pdf holds images of pages and no text." in words(tree(page, "unreadable"))

    def test_one_is_removed_after_it_was_confirmed(self, page: AppTest) -> None:
        page.session_state["visit"].removing = "bournemouth-2018-inspection"
        page.run()
        assert "Its file stays in corpus/" in words(tree(page, "removal"))
        assert len(self.rows(page)) == 4
        press(page, "Remove")
        assert [row[0] for row in self.rows(page)] == ["Bristol", "Bristol", "South Gloucestershire"]

    def test_one_without_authority_or_date_is_listed_too(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        assistant.loaded = [
            replace(DOCUMENTS[0], authority=None, inspection_end=None, kind="other", title="Notes")
        ]
        assert self.rows(page.run()) == [["–", "Notes", "Undated", "Requires improvement", "1"]]


class TestPictures:
    def figures(self, page: AppTest, assistant: FakeAssistant, *facts: dict) -> list[dict]:
        assistant.facts = facts
        return [*elements(tree(ask(page, CHANGE), "turn-0"), "figure")]

    def test_grades_over_time_are_a_grid_whose_cells_open_their_sources(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        told = {"type": "judgement", "authority": "Bristol", "area": "overall", "printed": "Inadequate"}
        place = {"document": "bristol-2018-inspection", "locator": "38", "citation": 3}
        (figure,) = self.figures(
            page,
            assistant,
            {**told, "grade": "inadequate", "date": "2014-10", **place},
            {**told, "grade": "requires improvement", "date": "2018-09-21", **place},
        )
        assert [words(head) for head in elements(figure, "th")][:3] == [
            "Judgement",
            "October 2014",
            "September 2018",
        ]
        assert "source 3" in pressed(figure)
        assert 'place ["bristol-2018-inspection", "judgements"]' in pressed(figure)
        (table,) = elements(figure, "a")
        assert base64.b64decode(table["attributes"]["href"].partition(",")[2]).startswith(b"\xef\xbb\xbf")
        assert "Bristol: grades at each inspection. Overall: October 2014 Inadequate" in words(figure)

    def test_an_outcome_is_a_bar_with_a_mark_for_its_target(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        place = {"document": "bristol-2018-inspection", "locator": "39", "citation": 2}
        measure = {"type": "measure", "reference": "6a", "text": "% in EET", "target": "58%", "due": "Mar-17"}
        outcome = {"type": "outcome", "reference": "6a", "value": "56%", "authority": "Bristol"}
        (figure,) = self.figures(
            page, assistant, {**measure, **place}, {**outcome, "date": "2018-09-21", **place}
        )
        drawn = {d["attributes"].get("class"): d["attributes"].get("style") for d in elements(figure, "div")}
        assert (drawn["fill"], drawn["mark"]) == ("width:56%", "left:58%")


class TestExport:
    def test_an_answer_and_the_conversation_can_be_taken_away(self, page: AppTest) -> None:
        ask(ask(page, CHANGE), "and in Bournemouth?")
        labels = [button.label for button in page.get("download_button")]
        assert labels == ["Word", "PDF", "Markdown", "Sources as CSV"] * 4


class TestSigningIn:
    def test_nothing_is_shown_before_the_password_is_given(
        self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_PASSWORD", "open sesame")
        monkeypatch.setattr("rag.page.signing_in.GATE", Gate(0))
        page = new_page(assistant)
        assert not tree(page, "hello")
        page.text_input[0].set_value("sesame")
        press(page, "Sign in")
        assert [error.value for error in page.error] == [
            "That is not the password. Ask whoever runs this page for it."
        ]
        assert not tree(page, "hello")
        page.text_input[0].set_value("open sesame")
        press(page, "Sign in")
        assert tree(page, "hello")

    def test_a_shared_password_shares_neither_conversations_nor_the_keeping_of_documents(
        self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_PASSWORD", "open sesame")
        first, second = (sign_in(new_page(assistant), "open sesame") for _ in range(2))
        ask(first, CHANGE)
        press(first, "New conversation")
        assert words(tree(first, "earlier")) == f"{CHANGE}Delete"
        second.run()
        assert not tree(second, "earlier")
        press(second, "Documents")
        assert not second.get("file_uploader")
        assert not any(told.startswith("remove") for told in pressed(tree(second, "documents")))

    @pytest.mark.parametrize(
        ("role", "adds", "removes"), [("reader", 0, 0), ("editor", 1, 0), ("keeper", 1, 4)]
    )
    def test_a_key_gives_its_role(
        self,
        assistant: FakeAssistant,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        role: Role,
        adds: int,
        removes: int,
    ) -> None:
        key, lines = make_key("clerk", role)
        (tmp_path / "keys.toml").write_text(lines)
        monkeypatch.setenv("PINPOINT_KEYS", str(tmp_path / "keys.toml"))
        page = press(sign_in(new_page(assistant), key), "Documents")
        assert len(page.get("file_uploader")) == adds
        told = pressed(tree(page, "documents"))
        assert len([one for one in told if one.startswith("remove")]) == removes

    def test_what_a_browser_tells_removes_nothing_for_a_reader(self, assistant: FakeAssistant) -> None:
        for role, removing in (("reader", ""), ("keeper", "bristol-2018-inspection")):
            visit = Visit(assistant, Store(assistant.folder), Caller("one", role))
            _press(visit, "remove bristol-2018-inspection")
            assert visit.removing == removing

    def test_a_claim_gives_a_role(self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PINPOINT_SIGN_IN", "oidc")
        monkeypatch.setenv("PINPOINT_ROLE_CLAIM", "groups")
        monkeypatch.setattr(
            "streamlit.user", {"is_logged_in": True, "sub": "one", "groups": ["pinpoint-editor"]}
        )
        page = press(new_page(assistant), "Documents")
        assert len(page.get("file_uploader")) == 1
        assert not any(told.startswith("remove") for told in pressed(tree(page, "documents")))

    def test_a_provider_is_asked_where_the_settings_say_so(
        self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_SIGN_IN", "oidc")
        page = new_page(assistant)
        assert [button.label for button in page.button] == ["Sign in"]
        assert not tree(page, "hello")
        press(page, "Sign in")
        assert "needs an [auth] section" in words(tree(page, "error"))

    def test_those_who_signed_in_have_their_own_conversations(
        self, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PINPOINT_SIGN_IN", "oidc")
        for who in ("one", "other"):
            monkeypatch.setattr("streamlit.user", {"is_logged_in": True, "sub": who})
            page = new_page(assistant)
            assert not tree(page, "earlier")
            ask(page, CHANGE)
        assert len({file.parent for file in assistant.folder.rglob("conversations/*/*.json")}) == 2
