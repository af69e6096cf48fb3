"""The box of judgements as it is printed: the overall one, what is said of it, and the rows under it."""

from tests.reading.reading_text import read

REPORT = """
    Northshire County Council

    Inspection of services for children in need of help and protection, children looked after and care leavers

    Inspection date: 6 July 2015 – 30 July 2015

    Children’s services in Northshire are inadequate

    There are widespread failures that mean the welfare of children is not safeguarded.

    1. Children who need help and protection	Requires improvement
    2. Children looked after and achieving permanence	Inadequate
    2.2 Experiences and progress of care leavers	Inadequate
    3. Leadership, management and governance	Requires improvement

    Executive summary

    1. Services have got worse since the last inspection of them in 2013.
"""


def test_what_is_said_of_the_overall_judgement_is_cited_with_the_table() -> None:
    document = read(REPORT)
    table = next(paragraph for paragraph in document.paragraphs if paragraph.locator == "judgements")
    assert table.text.splitlines() == [
        "Children’s services in Northshire: inadequate",
        "There are widespread failures that mean the welfare of children is not safeguarded.",
        "Children who need help and protection: Requires improvement",
        "Children looked after and achieving permanence: Inadequate",
        "Experiences and progress of care leavers: Inadequate",
        "Leadership, management and governance: Requires improvement",
    ]


def test_it_is_not_read_a_second_time_as_a_paragraph() -> None:
    texts = [paragraph.text for paragraph in read(REPORT).paragraphs if paragraph.kind == "paragraph"]
    assert texts == ["Services have got worse since the last inspection of them in 2013."]
