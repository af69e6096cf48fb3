"""The shipped improvement plan, cell by cell, against a plain reading of its rows."""

import re

import pytest

from rag.model import Action, Measure

from .shipped import PLAN, document, of_kind, paragraph, source


def rows_of_the_source() -> list[tuple[str, list[str]]]:
    """Each table row of the plan with the theme above it, cells stripped of blanks and mark-up."""
    theme, rows = "", []
    for line in source(PLAN):
        if line.startswith("Theme "):
            theme = line
        elif "\t" in line:
            plain = line.replace('<ul style="list-style-type: none"> ', "")
            rows.append((theme, [cell.strip() for cell in plain.split("\t")]))
    return rows


def expected_actions() -> list[tuple[str, ...]]:
    group, actions = "", []
    for theme, cells in rows_of_the_source():
        if re.match(r"\d\.\d ", cells[0]):
            group = cells[0]
        elif re.match(r"\d\.\d\.\d", cells[0]):
            reference, _, text = " ".join(cells[:-3]).partition(" ")
            actions.append((reference, text, *cells[-3:], theme, group))
    return actions


def expected_measures() -> list[tuple[str, ...]]:
    return [(*cells, theme) for theme, cells in rows_of_the_source() if re.fullmatch(r"\d+[a-z]?", cells[0])]


def test_all_58_actions_are_read_cell_by_cell() -> None:
    actions = document(PLAN).actions
    read = [(a.reference, a.text, a.measures, a.due, a.lead, a.theme, a.group) for a in actions]
    assert len(read) == 58
    assert read == expected_actions()


def test_all_34_measures_are_read_cell_by_cell() -> None:
    measures = document(PLAN).measures
    read = [(m.reference, m.text, m.officer, m.frequency, m.target, m.due, m.theme) for m in measures]
    assert len(read) == 34
    assert read == expected_measures()


def test_all_26_groups_are_paragraphs_of_their_own() -> None:
    printed = [cells[0] for _, cells in rows_of_the_source() if re.match(r"\d\.\d ", cells[0])]
    groups = of_kind(PLAN, "group")
    assert [group.text for group in groups] == printed
    assert [group.locator for group in groups] == [text.split(" ")[0] for text in printed]
    assert paragraph(PLAN, "2.2").text == "2.2 Further improve Education, Employment and Training outcomes"


ACTIONS = [
    Action(
        reference="1.4.2",
        text=(
            "Train managers to use performance information more effectively and to act on cases "
            "that may indicate "
            "an issue. Specifically: • Children in Need Plans lasting over 2 years • Child "
            "Protection Plans lasting "
            "over 2 years • children who have more than 1 Child Protection Plan."
        ),
        measures="2,3",
        due="Mar 2017",
        lead="Head of Safeguarding and Area Services",
        theme="Theme 1: Quality of Social Work Practice",
        group="1.4 Address drift and delay",
        locator="action 1.4.2",
    ),
    Action(
        reference="4.2.2",
        text=(
            "Analyse and address variability in performance across area social work teams, via "
            "regular CMT reviews."
        ),
        measures="All",
        due="Mar 2016",
        lead="Head of Safeguarding and Area Services",
        theme="Theme 4: Leadership, Management and Governance",
        group="4.2 Develop performance management / information to inform better decision making",
        locator="action 4.2.2",
    ),
    Action(
        reference="5.2.4",
        text=(
            "Continue to work with DfE, national and regional social work practice leaders to "
            "respond to the Children "
            "and Social Work Bill and further develop training, continuous professional "
            "development and career "
            "progression for social workers."
        ),
        measures="18",
        due="Mar 2017",
        lead="Principal Social Worker",
        theme="Theme 5: Workforce",
        group="5.3 Learning from others:",
        locator="action 5.2.4",
    ),
    Action(
        reference="6.2.3",
        text="Develop a sustainable vision and long-term plan for a Bristol MASH with key partners.",
        measures="",
        due="Dec 2016",
        lead="Head of Safeguarding and Area Services",
        theme="Theme 6: Multi-agency Contact and Referral Arrangements",
        group="6.2 Develop Multi-Agency Safeguarding Hub (MASH) Arrangements",
        locator="action 6.2.3",
    ),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.reference)
def test_an_action_is_quoted_with_the_errors_of_its_source(action: Action) -> None:
    assert action in document(PLAN).actions


