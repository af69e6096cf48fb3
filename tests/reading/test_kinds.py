"""Which kind of document a text is, and what it is called."""

import pytest

from .reading_text import read

ILACS = """\
    Inspection of Telford & Wrekin local authority children’s services

    Inspection dates: 9–24 November 2023

    Lead inspector: Rebecca Quested, His Majesty’s Inspector

    Judgement\tGrade
    The impact of leaders on social work practice with children and families\tOutstanding
    The experiences and progress of children who need help and protection\tGood
    The experiences and progress of children in care\tRequires improvement to be good
    The experiences and progress of care leavers\tNot judged
    Overall effectiveness\tGood

    Children get a good service.
    """
SIF = """\
    London Borough of Hackney

    Inspection of services for children in need of help and protection, children looked after and care leavers

    Inspection date: 12/09/2016 to 06/10/2016

    Report published: 2 December 2016

    Children’s services in Hackney require improvement to be good

    The authority is not yet delivering good protection and help for children.

    1. Children who need help and protection\tGood
    2. Children looked after and achieving permanence\tRequires improvement
    2.1 Adoption performance\tGood
    2.2 Experiences and progress of care leavers\tOutstanding
    3. Leadership, management and governance\tInadequate

    The inspection team

    Lead inspector: Nick Bennison
    """
FOCUSED = """\
    Piccadilly Gate
    Store Street
    Manchester
    M1 2WD

    T 0300 123 1231
    Textphone 0161 618 8524
    enquiries@ofsted.gov.uk

    14 June 2019

    Ms Jane Smith
    Director of Children’s Services
    Stoke-on-Trent City Council
    Civic Centre

    Dear Ms Smith

    Focused visit to Stoke-on-Trent local authority children’s services

    This letter summarises the findings of a focused visit to Stoke-on-Trent on 21 and 22 May 2019.

    Yours sincerely

    Alice Brown
    Her Majesty’s Inspector
    """
SEND = """\
    9 August 2018

    Ms Kate Jones
    Lewisham Council

    Dear Ms Jones

    Joint local area SEND inspection in Lewisham

    Between 11 June 2018 and 15 June 2018, Ofsted conducted a joint inspection of the local area.

    Yours sincerely

    Deborah Udakis
    Ofsted\tCare Quality Commission
    """
JTAI = """\
    2 March 2017

    To: Bradford Council

    Dear local partnership

    Joint targeted area inspection of the multi-agency response to abuse and neglect in Bradford

    Between 20 and 24 February 2017, Ofsted and others undertook a joint inspection.
    """
PLAN = """\
    # Blankshire County Council: Children's Services Improvement Plan 2019/20

    Approved by Cabinet, 3 May 2019

    ## Priority 1

    We will improve the front door so that children get help on time.
    """


