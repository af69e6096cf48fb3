"""An assistant that needs no index: three documents, and an answer for each of a few questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from rag.errors import InvalidQuestion, UnknownPlace
from rag.grid import ThemeGrid
from rag.model import Answer, Citation, Document, Judgement, Measure, PageImage, Paragraph
from rag.query import Filters

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
        paragraphs=(
            Paragraph("What needs to improve, 1", "The quality of plans for care leavers.", "improvement"),
        ),
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
        judgements=(
            Judgement("overall", "requires improvement", "Requires improvement", "Overall"),
            Judgement("care_and_care_leavers", "good", "Good", SECTION),
        ),
        paragraphs=(
            Paragraph(
                "37",
                "The quality of personal education plans (PEPs) has improved significantly.",
                section=SECTION,
            ),
            Paragraph("38", CARE_LEAVERS, section=SECTION, page=9, box=(70, 300, 520, 360)),
            Paragraph("39", INDEPENDENCE, section=SECTION, page=9, box=(70, 200, 520, 260)),
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
    """Answers from its own few documents; ``asked`` keeps each question with its history and filters."""

    endings = (".pdf", ".txt")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, tuple[Answer, ...]]] = []
        self.filters: list[Filters] = []
        self.loaded = list(DOCUMENTS)
        self.facts: tuple[dict[str, object], ...] = ()
        self.grid: ThemeGrid | None = None
        self.holds, self.may_read = Event(), Event()  # before the third report
        self.may_read.set()

    def documents(self) -> tuple[Document, ...]:
        """What is loaded."""
        return tuple(self.loaded)

    def document(self, document_id: str) -> Document:
        """One document with its paragraphs."""
        for document in self.loaded:
            if document.id == document_id:
                return document
        raise UnknownPlace("It is not loaded.")

    def paragraph(self, document_id: str, locator: str) -> Paragraph:
        """One paragraph."""
        try:
            return self.document(document_id).paragraph(locator)
        except KeyError:
            raise UnknownPlace("It is not loaded.") from None

    def file(self, document_id: str) -> Path:
        """Where a document's file would lie."""
        return self.folder.resolve() / "corpus" / f"{document_id}.pdf"

    @property
    def visitors_folder(self) -> Path:
        """Where visitors' files would go."""
        return self.folder.resolve() / "added"

    def page_image(self, document_id: str, number: int, locator: str = "") -> PageImage:
        """A page that has no image; the paragraph begins in the middle of the one it is printed on."""
        here = self.paragraph(document_id, locator).page == number
        return PageImage(number, 12, b"", (0.1, 0.4, 0.9, 0.5) if here else None)

    def unreadable(self) -> tuple[tuple[Path, str], ...]:
        """One file."""
        return ((Path("corpus/scan.pdf"), "scan.pdf holds images of pages and no text."),)

    def remove(self, ids: Sequence[str]) -> None:
        """Forget documents."""
        self.loaded = [document for document in self.loaded if document.id not in ids]

    def stream(
        self,
        question: str,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        *,
        progress: Callable[[str, int, int], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[str | Answer]:
        """A cited answer; a declined one about Plymouth; an error where nothing is asked."""
        self.asked.append((question, tuple(history)))
        self.filters.append(filters or Filters())
        grid = self._read(progress, stopped) if self.grid and progress else None
        if not question.strip("?"):
            raise InvalidQuestion("The question is empty. Ask about what inspectors found.")
        if "Plymouth" in question:
            text = "**No document on Plymouth is loaded.** Loaded: Bournemouth (2018), Bristol (2016, 2018)."
            yield Answer(question, question, text, "not_in_documents")
            return
        _, plan, report, _ = DOCUMENTS
        citations = (
            cite(1, plan, "KPI 6a", "58%"),
            cite(2, report, "39", "do not always feel well prepared for independence"),
            cite(3, report, "38", "have improved significantly since the last inspection"),
        )
        yield CHANGE[:40]
        yield CHANGE[40:]
        narrowed = Filters(authorities=("Bristol",)) if "Bristol" in question else Filters()
        answer = Answer(
            question, question, CHANGE, "answered", citations, facts=self.facts, narrowed=narrowed
        )
        yield replace(answer, grid=grid, asked_as="theme") if grid else answer

    def _read(self, progress: Callable[[str, int, int], None], stopped: Callable[[], bool]) -> ThemeGrid:
        """The grid as it is read report by report; those that come after a stop are not read."""
        assert self.grid
        rows = []
        for done, row in enumerate(self.grid.rows):
            if not stopped():
                progress("Reading reports", done, len(self.grid.rows))
                if done == 2:
                    self.holds.set()
                    self.may_read.wait()
            rows.append(replace(row, findings=None) if stopped() else row)
        return replace(self.grid, rows=tuple(rows))
