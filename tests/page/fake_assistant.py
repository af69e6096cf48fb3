"""An assistant that needs no index: three documents, and an answer for each of a few questions."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import InvalidQuestion
from rag.model import Answer, Citation, Document, Judgement, Measure, Paragraph

CARE_LEAVERS = (
    "Services for care leavers have improved significantly since the last inspection, when the service was "
    "judged to be inadequate. Most care leavers experience continuity of support and have personal advisers "
    "who know them well. The quality of pathway plans is too variable, some are very good but others are not "
    "aspirational or ambitious enough."
)
INDEPENDENCE = (
    "Young people do not always feel well prepared for independence. While the percentage of care leavers in "
    "education, employment and training is higher than averages for care leavers nationally at 56%, it does "
    "not yet meet the local authority's aspirations for its young people."
)
SECTION = "The experiences and progress of children in care and care leavers"
DOCUMENTS = (
    Document(
        id="bournemouth-2018-inspection",
        title="Bournemouth",
        kind="ilacs",
        authority="Bournemouth",
        inspection_end="2018-12-07",
        judgements=(Judgement("overall", "requires improvement", "Requires improvement", "Overall"),),
        paragraphs=(Paragraph("What needs to improve, 1", "The quality of assessments.", "improvement"),),
    ),
    Document(
        id="bristol-2016-improvement-plan",
        title="Getting to Good",
        kind="improvement-plan",
        authority="Bristol",
        published="2016-09",
        period="2016–17",
        measures=(
            Measure("6a", "% 17-21 year old care leavers in EET", "", "", "58%", "Mar-17", "", "KPI 6a"),
            Measure("7", "% care leavers in suitable accommodation", "", "", "86%", "Mar-17", "", "KPI 7"),
        ),
        paragraphs=(Paragraph("KPI 6a", "6a % 17-21 year old care leavers in EET 58% Mar-17", "measure"),),
    ),
    Document(
        id="bristol-2018-inspection",
        title="Bristol City",
        kind="ilacs",
        authority="Bristol",
        inspection_end="2018-09-21",
        judgements=(Judgement("overall", "requires improvement", "Requires improvement", "Overall"),),
        paragraphs=(
            Paragraph(
                "37",
                "The quality of personal education plans (PEPs) has improved significantly.",
                section=SECTION,
            ),
            Paragraph("38", CARE_LEAVERS, section=SECTION, page=9),
            Paragraph("39", INDEPENDENCE, section=SECTION, page=9),
            Paragraph("40", "Most care leavers live in appropriate accommodation.", section=SECTION),
        ),
    ),
    Document(
        id="south-gloucestershire-2018-monitoring-visit",
        title="South Gloucestershire",
        kind="monitoring-visit",
        authority="South Gloucestershire",
        published="2018-02-20",
        paragraphs=(Paragraph("1", "Social workers' caseloads have reduced."),),
    ),
)
CHANGE = """**From "inadequate" to "improved significantly" in 2018, but still uneven.**

| Document | What it says | Figure |
|---|---|---|
| Plan 2016–17 | Target for education, employment or training | 58% [1] |
| September 2018 | In education, employment or training | 56% [2] |

The plan counts *17–21 year olds*; the report does not say which ages it counts.

- **Found in 2018:** services "have improved significantly since the last inspection" and most care \
leavers "have personal advisers who know them well" [3].
- **Still weak:** "the quality of pathway plans is too variable" [3]; young people "do not always feel well \
prepared for independence" [2][3].

<script>document.title = "taken over"</script> ![a picture](http://example.com/picture.png)
"""


def cite(number: int, document: Document, locator: str, quote: str) -> Citation:
    """A citation of a paragraph of one of the documents."""
    paragraph = next(p for p in document.paragraphs if p.locator == locator)
    place = f"para {locator}" if locator.isdecimal() else locator
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        authority=document.authority,
        date=document.date,
        locator=locator,
        section=paragraph.section,
        page=paragraph.page,
        quote=quote,
        text=paragraph.text,
        label=f"{document.authority}, {document.name}, {place}",
        verified=True,
    )


class FakeAssistant:
    """Answers from its own few documents; ``asked`` keeps each question with its history."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Answer, ...]]] = []

    def documents(self) -> tuple[Document, ...]:
        """What is loaded."""
        return DOCUMENTS

    def document(self, document_id: str) -> Document:
        """One document with its paragraphs."""
        return next(document for document in DOCUMENTS if document.id == document_id)

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        """A cited answer; a declined one about Plymouth; an error where nothing is asked."""
        self.asked.append((question, tuple(history)))
        if not question.strip("?"):
            raise InvalidQuestion("The question is empty. Ask about what inspectors found.")
        if "Plymouth" in question:
            text = "**No document on Plymouth is loaded.** Loaded: Bournemouth (2018), Bristol (2016, 2018)."
            return Answer(question, question, text, "not_in_documents")
        _, plan, report, _ = DOCUMENTS
        citations = (
            cite(1, plan, "KPI 6a", "58%"),
            cite(2, report, "39", "do not always feel well prepared for independence"),
            cite(3, report, "38", "have improved significantly since the last inspection"),
        )
        return Answer(question, question, CHANGE, "answered", citations)
