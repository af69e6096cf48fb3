"""Ranked paragraphs to their order: what is pointed at first, a share for each side, lists whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from rag.domain.frameworks import told_alone
from rag.domain.judgements import tells_judgement
from rag.model import Document, Paragraph, Place
from rag.query import Query
from rag.retrieval.collection import Collection

PINNED = ("judgements", "improvement", "front page", "signature")  # kinds that hold what is asked, whole
MEMBERS = ("bullet", "item", "improvement")
MOST_BESIDE = 12  # documents
LISTS_AMONG = 4  # passages, the best, whose lists are shown whole


def set_beside(query: Query, collection: Collection) -> list[str]:
    """The documents that are set beside each other: those of each period, or of each side."""
    if query.kind not in ("change", "theme", "compare", "target"):
        return []
    ids = collection.version.documents if query.scope.documents is None else query.scope.documents
    return list(ids) if 1 < len(ids) <= MOST_BESIDE else []


def share(query: Query, ranked: Iterable[Place], collection: Collection) -> list[Place]:
    """The best first, taking turns between the sides that the question sets against each other."""
    if query.kind == "compare" and len(query.scope.authorities) > 1:
        side = {id: document.authority or "" for id, document in collection.version.documents.items()}
    elif query.kind in ("change", "theme", "target"):
        side = {id: id for id in collection.version.documents}
    else:
        return list(ranked)
    queues: dict[str, list[Place]] = defaultdict(list)
    for place in ranked:
        queues[side[place.document]].append(place)
    rounds = max(map(len, queues.values()), default=0)
    return [queue[turn] for turn in range(rounds) for queue in queues.values() if turn < len(queue)]


def pointed_at(query: Query, collection: Collection) -> tuple[list[Place], list[Place]]:
    """Paragraphs that the question points at by their place, and those by their kind, not by likeness."""
    pinned = [kind for kind in PINNED if kind in query.slots.wants and query.scope.authorities]
    if not pinned and not query.slots.references:
        return [], []
    within = [
        (document, paragraph)
        for document in _newest_first(query, collection)
        for paragraph in document.paragraphs
    ]
    named = [_place(d, p) for d, p in within if p.locator.lower() in query.slots.references]
    whole = [_place(d, p) for d, p in within if p.kind in pinned and _is_asked_for(p, query)]
    told = [_place(d, p) for d, p in within if "judgements" in pinned and _tells_alone(d, p, query)]
    return named, [*whole, *told]


def with_best_list_first(
    pinned: Sequence[Place], ranked: Mapping[Place, float], section_of: Callable[[Place], str]
) -> list[Place]:
    """Pinned paragraphs, of each document those of the section first that holds the best one."""
    sections: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in pinned:
        sections[place.document][section_of(place)].append(place)

    def best_of(places: Sequence[Place]) -> float:
        return max(ranked.get(place, -inf) for place in places)

    best_first = (sorted(own.values(), key=best_of, reverse=True) for own in sections.values())
    return [place for own in best_first for places in own for place in places]


def with_whole_lists(query: Query, found: Sequence[Place], collection: Collection) -> list[Place]:
    """The same, where a list that one of the first announces follows it.

    Where a list is asked for, one that is among the first is followed by its neighbours too.
    """
    order: dict[Place, None] = {}
    for rank, place in enumerate(found):
        paragraph, members = collection.version.paragraph(place), list[Paragraph]()
        document = collection.version.documents[place.document]
        if rank < LISTS_AMONG and query.kind == "improvements" and paragraph.kind in MEMBERS:
            members += document.list_around(place.locator)
        members.append(paragraph)
        if rank < LISTS_AMONG:
            members += document.list_announced_by(place.locator)
        order.update({_place(document, member): None for member in members})
    return list(order)


def _place(document: Document, paragraph: Paragraph) -> Place:
    return Place(document.id, paragraph.locator)


def _is_asked_for(paragraph: Paragraph, query: Query) -> bool:
    """Whether a wanted paragraph answers: a judgement apart from the table only where it is asked about."""
    return told_alone().get(paragraph.locator, "") in ("", *query.slots.areas)


def _tells_alone(document: Document, paragraph: Paragraph, query: Query) -> bool:
    """Whether prose tells a judgement asked about, in a document that has no table of judgements."""
    if document.judgements or not query.slots.areas:
        return False
    return tells_judgement(paragraph.text, query.slots.areas)


def _newest_first(query: Query, collection: Collection) -> list[Document]:
    """The documents that may answer, the newest first."""
    documents = collection.version.documents
    ids = documents if query.scope.documents is None else query.scope.documents
    return sorted((documents[id] for id in ids), key=lambda document: document.date or "", reverse=True)
