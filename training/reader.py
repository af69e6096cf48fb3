"""Make the reader: teach a published cross-encoder our field, and which sentences of a paragraph answer.

    python -m training.reader teach TRAINING BANK REPORTS BASE LEARNT [options]
    python -m training.reader write TRAINING REPORTS BASE READER.onnx LEARNT… [options]

BASE is the file that ``training/base.py`` names. ``teach`` reads one pass over the questions of TRAINING,
then one over those of BANK and of our own bank (``training/bank.py``), all of them or those on every second
authority (``--half``), and writes what was learnt. Of a question it sees the paragraph that it was written
for and two that the searches bring first beside it, each behind its authority, year and section; those of
the banks have evidence in several places, and each piece of it is seen in turn. What it learns: to put that
paragraph first (softmax over the three), whether one answers at all, and which sentences do, by one more
number for each word piece whose mean over a sentence is the log-odds. The embeddings and the lower half of
the layers stay as they are.

``write`` averages what several runs learnt with the published weights, because by itself what was learnt
forgets too much (Wortsman and others, Robust fine-tuning of zero-shot models, CVPR 2022, and Model
soups, ICML 2022). What tells sentences that answer, and near misses, does not survive that: with all
else frozen both are fitted anew as logistic regressions on the averaged states (after Kumar and
others, Fine-tuning can distort pretrained features, ICLR 2022, who fit the head by itself), on the
questions of TRAINING alone, whose near misses were made for that. Then it is written as one ONNX file
of int8 weights.
"""

# ruff: noqa: T201 - this prints what it does

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from rag import Assistant
from rag.reader.packaged import Pieces, Window
from rag.reader.texts import Text
from rag.retrieval.langchain import PassageRetriever
from rag.settings import Settings
from training.bank import half_of, read_bank, read_own_bank
from training.base import load_base
from training.groups import Group, read_bank_groups, read_groups
from training.quantised import write_int8

SEED = 0
FROZEN_LAYERS = 6
NEGATIVES = 2  # of a question, drawn anew from those that the searches bring
QUESTIONS_A_STEP = 8
TEXTS_AT_ONCE = 6  # of a length
RATE, HEAD_RATE = 3e-5, 2e-3
WARM_UP = 0.06
OTHERS_COUNT, MISSES_COUNT, SENTENCES_COUNT = 0.25, 0.5, 2.0  # of the parts of the loss
KEPT = 0.3  # of the published weights, in what is written: docs/reader.md says why
ANSWERS_PENALTY, SENTENCES_PENALTY = 3e-3, 3e-4  # on the squares of the weights fitted anew, of the mean loss

Item = TypeVar("Item")
bce = nn.functional.binary_cross_entropy_with_logits


class ThreeHeads(nn.Module):
    """The cross-encoder with its own head for a text, one for whether it answers, one for each word piece."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.base = base
        self.answers = nn.Linear(base.config.hidden_size, 1)
        self.pieces = nn.Linear(base.config.hidden_size, 1)
        nn.init.normal_(self.pieces.weight, std=0.02)
        nn.init.constant_(self.pieces.bias, -1.5)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        read = self.states(input_ids, token_type_ids, torch.ones_like(input_ids))
        states = read.last_hidden_state
        whole = self.base.classifier(read.pooler_output)[:, 0]
        return whole, self.answers(states[:, 0])[:, 0], self.pieces(states)[:, :, 0]

    def states(self, input_ids: Tensor, token_type_ids: Tensor, mask: Tensor) -> Any:
        """What the layers make of word pieces."""
        return self.base.bert(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=mask)


def main() -> None:
    """Teach, or write down what was taught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    taught, written = verbs.add_parser("teach"), verbs.add_parser("write")
    for verb in (taught, written):
        names = ("training", "bank", "reports", "base") if verb is taught else ("training", "reports", "base")
        for name in names:
            verb.add_argument(name, type=Path)
        verb.add_argument("--half", type=int, choices=(0, 1), help="of the authorities; all without it")
        verb.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    taught.add_argument("learnt", type=Path)
    written.add_argument("reader", type=Path)
    written.add_argument("learnt", type=Path, nargs="+")
    options = parser.parse_args()
    base, (written_for, *with_evidence) = load_base(options.base), _groups(options)
    if options.verb == "teach":
        torch.manual_seed(SEED)
        model = ThreeHeads(base)
        for groups in (written_for, *with_evidence):
            teach(model, groups)
        torch.save(model.state_dict(), options.learnt)
    else:
        model = average(base, options.learnt)
        fit_heads(model, written_for)
        write_int8(model, options.reader, outputs=("whole", "answers", "pieces"), by_piece=("pieces",))


def _groups(options: argparse.Namespace) -> list[list[Group]]:
    """What is learnt from, one pass after the other: to write, the questions of TRAINING are enough."""
    settings = Settings(reader="none")
    with Assistant.open(options.reports, index=options.index, settings=settings) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        teaches = options.verb == "teach"
        passes = [list(read_groups(options.training, "questions.tsv", collection, others=teaches))]
        if teaches:
            records = [*read_bank(options.bank, collection), *read_own_bank(collection)]
            passes.append(list(read_bank_groups(records, collection)))
    if options.half is None:
        return passes
    own = half_of([group.authority for groups in passes for group in groups], options.half)
    return [[group for group in groups if group.authority in own] for groups in passes]


