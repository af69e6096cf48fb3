"""Which, how many, who moved: computed from the judgements of every report, each case with its source."""

from dataclasses import replace

import pytest

from rag.answering import compose_answer
from rag.answering.aggregates import state_aggregate
from rag.answering.evidence import Evidence
from rag.model import Document, Judgement
from tests.answering.examples import REPORT, evidence


def inspection(authority: str, year: int, printed: str) -> Document:
    """A report that judges the whole of an authority."""
    grade = printed.lower().removesuffix(" to be good")
    paragraph = replace(REPORT.paragraphs[1], text=f"Overall effectiveness: {printed}")
    return replace(
        REPORT,
        id=f"{authority.lower()}-{year}",
        authority=authority,
        inspection_end=f"{year}-05-10",
        judgements=(Judgement("overall", grade, printed, "Overall effectiveness"),),
        paragraphs=(REPORT.paragraphs[0], paragraph),
    )


LOADED = (
    inspection("North", 2014, "Inadequate"),
    inspection("North", 2018, "Good"),
    inspection("South", 2015, "Good"),
    inspection("South", 2019, "Requires improvement to be good"),
    inspection("West", 2016, "Inadequate"),
)


def asked(text: str, **fields: object) -> Evidence:
    found = evidence(kind="aggregate", text=text, **fields)  # type: ignore[arg-type]
    return Evidence(found.query, found.findings, {document.id: document for document in LOADED})


@pytest.mark.parametrize(
    ("text", "grades", "lines"),
    [
        (
            "which councils are inadequate at their latest inspection?",
            ("inadequate",),
            ["1 authority", "- **West:** Inadequate in May 2016"],
        ),
        (
            "how many reports judged it inadequate?",
            ("inadequate",),
            ["2 reports", "- **North:** Inadequate in May 2014", "- **West:** Inadequate in May 2016"],
        ),
        (
            "which went from inadequate straight to good?",
            ("inadequate", "good"),
            ["1 authority", "- **North:** Inadequate in May 2014 , then Good in May 2018"],
        ),
        (
            "which councils got worse last time?",
            (),
            [
                "1 authority",
                "- **South:** Good in May 2015 , then Requires improvement to be good in May 2019",
            ],
        ),
    ],
)
def test_cases_are_counted_and_listed_by_name(text: str, grades: tuple[str, ...], lines: list[str]) -> None:
    lead, *cases = [statement.wording.strip() for statement in state_aggregate(asked(text, grades=grades))]
    assert lead.startswith(f"**{lines[0]}**, of 3 authorities in 5 reports that were looked at")
    assert cases == lines[1:]


def test_every_case_is_cited() -> None:
    found = asked("which councils are good at their latest inspection?", grades=("good",))
    answer = compose_answer(found.query, found.findings, found.documents)
    assert [(c.authority, c.quote) for c in answer.citations] == [("North", "Overall effectiveness: Good")]
    assert answer.facts[0]["grade"] == "good"


def test_the_newest_report_is_known() -> None:
    (statement,) = state_aggregate(asked("what is the most recent report you have?"))
    assert statement.wording.strip() == "The latest is **South**: inspection of May 2019"
