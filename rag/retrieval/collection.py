"""What can be searched, as one value: a published version and the models that look for answers in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.engine.ports import Version
from rag.model import Passage, Place
from rag.query import Filters, Query
from rag.questions import Turn, understand
from rag.reader import Reader


@dataclass(frozen=True, slots=True)
class Collection:
    """All that can be searched: a version, and as long as it is held the same one.

    ``embed`` gives the vector of a question, ``embed_topic`` the one that its topic is searched by;
    ``reader`` is None where answers go by the searches alone.
    """

    version: Version
    embed: Callable[[str], list[float]]
    embed_topic: Callable[[str], list[float]]
    reader: Reader | None

    def understand(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Query:
        """The query that a question is, after a conversation and among these documents."""
        return understand(
            question,
            history,
            tuple(self.version.documents.values()),
            filters=filters or Filters(),
            is_word=self.version.prints,
            embed=self.embed,
        )

    def passage(self, place: Place, *, score: float) -> Passage:
        """The paragraph at a place, with a score that was given to it."""
        document, paragraph = self.version.documents[place.document], self.version.paragraph(place)
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
