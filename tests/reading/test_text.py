"""How text and Markdown become lines: what is mark-up, and what is one paragraph."""

import pytest

from rag.reading.lines import Line
from rag.reading.text import clean, read_text_lines


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("**Lead inspector: Joy Howick", "Lead inspector: Joy Howick"),
        ("Her Majesty's Inspector**", "Her Majesty's Inspector"),
        ("an *important* word and 5 * 3 * 2", "an important word and 5 * 3 * 2"),
        ("the [Strategy and Pledge](#), which", "the Strategy and Pledge, which"),
        ('visit <a href="https://x.org/y">x.org/y</a>, or', "visit x.org/y, or"),
        ("updates: <http://eepurl.com/iTrDn>.", "updates: http://eepurl.com/iTrDn."),
        ('act: <ul style="list-style-type: none"> • plans • care', "act: • plans • care"),
        ("fewer than <5% or >9%", "fewer than <5% or >9%"),
        ("R&amp;D &lt;5&gt; &nbsp;R&D", "R&D <5> R&D"),
        ("well\u0002considered co\u00adoperate", "well-considered cooperate"),
        ("  spaces\u00a0and\u202ftabs\t ", "spaces and tabs"),
    ],
)
def test_only_the_words_are_kept(printed: str, words: str) -> None:
    assert clean(printed) == words


@pytest.mark.parametrize(
    ("printed", "line"),
    [
        ("### Bournemouth", Line("Bournemouth", mark="heading")),
        ("## Closed ##", Line("Closed", mark="heading")),
        ("**Overview**", Line("Overview", mark="heading")),
        ("Overview\n========", Line("Overview", mark="heading")),
        ("- a bullet", Line("a bullet", mark="bullet")),
        ("•no space", Line("no space", mark="bullet")),
        ("\uf06e a square", Line("a square", mark="bullet")),
        ("◼\ta square", Line("a square", mark="bullet")),
        ("- 12. A numbered paragraph.", Line("12. A numbered paragraph.")),
        ("12.\tA numbered paragraph.", Line("12. A numbered paragraph.")),
        ("\tIndented.", Line("Indented.")),
        ("-5 degrees", Line("-5 degrees")),
        ("Overall\tGood", Line("Overall Good", mark="row", cells=("Overall", "Good"))),
        ("1a\t\t80% ", Line("1a 80%", mark="row", cells=("1a", "", "80%"))),
        ("| a | **b** |", Line("a b", mark="row", cells=("a", "b"))),
    ],
)
def test_a_line_is_what_the_source_marks(printed: str, line: Line) -> None:
    assert read_text_lines(printed) == [line]


@pytest.mark.parametrize("text", ["", "\n \n", "---\n\n***", "-----\t---\t---", "\f\r\n"])
def test_rules_and_blank_lines_are_no_lines(text: str) -> None:
    assert read_text_lines(text) == []


def test_a_row_of_empty_cells_after_a_header_keeps_its_columns() -> None:
    rows = read_text_lines("Action\tDue\tLead\n1.1 Embed\t\t\n\t\tAnn")
    assert [row.cells for row in rows] == [
        ("Action", "Due", "Lead"),
        ("1.1 Embed", "", ""),
        ("", "", "Ann"),
    ]


def test_lines_stand_apart_after_a_blank_line_or_a_new_page() -> None:
    lines = read_text_lines("One.\r\nTwo.\r\n\r\nThree.\fFour.")
    assert [(line.text, line.apart) for line in lines] == [
        ("One.", True),
        ("Two.", False),
        ("Three.", True),
        ("Four.", True),
    ]


def test_every_line_stands_apart_where_the_source_has_no_blank_lines() -> None:
    assert all(line.apart for line in read_text_lines("One.\nTwo.\nThree."))


def test_a_hard_wrapped_paragraph_is_one_line() -> None:
    text = (
        "The council reviewed its early help offer, and found that most families were helped\n"
        "early but that some waited for too long, above all those who needed help with multi-\n"
        "agency plans.\n\n- A bullet that is long enough to be wrapped on to a second line because it goes\n"
        "  on and on.\n- A short one.\n"
    )
    assert [line.text for line in read_text_lines(text)] == [
        "The council reviewed its early help offer, and found that most families were helped early but that "
        "some waited for too long, above all those who needed help with multi-agency plans.",
        "A bullet that is long enough to be wrapped on to a second line because it goes on and on.",
        "A short one.",
    ]
