"""The commands that turn findings into work: what they print, save and refuse, and what indexing tells of."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from command_line import Done, Place
from openpyxl import load_workbook

from rag.__main__ import main
from tests.points.reports import EARLIER, LATER, VISIT, write_reports

Run = Callable[..., Done]
FIRST = "The take-up of return home interviews for children who go missing from home."
BEFORE = "The timeliness and recording of return interviews when children go missing from home."


@pytest.fixture(scope="module")
def bristol(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Three reports on Bristol, indexed once; only read from."""
    folder = tmp_path_factory.mktemp("bristol")
    corpus = write_reports(folder / "corpus", earlier=EARLIER, later=LATER, visit=VISIT)
    place = Place(corpus, folder / "index")
    assert main(["index", *place.options]) == 0
    return place


def test_actions_prints_each_point_and_what_was_asked_before(run: Run, bristol: Place) -> None:
    done = run("actions", "Bristol", *bristol.options)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Bristol, inspection of September 2018: 2 points for improvement, 1 asked for before",
        f"1. {FIRST} [what needs to improve, 1]",
        f"    asked before: inspection of October 2014, what needs to improve, 1: “{BEFORE}”",
        "2. The frequency and quality of supervision of social workers. [what needs to improve, 2]",
    ]


def test_actions_saves_a_plan_with_room_for_what_an_officer_fills_in(
    run: Run, bristol: Place, tmp_path: Path
) -> None:
    for ending in (".xlsx", ".docx", ".csv"):
        done = run("actions", "Bristol", "--export", tmp_path / f"plan{ending}", *bristol.options)
        assert (done.status, done.err) == (0, f"saved as {tmp_path / f'plan{ending}'}\n")
    head = ["Point", "Paragraph", "Asked before", "Owner", "Due", "Status"]
    asked = f"inspection of October 2014, what needs to improve, 1: “{BEFORE}”"
    first = [FIRST, "what needs to improve, 1", asked, "", "", ""]
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[:2] == [head, first]
    (sheet,) = load_workbook(tmp_path / "plan.xlsx").worksheets
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == "Action plan: Bristol, inspection of September 2018"
    assert rows[rows.index(head) + 1] == first
    (table,) = docx.Document(str(tmp_path / "plan.docx")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][:2] == [head, first]


def test_actions_of_a_document_are_its_own(run: Run, bristol: Place) -> None:
    done = run("actions", "earlier", "--json", *bristol.options)
    plan = json.loads(done.out)
    assert (done.status, plan["report"]["document"], len(plan["points"])) == (0, "earlier", 2)


def test_raised_prints_a_line_for_every_report(run: Run, bristol: Place) -> None:
    done = run("raised", "bristol", "supervision", *bristol.options)
    first, *rows = done.out.splitlines()
    assert first.startswith(
        "“supervision” in Bristol: raised first by the inspection of September 2018, last"
    )
    assert [row.split("  ")[:2] for row in rows if row.startswith("20")] == [
        ["2014-10-22", "did not ask"],
        ["2018-09-21", "asked"],
        ["2019-02-23", "lists no points"],
    ]
    assert "“The frequency and quality of supervision of social workers.”" in done.out


def test_raised_says_so_where_nothing_was(run: Run, bristol: Place) -> None:
    done = run("raised", "Bristol", "school meals", *bristol.options)
    assert "never raised as a point for improvement" in done.out


def test_briefing_prints_grades_and_what_became_of_each_point(run: Run, bristol: Place) -> None:
    done = run("briefing", "Bristol", *bristol.options)
    assert (done.status, done.err) == (0, "")
    assert "    Leaders: Good, before Requires improvement to be good\n" in done.out
    assert "monitoring visit letter of February 2019, Overview, 1: “The take-up of return home" in done.out
    assert done.out.endswith("    no later report says anything of it\n")


def test_briefing_saves_a_page_and_a_workbook(run: Run, bristol: Place, tmp_path: Path) -> None:
    for ending in (".docx", ".xlsx"):
        done = run("briefing", "Bristol", "--export", tmp_path / f"page{ending}", *bristol.options)
        assert done.status == 0
    grades, points = docx.Document(str(tmp_path / "page.docx")).tables
    assert [cell.text for cell in grades.rows[0].cells] == [
        "Judgement",
        "inspection of October 2014",
        "inspection of September 2018",
    ]
    assert [cell.text for cell in grades.rows[2].cells] == [
        "Leaders",
        "Requires improvement to be good",
        "Good",
    ]
    assert points.rows[1].cells[2].text.endswith("has improved.” (a strength)")
    assert points.rows[2].cells[2].text == "No later report says anything of it."
    names = load_workbook(tmp_path / "page.xlsx").sheetnames
    assert names == ["Grades  Bristol", "Open points  Bristol"]


@pytest.mark.parametrize(
    ("command", "name", "message"),
    [
        ("actions", "plan.pdf", "plan.pdf does not end in .xlsx, .docx or .csv; name the export so."),
        ("briefing", "page.csv", "page.csv does not end in .xlsx or .docx; name the export so."),
        ("briefing", "there.docx", "there.docx is there already; name another file, or move it away."),
    ],
)
def test_an_export_is_refused_before_anything_is_read(
    run: Run, bristol: Place, tmp_path: Path, command: str, name: str, message: str
) -> None:
    (tmp_path / "there.docx").write_text("mine")
    done = run(command, "Bristol", "--export", tmp_path / name, *bristol.options)
    assert (done.status, done.out) == (1, "")
    assert message in done.err
    assert (tmp_path / "there.docx").read_text() == "mine"


@pytest.mark.parametrize("command", [["actions"], ["briefing"], ["raised"]])
def test_an_authority_without_reports_is_told(run: Run, bristol: Place, command: list[str]) -> None:
    subject = ["neglect"] if command == ["raised"] else []
    done = run(*command, "Leeds", *subject, *bristol.options)
    message = "pinpoint: No report on 'Leeds' is loaded; `pinpoint documents` lists what is.\n"
    assert done == Done(1, "", message)


def test_index_tells_what_is_new(run: Run, tmp_path: Path) -> None:
    place = Place(write_reports(tmp_path / "corpus", earlier=EARLIER), tmp_path / "index")
    assert "new:" not in run("index", *place.options).out
    write_reports(place.corpus, later=LATER)
    done = run("index", *place.options)
    news = next(line for line in done.out.splitlines() if line.startswith("new: "))
    assert news.startswith("new: Bristol, inspection of September 2018: Leaders up from Requires improvement")
    assert news.endswith("since the inspection of October 2014. 2 points for improvement, 1 asked for before")