def teach(model: ThreeHeads, groups: list[Group]) -> None:
    """One pass over the questions, in an order that the seed decides."""
    chance, pieces = random.Random(SEED), Pieces()
    _freeze(model)
    chance.shuffle(groups)
    steps = len(groups) // QUESTIONS_A_STEP
    learnt = [weight for weight in model.base.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": learnt, "lr": RATE}, {"params": model.pieces.parameters(), "lr": HEAD_RATE}]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * (1 - step / steps)
    )
    for step, batch in enumerate(_batches(groups, QUESTIONS_A_STEP)):
        loss = _loss(model, pieces, batch, chance)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step < steps - 1:
            schedule.step()
        if step % 25 == 0:
            print(f"{step} of {steps}: loss {float(loss.detach()):.3f}", flush=True)


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _freeze(model: ThreeHeads) -> None:
    """The embeddings and the lower layers keep their weights; nothing is dropped out, which is slow here."""
    for frozen in (model.base.bert.embeddings, *model.base.bert.encoder.layer[:FROZEN_LAYERS]):
        frozen.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def _loss(model: ThreeHeads, pieces: Pieces, batch: Sequence[Group], chance: random.Random) -> Tensor:
    """Which text comes first, whether one answers at all, and which sentences do."""
    drawn = [_texts_of(group, chance) for group in batch]
    windows = [
        next(iter(pieces.windows(group.question, text)))
        for group, texts in zip(batch, drawn, strict=True)
        for text in texts
    ]
    read = iter(_score(model, windows))
    first, answers, sentences = [], [], []
    for group, texts in zip(batch, drawn, strict=True):
        own = [next(read) for _ in texts]
        whole = torch.stack([score for score, _ in own])
        if group.answering:
            first.append(-torch.log_softmax(whole, 0)[0])
            answers.append(MISSES_COUNT * bce(whole[1:], torch.zeros(len(own) - 1)))
        answers.append(bce(whole[0], torch.tensor(float(bool(group.answering)))))
        for at, (_, scores) in enumerate(own):
            yes = torch.tensor([float(at == 0 and which in group.answering) for which in range(len(scores))])
            counts = OTHERS_COUNT if at else 1.0 if group.answering else MISSES_COUNT
            sentences.append(counts * bce(scores, yes))
    parts = [torch.stack(part).mean() for part in (first, answers) if part]
    return sum(parts, SENTENCES_COUNT * torch.stack(sentences).mean())


def _texts_of(group: Group, chance: random.Random) -> list[Text]:
    """The text that the question was written for; where it answers, others beside it."""
    if not group.answering:
        return [group.text]
    return [group.text, *chance.sample(group.others, min(NEGATIVES, len(group.others)))]


def _score(model: ThreeHeads, windows: Sequence[Window]) -> Iterator[tuple[Tensor, Tensor]]:
    """Of each window the log-odds as a whole, and of its sentences."""
    for window, states, pooled in _read(model, windows):
        pieces = model.pieces(states)[:, 0]
        scores = [pieces[start:end].mean() for _, start, end in window.sentences]
        yield model.base.classifier(pooled)[0], torch.stack(scores)


def _read(model: ThreeHeads, windows: Sequence[Window]) -> Iterator[tuple[Window, Tensor, Tensor]]:
    """Each window with the states of its word pieces, and what is made of all of them together."""
    read: dict[int, tuple[Tensor, Tensor]] = {}
    in_length = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
    for together in _batches(in_length, TEXTS_AT_ONCE):
        longest = max(len(windows[at].ids) for at in together)
        ids, types, mask = (torch.zeros(len(together), longest, dtype=torch.long) for _ in range(3))
        for row, at in enumerate(together):
            size = len(windows[at].ids)
            ids[row, :size] = torch.tensor(windows[at].ids)
            types[row, windows[at].first_of_text : size] = 1
            mask[row, :size] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model.states(ids, types, mask)
        for row, at in enumerate(together):
            size = len(windows[at].ids)
            read[at] = states.last_hidden_state[row, :size].float(), states.pooler_output[row].float()
    return ((windows[at], *read[at]) for at in range(len(windows)))


def average(base: Any, learnt: Sequence[Path]) -> ThreeHeads:
    """The mean of what several runs learnt, on the way to the published weights, with heads that wait."""
    model = ThreeHeads(base).eval()
    published = model.state_dict()
    runs = [torch.load(file, weights_only=True) for file in learnt]
    model.load_state_dict(
        {
            name: KEPT * own + (1 - KEPT) * torch.stack([run[name] for run in runs]).mean(0)
            for name, own in published.items()
        }
    )
    return model


@torch.no_grad()
def fit_heads(model: ThreeHeads, groups: Sequence[Group]) -> None:
    """Fit anew what tells whether a text answers, and which sentences of it do."""
    pieces, texts, sentences = Pieces(), list[Any](), list[Any]()
    answered, answering = [], []
    for batch in _batches(groups, QUESTIONS_A_STEP):
        windows = [next(iter(pieces.windows(group.question, group.text))) for group in batch]
        for group, (window, states, _) in zip(batch, _read(model, windows), strict=True):
            texts.append(states[0].numpy())
            answered.append(bool(group.answering))
            sentences += [states[start:end].mean(0).numpy() for _, start, end in window.sentences]
            answering += [which in group.answering for which, _, _ in window.sentences]
    _fit(model.answers, texts, answered, penalty=ANSWERS_PENALTY)
    _fit(model.pieces, sentences, answering, penalty=SENTENCES_PENALTY)


def _fit(head: nn.Linear, states: Sequence[Any], yes: Sequence[bool], *, penalty: float) -> None:
    told = np.array(states)
    scale = told.std(axis=0) + 1e-6
    strength = 1 / (2 * penalty * len(told))  # as scikit-learn counts it, of the sum of the losses
    fitted = LogisticRegression(C=strength, max_iter=1000).fit(told / scale, yes)
    head.weight.copy_(torch.tensor(fitted.coef_ / scale))
    head.bias.copy_(torch.tensor(fitted.intercept_))


if __name__ == "__main__":
    main()
