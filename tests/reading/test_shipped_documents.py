"""What is read from the five shipped documents: details, grades, counts, whole paragraphs."""

import re
from collections import Counter

import pytest

from .shipped import (
    ALL,
    BANES,
    BOURNEMOUTH,
    BRISTOL,
    LETTER,
    PLAN,
    REPORTS,
    document,
    of_kind,
    paragraph,
    source,
)

HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care and care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"

DETAILS = {
    BRISTOL: (
        "Bristol: inspection of children's social care services, 10 to 21 September 2018",
        "ilacs",
        "Bristol",
        ("2018-09-10", "2018-09-21"),
        None,
        "Joy Howick",
    ),
    BANES: (
        "Bath and North East Somerset: inspection of children's social care services, 28 "
        "February to 4 March 2022",
        "ilacs",
        "Bath and North East Somerset",
        ("2022-02-28", "2022-03-04"),
        None,
        "Steve Lowe",
    ),
    BOURNEMOUTH: (
        "Bournemouth: inspection of children's social care services, 16 to 27 July 2018",
        "ilacs",
        "Bournemouth",
        ("2018-07-16", "2018-07-27"),
        None,
        "Nicola Bennett",
    ),
    LETTER: (
        "South Gloucestershire: monitoring visit of children's services, 31 January to 1 February 2018",
        "monitoring-visit",
        "South Gloucestershire",
        ("2018-01-31", "2018-02-01"),
        "2018-02-23",
        "Joy Howick",
    ),
    PLAN: (
        "Bristol Children's Services Improvement Plan 2016–2017",
        "improvement-plan",
        "Bristol",
        (None, None),
        "2016-09",
        None,
    ),
}


@pytest.mark.parametrize("name", ALL)
def test_details_are_those_on_the_front_page(name: str) -> None:
    read = document(name)
    dates = (read.inspection_start, read.inspection_end)
    assert read.id == name
    assert (read.title, read.kind, read.authority, dates, read.published, read.lead_inspector) == DETAILS[
        name
    ]
    assert read.period == ("2016–17" if name == PLAN else "")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (BRISTOL, ["Good", *["Requires improvement to be good"] * 3]),
        (BANES, ["Good"] * 4),
        (BOURNEMOUTH, ["Inadequate", *["Requires improvement"] * 3]),
        (LETTER, []),
        (PLAN, []),
    ],
)
def test_judgements_keep_their_printed_order_label_and_grade(name: str, printed: list[str]) -> None:
    areas = ["leaders", "help_and_protection", "care_and_care_leavers", "overall"]
    labels = [LEADERS, HELP, CARE, "Overall effectiveness"]
    judgements = document(name).judgements
    assert [judgement.printed for judgement in judgements] == printed
    assert [judgement.area for judgement in judgements] == areas[: len(printed)]
    assert [judgement.label for judgement in judgements] == labels[: len(printed)]
    assert [judgement.grade for judgement in judgements] == [
        grade.lower().removesuffix(" to be good") for grade in printed
    ]


