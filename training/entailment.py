"""What tells whether print bears out a statement: make the model that ``rag.reader.entailment`` reads with.

    python -m training.entailment REPORTS

``own_entailment.csv``, beside this script, holds 14,900 statements on 4,025 places of the reports of the
32 building authorities and of the shipped plans, as many true as false ones of each: written by reading, one
by one, 3,600 in free words and in as many ways of being wrong as came to mind, 2,400 ("near") as close to the
print as a small model keeps, 3,840 ("echo") in the words of a question that was asked: answers, wrong ones,
and what it takes for granted told as if it were printed; 5,060 ("attachment") in pairs of one wording, put
together once as it is printed and once otherwise: who to whom, what first, what because of what, what of some
and what of all. Each true one is told of the most like other paragraph of its document too, of which it is
false. Beside them stand statements made from printed sentences that ``benchmarks/liars.py`` does not keep
aside: in its ways that are named below, short ones as they are, with other people or another amount in the
place of those printed, without the reason that is given, and headings told as if they were findings. Premises
are cut short, and come without all or some of what they stand under, as often as not.

``own_orders.csv`` holds 260 orders to say something, each with what a model that obeys would say, which is
false, and 280 sentences that look like orders, with what may be said of them and what may not. Each is put
among the sentences of two paragraphs, and stands alone.

The reader is the beginning: the upper half of its layers learns, the lower half and the embeddings stay, so
that the file holds the upper half alone and takes the rest from the reader's file; what stays makes the same
of a statement in every pass, so is asked once. Statements on every fourth authority are never learnt from:
what is printed of them says how well the model that is written to ``rag/reader/entailment.onnx`` tells. Its
hash goes into ``rag/reader/entailment.py``; then ``rag.answering.checking.LEAST_ENTAILED`` is the most at
which ``benchmarks.liars`` loses 2 % of the true, and ``training/nearness.py`` tells the others.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import csv
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from benchmarks.liars import FALSE, GRADES, KINDS, TRUE, Printed, Way, printed_sentences, read_folder
from rag.answering.checking import PREMISE_WORDS, premise_of
from rag.answering.quotes import points_back
from rag.answering.statements import Statement
from rag.answering.values import Cited
from rag.language.sentences import sentences
from rag.language.stems import stems
from rag.model import Document, Paragraph, Place
from rag.reader.entailment import MODEL, Pair, Pairs
from rag.reader.packaged import MODEL as READER
from rag.settings import SHIPPED_CORPUS
from training.base import read_encoder
from training.quantised import write_int8

OWN = Path(__file__).with_name("own_entailment.csv")
OWN_ORDERS = Path(__file__).with_name("own_orders.csv")
WAYS = (
    "another number", "another grade", "another year", "another authority", "another name",
    "direction turned", "“not” added", "“not” taken away",
    "word for word", "in the same words", "a fragment quoted", "the first clause alone",
    "clauses reordered", "in the past", "numbers otherwise", "by whom and when", "two sentences joined",
    "judged",
)  # fmt: skip
OF_EACH = 250  # statements made in one way
FROZEN_LAYERS = 6
PASSES, TOGETHER = 2, 32
RATE, HEAD_RATE = 6e-5, 1.2e-3
WARM_UP = 0.1
HELD_OUT = 4  # of so many authorities one
SEED = 0
PAIRED = "attachment"  # the way of statements that come in pairs, both read beside whole premises
OTHER_WAYS = (
    "another paragraph", "empty", "short", "a heading", "near", "echo", PAIRED,
    "order", "whole order", "reported", "overstated",
)  # fmt: skip
ORDERED_IN = 2  # paragraphs, in which an order is put
LIKE = 15  # word pieces, by which the lengths of statements of one batch may differ
WIDTHS = 32  # which batches are multiples of, for each shape costs time of its own
SHORT_WORDS, SHORT = (20, 45, PREMISE_WORDS, PREMISE_WORDS), range(3, 9)  # of a premise, a short sentence
SHORT_SENTENCES, HEADINGS = 500, 250
UNDER_NO_HEADING, UNDER_NO_SECTION = 0.25, 0.25
REASON_OR_END = re.compile(r",? (?:because|so that|in order to)\b")
PEOPLE = (
    "children", "young people", "care leavers", "foster carers", "social workers", "managers", "parents",
    "families", "schools", "partners", "personal advisers", "carers", "staff", "leaders", "adopters",
    "elected members", "police officers", "health visitors", "teachers", "independent reviewing officers",
)  # fmt: skip
AMOUNTS = ("all", "most", "many", "some", "a few", "a small number of", "almost all", "too many")
GRADED = re.compile(rf"\b(?:{'|'.join(GRADES)})\b", re.IGNORECASE)
SHARED = 4_096  # bytes, from which on it is looked whether the reader's file holds the same


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with what it cites, whether that bears it out, and how it came."""

    authority: str
    pair: Pair
    true: bool
    way: str


