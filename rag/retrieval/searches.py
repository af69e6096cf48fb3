"""A Query to the paragraphs that two searches find, each with the signals that tell how well it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Literal

from rag.model import Paragraph, Query
from rag.questions.judgements import find_areas
from rag.retrieval.collection import Collection
from rag.vectors import ChunkHit, search_exactly

POOL = 400  # chunks that a search by meaning over everything brings, and paragraphs that one by words does
FRAME = ("front page", "signature")  # kinds that answer only where they are asked for
Vector = list[float]  # of the question, as LangChain's Embeddings give it
Search = Literal["meaning", "words"]
Signals = dict[str, float]  # of one paragraph, by name
Scores = dict[int, float]  # by paragraph number


def search(
    query: Query, question: Vector, collection: Collection, *, by: Sequence[Search]
) -> dict[int, Signals]:
    """The paragraphs that some searches find, each with its signals, in the order of print.

    ``windows`` and ``sentences`` say how near its whole windows or any sentence of it are to the
    question, ``own words`` and ``all words`` how well it holds the question's own words or those
    and what was added to them, each from 0 for the last that was found to 1 for the best;
    ``asked`` that it is of a kind asked for by name, ``on area`` that it stands under the area of
    judgement asked about.
    """
    found: dict[int, Signals] = defaultdict(dict)
    for name in by:
        for signal, scores in _SEARCHES[name](query, question, collection).items():
            for number, score in stretch(scores).items():
                found[number][signal] = score
    stored = collection.paragraphs
    in_order = sorted(found, key=lambda number: (stored[number].document, number))
    return {
        number: found[number] | _signals_of(stored[number].paragraph, query)
        for number in in_order
        if stored[number].paragraph.kind not in FRAME or stored[number].paragraph.kind in query.wants
    }


def best_of_each(found: Mapping[int, Signals], *, each: int) -> list[int]:
    """The paragraphs that any one search puts first, however little the others make of them."""
    best: dict[int, None] = {}
    for name in ("windows", "sentences", "own words", "all words"):
        held = [number for number in found if found[number].get(name)]
        best.update(dict.fromkeys(sorted(held, key=lambda number: -found[number][name])[:each]))
    return list(best)


def stretch(scores: Scores) -> Scores:
    """Scores of a search from 0 to 1, so that several can be added up: how far each is ahead counts."""
    lowest, highest = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    if highest == lowest:
        return dict.fromkeys(scores, 1.0)
    return {number: (score - lowest) / (highest - lowest) for number, score in scores.items()}


def _search_meaning(query: Query, question: Vector, collection: Collection) -> Mapping[str, Scores]:
    if query.documents is None:
        hits = collection.vectors.search(question, limit=POOL)
    else:
        chunks = collection.library.chunk_vectors(collection.embeddings.identity, query.documents)
        hits = search_exactly(chunks, question, limit=len(chunks.chunks))
    return {"windows": _best_of(hit for hit in hits if hit.kind == "window"), "sentences": _best_of(hits)}


def _best_of(hits: Iterable[ChunkHit]) -> Scores:
    """Each paragraph's best hit, of hits that come nearest first."""
    best: Scores = {}
    for hit in hits:
        best.setdefault(hit.paragraph, hit.similarity)
    return best


def _search_words(query: Query, _question: Vector, collection: Collection) -> Mapping[str, Scores]:
    find = partial(collection.library.search_words, documents=query.documents, limit=POOL)
    return {"own words": find(query.own_words), "all words": find(query.words)}


_SEARCHES: Mapping[Search, Callable[[Query, Vector, Collection], Mapping[str, Scores]]] = {
    "meaning": _search_meaning,
    "words": _search_words,
}


def _signals_of(paragraph: Paragraph, query: Query) -> Signals:
    named = _areas_of(paragraph.section)
    return {
        "asked": float(paragraph.kind in query.wants),
        "on area": float(bool(named) and named <= set(query.areas)),
    }


@lru_cache(maxsize=4096)
def _areas_of(section: str) -> frozenset[str]:
    return frozenset(find_areas(section))
