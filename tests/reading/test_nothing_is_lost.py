"""Every word of the shipped documents is in a paragraph, but for headings, numbers and furniture."""

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from .shipped import ALL, BANES, BOURNEMOUTH, BRISTOL, LETTER, PLAN, document, source

HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care and care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"
THEMES = [
    "Theme 1: Quality of Social Work Practice",
    "Theme 2: Improved Outcomes for Care Leavers",
    "Theme 3: Improved Outcomes for Children in Care",
    "Theme 4: Leadership, Management and Governance",
    "Theme 5: Workforce",
    "Theme 6: Multi-agency Contact and Referral Arrangements",
]
TABLE = "Judgement Grade"

LEFT_OUT = {
    BRISTOL: [
        TABLE,
        "What needs to improve",
        f"{HELP} requires improvement to be good",
        f"{CARE} requires improvement to be good",
        f"{LEADERS} is good",
        *map(str, range(1, 54)),
    ],
    BANES: [
        TABLE,
        "What needs to improve?",
        f"{HELP}: good",
        f"{CARE}: good",
        f"{LEADERS}: good",
        *map(str, range(1, 44)),
    ],
    BOURNEMOUTH: [
        TABLE,
        "What needs to improve",
        f"{HELP} requires improvement",
        f"{CARE} requires improvement",
        f"{LEADERS} is inadequate",
        *map(str, range(1, 35)),
    ],
    LETTER: [
        "Clive House 70 Petty France Westminster London SW2H 9EX",
        "T 0300 123 1231 enquiries@ofsted.gov.uk www.ofsted.gov.uk",
        "Dear Mr Murphy",
        "Areas covered by the visit",
        "Overview",
        "Findings and evaluation of progress",
    ],
    PLAN: [
        "Introduction",
        "Bristol Children’s Services Improvement Plan 2016-17",
        "Implementing the Year 2 Plan",
        "Key Performance Indicators",
        "RAG Table Status",
        "1 2 3 4 5 6",
        *THEMES * 2,
        "(CiC)",
        *["Outcome statement:"] * 6,
        *["Action KPI Ref Due Lead"] * 10,
        *["Ref Measure Responsible officer Frequency Target Target due"] * 2,
    ],
}


def count_words(texts: Iterable[str]) -> Counter[str]:
    """The words and numbers of texts, without the mark-up that the shipped documents hold."""
    words: Counter[str] = Counter()
    for text in texts:
        plain = re.sub(r'<ul style="list-style-type: none">', " ", text)
        words.update(re.findall(r"\w+", plain))
    return words


@pytest.mark.parametrize("name", [BRISTOL, BANES, BOURNEMOUTH, LETTER])
def test_the_words_of_the_paragraphs_are_those_of_the_source(name: str) -> None:
    said = count_words(found.text for found in document(name).paragraphs)
    assert said == count_words(source(name)) - count_words(LEFT_OUT[name])


def test_the_plan_loses_no_word_but_headings_and_column_headers() -> None:
    rows = [found for found in document(PLAN).paragraphs if found.kind in ("action", "measure")]
    labels = count_words(label for found in rows for label in re.findall(r"\| ([^:|]+):", found.text))
    said = count_words(found.text for found in document(PLAN).paragraphs) - labels
    assert said == count_words(source(PLAN)) - count_words(LEFT_OUT[PLAN])


@pytest.mark.parametrize("name", ALL)
def test_what_is_left_out_is_in_the_source(name: str) -> None:
    assert count_words(LEFT_OUT[name]) <= count_words(source(name))
