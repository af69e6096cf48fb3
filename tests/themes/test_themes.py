"""A subject over the shipped reports: which are chosen, what each says, and that none is overlooked."""

import json
from itertools import count

import pytest

from rag import Assistant
from rag.grid import ThemeGrid
from rag.query import Filters
from rag.retrieval import Collection
from rag.retrieval.langchain import PassageRetriever
from rag.themes.subject import subject_of

PLAN = "bristol-2016-improvement-plan"
BATH, BOURNEMOUTH = "bath-and-north-east-somerset-2022-inspection", "bournemouth-2018-inspection"
BRISTOL, GLOUCESTERSHIRE = "bristol-2018-inspection", "south-gloucestershire-2018-monitoring-visit"


@pytest.fixture(scope="module")
def collection(assistant: Assistant) -> Collection:
    retriever = assistant.retriever()
    assert isinstance(retriever, PassageRetriever)
    return retriever.collection


def test_every_report_has_a_row_and_a_plan_has_none(assistant: Assistant) -> None:
    grid = assistant.theme("What do inspectors say about supervision?")
    assert [row.document for row in grid.rows] == [BATH, BOURNEMOUTH, BRISTOL, GLOUCESTERSHIRE]
    assert sum(grid.counts.values()) == len(grid.rows)
    assert grid.is_whole
    assert grid.subject == "supervision"


def test_what_is_found_is_printed_where_it_says(assistant: Assistant) -> None:
    for row in assistant.theme("pathway plans").rows:
        for finding in row.findings or ():
            assert finding.quote in assistant.paragraph(row.document, finding.locator).text


def test_a_weakness_is_told_from_a_strength(assistant: Assistant) -> None:
    said = {row.document: row.said for row in assistant.theme("caseloads of personal advisers").rows}
    assert said[BOURNEMOUTH] in ("weakness", "both")
    strong = {row.document: row.said for row in assistant.theme("staying put with foster carers").rows}
    assert strong[BRISTOL] == "strength"


def test_nothing_is_found_on_what_no_report_speaks_of(assistant: Assistant) -> None:
    grid = assistant.theme("deep-sea fishing quotas")
    assert {row.said for row in grid.rows} == {"nothing said"}


def test_reports_are_chosen_by_grade_years_and_kind(assistant: Assistant) -> None:
    def chosen(question: str, filters: Filters | None = None, grades: tuple[str, ...] = ()) -> list[str]:
        return [row.document for row in assistant.theme(question, filters, grades=grades).rows]

    assert chosen("supervision", grades=("requires improvement",)) == [BOURNEMOUTH, BRISTOL]
    assert chosen("What do good authorities do on supervision?") == [BATH]
    assert chosen("supervision", Filters(first_year=2022)) == [BATH]
    assert chosen("supervision", Filters(kinds=("monitoring-visit",))) == [GLOUCESTERSHIRE]
    assert chosen("What is said on supervision in the South West since 2022?") == [BATH]


def test_reading_that_is_stopped_says_what_was_not_read(built_index, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import shutil

    from tests.conftest import CORPUS

    copy = shutil.copytree(built_index, tmp_path / "index")
    asked = count()
    with Assistant.open(CORPUS, index=copy) as fresh:
        grid = fresh.theme("supervision", stopped=lambda: next(asked) >= 2)
        assert sorted(row.said == "not read" for row in grid.rows) == [False, False, True, True]
        assert not grid.is_whole
        assert fresh.theme("supervision").is_whole


def test_what_was_read_before_is_not_read_again(assistant: Assistant) -> None:
    first = assistant.theme("What is said about the virtual school?")
    steps: list[tuple[str, int, int]] = []
    again = assistant.theme("virtual school", progress=lambda *step: steps.append(step))
    assert [row.findings for row in again.rows] == [row.findings for row in first.rows]
    assert steps[-1] == ("Reading reports", 4, 4)


def test_a_grid_is_the_same_after_it_was_written_as_json(assistant: Assistant) -> None:
    grid = assistant.theme("supervision")
    assert ThemeGrid.from_dict(json.loads(json.dumps(grid.to_dict()))) == grid


def test_a_term_is_held_by_any_word_for_it(collection: Collection) -> None:
    subject = subject_of(collection.understand("caseloads"), collection)
    assert subject.share_in("Workloads are manageable.") == 1.0
    assert subject.share_in("Workers are kind.") == 0.0
    several = subject_of(collection.understand("supervision of newly qualified workers"), collection)
    assert several.share_in("Newly qualified staff") == pytest.approx(2 / 4)


def test_the_answer_counts_and_quotes_and_carries_the_grid(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils were criticised for caseloads?")
    assert answer.asked_as == "theme"
    assert answer.grid is not None
    assert len(answer.grid.rows) == 4
    first = answer.text.splitlines()[0]
    assert "of 4 reports" in first
    assert "a weakness in caseloads" in first
    assert answer.citations
    assert all(citation.verified for citation in answer.citations)
    assert {fact["type"] for fact in answer.facts} == {"theme"}


def test_a_theme_of_one_authority_is_quoted_without_a_grid(assistant: Assistant) -> None:
    answer = assistant.ask("What did inspectors say about supervision in Bournemouth?")
    assert answer.grid is None
    assert {citation.document for citation in answer.citations} == {BOURNEMOUTH}
