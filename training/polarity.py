"""What tells strengths from weaknesses: fit the adapter that ``rag.polarity`` reads.

    python -m training.polarity REPORTS [--index FOLDER]

``own_polarity.csv``, beside this script, names 6,000 sentences of the reports of the 32 building
authorities by document, locator and number, each with what it says of the services: 2,000 drawn at random
and 4,000 of which most are those that a first model, fitted on the 2,000, was least sure of. Readers
labelled them one by one, without sight of any model.

Sentences of every fourth authority are held out first and predicted by what was learnt from the others;
then all of them are learnt from, and ``rag/fitted/polarity.npz`` is written. Points under "what needs to
improve" are left out, since what they are is told by where they stand.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

import rag.fitted
from rag import Assistant
from rag.language.sentences import sentences
from rag.settings import Settings
from training.adapters import adapted_model, thin_weights, write_adapter
from training.regressions import parse_reports

FITTED = Path(rag.fitted.__file__).with_name("polarity.npz")
OWN = Path(__file__).with_name("own_polarity.csv")
SAYS = {"strength": (1, 0), "weakness": (0, 1), "both": (1, 1), "neutral": (0, 0)}
RANK = 8  # of an adapter
PASSES, TOGETHER = 8, 32
RATE, HEAD_RATE = 2e-3, 2e-2
WARM_UP = 0.1
HELD_OUT = 4  # of so many authorities one
SEED = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, and what it says."""

    authority: str
    text: str
    polarity: str


class PolarityNet(nn.Module):
    """The embedding model with an adapter in every linear layer, and two log-odds over its vector."""

    def __init__(self) -> None:
        super().__init__()
        self.model = adapted_model(RANK)
        self.head = nn.Linear(self.model.get_sentence_embedding_dimension(), 2)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """The log-odds of a strength and of a weakness: a tensor of shape (texts, 2)."""
        vectors = self.model(self.model.preprocess(list(texts)))["sentence_embedding"]
        told: Tensor = self.head(nn.functional.normalize(vectors, dim=1))
        return told


def main() -> None:
    """Predict what was held out, then learn from all and write it."""
    labelled = read_labelled(parse_reports(__doc__))
    authorities = sorted({one.authority for one in labelled})
    held_out = set(authorities[::HELD_OUT])
    others = [one for one in labelled if one.authority not in held_out]
    report(learn(others), [one for one in labelled if one.authority in held_out])
    write(learn(labelled))


def read_labelled(options: argparse.Namespace) -> list[Labelled]:
    """The sentences that ``own_polarity.csv`` names, those of points to improve left out."""
    with Assistant.open(options.reports, index=options.index, settings=Settings(reader="none")) as assistant:
        documents = {document.id: document for document in assistant.documents()}
    found = []
    with OWN.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            paragraph = documents[row["document"]].paragraph(row["locator"])
            if paragraph.kind != "improvement":
                text = sentences(paragraph.text)[int(row["sentence"])]
                found.append(Labelled(documents[row["document"]].authority or "", text, row["polarity"]))
    return found


def learn(labelled: Sequence[Labelled]) -> PolarityNet:
    """A net that learnt from sentences, those of about one length at a time."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    net = PolarityNet().train()
    thin = thin_weights(net)
    groups = [{"params": thin, "lr": RATE}, {"params": net.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = PASSES * -(-len(labelled) // TOGETHER)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, HEAD_RATE], steps, pct_start=WARM_UP)
    for _ in range(PASSES):
        order = sorted(labelled, key=lambda one: len(one.text) + random.random() * 60)
        batches = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
        random.shuffle(batches)
        for batch in batches:
            wanted = torch.tensor([SAYS[one.polarity] for one in batch], dtype=torch.float32)
            loss = nn.functional.binary_cross_entropy_with_logits(net([one.text for one in batch]), wanted)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(thin, 1.0)
            optimiser.step()
            rates.step()
    return net.eval()


def report(net: PolarityNet, labelled: Sequence[Labelled]) -> None:
    """How much is right of what was not learnt from."""
    counts: Counter[tuple[str, str]] = Counter()
    named = {says: name for name, says in SAYS.items()}
    with torch.inference_mode():
        for one in labelled:
            strength, weakness = (net([one.text])[0] > 0).tolist()
            counts[one.polarity, named[int(strength), int(weakness)]] += 1
    right = sum(count for (known, told), count in counts.items() if known == told)
    print(f"{right / counts.total():.3f} of {counts.total()} held out are right; known and told:")
    for known in SAYS:
        print(f"  {known}: " + ", ".join(f"{told} {counts[known, told]}" for told in SAYS))


def write(net: PolarityNet) -> None:
    """The adapter and the head."""
    write_adapter(FITTED, net.model, {"head.weight": net.head.weight, "head.bias": net.head.bias})


if __name__ == "__main__":
    main()