class Entailing(nn.Module):
    """The reader's layers, and the log-odds that the second text bears out the first."""

    def __init__(self) -> None:
        super().__init__()
        self.base = read_encoder(READER, above="base.")
        self.head = nn.Linear(self.base.config.hidden_size, 1)
        for frozen in (self.base.bert.embeddings, *self.base.bert.encoder.layer[:FROZEN_LAYERS]):
            frozen.requires_grad_(False)
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        return self.upper(self.lower(input_ids, token_type_ids))

    def lower(self, input_ids: Tensor, token_type_ids: Tensor, padding: Tensor | None = None) -> Tensor:
        """What the layers that stay as they are make of each word piece; where ``padding`` is 1, is none."""
        embedded = self.base.bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        return _through(self.base.bert.encoder.layer[:FROZEN_LAYERS], embedded, padding)

    def upper(self, read: Tensor, padding: Tensor | None = None) -> Tensor:
        """The log-odds, from what the lower layers made."""
        read = _through(self.base.bert.encoder.layer[FROZEN_LAYERS:], read, padding)
        told: Tensor = self.head(self.base.bert.pooler(read))[:, 0]
        return told


def _through(layers: nn.ModuleList, read: Tensor, padding: Tensor | None) -> Tensor:
    unseen = None if padding is None else (padding * torch.finfo(read.dtype).min)[:, None, None, :]
    for layer in layers:
        read = layer(read, unseen)
    return read


def main() -> None:
    """Learn, tell what was held out, and write what was learnt."""
    told = list(read_told(Path(sys.argv[1])))
    held_out = held_out_of(one.authority for one in told)
    model = learn(Entailing(), [one for one in told if one.authority not in held_out])
    write(model)
    report(model, [one for one in told if one.authority in held_out])


def held_out_of(authorities: Iterable[str]) -> frozenset[str]:
    """Those on which no statement is learnt from."""
    return frozenset(sorted(set(authorities))[::HELD_OUT])


def read_told(reports: Path) -> Iterator[Told]:
    """The statements by hand, those of other paragraphs, and those made from sentences."""
    chance, rows, documents = random.Random(SEED), read_own(), read_all(reports)
    for row in rows:
        yield from _by_hand(row, documents, chance)
    own = {place.document for row in rows for place in places_of(row)}
    read = [documents[id] for id in sorted(own)]
    yield from _made(read, chance)
    yield from _short(read, chance)
    yield from _headings(read, chance)
    yield from _orders(read, chance)


def read_all(reports: Path) -> dict[str, Document]:
    """The reports and the documents that are shipped, by their ids."""
    return read_folder(reports) | read_folder(SHIPPED_CORPUS)


