"""What many reports say, on the page: read with a bar, counted, chosen from, taken away, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from rag.page.answers import AS_TEXT, KINDS
from rag.page.grid import FEW
from rag.page.visit import Look
from rag.query import Kind
from tests.page.fake_assistant import FakeAssistant
from tests.page.test_page import ask, elements, new_page, press, pressed, tree, words
from tests.pictures.reports import GRID, LONG, finding, row

QUESTION = GRID.question
STRENGTH = finding("strength", "Caseloads are manageable.", 0.9)
MANY = replace(GRID, rows=tuple(row(f"Area {at:02}", "2019-05-03", STRENGTH) for at in range(FEW + 1)))


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[FakeAssistant]:
    assistant = FakeAssistant(tmp_path)
    assistant.grid = GRID
    yield assistant
    assistant.may_read.set()


@pytest.fixture
def page(assistant: FakeAssistant) -> AppTest:
    return new_page(assistant)


def rows(page: AppTest) -> list[list[str]]:
    """The words in each cell of each row that is shown."""
    made = elements(tree(page, "reports-rows-0"), "tr")
    return [[words(cell) for cell in line["children"]] for line in made][1:]


def look(page: AppTest, **changes: object) -> AppTest:
    """The page as it is looked at otherwise."""
    looks = page.session_state["visit"].looks
    looks[0] = replace(looks[0], **changes)
    return page.run()


class TestGrid:
    def test_the_counts_are_buttons_with_a_sign_and_a_word(self, page: AppTest) -> None:
        counts = tree(ask(page, QUESTION), "reports-counts-0")
        assert [words(button) for button in elements(counts, "button")] == [
            "6 reports, one by one",
            "+Strength 1",
            "±Both 2",
            "−Weakness 1",
            "○Nothing said 1",
            "?Not read 1",
        ]
        assert pressed(counts)[:2] == ["fold", "says strength"]
        assert "1 report not read; ask again to go on from there." in words(counts)

    def test_every_report_has_a_row_with_its_grade_and_what_it_says(self, page: AppTest) -> None:
        told = rows(ask(page, QUESTION))
        assert told[1:3] == [
            ["Northinspection of June 2017Inadequate", "−WeaknessCaseloads are high."],
            ["Northinspection of May 2021", "+StrengthCaseloads are manageable."],
        ]
        assert told[4:] == [
            ["Southinspection of June 2022Good", "○Nothing said"],
            ["Westinspection of May 2020Good", "?Not read"],
        ]

    def test_each_quote_is_a_button_that_opens_where_it_is_printed(self, page: AppTest) -> None:
        table = tree(ask(page, QUESTION), "reports-rows-0")
        first, second = pressed(table)[:2]
        assert first == f"place {json.dumps(['east/2019-05-03', '31', LONG])}"
        assert second == f"place {json.dumps(['east/2019-05-03', '12', 'Caseloads have fallen.'])}"
        label = next(elements(table, "button"))["attributes"]["aria-label"]
        assert label.startswith("East, inspection of May 2019: weakness, “Caseloads are too high")

    def test_an_opened_place_has_its_quote_marked(self, page: AppTest) -> None:
        ask(page, QUESTION)
        page.session_state["visit"].open_place("bristol-2018-inspection", "38", "know them well")
        panel = tree(page.run(), "source-tree")
        assert [words(mark) for mark in elements(panel, "mark")] == ["know them well"]

    def test_what_is_pressed_is_shown_alone_and_counted(self, page: AppTest) -> None:
        ask(page, QUESTION)
        look(page, says=frozenset({"weakness", "both"}), order="date")
        assert [line[0].removesuffix("Good") for line in rows(page)] == [
            "Eastinspection of May 2019",
            "Southinspection of May 2018",
            "Northinspection of June 2017Inadequate",
        ]
        order = tree(page, "reports-order-0")
        assert words(order) == "AuthorityNewestWhat it says3 of 6 shown"
        assert [b["attributes"]["aria-pressed"] for b in elements(order, "button")] == [
            "false",
            "true",
            "false",
        ]

    def test_many_reports_are_folded_at_first_and_can_be_searched(
        self, page: AppTest, assistant: FakeAssistant
    ) -> None:
        assistant.grid = MANY
        ask(page, QUESTION)
        assert not tree(page, "reports-rows-0")
        look(page, opened=True)
        assert len(rows(page)) == len(MANY.rows)
        page.text_input[0].set_value("area 07").run()
        assert [line[0][:7] for line in rows(page)] == ["Area 07"]
        page.text_input[0].set_value("Atlantis").run()
        assert words(tree(page, "reports-rows-0")) == "No report is left; choose or search otherwise."

    def test_a_few_reports_need_no_search(self, page: AppTest) -> None:
        ask(page, QUESTION)
        assert not page.text_input

    def test_another_answer_in_its_place_is_looked_at_anew(self, page: AppTest) -> None:
        ask(page, QUESTION)
        look(page, says=frozenset({"not read"}))
        press(page, "Ask again")
        assert page.session_state["visit"].looks == {0: Look(opened=True)}

    def test_an_answer_without_one_has_none(self, page: AppTest, assistant: FakeAssistant) -> None:
        assistant.grid = None
        assert not tree(ask(page, QUESTION), "reports-counts-0")

    def test_it_can_be_taken_away_beside_the_answer(self, page: AppTest) -> None:
        ask(page, QUESTION)
        labels = [button.label for button in page.get("download_button")]
        assert labels == ["Word", "PDF", "Markdown", "Sources as CSV", "Excel", "Word", "CSV"]
        assert [title.value for title in page.markdown] == ["**This answer**", "**6 reports, one by one**"]

    def test_it_comes_back_with_its_conversation(self, page: AppTest, assistant: FakeAssistant) -> None:
        ask(page, QUESTION)
        again = new_page(assistant, conversation=page.session_state["visit"].conversation.id)
        assert rows(again) == rows(page)


class TestWhileReportsAreRead:
    @pytest.fixture
    def page(self, assistant: FakeAssistant) -> AppTest:
        """The page while two of six reports have been read."""
        assistant.may_read.clear()
        page = ask(new_page(assistant), QUESTION)
        assert assistant.holds.wait(20)
        return page.run()

    def finish(self, page: AppTest, assistant: FakeAssistant) -> AppTest:
        assistant.may_read.set()
        page.session_state["visit"].asking.work.wait(20)
        return page.run()

    def test_it_is_told_how_many(self, page: AppTest, assistant: FakeAssistant) -> None:
        (bar,) = page.get("progress")
        assert (bar.proto.text, bar.proto.value) == ("Reading reports: 2 of 6", 33)
        assert "Stop answers from those that have been read." in words(tree(page, "turn-0"))
        self.finish(page, assistant)
        assert not page.get("progress")

    def test_stopping_keeps_what_was_read(self, page: AppTest, assistant: FakeAssistant) -> None:
        press(page, "Stop")
        assert "Answering from the reports that were read…" in words(tree(page, "turn-0"))
        self.finish(page, assistant)
        said = [line[1][:9] for line in rows(page)]
        assert said == ["±Both−Cas", "−Weakness", "?Not read", "?Not read", "?Not read", "?Not read"]

    def test_stopping_twice_waits_no_longer(self, page: AppTest) -> None:
        press(press(page, "Stop"), "Stop")
        assert words(tree(page, "turn-0")) == f"{QUESTION}Stopped. Ask again when you like."

    def test_another_question_ends_the_reading(self, page: AppTest, assistant: FakeAssistant) -> None:
        assistant.grid = None
        ask(page, "What needs to improve in Bristol?")
        assert words(tree(page, "turn-0")) == f"{QUESTION}Stopped. Ask again when you like."


def test_every_kind_of_answer_is_called_something() -> None:
    assert set(KINDS) | set(AS_TEXT) == set(get_args(Kind))
