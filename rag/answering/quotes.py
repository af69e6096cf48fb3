"""Evidence to quotations: the sentences that answer, word for word, under the paragraph they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import Evidence, Scored
from rag.answering.statements import Source, quoted
from rag.model import Passage, Query, Sentence

NEXT_PARAGRAPH = 0.8  # of the best paragraph's strength, for another one to be quoted too
NEXT_SENTENCE = 0.5  # of the paragraph's best sentence, for another one of it to be quoted too
STATED_OTHERWISE = ("judgements", "group")  # kinds of paragraphs whose data is stated, not quoted
ON_REQUEST = ("front page", "signature")  # kinds that are quoted only where they are asked for
_POINTS_BACK = re.compile(
    r"(?:They|Their|It|Its|Such|He|She|As a result|For example|Similarly|Consequently|Therefore)\b"
    r"|(?:[\w’']+ ){0,5}(?:[Tt]his|[Tt]hese|[Tt]hose)\b"
)
SECOND_COUNTS = 0.25  # what a paragraph's second sentence adds to its strength


@dataclass(frozen=True, slots=True)
class Quotation:
    """Sentences of one paragraph, in the order of print, and the score of the best of them.

    ``lead`` are those of them that answer best: the best one, and what it points back to.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    score: float
    lead: tuple[Sentence, ...] = ()

    @property
    def parts(self) -> tuple[str, Source]:
        """The words in quotation marks, then the marker; what was left out between shows as dots."""
        runs: list[list[Sentence]] = []
        for sentence in self.sentences:
            if runs and not self._gap(runs[-1][-1], sentence):
                runs[-1].append(sentence)
            else:
                runs.append([sentence])
        return (" … ".join(quoted(self._slice(run)) for run in runs) + " ", self.source)

    @property
    def source(self) -> Source:
        """From the first word that is quoted to the last."""
        return Source(self.passage.document, self.passage.locator, self._slice(self.sentences))

    def only(self, sentences: Iterable[Sentence]) -> Quotation:
        """The same without its other sentences."""
        return replace(self, sentences=tuple(sorted(sentences, key=lambda sentence: sentence.start)), lead=())

    def _slice(self, sentences: Sequence[Sentence]) -> str:
        return self.passage.text[sentences[0].start : sentences[-1].start + len(sentences[-1].text)]

    def _gap(self, before: Sentence, after: Sentence) -> str:
        return self.passage.text[before.start + len(before.text) : after.start].strip()


def choose_quotations(
    evidence: Evidence,
    *,
    paragraphs: int,
    words: int,
    share: float = NEXT_PARAGRAPH,
    where: Callable[[Scored], bool] | None = None,
) -> list[Quotation]:
    """The strongest paragraphs, at most so many, and of them the sentences that answer.

    A paragraph needs ``share`` of the best one's strength. ``words`` is the budget for them
    all; the best sentence of each is quoted however long it is.
    """
    groups: dict[tuple[str, str], list[Scored]] = {}
    for scored in evidence.scored:
        if _quotable(scored.passage, evidence.query) and (where is None or where(scored)):
            groups.setdefault((scored.passage.document, scored.passage.locator), []).append(scored)
    ranked = sorted(groups.values(), key=lambda group: -_strength(group))[:paragraphs]
    strong = [group for group in ranked if _strength(group) >= share * _strength(ranked[0])]
    chosen = _within_budget(strong, words)
    return [_quote(group, chosen) for group in strong]


def whole_paragraph(evidence: Evidence, passage: Passage) -> Quotation:
    """Every sentence of a passage."""
    place = (passage.document, passage.locator)
    own = tuple(s for s in evidence.findings.sentences if (s.document, s.locator) == place)
    return Quotation(passage, own, score=1.0)


def _quotable(passage: Passage, query: Query) -> bool:
    if passage.kind in ON_REQUEST:
        return passage.kind in query.wants
    return passage.kind not in STATED_OTHERWISE


def _within_budget(groups: Sequence[Sequence[Scored]], words: int) -> set[Sentence]:
    """The best sentence of each paragraph, then the next best of any, as far as the words reach.

    A sentence that begins by pointing back brings the one before it.
    """
    chosen: set[Sentence] = set()
    for group in groups:
        chosen |= _understandable(group[0], group)
    others = [(s, group) for group in groups for s in group[1:] if s.score >= NEXT_SENTENCE * group[0].score]
    for scored, group in sorted(others, key=lambda entry: -entry[0].score):
        with_it = chosen | _understandable(scored, group)
        if sum(len(sentence.text.split()) for sentence in with_it) <= words:
            chosen = with_it
    return chosen


def _understandable(scored: Scored, group: Sequence[Scored]) -> set[Sentence]:
    """A sentence, and those before it as far as each points back to the one before."""
    needed = {scored.sentence}
    before = (other.sentence for other in group if other.sentence.start < scored.sentence.start)
    for sentence in sorted(before, key=lambda sentence: -sentence.start):
        if not _POINTS_BACK.match(min(needed, key=lambda own: own.start).text):
            break
        needed.add(sentence)
    return needed


def _quote(group: Sequence[Scored], chosen: set[Sentence]) -> Quotation:
    own = {scored.sentence for scored in group if scored.sentence in chosen}
    best = Quotation(group[0].passage, (), group[0].score)
    lead = best.only(_understandable(group[0], group)).sentences
    return replace(best.only(own), lead=lead)


def _strength(group: Sequence[Scored]) -> float:
    return group[0].score + SECOND_COUNTS * sum(scored.score for scored in group[1:2])
