"""A Query to Passages: by meaning and by words, fused, with a share for each side of the question."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Literal

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.embedding import LocalEmbeddings
from rag.library import Library, StoredParagraph
from rag.model import Document, Filters, Findings, Paragraph, Passage, Query, Sentence
from rag.questions import understand
from rag.questions.judgements import find_areas, tells_judgement
from rag.sentences import sentence_spans
from rag.vectors import ChunkHit, VectorIndex, search_exactly

POOL = 400  # chunks that a search by meaning brings, and paragraphs that one by words does
PINNED = ("judgements", "improvement", "front page", "signature")  # kinds that hold what is asked, whole
FRAME = ("front page", "signature")  # kinds that answer only where they are asked for
COMPARED = 24  # passages whose sentences are compared with the question
LIST_KINDS = ("bullet", "item", "improvement")
LISTS_AMONG = 4  # passages, the best, of which a list is shown whole
Vector = list[float]  # of the question, as LangChain's Embeddings give it
Leg = Literal["meaning", "words"]
LEGS: tuple[Leg, ...] = ("meaning", "words")
WEIGHTS: Mapping[Leg, float] = {"meaning": 0.4, "words": 0.6}
FAVOUR = 0.2  # added for each thing that the question asks for beside its topic
DIGITS = 6  # of a score; those after them are noise of the model's arithmetic
Scores = dict[int, float]  # by paragraph number


@dataclass(frozen=True, slots=True)
class Collection:
    """All that can be searched: the library, its vectors, its model, and the library's values in memory.

    ``paragraphs`` are by their number in the library, ``numbers`` by document and locator. ``published``
    names the vectors, and so the state of the library: documents that are read again get other numbers.
    """

    library: Library
    vectors: VectorIndex
    embeddings: LocalEmbeddings
    documents: Mapping[str, Document]
    paragraphs: Mapping[int, StoredParagraph]
    numbers: Mapping[tuple[str, str], int]
    fingerprint: str
    published: str

    def is_word(self, word: str) -> bool:
        """Whether any paragraph prints ``word``."""
        return self.library.prints(word)


class PassageRetriever(BaseRetriever):
    """The same search as a LangChain retriever, for anybody's chain.

    Each document's ``page_content`` is a printed paragraph, its ``id`` is
    ``document#locator``, its metadata the other fields of Passage. ``k`` is how many it
    returns, and can be given with each call.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    collection: Collection
    filters: Filters = Filters()
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it
        k: int | None = None,
    ) -> list[LangChainDocument]:
        understood = understand(
            query,
            (),
            tuple(self.collection.documents.values()),
            filters=self.filters,
            is_word=self.collection.is_word,
        )
        passages = find_passages(understood, self.collection, limit=k or self.k)
        return [_langchain_document(passage) for passage in passages]


def fuse_scores(searches: Iterable[tuple[float, Scores]]) -> Scores:
    """Weighted sums of what each search says, best first, once each is stretched to 0 to 1.

    Scores tell more than ranks: how far the best is ahead of the rest. What a search did not
    find earns nothing from it; ties keep the order in which they were first seen.
    """
    fused: Scores = defaultdict(float)
    for weight, scores in searches:
        lowest, highest = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
        for number, score in scores.items():
            fused[number] += weight * ((score - lowest) / (highest - lowest) if highest > lowest else 1.0)
    return _best_first(fused)


def find_evidence(query: Query, collection: Collection, *, limit: int) -> Findings:
    """The passages for ``query``, their sentences compared with it, and what each of its words tells."""
    question = collection.embeddings.embed_query(query.topic_text)
    passages = _search(query, question, collection, limit=limit, legs=LEGS)
    return Findings(
        passages=tuple(passages),
        sentences=tuple(_compare_sentences(question, passages[:COMPARED], collection)),
        weights={word: _weight(word, collection) for word in query.words},
    )