@pytest.mark.parametrize(
    "measure",
    [
        Measure(
            reference="8",
            text='% of CiC placed in "good" or "outstanding" education provision',
            officer="Headteacher Virtual School",
            frequency="6-monthly",
            target="85%",
            due="Sep-17",
            theme="Theme 3: Improved Outcomes for Children in Care (CiC)",
            locator="KPI 8",
        ),
        Measure(
            reference="16",
            text="Number of Bristol Children's Homes rated good or better by Ofsted",
            officer="Manager, Placement Service Provision",
            frequency="quarterly",
            target="4 / 7",
            due="Mar -17",
            theme="Theme 3: Improved Outcomes for Children in Care (CiC)",
            locator="KPI 16",
        ),
    ],
    ids=lambda measure: measure.reference,
)
def test_a_measure_keeps_its_cells_as_printed(measure: Measure) -> None:
    assert measure in document(PLAN).measures


@pytest.mark.parametrize(
    ("locator", "section", "text"),
    [
        (
            "action 2.2.1",
            "Theme 2: Improved Outcomes for Care Leavers",
            "2.2.1 Broker appropriate, flexible 14-18 options for individual Children in Care "
            "with partner providers"
            " | KPI Ref: 6a,b | Due: Mar 2017 | Lead: Service Manager, Employment, Skills and Learning",
        ),
        (
            "action 2.4.2",
            "Theme 2: Improved Outcomes for Care Leavers",
            "2.4.2 Ensure care leavers have access to their health records and consider "
            "implementation of the health "
            "passport scheme. | Due: Sep 2016 | Lead: Programme Manager Children and Maternity Commissioning",
        ),
        (
            "action 1.2.6",
            "Theme 1: Quality of Social Work Practice",
            "1.2.6 Launch new Bristol social work procedures, using Tri.x. | KPI Ref: 1 | Due: Oct 2016"
            " | Lead: Quality Assurance & BSCB Manager",
        ),
        (
            "KPI 6a",
            "Key Performance Indicators, Theme 2: Improved Outcomes for Care Leavers",
            "6a % 17-21 year old care leavers in EET | Responsible officer: Head of Service "
            "Children in Care & Care "
            "Leavers | Frequency: quarterly | Target: 58% | Target due: Mar-17",
        ),
        (
            "KPI 10",
            "Key Performance Indicators, Theme 3: Improved Outcomes for Children in Care (CiC)",
            "10 PEPs completed within statutory timescales | Responsible officer: Head of "
            "Service Children in Care & "
            "Care Leavers | Frequency: quarterly | Target: 90% | Target due: Mar-17",
        ),
        (
            "RAG Table",
            "Implementing the Year 2 Plan",
            "RED: Tasks and or outcomes have not been met or timescale slipped\n"
            "AMBER: Tasks and outcomes are on track, milestones met but full action(s) not completed\n"
            "GREEN: Tasks and outcomes are completed or performance is on target\nBLUE: Completed",
        ),
        (
            "theme 5, outcome statement",
            "Theme 5: Workforce",
            "There is a stable and resilient workforce that feel valued and who choose to "
            "develop their careers in "
            "Bristol.",
        ),
        (
            "Bristol Children’s Services Improvement Plan 2016-17, item 1",
            "Bristol Children’s Services Improvement Plan 2016-17",
            "Provide consistently good social work practice for children and families.",
        ),
        (
            "Bristol Children’s Services Improvement Plan 2016-17, bullet 6",
            "Bristol Children’s Services Improvement Plan 2016-17",
            "Retention and recruitment of the workforce.",
        ),
    ],
)
def test_a_unit_of_the_plan_reads_with_its_printed_labels(locator: str, section: str, text: str) -> None:
    found = paragraph(PLAN, locator)
    assert (found.section, found.text) == (section, text)


def test_a_sentence_printed_twice_is_kept_twice() -> None:
    sentence = (
        "The Plan will continue to be overseen by the Children's Services Improvement Board and "
        "progress will be "
        "reported to Members and partners via existing arrangements."
    )
    assert [found.locator for found in document(PLAN).paragraphs if sentence in found.text] == [
        "Implementing the Year 2 Plan, 2",
        "Implementing the Year 2 Plan, 4",
    ]
