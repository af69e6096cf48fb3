"""A query and its findings, as the forms of an answer look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rag.fitted import Weighing, load_weighing
from rag.grid import ThemeGrid
from rag.model import Document, Findings, Passage, Sentence
from rag.query import Query


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and the passage that it stands in."""

    sentence: Sentence
    passage: Passage

    @property
    def score(self) -> float:
        """How likely it answers (0 to 1)."""
        return self.sentence.score


@dataclass(frozen=True)
class Evidence:
    """All that an answer can be made from: a question, what was found for it, and where.

    ``documents`` are those of one published version, by id, and ``corpus`` is its fingerprint. ``grid`` is
    what many reports say, where that is asked. ``visitors`` are the documents that visitors of the page gave.
    """

    query: Query
    findings: Findings
    documents: Mapping[str, Document]
    corpus: str = ""
    grid: ThemeGrid | None = None
    visitors: frozenset[str] = frozenset()

    @cached_property
    def scope(self) -> list[Document]:
        """The documents that may answer, oldest first."""
        ids = self.documents if self.query.scope.documents is None else self.query.scope.documents
        return sorted((self.documents[id] for id in ids), key=lambda document: document.date or "")

    @property
    def is_on_one(self) -> bool:
        """Whether an authority is named, or just one may be meant."""
        return bool(self.query.scope.authorities) or len({document.authority for document in self.scope}) < 2

    @property
    def weighing(self) -> Weighing:
        """What was learnt for findings such as these: the reader's, or those of the searches alone."""
        return load_weighing(with_reader=bool(self.findings.answers))

    @cached_property
    def scored(self) -> list[Scored]:
        """The sentences of the passages, the one that seems to answer best first."""
        passages = {(passage.document, passage.locator): passage for passage in self.findings.passages}
        scored = [Scored(s, passages[s.document, s.locator]) for s in self.findings.sentences]
        return sorted(scored, key=lambda candidate: -candidate.score)
