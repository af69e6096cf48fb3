"""Plans of other councils: columns are known by the words of their header."""

import pytest

from rag.model import Action, Measure
from rag.reading.tables import read_header

from .reading_text import read

PLAN = """\
    # Blankshire County Council Improvement Plan 2019–2021

    ## Priority 1: Front door

    We will improve the front door so that children get help on time.

    | No. | What we will do | By whom | By when | Success measure | RAG |
    |-----|:----------------|---------|---------|-----------------|-----|
    | | Thresholds | | | | |
    | 1 | Review thresholds | Head of MASH | 30 June 2019 | Fewer re-referrals | Green |
    | 2 | Train staff |  | Sept 2019 | | Amber |

    ### Performance measures

    | Indicator | Baseline | Target | Target date | Frequency |
    |---|---|---|---|---|
    | Re-referral rate | 28% | 20% | Mar 2020 | Monthly |

    ### Actions without numbers

    | Action | Lead officer(s) | Timescale / deadline |
    |---|---|---|
    | Meet weekly | Chair | May 2019 |
    | Report monthly | Chair | June 2019 |
    """


def test_the_actions_of_another_plan_are_read_by_its_columns() -> None:
    first, second, third, fourth = read(PLAN).actions
    assert first == Action(
        reference="1",
        text="Review thresholds",
        measures="Fewer re-referrals",
        due="30 June 2019",
        lead="Head of MASH",
        theme="Priority 1: Front door",
        group="Thresholds",
        locator="action 1",
    )
    assert (second.due, second.lead, second.group) == ("Sept 2019", "", "Thresholds")
    assert (third.text, third.lead, third.due, third.theme) == (
        "Meet weekly",
        "Chair",
        "May 2019",
        "Actions without numbers",
    )
    assert fourth.locator == "action 4"


def test_the_measures_of_another_plan_are_read_by_its_columns() -> None:
    assert read(PLAN).measures == (
        Measure(
            reference="",
            text="Re-referral rate",
            officer="",
            frequency="Monthly",
            target="20%",
            due="Mar 2020",
            theme="Performance measures",
            locator="measure 1",
        ),
    )


def test_rows_are_cited_with_the_printed_labels() -> None:
    found = {paragraph.locator: paragraph for paragraph in read(PLAN).paragraphs}
    assert found["action 1"].text == (
        "1 Review thresholds | By whom: Head of MASH | By when: 30 June 2019"
        " | Success measure: Fewer re-referrals | RAG: Green"
    )
    assert found["measure 1"].text == (
        "Re-referral rate | Baseline: 28% | Target: 20% | Target date: Mar 2020 | Frequency: Monthly"
    )
    assert (found["group 1"].kind, found["group 1"].text) == ("group", "Thresholds")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("Action", "KPI Ref", "Due", "Lead"), "actions"),
        (("Action", "", "KPI Ref", "Due", "Lead"), "actions"),
        (("Ref", "Measure", "Responsible officer", "Frequency", "Target", "Target due"), "measures"),
        (("KPI", "Target", "Lead"), "measures"),
        (("What will we do?", "Who", "When"), "actions"),
        (("Recommendation", "Actions", "Lead Officer", "Timescale"), "actions"),
        (("Name", "Role"), None),
        (("RAG Table", "Status"), None),
        (("Judgement", "Grade"), None),
        (("Review action plan", "Lead nurse", "Due in March"), None),
        (("",), None),
    ],
)
def test_a_header_is_known_by_its_words(cells: tuple[str, ...], kind: str | None) -> None:
    header = read_header(cells)
    assert (header.kind if header else None) == kind


def test_rows_of_uneven_length_lose_nothing() -> None:
    text = (
        "Improvement plan\n\nThe plan is here for all to read.\n\nAction\tDue\tLead\n"
        "1.1 Act\tMay\n1.2 Do\tJune\tAnn\tBob\n"
    )
    rows = [found.text for found in read(text).paragraphs if found.kind == "action"]
    assert rows == ["1.1 Act | Due: May", "1.2 Do | Due: June | Lead: Ann | Bob"]
