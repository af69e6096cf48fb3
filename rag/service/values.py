"""What comes in and goes out over HTTP, as OpenAPI describes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.model import Answer, Citation, Document, Outcome, Passage, place_of
from rag.query import Filters

LONGEST_QUESTION = 10_000  # characters
MOST_TURNS = 100
EXAMPLE = "How did Bristol's care leaver services change?"

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Grade = Literal["outstanding", "good", "requires improvement", "inadequate"]
Names = Annotated[list[str], Field(max_length=200)]


class Turn(BaseModel):
    """What was said before, by whom."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=LONGEST_QUESTION * 10)]


class Narrowing(BaseModel):
    """What is searched; an empty field narrows nothing."""

    authorities: Names = []
    kinds: Names = []
    documents: Names = []
    first_year: Year | None = None
    last_year: Year | None = None

    @property
    def filters(self) -> Filters:
        """The same as the engine takes it."""
        return Filters(
            tuple(self.authorities),
            tuple(self.kinds),
            tuple(self.documents),
            self.first_year,
            self.last_year,
        )


class Question(BaseModel):
    """A question, what was said before it, and where to look."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": EXAMPLE}]})

    question: Text
    history: Annotated[list[Turn], Field(max_length=MOST_TURNS)] = []
    filters: Narrowing = Narrowing()

    @property
    def turns(self) -> list[dict[str, str]]:
        """The history as the engine takes it."""
        return [turn.model_dump() for turn in self.history]


class Subject(BaseModel):
    """A subject, or a question on one, that every report is to be read for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "caseloads", "filters": {"first_year": 2018}}]}
    )

    question: Text
    grades: Annotated[
        list[Literal["outstanding", "good", "requires improvement", "inadequate"]], Field(max_length=4)
    ] = []
    filters: Narrowing = Narrowing()


class Answered(BaseModel):
    """An answer, as ``Answer.to_dict`` gives it."""

    model_config = ConfigDict(title="Answer")

    question: str
    resolved_question: str
    text: str
    outcome: Outcome
    abstained: bool
    citations: list[Citation]
    passages: list[Passage]
    facts: list[dict[str, Any]]
    engine: str
    corpus: str
    warnings: list[str]
    narrowed: Filters
    asked_as: str
    usage: dict[str, float]
    grid: dict[str, Any] | None

    @classmethod
    def of(cls, answer: Answer) -> Answered:
        """What an answer is over HTTP."""
        return cls.model_validate(answer.to_dict())


class Printed(BaseModel):
    """A printed paragraph and its place."""

    document: str
    locator: str
    section: str
    page: int | None
    text: str
    label: str

    @classmethod
    def of(cls, document: Document, locator: str) -> Printed:
        """A paragraph of a document."""
        paragraph = document.paragraph(locator)
        label = f"{document.reference}, {place_of(locator, paragraph.page)}"
        return cls(
            document=document.id,
            locator=locator,
            section=paragraph.section,
            page=paragraph.page,
            text=paragraph.text,
            label=label,
        )


class Problem(BaseModel):
    """What went wrong, after RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Doing(BaseModel):
    """What is being done, how much of it is done, and how much there is in all."""

    what: str
    done: int
    total: int


class Job(BaseModel):
    """Something that takes long, to be asked after until it has ended."""

    id: str
    kind: Literal["documents", "theme"]
    state: Literal["running", "done", "failed"]
    doing: Doing | None = None
    error: str = ""
    lines: list[str] | None = None
    grid: dict[str, Any] | None = None
