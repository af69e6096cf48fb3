"""What can be searched, as one value: the library, its vectors, its models, its paragraphs in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.embedding import LocalEmbeddings
from rag.library import Library, StoredParagraph
from rag.model import Document, Filters, Passage, Query
from rag.questions import Turn, understand
from rag.reader import Reader
from rag.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Collection:
    """All that can be searched.

    ``paragraphs`` are by their number in the library, ``numbers`` by document and locator. ``published``
    names the vectors, and so the state of the library: documents that are read again get other numbers.
    ``reader`` is None where answers go by the searches alone.
    """

    library: Library
    vectors: VectorIndex
    embeddings: LocalEmbeddings
    reader: Reader | None
    documents: Mapping[str, Document]
    paragraphs: Mapping[int, StoredParagraph]
    numbers: Mapping[tuple[str, str], int]
    fingerprint: str
    published: str

    def understand(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Query:
        """The query that a question is, after a conversation and among these documents."""
        return understand(
            question,
            history,
            tuple(self.documents.values()),
            filters=filters or Filters(),
            is_word=self.library.prints,
            embed=self.embeddings.embed_query,
        )

    def passage(self, number: int, *, score: float) -> Passage:
        """A paragraph with its place, and a score that was given to it."""
        stored = self.paragraphs[number]
        document, paragraph = self.documents[stored.document], stored.paragraph
        return Passage(
            document=document.id,
            locator=paragraph.locator,
            text=paragraph.text,
            score=score,
            kind=paragraph.kind,
            section=paragraph.section,
            page=paragraph.page,
            title=document.title,
            authority=document.authority,
            date=document.date,
        )