@pytest.mark.parametrize(
    ("text", "kind", "authority", "dates", "published", "inspector"),
    [
        (ILACS, "ilacs", "Telford and Wrekin", ("2023-11-09", "2023-11-24"), None, "Rebecca Quested"),
        (SIF, "sif", "Hackney", ("2016-09-12", "2016-10-06"), "2016-12-02", "Nick Bennison"),
        (
            SIF.replace("Inspection of services", "Re-inspection of services"),
            "sif-reinspection",
            "Hackney",
            ("2016-09-12", "2016-10-06"),
            "2016-12-02",
            "Nick Bennison",
        ),
        (
            FOCUSED,
            "focused-visit",
            "Stoke-on-Trent",
            ("2019-05-21", "2019-05-22"),
            "2019-06-14",
            "Alice Brown",
        ),
        (SEND, "send", "Lewisham", ("2018-06-11", "2018-06-15"), "2018-08-09", None),
        (JTAI, "jtai", "Bradford", ("2017-02-20", "2017-02-24"), "2017-03-02", None),
        (PLAN, "improvement-plan", "Blankshire", (None, None), "2019-05-03", None),
        ("Minutes\n\nA focused visit was discussed by the board.", "other", None, (None, None), None, None),
        (
            "Kent: inspection of looked after children services\n\nIt is good.",
            "lac-2013",
            "Kent",
            (None, None),
            None,
            None,
        ),
        (
            "Surrey\n\nReview of the effectiveness of the Local Safeguarding Children Board\n\nIt is good.",
            "lscb-review",
            "Surrey",
            (None, None),
            None,
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_document_is_known_by_its_first_page(
    text: str,
    kind: str,
    authority: str | None,
    dates: tuple[str | None, str | None],
    published: str | None,
    inspector: str | None,
) -> None:
    document = read(text)
    assert (document.kind, document.authority, document.published) == (kind, authority, published)
    assert (document.inspection_start, document.inspection_end) == dates
    assert document.lead_inspector == inspector


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (ILACS, "Telford and Wrekin: inspection of children's social care services, 9 to 24 November 2023"),
        (SIF, "Hackney: inspection of services for children, 12 September to 6 October 2016"),
        (PLAN, "Blankshire County Council: Children's Services Improvement Plan 2019/20"),
        ("Minutes of the board\n\n3 May 2019\n\nThe board met and was pleased.", "Minutes of the board"),
        ("3 May 2019\n\nMinutes of the board\n\nThe board met and was pleased.", "Minutes of the board"),
        ("word " * 100, "word " * 29 + "word…"),
    ],
)
def test_the_title_reads_as_that_of_a_source(text: str, title: str) -> None:
    assert read(text).title == title


@pytest.mark.parametrize(
    ("text", "judgements"),
    [
        (
            ILACS,
            [
                ("leaders", "outstanding"),
                ("help_and_protection", "good"),
                ("in_care", "requires improvement"),
                ("care_leavers", "not judged"),
                ("overall", "good"),
            ],
        ),
        (
            ILACS.replace("\t", " "),
            [
                ("leaders", "outstanding"),
                ("help_and_protection", "good"),
                ("in_care", "requires improvement"),
                ("care_leavers", "not judged"),
                ("overall", "good"),
            ],
        ),
        (
            SIF,
            [
                ("overall", "requires improvement"),
                ("help_and_protection", "good"),
                ("looked_after", "requires improvement"),
                ("adoption", "good"),
                ("care_leavers", "outstanding"),
                ("leadership_mgmt_gov", "inadequate"),
            ],
        ),
        (FOCUSED, []),
    ],
)
def test_the_grades_of_every_framework_are_read(text: str, judgements: list[tuple[str, str]]) -> None:
    assert [(judgement.area, judgement.grade) for judgement in read(text).judgements] == judgements


@pytest.mark.parametrize(
    ("sentence", "grade", "printed"),
    [
        (
            "The partnership's arrangements typically lead to positive experiences and outcomes.",
            "1",
            "typically lead to positive experiences and outcomes",
        ),
        (
            "The partnership's arrangements lead to inconsistent experiences and outcomes for children.",
            "2",
            "lead to inconsistent experiences and outcomes",
        ),
        (
            "There are widespread and/or systemic failings that the partnership must address.",
            "3",
            "widespread and/or systemic failings",
        ),
    ],
)
def test_the_outcome_of_an_area_inspection_is_its_sentence(sentence: str, grade: str, printed: str) -> None:
    text = f"Area SEND inspection of Dorset Local Area Partnership\n\nInspection outcome\n\n{sentence}\n"
    document = read(text)
    (outcome,) = document.judgements
    assert (outcome.area, outcome.grade, outcome.printed) == ("overall", grade, printed)
    assert outcome.locator in [paragraph.locator for paragraph in document.paragraphs]


def test_dates_printed_over_two_lines_are_read_whole() -> None:
    dates = "Inspection dates: 8 July 2019 to 12 July 2019 and 7 August 2019 to\n    8 August 2019"
    document = read(ILACS.replace("Inspection dates: 9–24 November 2023", dates))
    assert (document.inspection_start, document.inspection_end) == ("2019-07-08", "2019-08-08")


def test_the_sender_and_the_salutation_of_a_letter_are_not_on_its_front_page() -> None:
    assert read(FOCUSED).paragraphs[0].text == (
        "14 June 2019\nMs Jane Smith\nDirector of Children’s Services\nStoke-on-Trent City Council\n"
        "Civic Centre\n"
        "Focused visit to Stoke-on-Trent local authority children’s services"
    )


def test_a_table_without_its_header_or_with_full_stops_reads_the_same() -> None:
    bare = ILACS.replace("Judgement\tGrade\n", "").replace("to be good\n", "to be good.\n")
    assert [j.grade for j in read(bare).judgements] == [j.grade for j in read(ILACS).judgements]
    assert read(ILACS).paragraphs[2].locator == "summary, 1"


def test_a_report_without_an_overall_judgement_is_still_an_inspection() -> None:
    late = ILACS.replace("    Overall effectiveness\tGood\n", "").replace("2023", "2026")
    document = read(late)
    assert (document.kind, document.overall) == ("ilacs", None)
    assert [j.area for j in document.judgements] == [
        "leaders",
        "help_and_protection",
        "in_care",
        "care_leavers",
    ]
