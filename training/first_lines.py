"""How likely a sentence by itself has to answer, to stand first in a written answer.

    python -m training.first_lines TRAINING REPORTS [--index FOLDER]

Of 1,000 questions of TRAINING each sentence that answers, and another of its paragraph, is read by itself as
what a chat model writes is. Printed is how many of both stand first at each log-odds of the reader;
``rag.writing.weighing.LEAST_ANSWERING`` is the one that loses one in twenty of those that answer.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import random
from typing import cast

import numpy as np

from rag import Assistant
from rag.reader import PackagedReader, Text
from rag.retrieval.langchain import PassageRetriever
from rag.settings import Settings
from training.groups import Group, read_groups
from training.regressions import parse_reports

QUESTIONS = 1_000
LOST = 0.05


def main() -> None:
    """Read and print."""
    options = parse_reports(__doc__, "training")
    with Assistant.open(options.reports, index=options.index, settings=Settings(reader="none")) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        groups = [
            g for g in read_groups(options.training, "questions.tsv", collection, others=False) if g.answering
        ]
    drawn = random.Random(0).sample(groups, QUESTIONS)
    reader = PackagedReader()
    told: dict[bool, list[float]] = {True: [], False: []}
    for group in drawn:
        for which, span in enumerate(group.text.sentences):
            told[which in group.answering].append(_read(reader, group, span))
    least = float(np.quantile(told[True], LOST))
    print(f"one in twenty of {len(told[True])} that answer lies below {least:.2f}")
    for at in (-4.0, -3.0, -2.0, -1.0, 0.0, least):
        kept, let = (np.mean(np.array(told[answers]) >= at) for answers in (True, False))
        print(f"  at least {at:.2f}: {kept:.3f} of those, {let:.3f} of {len(told[False])} others")


def _read(reader: PackagedReader, group: Group, span: tuple[int, int]) -> float:
    sentence = group.text.text[span[0] : span[1]]
    (reading,) = reader.read(group.question, [Text("", sentence, ((0, len(sentence)),))])
    return reading.sentences[0]


if __name__ == "__main__":
    main()
