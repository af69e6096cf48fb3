"""Make the reader: teach a published cross-encoder our field, and which sentences of a paragraph answer.

    python -m training.reader teach TRAINING REPORTS BASE LEARNT [--half 0|1] [--index FOLDER]
    python -m training.reader write BASE READER.onnx LEARNT…

BASE is the file that ``training/base.py`` names. ``teach`` reads one pass over the questions, all of
them or those on every second authority, and writes what was learnt. Of a question it sees the paragraph
that it was written for and two that the searches bring first beside it, each behind its authority, year
and section. What it learns: to put that paragraph first (softmax over the three), whether one answers
at all, and which sentences do, by one more number for each word piece whose mean over a sentence is
the log-odds. The embeddings and the lower half of the layers stay as they are.

``write`` averages what several runs learnt with the published weights, because by itself what was learnt
forgets too much (Wortsman and others, Robust fine-tuning of zero-shot models, CVPR 2022, and Model
soups, ICML 2022), and writes it as one ONNX file of int8 weights.
"""

# ruff: noqa: T201 - this prints what it does

from __future__ import annotations

import argparse
import random
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from rag import Assistant
from rag.reader.packaged import Pieces, Window
from rag.reader.texts import Text
from rag.retrieval.langchain import PassageRetriever
from rag.settings import Settings
from training.base import load_base
from training.groups import Group, half_of, read_groups

SEED = 0
FROZEN_LAYERS = 6
NEGATIVES = 2  # of a question, drawn anew from those that the searches bring
QUESTIONS_A_STEP = 8
TEXTS_AT_ONCE = 6  # of a length
RATE, HEAD_RATE = 3e-5, 2e-3
WARM_UP = 0.06
OTHERS_COUNT, MISSES_COUNT, SENTENCES_COUNT = 0.25, 0.5, 2.0  # of the parts of the loss
KEPT = 0.3  # of the published weights, in what is written: docs/reader.md says why
OPSET = 17

Item = TypeVar("Item")
bce = nn.functional.binary_cross_entropy_with_logits


class TwoHeads(nn.Module):
    """The cross-encoder with its own head for a text, and one more for each of its word pieces."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.base = base
        self.pieces = nn.Linear(base.config.hidden_size, 1)
        nn.init.normal_(self.pieces.weight, std=0.02)
        nn.init.constant_(self.pieces.bias, -1.5)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        read = torch.ones_like(input_ids) if mask is None else mask
        states = self.base.bert(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=read)
        whole = self.base.classifier(states.pooler_output)[:, 0]
        return whole, self.pieces(states.last_hidden_state)[:, :, 0]


def main() -> None:
    """Teach, or write down what was taught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    taught = verbs.add_parser("teach")
    for name in ("training", "reports", "base", "learnt"):
        taught.add_argument(name, type=Path)
    taught.add_argument("--half", type=int, choices=(0, 1), help="of the authorities; all without it")
    taught.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    written = verbs.add_parser("write")
    written.add_argument("base", type=Path)
    written.add_argument("reader", type=Path)
    written.add_argument("learnt", type=Path, nargs="+")
    options = parser.parse_args()
    if options.verb == "teach":
        torch.save(teach(load_base(options.base), _groups(options)).state_dict(), options.learnt)
    else:
        write(load_base(options.base), options.learnt, options.reader)


def _groups(options: argparse.Namespace) -> list[Group]:
    settings = Settings(reader="none")
    with Assistant.open(options.reports, index=options.index, settings=settings) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        groups = list(read_groups(options.training, "questions.tsv", collection))
    if options.half is None:
        return groups
    own = half_of([group.authority for group in groups], options.half)
    return [group for group in groups if group.authority in own]


def teach(base: Any, groups: list[Group]) -> TwoHeads:
    """One pass over the questions, in an order that the seed decides."""
    torch.manual_seed(SEED)
    chance, pieces, model = random.Random(SEED), Pieces(), TwoHeads(base)
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
    return model


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _freeze(model: TwoHeads) -> None:
    """The embeddings and the lower layers keep their weights; nothing is dropped out, which is slow here."""
    for frozen in (model.base.bert.embeddings, *model.base.bert.encoder.layer[:FROZEN_LAYERS]):
        frozen.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def _loss(model: TwoHeads, pieces: Pieces, batch: Sequence[Group], chance: random.Random) -> Tensor:
    """Which text comes first, whether one answers at all, and which sentences do."""
    drawn = [_texts_of(group, chance) for group in batch]
    windows = [
        next(iter(pieces.windows(group.question, text)))
        for group, texts in zip(batch, drawn, strict=True)
        for text in texts
    ]
    read = iter(_read(model, windows))
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


def _read(model: TwoHeads, windows: Sequence[Window]) -> Iterator[tuple[Tensor, Tensor]]:
    """Of each window the log-odds as a whole, and of its sentences."""
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
            whole, pieces = model(ids, types, mask)
        for row, at in enumerate(together):
            scores = [pieces[row, start:end].float().mean() for _, start, end in windows[at].sentences]
            read[at] = (whole[row].float(), torch.stack(scores))
    return (read[at] for at in range(len(windows)))


def write(base: Any, learnt: Sequence[Path], reader: Path) -> None:
    """Average what was learnt with the published weights, and write it for onnxruntime."""
    model = TwoHeads(base)
    published = model.state_dict()
    runs = [torch.load(file, weights_only=True) for file in learnt]
    model.load_state_dict({name: _averaged(name, published, runs) for name in published})
    drafts = [reader.with_suffix(suffix) for suffix in (".float", ".shaped")]
    sample = torch.randint(1000, 2000, (1, 40))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter traces
        torch.onnx.export(
            model.eval(),
            (sample, torch.zeros_like(sample)),
            str(drafts[0]),
            input_names=["input_ids", "token_type_ids"],
            output_names=["whole", "pieces"],
            dynamic_axes={name: {1: "pieces"} for name in ("input_ids", "token_type_ids", "pieces")},
            opset_version=OPSET,
            dynamo=False,
        )
    quant_pre_process(drafts[0], drafts[1], skip_symbolic_shape=True)
    quantize_dynamic(drafts[1], reader, weight_type=QuantType.QInt8, per_channel=True)
    for draft in drafts:
        draft.unlink()


def _averaged(name: str, published: dict[str, Tensor], runs: Sequence[dict[str, Tensor]]) -> Tensor:
    """The mean of the runs, on the way to the published weights where there are any."""
    mean = torch.stack([run[name] for run in runs]).mean(0)
    return mean if name.startswith("pieces.") else KEPT * published[name] + (1 - KEPT) * mean


if __name__ == "__main__":
    main()
