"""Whether an earlier report asked for the same: what points share, what the shipped numbers say of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.model import Document, Paragraph
from rag.points.before import READ_EACH, asked_before
from rag.points.sameness import load_sameness, signals_of
from rag.reader import Reader, Reading, Text, open_reader

RETURN = "The quality of return home interviews for children who go missing."
SAME = [
    ("The quality and timeliness of return home interviews.", RETURN),
    (
        "Clarity about the roles of conference chairs and IROs to provide scrutiny and challenge.",
        "Increase the effectiveness of the scrutiny and challenge by the independent reviewing officers.",
    ),
    (
        "improve the quality of personal education plans for looked after children (paragraph 55)",
        "ensure all children have a good quality personal education plan (PEP)",
    ),
]
OTHERS = [
    (RETURN, "The quality of chronologies, so that the history of children is understood."),
    (
        "The timeliness of initial health assessments for children coming into care.",
        "Ensure that there is a sufficient number of skilled foster carers to meet the demand.",
    ),
    ("The quality of children’s plans.", "."),
    (".", "."),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    opened = open_reader()
    assert opened
    return opened


def report(*points: str) -> Document:
    """A report with these points."""
    return Document(
        "earlier",
        "",
        "ilacs",
        paragraphs=tuple(Paragraph(str(at), text, "improvement") for at, text in enumerate(points)),
    )


@pytest.mark.parametrize(("later", "earlier"), SAME)
def test_what_was_asked_before_is_known_again(reader: Reader, later: str, earlier: str) -> None:
    asked = Paragraph("1", later, "improvement")
    for given in (None, reader):
        ((_, found),) = asked_before(asked, [report("The recruitment of adopters.", earlier)], given)
        assert found.text == earlier


@pytest.mark.parametrize(("later", "earlier"), OTHERS)
def test_what_is_asked_for_the_first_time_is_not(reader: Reader, later: str, earlier: str) -> None:
    asked = Paragraph("1", later, "improvement")
    for given in (None, reader):
        assert asked_before(asked, [report(earlier), report()], given) == []


def test_a_reader_finds_what_few_words_tell(reader: Reader) -> None:
    asked = Paragraph(
        "1",
        "The effectiveness of management oversight by leaders and managers at all levels, including the "
        "effectiveness of oversight from child protection conference chairs.",
    )
    earlier = [
        report(
            "Ensure that operational managers are held to account for providing effective management "
            "oversight of day-to-day decision making, assessment and service provision for children."
        )
    ]
    assert [found.locator for _, found in asked_before(asked, earlier, reader)] == ["0"]
    assert asked_before(asked, earlier, None) == []


def test_of_each_report_the_nearest_points_alone_are_read() -> None:
    counting = CountingReader()
    points = [
        f"The quality of interviews and of {word}." for word in ("plans", "visits", "care", "homes", "aid")
    ]
    asked_before(Paragraph("1", RETURN), [report(*points), report(*points[:2])], counting)
    assert counting.texts == 2 * (READ_EACH + 2)  # both ways


class CountingReader:
    """Counts what it reads."""

    def __init__(self) -> None:
        self.texts = 0

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        assert question
        self.texts += len(texts)
        return [Reading(0.0, 0.0, ()) for _ in texts]


def test_a_term_is_the_same_under_each_of_its_names() -> None:
    rarities = load_sameness().rarities
    spelt_out = signals_of("The return home interviews.", "Return home interviews.", rarities)
    abbreviated = signals_of("The RHIs.", "Return home interviews.", rarities)
    assert abbreviated["term"] == spelt_out["term"] > 0
    assert abbreviated["words"] > 0


def test_a_rare_word_in_common_tells_more_than_a_common_one() -> None:
    rarities = load_sameness().rarities
    rare = signals_of("The chronologies of children.", "Chronologies and plans.", rarities)
    common = signals_of("The chronologies of children.", "Children and plans.", rarities)
    assert rare["words"] > common["words"]
