"""Ranked paragraphs to their order: what is pointed at first, a share for each side, lists whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf

from rag.frameworks import told_alone
from rag.library import StoredParagraph
from rag.model import Paragraph, Query
from rag.questions.judgements import tells_judgement
from rag.retrieval.collection import Collection

PINNED = ("judgements", "improvement", "front page", "signature")  # kinds that hold what is asked, whole
LIST_KINDS = ("bullet", "item", "improvement")
LISTS_AMONG = 4  # passages, the best, whose lists are shown whole


def share(query: Query, ranked: Iterable[int], collection: Collection) -> list[int]:
    """The best first, taking turns between the sides that the question sets against each other."""
    if query.kind == "compare" and len(query.authorities) > 1:
        side = {id: document.authority or "" for id, document in collection.documents.items()}
    elif query.kind in ("change", "target"):
        side = {id: id for id in collection.documents}
    else:
        return list(ranked)
    queues: dict[str, list[int]] = defaultdict(list)
    for number in ranked:
        queues[side[collection.paragraphs[number].document]].append(number)
    rounds = max(map(len, queues.values()), default=0)
    return [queue[turn] for turn in range(rounds) for queue in queues.values() if turn < len(queue)]


def pointed_at(query: Query, collection: Collection) -> tuple[list[int], list[int]]:
    """Paragraphs that the question points at by their place, and those by their kind, not by likeness."""
    pinned = [kind for kind in PINNED if kind in query.wants and query.authorities]
    if not pinned and not query.references:
        return [], []
    within = _newest_first(query, collection)
    named = [s.id for s in within if s.paragraph.locator.lower() in query.references]
    whole = [s.id for s in within if s.paragraph.kind in pinned and _is_asked_for(s.paragraph, query)]
    told = [s.id for s in within if "judgements" in pinned and _tells_alone(s, query, collection)]
    return named, [*whole, *told]


def with_best_list_first(
    pinned: Sequence[int], ranked: Mapping[int, float], collection: Collection
) -> list[int]:
    """Pinned paragraphs, of each document those of the section first that holds the best one."""
    sections: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number in pinned:
        stored = collection.paragraphs[number]
        sections[stored.document][stored.paragraph.section].append(number)

    def best_of(numbers: Sequence[int]) -> float:
        return max(ranked.get(number, -inf) for number in numbers)

    best_first = (sorted(own.values(), key=best_of, reverse=True) for own in sections.values())
    return [number for own in best_first for numbers in own for number in numbers]


def with_whole_lists(query: Query, found: Sequence[int], collection: Collection) -> list[int]:
    """The same, where a list that one of the first announces follows it.

    Where a list is asked for, one that is among the first is followed by its neighbours too.
    """
    order: dict[int, None] = {}
    for rank, number in enumerate(found):
        stored, members = collection.paragraphs[number], list[Paragraph]()
        document, locator = collection.documents[stored.document], stored.paragraph.locator
        if rank < LISTS_AMONG and query.kind == "improvements" and stored.paragraph.kind in LIST_KINDS:
            members += document.list_around(locator)
        members.append(stored.paragraph)
        if rank < LISTS_AMONG:
            members += document.list_announced_by(locator)
        order.update({collection.numbers[document.id, member.locator]: None for member in members})
    return list(order)


def _is_asked_for(paragraph: Paragraph, query: Query) -> bool:
    """Whether a wanted paragraph answers: a judgement apart from the table only where it is asked about."""
    return told_alone().get(paragraph.locator, "") in ("", *query.areas)


def _tells_alone(stored: StoredParagraph, query: Query, collection: Collection) -> bool:
    """Whether prose tells a judgement asked about, in a document that has no table of judgements."""
    if collection.documents[stored.document].judgements or not query.areas:
        return False
    return tells_judgement(stored.paragraph.text, query.areas)


def _newest_first(query: Query, collection: Collection) -> list[StoredParagraph]:
    """The paragraphs of the documents that may answer, those of the newest document first."""
    ids = collection.documents if query.documents is None else query.documents
    documents = sorted((collection.documents[id] for id in ids), key=lambda d: d.date or "", reverse=True)
    return [
        collection.paragraphs[collection.numbers[document.id, paragraph.locator]]
        for document in documents
        for paragraph in document.paragraphs
    ]