def test_the_judgement_table_is_one_paragraph_without_its_header() -> None:
    assert paragraph(BOURNEMOUTH, "judgements").text == (
        f"{LEADERS}: Inadequate\n{HELP}: Requires improvement\n{CARE}: Requires improvement\n"
        "Overall effectiveness: Requires improvement"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            BRISTOL,
            "Bristol City of\nInspection of children's social care services\n"
            "Inspection dates: 10 September 2018 to 21 September 2018\n"
            "Lead inspector: Joy Howick\nHer Majesty's Inspector",
        ),
        (
            BANES,
            "Inspection of Bath and North East Somerset local authority children's services\n"
            "Inspection dates: 28 February to 4 March 2022\nLead inspector: Steve Lowe, Her "
            "Majesty's Inspector",
        ),
        (
            BOURNEMOUTH,
            "Bournemouth\nInspection of children's social care services\n"
            "Inspection dates: 16 July 2018 to 27 July 2018\n"
            "Lead inspector: Nicola Bennett\nHer Majesty's Inspector",
        ),
        (
            LETTER,
            "23 February 2018\nMr Peter Murphy Director of Children's Services South Gloucestershire Council "
            "PO Box 1955 BS37 ODE\nMonitoring visit of South Gloucestershire children's services",
        ),
        (
            PLAN,
            "'Getting to Good'\nBristol Children's Services Improvement Plan 2016 - 2017\n"
            "September 2016\nVersion 1.3",
        ),
    ],
)
def test_the_front_page_is_one_paragraph(name: str, text: str) -> None:
    front = document(name).paragraphs[0]
    assert (front.locator, front.kind, front.text) == ("front page", "front page", text)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (BRISTOL, {"front page": 1, "judgements": 1, "paragraph": 2 + 53, "improvement": 6}),
        (BANES, {"front page": 1, "judgements": 1, "paragraph": 2 + 43, "improvement": 3}),
        (BOURNEMOUTH, {"front page": 1, "judgements": 1, "paragraph": 4 + 34, "improvement": 9}),
        (LETTER, {"front page": 1, "paragraph": 4 + 2 + 3 + 13, "bullet": 4, "signature": 1}),
        (
            PLAN,
            {
                "front page": 1,
                "paragraph": 4 + 6 + 4 + 6 + 1,
                "bullet": 11,
                "item": 6,
                "table": 1,
                "group": 26,
                "action": 58,
                "measure": 34,
            },
        ),
    ],
)
def test_every_unit_is_found_once(name: str, counts: dict[str, int]) -> None:
    assert Counter(found.kind for found in document(name).paragraphs) == counts


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        (
            BRISTOL,
            {
                f"{HELP} requires improvement to be good": (1, 20),
                f"{CARE} requires improvement to be good": (21, 40),
                f"{LEADERS} is good": (41, 53),
            },
        ),
        (BANES, {f"{HELP}: good": (1, 18), f"{CARE}: good": (19, 34), f"{LEADERS}: good": (35, 43)}),
        (
            BOURNEMOUTH,
            {
                f"{HELP} requires improvement": (1, 14),
                f"{CARE} requires improvement": (15, 25),
                f"{LEADERS} is inadequate": (26, 34),
            },
        ),
    ],
)
def test_numbered_paragraphs_stand_in_order_under_their_printed_headings(
    name: str, sections: dict[str, tuple[int, int]]
) -> None:
    expected = [
        (str(number), heading)
        for heading, (first, last) in sections.items()
        for number in range(first, last + 1)
    ]
    numbered = [found for found in document(name).paragraphs if found.locator.isdigit()]
    assert [(found.locator, found.section) for found in numbered] == expected


@pytest.mark.parametrize("name", REPORTS)
def test_the_text_of_a_numbered_paragraph_leaves_out_its_number(name: str) -> None:
    for found in document(name).paragraphs:
        if found.locator.isdigit():
            assert f"{found.locator}. {found.text[:60]}" in "\n".join(source(name))


@pytest.mark.parametrize(
    ("name", "locator", "end", "start", "glue"),
    [
        (BRISTOL, "summary, 2", "its care leavers, most", "of whom receive", " "),
        (BRISTOL, "10", "plans do not", "always make it clear", " "),
        (BRISTOL, "16", "Assessments,", "which are regularly updated", " "),
        (BRISTOL, "22", "they will receive", "and timescales", " "),
        (BRISTOL, "29", "level of oversight of", "practice and challenge", " "),
        (BRISTOL, "36", "outcomes are", "weaker, especially", " "),
        (BRISTOL, "41", "The local", "authority has committed", " "),
        (BRISTOL, "47", "and there are", "appropriate reporting", " "),
        (BRISTOL, "52", "and dedicated", "administrative support", " "),
        (BANES, "4", "are held swiftly.", "Decision-makers in child", " "),
        (BANES, "18", "choose this route and to", "ensure that they", " "),
        (BANES, "25", "are allocated to", "foster carers and children", " "),
        (BANES, "32", "vulnerable care leavers, the", "support they receive", " "),
        (BANES, "38", "they have", "reduced and a plan", " "),
        (BANES, "43", "vast majority of", "families. This is", " "),
        (BOURNEMOUTH, "10", "rigorous enough assessment of", "their needs by", " "),
        (BOURNEMOUTH, "19", "Unaccompanied asylum-seeking", "- children are sensitively", " "),
        (BOURNEMOUTH, "23", "by the time they", "leave secondary school", " "),
        (BOURNEMOUTH, "27", "approach to their", "development and delivery", " "),
        (BOURNEMOUTH, "30", "coordinate multi-", "agency responses are missed", ""),
        (BOURNEMOUTH, "34", "MASH and assessment", "team, which contribute", " "),
        (LETTER, "Findings and evaluation of progress, 1", "and early help", "services are not well", " "),
    ],
)
def test_a_paragraph_cut_by_a_page_is_whole_again(
    name: str, locator: str, end: str, start: str, glue: str
) -> None:
    (first,) = [line for line in source(name) if line.endswith(end)]
    (second,) = [line for line in source(name) if line.startswith(start)]
    whole = re.sub(r"^(- )?\d+\. ", "", first) + glue + second.removeprefix("- ")
    assert paragraph(name, locator).text == whole


