"""Two made-up documents with every kind of field, and how they come into a library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rag.chunks import Chunk
from rag.engine.ports import Publisher
from rag.engine.rows import ReadFile, SourceFile
from rag.model import Action, Document, Judgement, Measure, Paragraph
from tests.index.word_embeddings import WordEmbeddings

MODEL = "words@1"
SOURCE = SourceFile("/corpus", "bristol.txt", 10, 20, "abc")
BRISTOL = Document(
    "bristol",
    "Bristol City",
    "ilacs",
    authority="Bristol",
    inspection_end="2018-09-21",
    judgements=(Judgement("overall", "good", "Good", "Overall effectiveness"),),
    actions=(Action("1.1", "Visit", "Visits made", "May", "Head", "Care", "Group", "action 1.1"),),
    measures=(Measure("6a", "In work", "Head", "Monthly", "58%", "Mar-17", "Care", "KPI 6a"),),
    paragraphs=(
        Paragraph(
            "1",
            "Care leavers improved “significantly”.",
            "paragraph",
            "Care leavers",
            9,
            (70.9, 84.5, 523.0, 96.2),
        ),
        Paragraph("2", "Assessments are timely. Plans are late.", "bullet", "Help", None),
    ),
)
BOURNEMOUTH = Document(
    "bournemouth",
    "Bournemouth",
    "ilacs",
    authority="Bournemouth",
    paragraphs=(Paragraph("1", "A café for care leavers opened."),),
)


def cut(document: Document, source: SourceFile = SOURCE) -> ReadFile:
    """A document with a window for each paragraph, and a chunk for each of its sentences."""
    headers = {p.locator: f"{document.authority}. {p.section}" for p in document.paragraphs}
    return ReadFile(document, source, {p.locator: _chunks(p.text) for p in document.paragraphs}, headers)


def publish(
    library: Publisher,
    *documents: Document,
    source: SourceFile = SOURCE,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Bring documents into a library, with vectors made from their words."""
    for document in documents:
        read = cut(document, source)
        library.stage(read, "made", MODEL, vectors_of(read.texts))
    library.publish({document.id: source for document in documents})
    library.put(notes or {})


def documents_in(library: Publisher) -> tuple[Document, ...]:
    """Every document of a library, by id."""
    return tuple(library.document(id) for id in sorted(library.sources()))


def vectors_of(texts: Sequence[str]) -> list[np.ndarray]:
    return list(WordEmbeddings().encode(texts)) if texts else []


def _chunks(text: str) -> list[Chunk]:
    starts = [0, *(at + 2 for at in range(len(text)) if text[at : at + 2] == ". ")]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    sentences = [
        Chunk("sentence", start, end, text[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
    return [Chunk("window", 0, len(text), text), *sentences]
