"""What was found to a few excerpts under short labels: the sentences that a chat model is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.answering.evidence import Evidence
from rag.answering.quotes import STATED_OTHERWISE
from rag.answering.statements import Statement
from rag.language.sentences import sentence_spans
from rag.model import FRAME, Place
from rag.writing.shield import plain_text

MOST_SENTENCES = 10  # that are chosen; each brings its neighbours
UNTOLD = (*FRAME, *STATED_OTHERWISE, "footnote")  # kinds of paragraphs that tell little by themselves
SECTION_WORDS = 20  # that leave nearly every heading whole: one cut before its grade tells another


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of one paragraph as a model sees them: their label, where they are from, one by one."""

    label: str
    place: Place
    origin: str
    sentences: tuple[str, ...]


def choose_excerpts(quoted: Iterable[Statement], evidence: Evidence, *, words: int) -> tuple[Excerpt, ...]:
    """The sentences that would be quoted, then the best of the others, with their neighbours.

    What would be quoted is in however long it is; of the rest as much as ``words`` leave room for.
    """
    chosen: dict[Place, set[int]] = {}
    sentences, left = 0, words
    for place, which in chain(_quoted(quoted, evidence), _likeliest(evidence)):
        if sentences == MOST_SENTENCES:
            break
        own = chosen.get(place, set())
        if which in own:
            continue
        texts = _sentences(evidence, place)
        around = [at for at in (which, which - 1, which + 1) if 0 <= at < len(texts) and at not in own]
        taken = {
            at for at in around if at == which or len(texts[at].split()) <= left - len(texts[which].split())
        }
        left -= sum(len(texts[at].split()) for at in taken)
        if left < 0 and chosen:
            break
        chosen[place] = own | taken
        sentences += 1
    return tuple(
        _excerpt(number, at, which, evidence) for number, (at, which) in enumerate(chosen.items(), 1)
    )


def _quoted(statements: Iterable[Statement], evidence: Evidence) -> Iterator[tuple[Place, int]]:
    """The places of the sentences that some statements quote."""
    for statement in statements:
        for source in statement.sources:
            place = Place(source.document, source.locator)
            for which, sentence in enumerate(_sentences(evidence, place)):
                if sentence in source.quote or source.quote in sentence:
                    yield place, which


def _likeliest(evidence: Evidence) -> Iterator[tuple[Place, int]]:
    """The places of the sentences that were found, the likeliest to answer first."""
    for scored in evidence.scored:
        if scored.passage.kind not in UNTOLD:
            place = Place(scored.passage.document, scored.passage.locator)
            yield place, _sentences(evidence, place).index(scored.sentence.text)


def _sentences(evidence: Evidence, place: Place) -> list[str]:
    text = evidence.documents[place.document].paragraph(place.locator).text
    return [text[start:end] for start, end in sentence_spans(text)]


def _excerpt(number: int, place: Place, chosen: Iterable[int], evidence: Evidence) -> Excerpt:
    document = evidence.documents[place.document]
    section = " ".join(document.paragraph(place.locator).section.split()[:SECTION_WORDS])
    added = "added by a visitor" if document.id in evidence.visitors else ""
    origin = ", ".join(part for part in (document.reference, section, added) if part)
    texts: Sequence[str] = _sentences(evidence, place)
    told = (plain_text(" ".join(texts[at].split())) for at in sorted(chosen))
    return Excerpt(f"P{number}", place, plain_text(origin), tuple(told))
