"""A Query to the paragraphs that two searches find, each with the signals that tell how well it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Literal

from rag.domain.judgements import find_areas
from rag.engine.ports import Vector
from rag.model import FRAME, Paragraph, Place
from rag.query import Query
from rag.retrieval.collection import Collection

POOL = 400  # chunks that a search by meaning over everything brings, and paragraphs that one by words does
Search = Literal["meaning", "words"]
Signals = dict[str, float]  # of one paragraph, by name
Scores = Mapping[Place, float]


def search(
    query: Query, question: Vector, collection: Collection, *, by: Sequence[Search]
) -> dict[Place, Signals]:
    """The paragraphs that some searches find, each with its signals, in the order of print.

    ``windows`` and ``sentences`` say how near its whole windows or any sentence of it are to the
    question, ``own words`` and ``all words`` how well it holds the question's own words or those
    and what was added to them, each from 0 for the last that was found to 1 for the best;
    ``asked`` that it is of a kind asked for by name, ``on area`` that it stands under the area of
    judgement asked about.
    """
    found: dict[Place, Signals] = defaultdict(dict)
    for name in by:
        for signal, scores in _SEARCHES[name](query, question, collection).items():
            for place, score in stretch(scores).items():
                found[place][signal] = score
    version = collection.version
    paragraphs = {place: version.paragraph(place) for place in found}
    in_order = sorted(found, key=lambda place: (place.document, version.position(place)))
    return {
        place: found[place] | _signals_of(paragraphs[place], query)
        for place in in_order
        if paragraphs[place].kind not in FRAME or paragraphs[place].kind in query.slots.wants
    }


def best_of_each(found: Mapping[Place, Signals], *, each: int) -> list[Place]:
    """The paragraphs that any one search puts first, however little the others make of them."""
    best: dict[Place, None] = {}
    for name in ("windows", "sentences", "own words", "all words"):
        held = [place for place in found if found[place].get(name)]
        best.update(dict.fromkeys(sorted(held, key=lambda place: -found[place][name])[:each]))
    return list(best)


def stretch(scores: Scores) -> dict[Place, float]:
    """Scores of a search from 0 to 1, so that several can be added up: how far each is ahead counts."""
    lowest, highest = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    if highest == lowest:
        return dict.fromkeys(scores, 1.0)
    return {place: (score - lowest) / (highest - lowest) for place, score in scores.items()}


def _search_meaning(query: Query, question: Vector, collection: Collection) -> Mapping[str, Scores]:
    near = collection.version.search_vectors(question, documents=query.scope.documents, limit=POOL)
    return {"windows": near.windows, "sentences": near.chunks}


def _search_words(query: Query, _question: Vector, collection: Collection) -> Mapping[str, Scores]:
    find = partial(collection.version.search_words, documents=query.scope.documents, limit=POOL)
    return {"own words": find(query.terms.own_words), "all words": find(query.terms.words)}


_SEARCHES: Mapping[Search, Callable[[Query, Vector, Collection], Mapping[str, Scores]]] = {
    "meaning": _search_meaning,
    "words": _search_words,
}


def _signals_of(paragraph: Paragraph, query: Query) -> Signals:
    named = _areas_of(paragraph.section)
    return {
        "asked": float(paragraph.kind in query.slots.wants),
        "on area": float(bool(named) and named <= set(query.slots.areas)),
    }


@lru_cache(maxsize=4096)
def _areas_of(section: str) -> frozenset[str]:
    return frozenset(find_areas(section))