def find_passages(
    query: Query, collection: Collection, *, limit: int, legs: Sequence[Leg] = LEGS
) -> list[Passage]:
    """The paragraphs that may answer ``query``, best first, at most ``limit``.

    ``legs`` are what the search goes by. A query that is narrowed to no document finds nothing.
    """
    question = collection.embeddings.embed_query(query.topic_text)
    return _search(query, question, collection, limit=limit, legs=legs)


def _search(
    query: Query, question: Vector, collection: Collection, *, limit: int, legs: Sequence[Leg]
) -> list[Passage]:
    if query.documents is not None and not query.documents:
        return []
    found = fuse_scores(
        (WEIGHTS[leg] / 2, scores) for leg in legs for scores in _SEARCHES[leg](query, question, collection)
    )
    scores = _favour(query, found, collection)
    pointed = _pointed_at(query, collection)
    order = list(dict.fromkeys([*pointed, *_share(query, scores, collection)]))
    order = (_with_whole_lists(order, collection) if query.kind == "list" else order)[:limit]
    return [_passage_of(collection, number, score=1 / rank) for rank, number in enumerate(order, start=1)]


def _search_meaning(query: Query, question: Vector, collection: Collection) -> list[Scores]:
    """The paragraphs near the question: by whole windows, and by any sentence."""
    if query.documents is None:
        hits = collection.vectors.search(question, limit=POOL)
    else:
        chunks = collection.library.chunk_vectors(collection.embeddings.identity, query.documents)
        hits = search_exactly(chunks, question, limit=POOL)
    return [_best_of(hit for hit in hits if hit.kind == "window"), _best_of(hits)]


def _best_of(hits: Iterable[ChunkHit]) -> Scores:
    """Each paragraph's best hit, of hits that come nearest first."""
    best: Scores = {}
    for hit in hits:
        best.setdefault(hit.paragraph, hit.similarity)
    return best


def _search_words(query: Query, _question: Vector, collection: Collection) -> list[Scores]:
    """The paragraphs that hold the question's own words, and those that hold what was added to them."""
    search = partial(collection.library.search_words, documents=query.documents, limit=POOL)
    return [search(query.own_words), search(query.words)]


_SEARCHES: Mapping[Leg, Callable[[Query, Vector, Collection], list[Scores]]] = {
    "meaning": _search_meaning,
    "words": _search_words,
}


def _favour(query: Query, found: Scores, collection: Collection) -> Scores:
    """What was found, with the kinds and areas asked for favoured, and what holds the question's cue.

    Best first; ties by document and in the order of print, whatever was indexed first.
    """
    areas, cue = set(query.areas), re.compile(query.cue, re.IGNORECASE) if query.cue else None

    def favour(paragraph: Paragraph) -> float:
        asked = paragraph.kind in query.wants
        cued = cue is not None and bool(cue.search(paragraph.text))
        aside = paragraph.kind in FRAME and not asked
        return FAVOUR * (asked + cued + _is_all_on(paragraph.section, areas)) - aside

    stored = collection.paragraphs
    in_order = sorted(found, key=lambda number: (stored[number].document, number))
    return _best_first({n: round(found[n] + favour(stored[n].paragraph), DIGITS) for n in in_order})


def _best_first(scores: Scores) -> Scores:
    return dict(sorted(scores.items(), key=lambda entry: -entry[1]))


def _is_all_on(section: str, areas: set[str]) -> bool:
    """Whether a section's heading names an area that is asked about, and no other one."""
    named = set(find_areas(section))
    return bool(named) and named <= areas


def _share(query: Query, scores: Iterable[int], collection: Collection) -> list[int]:
    """The best first, taking turns between the sides that the question sets against each other."""
    if query.kind == "compare" and len(query.authorities) > 1:
        side = {id: document.authority or "" for id, document in collection.documents.items()}
    elif query.kind in ("change", "target"):
        side = {id: id for id in collection.documents}
    else:
        return list(scores)
    queues: dict[str, list[int]] = defaultdict(list)
    for number in scores:
        queues[side[collection.paragraphs[number].document]].append(number)
    rounds = max(map(len, queues.values()), default=0)
    return [queue[turn] for turn in range(rounds) for queue in queues.values() if turn < len(queue)]


