"""How the topic of a question is embedded: fit the adapter that ``rag.embedding`` reads.

    python -m training.topics TRAINING BANK REPORTS TOPICS.npz [--half 0|1] [--index FOLDER]

People ask in other words than inspectors print, and a model that embeds both alike brings too little of what
answers. What is printed keeps its vectors, and no index has to be made anew: only the topic of a question is
embedded through an adapter. It learns from the questions of TRAINING, of BANK and of our own bank
(``training/bank.py``), all of them or those on every second authority (``--half``): each is to come nearer
to the sentences that state a needed fact than to all others of the documents that may answer (softmax over
them; van den Oord and others, 2018, whose loss it is, call it InfoNCE), document by document where several
are set beside each other. With ``--half``, what the search by meaning finds of the other half is printed,
by the model as it is and as it was taught; without it, TOPICS.npz is ``rag/fitted/topics.npz``.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from rag import Assistant
from rag.evaluation import needed_by
from rag.language.sentences import sentence_spans
from rag.model import FRAME, Document, Place
from rag.retrieval import Collection, text_of
from rag.retrieval.langchain import PassageRetriever
from rag.retrieval.order import set_beside
from rag.settings import Settings
from training.adapters import adapted_model, thin_weights, write_adapter
from training.bank import Record, half_of, read_bank, read_own_bank
from training.groups import answering_in, is_any_of, read_placed

RANK = 16
PASSES, TOGETHER = 3, 32
RATE, WARM_UP = 1e-3, 0.1
TEMPERATURE = 0.05  # of 0.03, 0.05 and 0.1 by what is found of the other half
MOST_DOCUMENTS = 14  # that are looked through for one question; of more, those that hold what is needed
FIRST = (8, 16, 30)  # paragraphs
SEED = 0

Row = tuple[Place, int]  # a sentence, by its paragraph and its first character
Facts = Sequence[frozenset[Row]]  # of each needed fact the sentences that state it


@dataclass(frozen=True, slots=True)
class Sought:
    """The topic of a question, the authority that it is about, and what is needed of each scope."""

    topic: str
    authority: str
    source: str
    needed: Sequence[tuple[Sequence[str], Facts]]


@dataclass(frozen=True, slots=True)
class Printed:
    """The sentences of a document and their vectors: a tensor of shape (sentences, dimensions)."""

    rows: Sequence[Row]
    vectors: Tensor


def main() -> None:
    """Learn, and tell what is found of what was not learnt from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("training", "bank", "reports", "topics"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the authorities; all without it")
    parser.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    options = parser.parse_args()
    settings = Settings(reader="none")
    with Assistant.open(options.reports, index=options.index, settings=settings) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        sought = list(read_sought(options.training, options.bank, collection))
        documents = collection.version.documents.values()
        printed = {document.id: _printed(document, collection) for document in documents}
    known = {one.authority for one in sought}
    own = known if options.half is None else half_of(known, options.half)
    others = [one for one in sought if one.authority not in own]
    torch.manual_seed(SEED)  # the adapter begins with numbers that chance draws
    model = adapted_model(RANK)
    report(model, others, printed)
    learn(model, [one for one in sought if one.authority in own], printed)
    report(model, others, printed)
    write_adapter(options.topics, model)


def read_sought(training: Path, bank: Path, collection: Collection) -> Iterator[Sought]:
    """Every question that something answers."""
    for record, place, numbers, question in read_placed(training, "questions.tsv", collection):
        text, kind = text_of(place, collection), collection.version.paragraph(place).kind
        facts = [frozenset((place, text.sentences[at][0]) for at in answering_in(record, numbers, text))]
        if facts[0] and kind not in FRAME:
            topic = collection.understand(question).terms.topic
            yield Sought(topic, record["authority"], "training", [((place.document,), facts)])
    for source, told in (("bank", read_bank(bank, collection)), ("own", read_own_bank(collection))):
        for record, authority in told:
            query = collection.understand(record["question"], record["history"])
            facts = list(_facts_of(record, collection))
            scope = [id for id in query.scope.documents or () if id in collection.version.documents]
            if not 0 < len(scope) <= MOST_DOCUMENTS:
                scope = sorted({place.document for fact in facts for place, _ in fact})
            scopes = [(id,) for id in scope] if set_beside(query, collection) else [tuple(scope)]
            needed = [(own, _within(facts, own)) for own in scopes]
            if needed := [(own, within) for own, within in needed if within]:
                yield Sought(query.terms.topic, authority, source, needed)


def _facts_of(record: Record, collection: Collection) -> Iterator[frozenset[Row]]:
    """Of each needed fact the sentences that state it."""
    for group, pattern in zip(needed_by(record), record["nugget_patterns"], strict=False):
        states = re.compile(pattern, re.IGNORECASE)
        yield frozenset(
            (place, start)
            for id in sorted({piece["document"] for piece in group} & set(collection.version.documents))
            for place, text in _paragraphs_of(collection.version.documents[id])
            if is_any_of(group, place, collection)
            for start, end in sentence_spans(text)
            if states.search(text[start:end])
        )


def _within(facts: Facts, documents: Sequence[str]) -> list[frozenset[Row]]:
    """What is needed of some documents."""
    own = (frozenset(row for row in fact if row[0].document in documents) for fact in facts)
    return [fact for fact in own if fact]


def _paragraphs_of(document: Document) -> Iterator[tuple[Place, str]]:
    return (
        (Place(document.id, paragraph.locator), paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.kind not in FRAME
    )


def _printed(document: Document, collection: Collection) -> Printed:
    vectors = collection.version.sentence_vectors([place for place, _ in _paragraphs_of(document)])
    return Printed(list(vectors), torch.tensor(np.array(list(vectors.values()), dtype=np.float32)))


def learn(model: Any, sought: Sequence[Sought], printed: Mapping[str, Printed]) -> None:
    """Teach the adapter of a model, in an order that the seed decides."""
    chance, thin, order = random.Random(SEED), thin_weights(model), list(sought)
    steps = PASSES * -(-len(order) // TOGETHER)
    optimiser = torch.optim.AdamW(thin, lr=RATE, weight_decay=0.01)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps, pct_start=WARM_UP)
    for _ in range(PASSES):
        chance.shuffle(order)
        losses = []
        for at in range(0, len(order), TOGETHER):
            batch = order[at : at + TOGETHER]
            vectors = embed(model, [one.topic for one in batch])
            told = [_loss(vector, one, printed) for vector, one in zip(vectors, batch, strict=True)]
            loss = torch.stack(told).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(thin, 1.0)
            optimiser.step()
            rates.step()
            losses.append(float(loss.detach()))
        print(f"loss {np.mean(losses):.3f}", flush=True)


def embed(model: Any, topics: Sequence[str]) -> Tensor:
    """One vector of length 1 a topic: a tensor of shape (topics, dimensions)."""
    vectors: Tensor = model(model.preprocess(list(topics)))["sentence_embedding"]
    return nn.functional.normalize(vectors, dim=1)


def _loss(vector: Tensor, sought: Sought, printed: Mapping[str, Printed]) -> Tensor:
    """How much nearer than all that states no needed fact the sentences are that state one, fact by fact."""
    told = []
    for documents, facts in sought.needed:
        near = torch.cat([printed[id].vectors for id in documents]) @ vector / TEMPERATURE
        states = [_mask(fact, documents, printed) for fact in facts]
        others = torch.logsumexp(near[~torch.stack(states).any(0)], 0)
        told += [nn.functional.softplus(others - torch.logsumexp(near[own], 0)) for own in states]
    return torch.stack(told).mean()


def _mask(fact: frozenset[Row], documents: Iterable[str], printed: Mapping[str, Printed]) -> Tensor:
    return torch.tensor([row in fact for id in documents for row in printed[id].rows])


@torch.no_grad()
def report(model: Any, sought: Sequence[Sought], printed: Mapping[str, Printed]) -> None:
    """For how many questions all that is needed is among the paragraphs whose sentences come nearest."""
    for source in sorted({one.source for one in sought}):
        own = [one for one in sought if one.source == source]
        ranks = [_rank(embed(model, [one.topic])[0], one, printed) for one in own]
        found = (f"{np.mean([rank < most for rank in ranks]):.3f} in the first {most}" for most in FIRST)
        print(f"  {source}, {len(own)} questions: " + ", ".join(found), flush=True)


def _rank(vector: Tensor, sought: Sought, printed: Mapping[str, Printed]) -> int:
    """The rank, from 0, of the paragraph with which all that is needed is found, within its scope."""
    last = 0
    for documents, facts in sought.needed:
        rows = [row for id in documents for row in printed[id].rows]
        near = torch.cat([printed[id].vectors for id in documents]) @ vector
        order = dict.fromkeys(rows[at][0] for at in near.argsort(descending=True).tolist())
        ranks = {place: rank for rank, place in enumerate(order)}
        last = max(last, *(min(ranks[place] for place, _ in fact) for fact in facts))
    return last


if __name__ == "__main__":
    main()