def test_a_paragraph_that_no_page_cuts_is_one_line_of_the_source() -> None:
    assert f"- 24. {paragraph(BOURNEMOUTH, '24').text}" in source(BOURNEMOUTH)
    assert f"17. {paragraph(BRISTOL, '17').text}" in source(BRISTOL)
    assert paragraph(BRISTOL, "17").text == (
        "Children who are privately fostered receive a thorough and timely assessment of need."
    )


@pytest.mark.parametrize("name", REPORTS)
def test_what_needs_to_improve_is_every_bullet_as_printed(name: str) -> None:
    bullets = [line[2:] for line in source(name) if re.match(r"- [A-Z]", line)]
    points = of_kind(name, "improvement")
    assert [point.text for point in points] == bullets
    assert [point.locator for point in points] == [
        f"what needs to improve, {number}" for number in range(1, len(bullets) + 1)
    ]
    assert document(name).improvements == tuple(points)


def test_the_heading_above_the_improvements_is_kept_as_printed() -> None:
    assert [of_kind(name, "improvement")[0].section for name in REPORTS] == [
        "What needs to improve",
        "What needs to improve?",
        "What needs to improve",
    ]


def test_the_summary_has_no_heading_but_a_section() -> None:
    assert {found.section for found in document(BANES).paragraphs if found.locator.startswith("summary")} == {
        "Summary"
    }


def test_a_letter_is_counted_by_heading() -> None:
    places = [(found.locator, found.section) for found in document(LETTER).paragraphs]
    areas, findings = "Areas covered by the visit", "Findings and evaluation of progress"
    assert places == [
        ("front page", "Front page"),
        *[(f"opening, {number}", "Opening") for number in range(1, 5)],
        (f"{areas}, 1", areas),
        *[(f"{areas}, bullet {number}", areas) for number in range(1, 5)],
        (f"{areas}, 2", areas),
        *[(f"Overview, {number}", "Overview") for number in range(1, 4)],
        *[(f"{findings}, {number}", findings) for number in range(1, 14)],
        ("signature", "Signature"),
    ]


def test_bullets_of_a_letter_stay_as_printed_and_one_without_its_mark_is_its_own() -> None:
    merged, rigour, harm, lost = of_kind(LETTER, "bullet")
    assert merged.text == (
        "the appropriate application of thresholds for children in need 'stepped down' to early "
        "help services; "
        "the identification of increasing risks for children in need requiring a 'step up' to statutory "
        "intervention"
    )
    assert (rigour.text[:20], harm.text[-20:]) == ("the rigour and quali", " sexual exploitation")
    assert (
        lost.text == "the quality of management oversight, challenge and staff supervision in these services."
    )


def test_a_letter_ends_with_its_signature() -> None:
    assert paragraph(LETTER, "signature").text == "Yours sincerely\nJoy Howick Her Majesty's Inspector"


@pytest.mark.parametrize("name", ALL)
def test_locators_are_unique(name: str) -> None:
    locators = Counter(found.locator for found in document(name).paragraphs)
    assert locators.most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", ALL)
def test_no_paragraph_holds_standing_text_or_mark_up(name: str) -> None:
    furniture = re.compile(
        r"Crown copyright|Piccadilly|regulates and inspects|Open Government|Clive House|0300 123"
        r"|\*\*|<|\]\(|\t|  "
    )
    assert [found.text for found in document(name).paragraphs if furniture.search(found.text)] == []