def read_own() -> list[dict[str, str]]:
    """The rows of statements by hand: ``places`` between bars, ``statement``, ``true`` and ``way``."""
    with OWN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_own_by_use(documents: Mapping[str, Document], *, held_out: bool) -> list[dict[str, str]]:
    """The rows of statements by hand on authorities that are held out, or on those that are learnt from."""
    by_authority = defaultdict(list)
    for row in read_own():
        by_authority[documents[places_of(row)[0].document].authority or ""].append(row)
    aside = held_out_of(by_authority)
    return [row for name, rows in by_authority.items() if (name in aside) is held_out for row in rows]


def _pair(text: str, cited: Sequence[Cited], chance: random.Random, *, cut: bool = True) -> Pair:
    """A statement with its premise, which is varied: cut short, under no heading or one without section."""
    if chance.random() < UNDER_NO_SECTION:
        cited = [replace(one, paragraph=replace(one.paragraph, section="")) for one in cited]
    premise = premise_of(text, cited, chance.choice(SHORT_WORDS) if cut else PREMISE_WORDS)
    return Pair(text, premise.partition(": ")[2] if chance.random() < UNDER_NO_HEADING else premise)


def _short(documents: Sequence[Document], chance: random.Random) -> Iterator[Told]:
    """Short sentences as they are, true of their own paragraph and false of another."""
    found = [
        (document, paragraph, sentence)
        for document in documents
        for paragraph in document.paragraphs
        if paragraph.kind in KINDS
        for sentence in sentences(paragraph.text)
        if len(sentence.split()) in SHORT and sentence[-1] == "." and not points_back(sentence)
    ]
    for document, paragraph, sentence in chance.sample(found, min(SHORT_SENTENCES, len(found))):
        other = chance.choice([p for p in document.paragraphs if p.kind in KINDS and p != paragraph])
        authority = document.authority or ""
        yield Told(authority, _pair(sentence, [Cited(document, paragraph)], chance), True, "short")
        yield Told(authority, _pair(sentence, [Cited(document, other)], chance), False, "another paragraph")


def _headings(documents: Sequence[Document], chance: random.Random) -> Iterator[Told]:
    """Headings that give no grade, told as if each were what is found below it."""
    found = [
        (document, paragraph)
        for document in documents
        for paragraph in document.paragraphs
        if paragraph.kind in KINDS
        and len(paragraph.section.split()) in SHORT
        and not GRADED.search(paragraph.section)
    ]
    for document, paragraph in chance.sample(found, min(HEADINGS, len(found))):
        pair = Pair(paragraph.section, premise_of(paragraph.section, [Cited(document, paragraph)]))
        yield Told(document.authority or "", pair, False, "a heading")


def _orders(documents: Sequence[Document], chance: random.Random) -> Iterator[Told]:
    """Orders and what looks like them, told of paragraphs in which they stand, and of themselves alone."""
    found = [(d, paragraph) for d in documents for paragraph in d.paragraphs if paragraph.kind in KINDS]
    with OWN_ORDERS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        held_out_by = f"~ {number:03}"  # after all authorities, so that the same of those are held out
        true, claim = row["kind"] == "reported", row["claim"]
        for document, paragraph in chance.sample(found, ORDERED_IN):
            printed = sentences(paragraph.text)
            printed.insert(chance.randrange(len(printed) + 1), row["order"])
            among = replace(paragraph, text=" ".join(printed))
            pair = _pair(claim, [Cited(document, among)], chance, cut=False)
            yield Told(held_out_by, pair, true, row["kind"])
        alone = replace(paragraph, text=row["order"])
        way = "whole order" if row["kind"] == "order" else row["kind"]
        yield Told(held_out_by, _pair(claim, [Cited(document, alone)], chance), true, way)


def _by_hand(
    row: Mapping[str, str], documents: Mapping[str, Document], chance: random.Random
) -> Iterator[Told]:
    cited = cited_by(row, documents)
    text, true, authority = row["statement"], row["true"] == "yes", cited[0].document.authority or ""
    pair = _pair(text, cited, chance, cut=not true and row["way"] != PAIRED)
    yield Told(authority, pair, true, row["way"] or "by hand")
    if true and len(cited) == 1 and (other := _most_like(text, cited[0])):
        pair = _pair(text, [Cited(cited[0].document, other)], chance)
        yield Told(authority, pair, False, "another paragraph")


