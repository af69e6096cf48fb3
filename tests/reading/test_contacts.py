"""The addresses in an area SEND report are no findings: they are left out, and nothing else is."""

from tests.reading.reading_text import read

REPORT = """
    Area SEND inspection of Northshire Local Area Partnership

    Inspection dates: 11 to 15 December 2023

    Areas for improvement

    - Leaders should reduce waiting times.

    Local area partnership details

    Local authority Integrated care board

    Shire Hall

    Westgate Street

    Information about this inspection

    This inspection was carried out at the request of the Secretary of State.
"""


def test_the_addresses_of_the_partners_are_left_out() -> None:
    texts = " ".join(paragraph.text for paragraph in read(REPORT).paragraphs)
    assert "Shire Hall" not in texts
    assert "Leaders should reduce waiting times." in texts
    assert "This inspection was carried out at the request of the Secretary of State." in texts


def test_a_report_without_what_follows_them_keeps_every_line() -> None:
    shortened = REPORT[: REPORT.index("Information about")]
    assert any("Shire Hall" in paragraph.text for paragraph in read(shortened).paragraphs)
