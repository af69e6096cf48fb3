"""A grid to an answer: the count first, a table by grade, examples, and what was not read."""

from dataclasses import replace

from rag.answering import compose_answer
from rag.answering.evidence import Evidence
from rag.grid import Finding, Polarity, ReportRow, Said, ThemeGrid
from rag.model import Document, Findings, Paragraph
from rag.query import Query, SearchTerms, Slots, Sought

TERMS = SearchTerms(
    subject="visits", matter="visits", topic="visits", words=("visits",), own_words=("visits",)
)
QUERY = Query("Visits?", "Visits?", "theme", "theme", TERMS)
SAYS: dict[Polarity, str] = {
    "strength": "Visits are timely.",
    "weakness": "Visits are too rare.",
    "both": "Visits are timely, but short.",
}


def document_of(name: str, year: int) -> Document:
    paragraphs = tuple(Paragraph(polarity, text) for polarity, text in SAYS.items())
    id = f"{name.lower()}-{year}"
    return Document(id, f"{name} {year}", "ilacs", name, published=f"{year}-05-01", paragraphs=paragraphs)


def row_of(document: Document, *polarities: Polarity, grade: str = "", read: bool = True) -> ReportRow:
    findings = tuple(Finding(p, 1, SAYS[p], p, 0.9 - 0.1 * at) for at, p in enumerate(polarities))
    name, date = document.authority or "", document.date or ""
    return ReportRow(document.id, name, date, document.name, grade, findings if read else None)


NORTH, SOUTH, EAST = (document_of(name, 2018 + at) for at, name in enumerate(("North", "South", "East")))
ROWS = (
    row_of(NORTH, "strength", "weakness", grade="good"),
    row_of(SOUTH, "weakness", grade="inadequate"),
    row_of(EAST, grade="good"),
)


def answer_of(*rows: ReportRow, sought: Sought = "", chosen: str = ""):  # type: ignore[no-untyped-def]
    query = replace(QUERY, slots=Slots(sought=sought))
    grid = ThemeGrid("Visits?", "visits", chosen, rows)
    documents = {document.id: document for document in (NORTH, SOUTH, EAST)}
    return compose_answer(Evidence(query, Findings((), ()), documents, grid=grid))


def test_the_first_line_counts_all_reports_and_what_they_say() -> None:
    first = answer_of(*ROWS).text.splitlines()[0]
    assert first.startswith("**2 of 3 reports say something on visits**")
    assert "1 a weakness alone, 1 both, 1 say nothing of it" in first


def test_those_that_are_criticised_are_counted_with_their_authorities() -> None:
    answer = answer_of(*ROWS, sought="weakness", chosen="since 2018")
    assert answer.text.startswith(
        "**2 of 3 reports (since 2018) find a weakness in visits** in 2 authorities"
    )
    assert "timely" not in answer.text
    assert len(answer.citations) == 2


def test_grades_are_told_apart_from_the_best_to_the_worst() -> None:
    table = [line for line in answer_of(*ROWS).text.splitlines() if line.startswith("|")]
    assert table[2:] == ["| Good | 2 | 1 | 1 |", "| Inadequate | 1 | 0 | 1 |"]


def test_examples_are_quoted_under_what_they_tell_each_authority_once() -> None:
    later = document_of("North", 2018)
    text = answer_of(*ROWS, row_of(later, "strength", grade="good")).text
    assert text.count("North, May 2018: “Visits are timely.”") == 1
    assert text.index("**Strengths**") < text.index("**Weaknesses**")


def test_reports_that_were_not_read_are_said_not_to_be() -> None:
    answer = answer_of(ROWS[0], row_of(SOUTH, read=False))
    assert "1 report not read." in answer.text
    assert answer.outcome == "partial"


def test_where_no_report_says_it_there_is_no_answer_but_the_grid() -> None:
    answer = answer_of(row_of(NORTH), row_of(SOUTH))
    assert answer.outcome == "not_in_documents"
    assert answer.text.startswith("**None of 2 reports say something on visits**")
    assert answer.grid is not None
    said: list[Said] = [row.said for row in answer.grid.rows]
    assert said == ["nothing said", "nothing said"]
