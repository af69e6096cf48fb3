"""From findings to work, over short reports: what was asked before, how a subject went, what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Assistant
from rag.errors import InvalidQuestion, RagError, UnknownPlace
from rag.model import Document, Judgement, Paragraph
from rag.points.grades import compare_grades
from rag.points.plan import plan_actions
from rag.settings import Settings
from tests.points.reports import EARLIER, LATER, LEEDS, VISIT, write_reports

RETURN = "The take-up of return home interviews for children who go missing from home."


@pytest.fixture(scope="module")
def bristol(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Three reports on Bristol, and a letter to Leeds that lists no points."""
    folder = tmp_path_factory.mktemp("points")
    corpus = write_reports(folder / "corpus", earlier=EARLIER, later=LATER, visit=VISIT, leeds=LEEDS)
    with Assistant.open(corpus, index=folder / "index") as opened:
        yield opened


def test_a_plan_is_of_the_latest_report_that_lists_points(bristol: Assistant) -> None:
    plan = bristol.action_plan("BRISTOL")
    assert (plan.report.document, [report.document for report in plan.earlier]) == ("later", ["earlier"])
    asked, new = plan.points
    assert (asked.point.text, asked.point.locator) == (RETURN, "what needs to improve, 1")
    assert asked.point.label == "Bristol, inspection of September 2018, what needs to improve, 1"
    (before,) = asked.asked_before
    assert (before.report.date, before.locator) == ("2014-10-22", "what needs to improve, 1")
    assert before.text.startswith("The timeliness and recording of return interviews")
    assert new.asked_before == ()


def test_a_plan_may_be_of_any_document_and_nothing_later_counts_as_earlier(bristol: Assistant) -> None:
    plan = bristol.action_plan("earlier")
    assert (len(plan.points), plan.earlier) == (2, ())
    assert all(not planned.asked_before for planned in plan.points)


def test_a_plan_is_of_one_authority_alone() -> None:
    points = (Paragraph("1", "The quality of return home interviews.", "improvement"),)
    later = Document("later", "", "ilacs", "Leeds", inspection_end="2020-01-01", paragraphs=points)
    others = [
        replace(later, id="other authority", authority="Kent", inspection_end="2019-01-01"),
        replace(later, id="no date", inspection_end=None),
        replace(later, id="before", inspection_end="2018-01-01"),
    ]
    plan = plan_actions("later", {document.id: document for document in [later, *others]}, None)
    assert [point.report.document for point in plan.points[0].asked_before] == ["before"]


def test_a_line_of_time_has_every_report_whether_it_asked_or_not(bristol: Assistant) -> None:
    raised = bristol.raised("Bristol", "supervision of social workers")
    assert [(row.report.document, row.said) for row in raised.reports] == [
        ("earlier", "did not ask"),
        ("later", "asked"),
        ("visit", "lists no points"),
    ]
    assert raised.first == raised.last == raised.reports[1]
    assert [point.locator for point in raised.reports[1].points] == ["what needs to improve, 2"]


def test_a_subject_that_was_never_raised_has_no_first_report(bristol: Assistant) -> None:
    raised = bristol.raised("Bristol", "school meals")
    assert (raised.first, raised.last, len(raised.reports)) == (None, None, 3)


def test_a_line_of_time_is_found_without_the_reader_too(tmp_path: Path) -> None:
    corpus = write_reports(tmp_path / "corpus", earlier=EARLIER, later=LATER)
    with Assistant.open(corpus, index=tmp_path / "index", settings=Settings(reader="none")) as opened:
        raised = opened.raised("Bristol", "return home interviews")
    assert [row.said for row in raised.reports] == ["asked", "asked"]


def test_a_briefing_tells_the_grades_then_and_now(bristol: Assistant) -> None:
    briefing = bristol.briefing("Bristol")
    assert briefing.then
    assert briefing.now
    assert (briefing.then.document, briefing.now.document) == ("earlier", "later")
    grades = {grade.area: grade for grade in briefing.grades}
    assert list(grades) == ["Overall", "Leaders", "Help and protection", "Children in care", "Care leavers"]
    assert [grade.moved for grade in briefing.grades] == ["same", "up", "down", "up", "same"]
    assert grades["Leaders"].then == "Requires improvement to be good"
    assert grades["Care leavers"].told_then == "Inadequate (children in care and care leavers together)"