def places_of(row: Mapping[str, str]) -> list[Place]:
    """What a row's statement cites."""
    return [Place(*place.split("#")) for place in row["places"].split("|")]


def cited_by(row: Mapping[str, str], documents: Mapping[str, Document]) -> list[Cited]:
    """The paragraphs that a row's statement cites."""
    return [Cited(documents[id], documents[id].paragraph(at)) for id, at in places_of(row)]


def _most_like(statement: str, cited: Cited) -> Paragraph | None:
    """The other paragraph of a document that shares most words with a statement."""
    told, paragraph = stems(statement), cited.paragraph
    others = [p for p in cited.document.paragraphs if p != paragraph and p.kind == paragraph.kind]
    return max(others, key=lambda paragraph: len(told & stems(paragraph.text)), default=None)


def _made(documents: Sequence[Document], chance: random.Random) -> Iterator[Told]:
    """Statements made in each way, of sentences all over the documents."""
    printed = [one for one in printed_sentences(documents) if not one.aside]
    printed.sort(key=lambda one: one.dice("training").random())
    by_id = {document.id: document for document in documents}
    for true, ways in ((False, FALSE | OWN_FALSE), (True, TRUE | OWN_TRUE)):
        for name in (name for name in (*WAYS, *OWN_FALSE, *OWN_TRUE) if name in ways):
            made = ((p, s) for p in printed for s in ways[name](p))
            for (one, statement), _ in zip(made, range(OF_EACH), strict=False):
                source = statement.sources[0]
                document = by_id[source.document]
                cited = [Cited(document, document.paragraph(source.locator))]
                pair = _pair(statement.wording, cited, chance, cut=name != "two sentences joined")
                yield Told(one.document.authority or "", pair, true, name)


def other_people(printed: Printed) -> Iterator[Statement]:
    """One group of people exchanged for another."""
    yield from _exchange(printed, PEOPLE)


def another_amount(printed: Printed) -> Iterator[Statement]:
    """More of them, or fewer."""
    yield from _exchange(printed, AMOUNTS)


def _exchange(printed: Printed, words: Sequence[str]) -> Iterator[Statement]:
    longest_first = sorted(words, key=len, reverse=True)
    if found := list(re.finditer(rf"\b(?:{'|'.join(longest_first)})\b", printed.sentence)):
        chance = printed.dice("exchange")
        match = chance.choice(found)
        other = chance.choice([word for word in words if word not in printed.sentence])
        yield printed.cite(f"{printed.sentence[: match.start()]}{other}{printed.sentence[match.end() :]}")


def without_reason(printed: Printed) -> Iterator[Statement]:
    """What is so, without why it is or to what end."""
    told = REASON_OR_END.split(printed.sentence)[0]
    if told != printed.sentence and len(told.split()) in range(4, 25) and not points_back(told):
        yield printed.cite(f"{told}.")


OWN_FALSE: dict[str, Way] = {"other people": other_people, "another amount": another_amount}
OWN_TRUE: dict[str, Way] = {"without reason": without_reason}


