"""Evidence to quotations: the sentences that answer, word for word, under the paragraph they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import Evidence, Scored
from rag.answering.statements import TO_IMPROVE, Source, quoted
from rag.fitted import Weighing
from rag.model import FRAME, Passage, Sentence
from rag.query import Query

STATED_OTHERWISE = ("judgements", "group")  # kinds of paragraphs whose data is stated, not quoted
_POINTS_BACK = re.compile(
    r"(?:They|Their|It|Its|Such|He|She|As a result|For example|Similarly|Consequently|Therefore)\b"
    r"|(?:[\w’']+ ){0,5}(?:[Tt]his|[Tt]hese|[Tt]hose)\b"
)
_QUALIFIES = re.compile(r"(?:However|But|Nevertheless|Nonetheless|Yet|Despite this|That said)\b")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Sentences of one paragraph, in the order of print, and the score of the one chosen first.

    ``lead`` are that one, what it points back to and what limits it. ``best`` is the score of the best
    sentence of all that could have been quoted.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    score: float
    lead: tuple[Sentence, ...] = ()
    best: float = 0.0

    @property
    def parts(self) -> tuple[str, Source]:
        """The words in quotation marks, then the marker; what was left out between shows as dots.

        A point to improve seldom says that it is one, so that is said before it.
        """
        runs: list[list[Sentence]] = []
        for sentence in self.sentences:
            if runs and not self._gap(runs[-1][-1], sentence):
                runs[-1].append(sentence)
            else:
                runs.append([sentence])
        label = TO_IMPROVE if self.passage.kind == "improvement" else ""
        return (label + " … ".join(quoted(self._slice(run)) for run in runs) + " ", self.source)

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
    words: int,
    among: Callable[[Scored], bool] = lambda _: True,
    first: Callable[[Scored], bool] = lambda _: True,
) -> list[Quotation]:
    """The sentences that answer, under their paragraphs, the paragraph of the best one first.

    They are chosen best first, as long as they are likely enough, of a paragraph that is quoted anyway
    less so, until the ``words`` are used up; the first comes however long it is. ``among`` says which may
    be chosen at all, ``first`` which may be the first; none is chosen where none may.
    """
    pool = [
        scored for scored in evidence.scored if _quotable(scored.passage, evidence.query) and among(scored)
    ]
    groups: dict[tuple[str, str], list[Scored]] = {}
    for scored in pool:
        groups.setdefault(_place_of(scored), []).append(scored)
    chosen: dict[tuple[str, str], set[Sentence]] = {}
    leads: dict[tuple[str, str], Scored] = {}
    for scored in _most_telling(pool, first, evidence.weighing):
        place = _place_of(scored)
        own = chosen.get(place, set()) | _understandable(scored, groups[place])
        if not chosen or _words_in({**chosen, place: own}) <= words:
            chosen[place] = own
            leads.setdefault(place, scored)
    best = pool[0].score if pool else 0.0
    return [_quote(leads[place], groups[place], own, best=best) for place, own in chosen.items()]


def _most_telling(
    pool: Sequence[Scored], first: Callable[[Scored], bool], weighing: Weighing
) -> Iterator[Scored]:
    """The best sentence that may come first, then the others that are likely enough, best first."""
    best = next(filter(first, pool), None)
    if not best:
        return
    yield best
    cited = {_place_of(best)}
    for scored in pool:
        least = weighing.within if _place_of(scored) in cited else weighing.elsewhere
        if scored is not best and scored.score >= least:
            cited.add(_place_of(scored))
            yield scored


def _place_of(scored: Scored) -> tuple[str, str]:
    """The document and the locator that a sentence stands at."""
    return scored.passage.document, scored.passage.locator


def _words_in(chosen: Mapping[tuple[str, str], set[Sentence]]) -> int:
    return sum(len(sentence.text.split()) for own in chosen.values() for sentence in own)


def whole_paragraph(evidence: Evidence, passage: Passage) -> Quotation:
    """Every sentence of a passage."""
    place = (passage.document, passage.locator)
    own = tuple(s for s in evidence.findings.sentences if (s.document, s.locator) == place)
    return Quotation(passage, own, score=1.0)


def points_back(sentence: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before it."""
    return bool(_POINTS_BACK.match(sentence))


def _quotable(passage: Passage, query: Query) -> bool:
    if passage.kind in FRAME:
        return passage.kind in query.slots.wants
    return passage.kind not in STATED_OTHERWISE


def _understandable(scored: Scored, group: Sequence[Scored]) -> set[Sentence]:
    """A sentence, those before it as far as each points back, and one behind it that qualifies it."""
    in_order = sorted((other.sentence for other in group), key=lambda sentence: sentence.start)
    first = last = in_order.index(scored.sentence)
    while first and points_back(in_order[first].text):
        first -= 1
    if last + 1 < len(in_order) and _QUALIFIES.match(in_order[last + 1].text):
        last += 1
    return set(in_order[first : last + 1])


def _quote(lead: Scored, group: Sequence[Scored], chosen: set[Sentence], *, best: float) -> Quotation:
    quotation = Quotation(lead.passage, (), lead.score).only(chosen)
    return replace(quotation, lead=quotation.only(_understandable(lead, group)).sentences, best=best)