def test_a_briefing_tells_what_later_reports_say_of_each_open_point(bristol: Assistant) -> None:
    briefing = bristol.briefing("Bristol")
    assert [report.document for report in briefing.later] == ["visit"]
    answered, silent = briefing.points
    (said,) = answered.since
    assert (said.report.document, said.finding.locator, said.finding.polarity) == (
        "visit",
        "Overview, 1",
        "strength",
    )
    assert said.finding.quote in bristol.paragraph("visit", said.finding.locator).text
    assert silent.since == ()


def test_a_briefing_without_an_inspection_says_so(bristol: Assistant) -> None:
    briefing = bristol.briefing("Leeds")
    assert (briefing.now, briefing.then, briefing.asked_by) == (None, None, None)
    assert (briefing.grades, briefing.points) == ((), ())


def test_an_area_that_was_not_judged_before_or_cannot_be_compared_has_not_moved() -> None:
    then = Document(
        "then", "", "ilacs", judgements=(Judgement("overall", "adequate", "Adequate", "Overall"),)
    )
    now = replace(
        then,
        judgements=(
            Judgement("leaders", "good", "Good", "Leaders"),
            Judgement("overall", "good", "Good", "Overall"),
        ),
    )
    overall, leaders = compare_grades(then, now)
    assert (overall.then, overall.now, overall.moved) == ("Adequate", "Good", "")
    assert (leaders.then, leaders.moved) == ("", "")
    assert [grade.then for grade in compare_grades(None, now)] == ["", ""]


@pytest.mark.parametrize("name", ["Kent", "", "no-such-document"])
def test_an_authority_without_reports_is_told(bristol: Assistant, name: str) -> None:
    for ask in (bristol.action_plan, bristol.briefing, lambda name: bristol.raised(name, "neglect")):
        with pytest.raises(UnknownPlace, match=r"No report on .* is loaded; `pinpoint documents` lists"):
            ask(name)


def test_a_report_that_lists_no_points_has_no_plan(bristol: Assistant) -> None:
    with pytest.raises(RagError, match="visit lists no points for improvement"):
        bristol.action_plan("visit")
    with pytest.raises(RagError, match="No report on Leeds that is loaded lists points"):
        bristol.action_plan("Leeds")


@pytest.mark.parametrize("subject", ["", " \n", "x", "the"])
def test_a_subject_without_a_word_to_look_for_is_refused(bristol: Assistant, subject: str) -> None:
    with pytest.raises(InvalidQuestion):
        bristol.raised("Bristol", subject)


def test_a_former_authority_stands_for_what_took_over_from_it() -> None:
    points = (Paragraph("1", "The quality of plans.", "improvement"),)
    name = "Bournemouth, Christchurch and Poole"
    report = Document("bcp", "", "ilacs", name, inspection_end="2021-12-17", paragraphs=points)
    assert plan_actions("Bournemouth", {"bcp": report}, None).report.authority == name


def test_several_authorities_that_took_over_are_told_apart() -> None:
    points = (Paragraph("1", "The quality of plans.", "improvement"),)
    reports = [
        Document(name, "", "ilacs", name, inspection_end="2024-01-01", paragraphs=points)
        for name in ("Cumberland", "Westmorland and Furness")
    ]
    with pytest.raises(UnknownPlace, match="Cumbria has become Cumberland and Westmorland and Furness"):
        plan_actions("Cumbria", {report.id: report for report in reports}, None)


def test_all_of_it_is_plain_json(bristol: Assistant) -> None:
    raised = bristol.raised("Bristol", "supervision")
    told = json.loads(json.dumps(raised.to_dict()))
    assert told["first"]["document"] == told["last"]["document"] == "later"
    assert [row["said"] for row in told["reports"]] == ["did not ask", "asked", "lists no points"]
    plan = json.loads(json.dumps(bristol.action_plan("Bristol").to_dict()))
    assert plan["points"][0]["asked_before"][0]["report"]["document"] == "earlier"
    briefing = json.loads(json.dumps(bristol.briefing("Bristol").to_dict()))
    assert briefing["points"][0]["since"][0]["finding"]["polarity"] == "strength"