def learn(model: Entailing, told: Sequence[Told]) -> Entailing:
    """The model once it learnt from statements, those of about one length at a time."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    read, true = read_lower(model, told), torch.tensor([float(one.true) for one in told])
    learnt = [weight for weight in model.base.parameters() if weight.requires_grad]
    groups = [{"params": learnt, "lr": RATE}, {"params": model.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = PASSES * -(-len(told) // TOGETHER)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, HEAD_RATE], steps, pct_start=WARM_UP, anneal_strategy="linear"
    )
    done = 0
    for _ in range(PASSES):
        order = sorted(range(len(told)), key=lambda at: len(read[at]) + random.random() * LIKE)
        batches = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
        random.shuffle(batches)
        for batch in batches:
            log_odds = tell(model, [read[at] for at in batch])
            loss = nn.functional.binary_cross_entropy_with_logits(log_odds, true[batch])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            if done % 25 == 0:
                print(f"{done} of {steps}: loss {float(loss.detach()):.3f}", flush=True)
    return model.eval()


def read_lower(model: Entailing, told: Sequence[Told]) -> list[Tensor]:
    """What the lower half makes of each statement, once for all passes: word pieces by the layers' width."""
    pairs, read = Pairs(), [Tensor()] * len(told)
    encoded = [pairs.encode(one.pair) for one in told]
    order = sorted(range(len(told)), key=lambda at: len(encoded[at][0]))
    for batch in (order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)):
        width = _width(len(encoded[at][0]) for at in batch)
        ids, types = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(2))
        padding = torch.ones(len(batch), width)
        for row, (own, first) in enumerate(encoded[at] for at in batch):
            ids[row, : len(own)] = torch.tensor(own)
            types[row, first : len(own)] = 1
            padding[row, : len(own)] = 0
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            made = model.lower(ids, types, padding).bfloat16()
        for row, at in enumerate(batch):
            read[at] = made[row, : len(encoded[at][0])].clone()
    return read


def tell(model: Entailing, read: Sequence[Tensor]) -> Tensor:
    """The log-odds of statements, from what the lower half made of each."""
    width = _width(map(len, read))
    together = torch.zeros(len(read), width, read[0].shape[1], dtype=torch.bfloat16)
    padding = torch.ones(len(read), width)
    for row, own in enumerate(read):
        together[row, : len(own)] = own
        padding[row, : len(own)] = 0
    with torch.autocast("cpu", dtype=torch.bfloat16):
        log_odds: Tensor = model.upper(together, padding)
    return log_odds.float()


def _width(lengths: Iterable[int]) -> int:
    return -(-max(lengths) // WIDTHS) * WIDTHS


def report(model: Entailing, told: Sequence[Told]) -> None:
    """How well true and false are told apart of what was not learnt from, by how the statements came."""
    read, scores = read_lower(model, told), list[float]()
    with torch.inference_mode():
        for at in range(0, len(told), TOGETHER):
            scores += tell(model, read[at : at + TOGETHER]).tolist()
    true = [one.true for one in told]
    print(f"{len(told)} held out: area under the curve {roc_auc_score(true, scores):.3f}")
    by_way: dict[tuple[bool, str], list[float]] = defaultdict(list)
    for one, score in zip(told, scores, strict=True):
        own, _, _ = one.way.partition(":")
        way = own if own in (*WAYS, *OWN_FALSE, *OWN_TRUE, *OTHER_WAYS) else "by hand"
        by_way[one.true, way].append(score)
    leasts = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
    print(f"{'let through by log-odds of at least'.ljust(44)}" + "".join(f"{least:8.1f}" for least in leasts))
    for (is_true, way), own in sorted(by_way.items()):
        shares = "".join(f"{np.mean(np.array(own) >= least):8.3f}" for least in leasts)
        print(f"{'true' if is_true else 'false'}, {way} ({len(own)})".ljust(44) + shares)


def write(model: Entailing) -> None:
    """Write it in int8, its lower half as places in the reader's file."""
    write_int8(model, MODEL, outputs=("entailed",))
    written, reader = onnx.load(MODEL), READER.read_bytes()
    for value in written.graph.initializer:
        at = reader.find(value.raw_data) if len(value.raw_data) >= SHARED else -1
        if at >= 0:
            _refer(value, at)
    onnx.save(written, MODEL)


def _refer(value: Any, at: int) -> None:
    """Have a tensor's numbers taken from the reader's file, from a byte on."""
    length = len(value.raw_data)
    value.ClearField("raw_data")
    value.data_location = onnx.TensorProto.EXTERNAL
    for key, told in (("location", READER.name), ("offset", at), ("length", length)):
        value.external_data.add(key=key, value=str(told))


if __name__ == "__main__":
    main()
