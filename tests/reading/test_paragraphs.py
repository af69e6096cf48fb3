"""How the units of any document are told apart, healed, and named."""

import pytest

from rag.reading.blocks import Block, BlockKind
from rag.reading.sections import split_sections

from .reading_text import read, units

LONG = "This is a sentence that is long enough to be taken for a paragraph of its own, and it ends."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A single line without an end", [("paragraph 1", "", "A single line without an end")]),
        (
            "Milk\nEggs\nBread",
            [("paragraph 1", "", "Milk"), ("paragraph 2", "", "Eggs"), ("paragraph 3", "", "Bread")],
        ),
        (
            "The first is here.\n\nThe second is here.\n\n- a point\n- another",
            [
                ("paragraph 1", "", "The first is here."),
                ("paragraph 2", "", "The second is here."),
                ("bullet 1", "", "a point"),
                ("bullet 2", "", "another"),
            ],
        ),
        (
            "1. The first is here.\n2. The second is here.",
            [("1", "", "The first is here."), ("2", "", "The second is here.")],
        ),
    ],
)
def test_without_headings_units_are_counted_through_the_document(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert units(text) == expected


def test_marked_headings_make_sections() -> None:
    text = (
        f"# A title\n\n## First part\n\n{LONG}\n\nNot a heading\n\n{LONG}\n\n## Second part\n\n- one\n- two\n"
    )
    assert units(text) == [
        ("front page", "Front page", "A title"),
        ("First part, 1", "First part", LONG),
        ("First part, 2", "First part", "Not a heading"),
        ("First part, 3", "First part", LONG),
        ("Second part, bullet 1", "Second part", "one"),
        ("Second part, bullet 2", "Second part", "two"),
    ]


def test_short_lines_that_stand_alone_before_text_are_headings() -> None:
    text = f"A title\n\n3 May 2019\n\nFirst part\n\n{LONG}\n\nAnother part\n\n{LONG}\n"
    assert units(text) == [
        ("front page", "Front page", "A title\n3 May 2019"),
        ("First part, 1", "First part", LONG),
        ("Another part, 1", "Another part", LONG),
    ]


def test_text_before_the_first_heading_is_the_opening() -> None:
    assert units(f"{LONG}\n\nFirst part\n\n{LONG}") == [
        ("opening, 1", "Opening", LONG),
        ("First part, 1", "First part", LONG),
    ]


def test_a_heading_printed_twice_is_told_apart() -> None:
    found = units(f"Overview\n\n{LONG}\n\nFindings\n\n{LONG}\n\nOverview\n\n{LONG}")
    assert [(locator, section) for locator, section, _ in found] == [
        ("Overview, 1", "Overview"),
        ("Findings, 1", "Findings"),
        ("Overview (2), 1", "Overview"),
    ]


def test_numbered_headings_and_decimal_paragraphs_keep_their_numbers() -> None:
    text = f"""\
        1. Background

        {LONG}

        2. What we found

        2.1 Most families were helped.
        2.2 Some families waited.
        """
    assert units(text) == [
        ("1. Background, 1", "1. Background", LONG),
        ("2.1", "2. What we found", "Most families were helped."),
        ("2.2", "2. What we found", "Some families waited."),
    ]


def test_a_numbered_list_in_a_section_is_a_list_of_items() -> None:
    text = f"Aims\n\n{LONG}\n\n1. To help.\n2. To protect.\n\nMeans\n\n{LONG}"
    assert [(found.locator, found.kind, found.text) for found in read(text).paragraphs] == [
        ("Aims, 1", "paragraph", LONG),
        ("Aims, item 1", "item", "To help."),
        ("Aims, item 2", "item", "To protect."),
        ("Means, 1", "paragraph", LONG),
    ]


def test_only_a_chain_of_numbers_counts() -> None:
    lines = [f"{number}. Paragraph {number} is here." for number in range(1, 10)]
    text = "\n".join(
        [
            "Help and protection",
            "",
            *lines,
            "10.While no space follows, this is ten. It concerns those aged under",
            "17. This is still ten.",
            "11. Eleven.",
            "13. Thirteen, as twelve was never printed.",
            "14 Fourteen has no dot.",
            "",
            "Care leavers",
            "",
            "15. Fifteen.",
        ]
    )
    assert [found[0] for found in units(text)] == [*map(str, range(1, 12)), "13", "14", "15"]
    assert read(text).paragraphs[9].text == (
        "While no space follows, this is ten. It concerns those aged under 17. This is still ten."
    )


def test_bullets_under_a_numbered_paragraph_are_named_by_its_number() -> None:
    text = f"Part\n\n1. {LONG}\n2. Visits are:\n- regular\n- short.\n\nNext part\n\n3. {LONG}"
    assert [found[0] for found in units(text)] == ["1", "2", "2, bullet 1", "2, bullet 2", "3"]


def test_a_second_series_of_numbers_is_told_apart() -> None:
    series = f"Part {{0}}\n\n1. {LONG}\n\nPart {{0}}, further\n\n2. {LONG}\n\n"
    assert [found[0] for found in units(series.format("one") + series.format("two"))] == [
        "1",
        "2",
        "1 (2)",
        "2 (2)",
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("for children who live in the", "area of the council.", True),
        ("for children, families and", "Bristol City Council.", True),
        ("for children in 16- and 17-year-olds' homes", "are good.", True),
        ("for children who live there.", "are good.", False),
        ("for children who live there", "Bristol City Council is good at this.", False),
    ],
)
def test_a_cut_is_healed_only_where_a_sentence_goes_on(first: str, second: str, whole: bool) -> None:
    start = f"{LONG} {LONG} The services that inspectors saw are {first}"
    assert [found[2] for found in units(f"{start}\n\n\n\n{second}")] == (
        [f"{start} {second}"] if whole else [start, second]
    )


