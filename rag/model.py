"""The values that flow through Pinpoint, from a document to a checked answer.

Everything here is frozen plain data: no connections, vectors or settings inside.
Dates are ISO 8601 strings, to the day (``2018-09-21``) or, where the source prints
no day, to the month (``2016-09``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NamedTuple, Self

from rag.domain.frameworks import area_named, document_kind, overall
from rag.facts import Fact
from rag.grid import ThemeGrid
from rag.notebook import answer_html
from rag.query import Filters, Kind, fields_from

Outcome = Literal["answered", "partial", "not_in_documents", "unclear", "out_of_scope"]

Origin = Literal["corpus", "visitor"]
ParagraphKind = Literal[
    "front page", "judgements", "paragraph", "bullet", "item", "improvement", "table", "group", "action",
    "measure", "signature", "footnote",
]  # fmt: skip
FRAME: tuple[ParagraphKind, ...] = ("front page", "signature")  # that hold no findings

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A printed unit of a document, the smallest thing that is cited.

    An ``item`` is of a numbered list, a ``group`` one of actions. ``locator`` is unique in its document
    and is what a person would write in a footnote: ``38``, ``Overview, 2``, ``action 2.2.1``. ``box`` is
    where it begins on its page: left, bottom, right and top, in points from the bottom left.
    """

    locator: str
    text: str
    kind: ParagraphKind = "paragraph"
    section: str = ""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class Place(NamedTuple):
    """Where a paragraph stands: the id of its document, and its locator."""

    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as printed: its number, how many there are, the image (WebP).

    ``box`` is where on it a paragraph begins, if one does: left, top, right and bottom, as
    shares of its width and height.
    """

    number: int
    pages: int
    data: bytes
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of a judgement table: the area in our terms, the grade in ours and as printed."""

    area: str
    grade: str
    printed: str
    label: str
    locator: str = "judgements"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of an improvement plan, cell by cell as printed."""

    reference: str
    text: str
    measures: str
    due: str
    lead: str
    theme: str
    group: str
    locator: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One performance indicator of an improvement plan, cell by cell as printed."""

    reference: str
    text: str
    officer: str
    frequency: str
    target: str
    due: str
    theme: str
    locator: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, with its structure.

    ``id`` is the file's path under the corpus folder without its ending. ``kind`` is one
    of the kinds that a framework describes (``ilacs``, ``monitoring-visit``…), or ``other``.
    ``period`` is the years that a plan covers, as a person writes them (``2016–17``).
    """

    id: str
    title: str
    kind: str
    authority: str | None = None
    inspection_start: str | None = None
    inspection_end: str | None = None
    published: str | None = None
    period: str = ""
    lead_inspector: str | None = None
    judgements: tuple[Judgement, ...] = ()
    actions: tuple[Action, ...] = ()
    measures: tuple[Measure, ...] = ()
    paragraphs: Sequence[Paragraph] = ()

    @property
    def date(self) -> str | None:
        """When the document speaks: the end of the inspection, else its publication."""
        return self.inspection_end or self.published

    @property
    def year(self) -> str:
        """The year in which it speaks; empty where it has no date."""
        return (self.date or "")[:4]

    @property
    def name(self) -> str:
        """How a person refers to it beside its authority: ``inspection of September 2018``."""
        what = document_kind(self.kind).name
        if not what:
            return self.title
        when = f" {self.period}" if self.period else f" of {month_of(self.date)}" if self.date else ""
        return what + when

    @property
    def reference(self) -> str:
        """How a person refers to it by itself: ``Bristol, inspection of September 2018``."""
        return f"{self.authority}, {self.name}" if self.authority else self.name

    @property
    def is_plan(self) -> bool:
        """Whether it says what is meant to be done, in actions and measures, not what was found."""
        return bool(self.actions or self.measures)

    @property
    def is_inspection(self) -> bool:
        """Whether it judges every area by a framework."""
        return bool(self.judgements and document_kind(self.kind).framework)

    @property
    def overall(self) -> Judgement | None:
        """The judgement on everything; None where there is none."""
        return next((judgement for judgement in self.judgements if judgement.area == overall()), None)

    def judgements_on(self, areas: Sequence[str]) -> list[Judgement]:
        """The judgements that cover any of ``areas``, each once, in the order of ``areas``."""
        found: list[Judgement] = []
        for area in areas:
            whole = (overall(),) if area in document_kind(self.kind).about else ()
            for code in (*area_named(area).judged_as, *whole):
                row = next((judgement for judgement in self.judgements if judgement.area == code), None)
                if row and row not in found:
                    found.append(row)
                    break
        return found

    @property
    def improvements(self) -> tuple[Paragraph, ...]:
        """The points under "what needs to improve", as printed."""
        return tuple(p for p in self.paragraphs if p.kind == "improvement")

    def paragraph(self, locator: str) -> Paragraph:
        """The paragraph of that locator; raises KeyError where there is none."""
        for paragraph in self.paragraphs:
            if paragraph.locator == locator:
                return paragraph
        raise KeyError(locator)

    def list_around(self, locator: str) -> tuple[Paragraph, ...]:
        """The list that a paragraph belongs to: its neighbours of one kind and section, in order."""
        at = self.paragraphs.index(self.paragraph(locator))
        first, last = at, at + 1
        while first and _alike(self.paragraphs[first - 1], self.paragraphs[at]):
            first -= 1
        while last < len(self.paragraphs) and _alike(self.paragraphs[last], self.paragraphs[at]):
            last += 1
        return tuple(self.paragraphs[first:last])

    def list_announced_by(self, locator: str) -> tuple[Paragraph, ...]:
        """The list that follows a paragraph which ends in a colon; empty where none does."""
        at = self.paragraphs.index(self.paragraph(locator))
        announces = self.paragraphs[at].text.rstrip().endswith(":")
        first = next(iter(self.paragraphs[at + 1 :]), None) if announces else None
        return self.list_around(first.locator) if first and first.kind in ("bullet", "item") else ()


def _alike(one: Paragraph, other: Paragraph) -> bool:
    return (one.kind, one.section) == (other.kind, other.section)


def place_of(locator: str, page: int | None) -> str:
    """A paragraph as a person refers to it: ``para 38 (p. 9)``."""
    place = f"para {locator}" if locator.isdecimal() else locator
    return f"{place} (p. {page})" if page else place


def month_of(date: str) -> str:
    """The month and year of an ISO date: ``September 2018``; the year alone where it has no month."""
    year, _, rest = date.partition("-")
    return f"{MONTHS[int(rest[:2]) - 1]} {year}" if rest else year


def day_of(date: str) -> str:
    """An ISO date the British way: ``21 September 2018``."""
    return f"{int(date[8:10])} {month_of(date)}" if len(date) == 10 else month_of(date)


@dataclass(frozen=True, slots=True)
class Passage:
    """A printed paragraph that retrieval found, with its place and score (higher is better)."""

    document: str
    locator: str
    text: str
    score: float
    kind: ParagraphKind = "paragraph"
    section: str = ""
    page: int | None = None
    title: str = ""
    authority: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, word for word, and how likely it answers the question (0 to 1)."""

    document: str
    locator: str
    start: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What retrieval found for a query: passages, best first, and the sentences of the best of them.

    ``answers`` are the log-odds, by the reader, that a paragraph answers the query at all, by document
    and locator, of all that were read.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    answers: Mapping[Place, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """The printed paragraph behind a marker, with the words taken from it.

    ``verified`` says that the statements behind it were checked against the paragraph and held,
    ``checks`` what was: the quotation, and of a chat model's statement all that it claims. ``origin`` is
    who put the document there: whoever keeps the ``corpus``, or a ``visitor`` of the page.
    """

    number: int
    document: str
    title: str
    authority: str | None
    date: str | None
    locator: str
    section: str
    page: int | None
    quote: str
    text: str
    label: str
    verified: bool
    checks: tuple[str, ...] = ("place", "quotation")
    origin: Origin = "corpus"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says, and what it rests on.

    Every statement of ``text`` (Markdown) that comes from a document carries a marker
    ``[1]``, ``[2]``…, the numbers of ``citations`` in order. ``passages`` is what was found, best
    first, cited or not, by the searches and in the data, which comes first where it alone answers. ``facts``
    are the rows of data behind the answer, each with the number of its citation. ``engine`` is
    ``quotes`` or the chat model's name. ``corpus`` fingerprints the documents that were searched,
    ``narrowed`` is what the question itself narrowed the search to, ``asked_as`` the kind of answer
    that it was taken to want. ``usage`` is what a chat model took: ``input_tokens``, ``output_tokens``, and
    ``cost`` where its server tells it, and of its ``statements`` how many are shown, ``moved`` to another
    source than it named, and ``dropped``. ``grid`` is what every report says, where
    many are asked about.
    """

    question: str
    resolved_question: str
    text: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    engine: str = "quotes"
    corpus: str = ""
    warnings: tuple[str, ...] = field(default=())
    narrowed: Filters = field(default_factory=Filters)
    asked_as: Kind = "passage"
    usage: Mapping[str, float] = field(default_factory=dict)
    grid: ThemeGrid | None = None

    @property
    def abstained(self) -> bool:
        """Whether the documents were found to hold no answer."""
        return self.outcome in ("not_in_documents", "unclear", "out_of_scope")

    @property
    def spent(self) -> str:
        """What a chat model took for it, as far as its server tells: ``1,240 tokens, $0.0021``."""
        tokens = int(self.usage.get("input_tokens", 0) + self.usage.get("output_tokens", 0))
        cost = self.usage.get("cost", 0.0)
        told = (f"{tokens:,} tokens" if tokens else "", f"${cost:.4f}" if cost else "")
        return ", ".join(filter(None, told))

    def to_dict(self) -> dict[str, Any]:
        """The answer in plain JSON types."""
        grid = self.grid.to_dict() if self.grid else None
        return {**asdict(replace(self, grid=None)), "grid": grid, "abstained": self.abstained}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """The answer that ``to_dict`` came from, also after it was written and read as JSON."""
        given = fields_from(told, cls)
        for name, kind in (("citations", Citation), ("passages", Passage)):
            given[name] = tuple(kind(**fields_from(each, kind)) for each in given.get(name, ()))
        grid = ThemeGrid.from_dict(given["grid"]) if given.get("grid") else None
        return cls(**{**given, "narrowed": Filters.from_dict(given.get("narrowed", {})), "grid": grid})

    def _repr_html_(self) -> str:
        return answer_html(self.text, self.citations, self.warnings)
