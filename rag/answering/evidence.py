"""A query and its findings, as the forms of an answer look at them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import snowballstemmer

from rag.model import Document, Findings, Passage, Query, Sentence
from rag.terms import WORD

# What tells that a sentence answers, each against a cosine of 1 with the question.
COVER_WEIGHT = 0.5  # every word of the question is in it
CUE_WEIGHT = 0.1  # it holds what answers to this kind of question tend to hold
RANK_WEIGHT = 0.15  # its paragraph was found first
OWN_COVER = 0.7  # of the words, how much must be in the sentence rather than in its paragraph
EXPANSION = 0.4  # a word that we added to the question, against one of its own


@dataclass(frozen=True)
class Scored:
    """A sentence of a passage, and how well it seems to answer (0 to about 1.7)."""

    sentence: Sentence
    passage: Passage
    score: float


@dataclass(frozen=True)
class Evidence:
    """All that an answer can be made from."""

    query: Query
    findings: Findings
    documents: Mapping[str, Document]

    @cached_property
    def scope(self) -> list[Document]:
        """The documents that may answer, oldest first."""
        ids = self.documents if self.query.documents is None else self.query.documents
        return sorted((self.documents[id] for id in ids), key=lambda document: document.date or "")

    @property
    def is_on_one(self) -> bool:
        """Whether an authority is named, or just one may be meant."""
        return bool(self.query.authorities) or len({document.authority for document in self.scope}) < 2

    @cached_property
    def scored(self) -> list[Scored]:
        """The sentences of the passages, the one that seems to answer best first."""
        passages = {(p.document, p.locator): (rank, p) for rank, p in enumerate(self.findings.passages)}
        scored = []
        for sentence in self.findings.sentences:
            rank, passage = passages[sentence.document, sentence.locator]
            scored.append(Scored(sentence, passage, self._score(sentence, passage, rank)))
        return sorted(scored, key=lambda candidate: -candidate.score)

    def cover(self, text: str) -> float:
        """How much of what the question's words tell is found in ``text`` (0 to 1)."""
        held = stems(text)
        total = sum(self._word_weights.values())
        found = sum(weight for word, weight in self._word_weights.items() if word in held)
        return found / total if total else 0.0

    def _score(self, sentence: Sentence, passage: Passage, rank: int) -> float:
        cover = OWN_COVER * self.cover(sentence.text) + (1 - OWN_COVER) * self.cover(passage.text)
        cue = bool(self.query.cue and re.search(self.query.cue, sentence.text, re.IGNORECASE))
        return sentence.similarity + COVER_WEIGHT * cover + CUE_WEIGHT * cue + RANK_WEIGHT / (1 + rank)

    @cached_property
    def unknown_words(self) -> list[str]:
        """The question's own words that none of the documents that may answer prints, in any inflection."""
        return [word for word in self.query.own_words if not self._prints(word)]

    def _prints(self, word: str) -> bool:
        anywhere = self.findings.weights.get(word) is not None
        if not anywhere or self.query.documents is None:
            return anywhere
        printed = (p for document in self.scope for p in document.paragraphs)
        return any(stem(word) in f"{p.section} {p.text}".lower() for p in printed)

    @cached_property
    def _word_weights(self) -> dict[str, float]:
        own, unknown = set(self.query.own_words), set(self.unknown_words)
        return {
            stem(word): (1.0 if weight is None or word in unknown else weight)
            * (1.0 if word in own else EXPANSION)
            for word, weight in self.findings.weights.items()
        }


@cache
def stem(word: str) -> str:
    """The stem of an English word, by Snowball."""
    return str(_STEMMER.stemWord(word.lower()))


def stems(text: str) -> set[str]:
    """The stems of the words of ``text``."""
    return {stem(word) for word in WORD.findall(text.replace("'s", "").replace("’s", ""))}


_STEMMER = snowballstemmer.stemmer("english")