def test_a_bullet_cut_by_a_page_is_whole_again() -> None:
    text = (
        f"Part\n\n{LONG}\n\n- The quality of plans for children who\n\nneed help.\n"
        "- The timeliness of visits.\n"
    )
    assert [found[2] for found in units(text)[1:]] == [
        "The quality of plans for children who need help.",
        "The timeliness of visits.",
    ]


def test_short_lines_without_space_between_are_one_paragraph() -> None:
    assert units(f"{LONG}\n\nAnn Smith\nHead of Service\n\n{LONG}")[1][2] == "Ann Smith\nHead of Service"


def test_points_to_improve_are_counted_apart_from_the_prose_around_them() -> None:
    text = (
        f"Opening words\n\n{LONG}\n\nWhat needs to improve?\n\nLeaders should improve these:\n\n"
        "- Plans.\n- Visits.\n"
    )
    document = read(text)
    assert [(found.locator, found.kind) for found in document.paragraphs[1:]] == [
        ("what needs to improve, paragraph 1", "paragraph"),
        ("what needs to improve, 1", "improvement"),
        ("what needs to improve, 2", "improvement"),
    ]
    assert [found.text for found in document.improvements] == ["Plans.", "Visits."]


def test_the_heading_above_the_improvements_may_end_with_a_colon() -> None:
    text = f"Opening words\n\n{LONG}\n\nWhat needs to improve:\n\n- plans\n- visits\n"
    assert [found.locator for found in read(text).improvements] == [
        "what needs to improve, 1",
        "what needs to improve, 2",
    ]