def _pointed_at(query: Query, collection: Collection) -> list[int]:
    """Paragraphs that the question points at by their place or their kind, rather than by likeness."""
    pinned = [kind for kind in PINNED if kind in query.wants and query.authorities]
    if not pinned and not query.references:
        return []
    within = _newest_first(query, collection)
    named = [s.id for s in within if s.paragraph.locator.lower() in query.references]
    whole = [s.id for s in within if s.paragraph.kind in pinned and _is_asked_for(s.paragraph, query)]
    told = [s.id for s in within if "judgements" in pinned and _tells_alone(s, query, collection)]
    return [*named, *whole, *told]


def _is_asked_for(paragraph: Paragraph, query: Query) -> bool:
    """Whether a wanted paragraph answers: a judgement on the safeguarding board only where it is named."""
    return paragraph.kind != "judgements" or paragraph.locator == "judgements" or "lscb" in query.areas


def _tells_alone(stored: StoredParagraph, query: Query, collection: Collection) -> bool:
    """Whether prose tells a judgement asked about, in a document that has no table of judgements."""
    if collection.documents[stored.document].judgements or not query.areas:
        return False
    return tells_judgement(stored.paragraph.text, query.areas)


def _with_whole_lists(found: Sequence[int], collection: Collection) -> list[int]:
    """The same, where every item of a list that is among the first is followed by its neighbours."""
    order: dict[int, None] = {}
    for rank, number in enumerate(found):
        stored = collection.paragraphs[number]
        if rank < LISTS_AMONG and stored.paragraph.kind in LIST_KINDS:
            document = collection.documents[stored.document]
            members = document.list_around(stored.paragraph.locator)
            order.update({collection.numbers[document.id, member.locator]: None for member in members})
        order[number] = None
    return list(order)


def _newest_first(query: Query, collection: Collection) -> list[StoredParagraph]:
    """The paragraphs of the documents that may answer, those of the newest document first."""
    ids = collection.documents if query.documents is None else query.documents
    documents = sorted((collection.documents[id] for id in ids), key=lambda d: d.date or "", reverse=True)
    return [
        collection.paragraphs[collection.numbers[document.id, paragraph.locator]]
        for document in documents
        for paragraph in document.paragraphs
    ]


def _passage_of(collection: Collection, number: int, *, score: float) -> Passage:
    stored = collection.paragraphs[number]
    document, paragraph = collection.documents[stored.document], stored.paragraph
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


def _langchain_document(passage: Passage) -> LangChainDocument:
    metadata = asdict(passage)
    text = metadata.pop("text")
    return LangChainDocument(id=f"{passage.document}#{passage.locator}", page_content=text, metadata=metadata)


def _compare_sentences(
    question: Vector, passages: Sequence[Passage], collection: Collection
) -> Iterator[Sentence]:
    wanted = [collection.numbers[passage.document, passage.locator] for passage in passages]
    vectors = collection.library.sentence_vectors(collection.embeddings.identity, wanted)
    direction = np.asarray(question, dtype=np.float32)
    for number, passage in zip(wanted, passages, strict=True):
        for start, end in sentence_spans(passage.text):
            similarity = float(vectors[number, start] @ direction)
            yield Sentence(passage.document, passage.locator, start, passage.text[start:end], similarity)


def _weight(word: str, collection: Collection) -> float | None:
    """Inverse paragraph frequency, scaled to 1 for a word that a single paragraph prints."""
    holding, total = collection.library.paragraphs_holding(word), len(collection.paragraphs)
    return math.log(total / holding) / math.log(total) if holding and total > 1 else None