def test_numbered_recommendations_are_improvements_under_their_own_numbers() -> None:
    text = f"Recommendations\n\n1. Plan well.\n2. Visit often.\n\nFindings\n\n3. {LONG}\n"
    assert [found.locator for found in read(text).improvements] == ["1", "2"]
    assert [found.locator for found in read(text).paragraphs] == ["1", "2", "3"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece", ["word ", "*a", "[a](", "<a ", "1. ", "&#1", "1 to ", "a\t", "|a", "- ", '"']
)
def test_a_hostile_line_is_read_in_seconds(piece: str) -> None:
    line = piece * (2_000_000 // len(piece))
    assert len(read(f"{LONG}\n\n{line}\n\n{LONG}").paragraphs) >= 2


def test_points_to_improve_in_prose_are_improvements() -> None:
    text = f"Opening words\n\n{LONG}\n\nWhat needs to improve\n\n{LONG}\n"
    assert [found.locator for found in read(text).improvements] == ["what needs to improve, 1"]


def test_page_marks_between_the_halves_of_a_paragraph_are_no_text() -> None:
    text = (
        f"{LONG}\n\nThe plans that inspectors saw were of the\n\n1\n\nright kind.\n\nPage 2 of 9\n\n"
        f"{LONG}\n\n2\n"
    )
    assert [found[2] for found in units(text)] == [
        LONG,
        "The plans that inspectors saw were of the right kind.",
        LONG,
    ]


def test_a_plain_table_is_one_paragraph_and_a_long_one_is_cited_by_row() -> None:
    short = f"Staff\n\n{LONG}\n\nName\tRole\tTeam\nAnn\tChair\tA\nBob\t\tB\n"
    assert units(short)[1] == (
        "Staff, table 1",
        "Staff",
        "Name: Ann | Role: Chair | Team: A\nName: Bob | Team: B",
    )
    long = f"Staff\n\n{LONG}\n\n" + "".join(f"Name {n}\tRole {n}\n" for n in range(1, 21))
    assert [found[0] for found in units(long)[1:]] == [f"Staff, table 1, row {n}" for n in range(1, 21)]
    assert (units(long)[1][2], units(long)[-1][2]) == ("Name 1: Role 1", "Name 20: Role 20")


def test_standing_text_in_the_middle_is_left_out_and_what_follows_is_kept() -> None:
    tail = (
        "The Office for Standards in Education, Children's Services and Skills (Ofsted) regulates "
        "and inspects.\n\n"
        "Piccadilly Gate\n\n© Crown copyright 2018\n\n"
    )
    assert [found[2] for found in units(f"{LONG}\n\n{tail}{LONG}")] == [LONG, LONG]


def test_a_document_of_standing_text_alone_can_still_be_cited() -> None:
    text = "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates it."
    assert units(text) == [("paragraph 1", "", text)]


def test_a_document_of_headings_alone_can_be_cited() -> None:
    assert units("# One\n\n# Two\n") == [("paragraph 1", "", "One"), ("paragraph 2", "", "Two")]


def test_a_very_long_line_is_one_paragraph() -> None:
    (paragraph,) = read("word " * 400_000).paragraphs
    assert len(paragraph.text) == 400_000 * 5 - 1


def test_points_to_improve_end_where_a_judgement_is_told_and_go_on_under_their_own_headings() -> None:
    def block(kind: BlockKind, text: str, level: int = 0, number: str = "") -> Block:
        return Block(kind, text, level=level, number=number)

    sections = split_sections(
        [
            block("heading", "What needs to improve", level=4),
            block("bullet", "The pace of plans."),
            block("heading", "Help and protection requires improvement to be good", level=6),
            block("numbered", "Plans are slow.", number="1"),
            block("heading", "Areas for improvement", level=4),
            block("heading", "Quality of practice", level=6),
            block("numbered", "Ensure that plans are timely.", number="2"),
            block("heading", "Care leavers", level=6),
            block("numbered", "Ensure that care leavers are in touch.", number="3"),
            block("heading", "Strengths", level=4),
            block("heading", "Quality of practice", level=6),
            block("numbered", "Visits are good.", number="4"),
        ],
        opening="",
    )
    asks = {section.heading: section.improvement for section in sections}
    assert [heading for heading, so in asks.items() if so] == [
        "What needs to improve",
        "Areas for improvement – Quality of practice",
        "Care leavers",
    ]
