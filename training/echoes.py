"""How surely a statement in the words of its question has to follow from print, to be shown.

    python -m training.echoes TRAINING REPORTS [--index FOLDER]

A chat model tells back what a question takes for granted. The statements of ``own_entailment.csv`` that were
written in the words of a question, on authorities that ``training/entailment.py`` keeps out, are weighed
beside the question of TRAINING on their paragraph that they share most words with. Printed is, of those with
words of it that print lacks and of the others, how many are shown by the log-odds that are asked for;
``rag.answering.checking.LEAST_ECHOED`` is the least of them by which 3 in 100 (3.2) of the false ones are.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from rag import Assistant
from rag.answering.checking import echoes, read_entailment
from rag.answering.statements import Source, Statement, say
from rag.language.stems import stems
from rag.model import Document, Place
from rag.retrieval.langchain import PassageRetriever
from rag.settings import Settings
from training.entailment import held_out_of, places_of, read_own, with_shipped
from training.groups import read_placed
from training.regressions import parse_reports

LEASTS = (-1.0, 0.0, 1.0, 2.0, 2.5, 3.0, 3.5, 4.0)


def main() -> None:
    """Read and print."""
    options = parse_reports(__doc__, "training")
    with Assistant.open(options.reports, index=options.index, settings=Settings(reader="none")) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        asked: dict[Place, list[str]] = defaultdict(list)
        for _, place, _, question in read_placed(options.training, "questions.tsv", collection):
            asked[place].append(question)
        documents = with_shipped(assistant.documents())
    told: dict[tuple[bool, bool], list[float]] = defaultdict(list)
    for statement, true in read_echoes(documents):
        places = [Place(source.document, source.locator) for source in statement.sources]
        question = nearest_to(statement, [q for place in places for q in asked[place]])
        log_odds = read_entailment(statement, documents)
        told[echoes(statement, documents, question), true].append(log_odds)
    print(f"{'shown by log-odds of at least'.ljust(36)}" + "".join(f"{least:8.1f}" for least in LEASTS))
    for (echoing, true), own in sorted(told.items()):
        name = f"{'echo' if echoing else 'no echo'}, {'true' if true else 'false'} ({len(own)})"
        print(name.ljust(36) + "".join(f"{np.mean(np.array(own) >= least):8.3f}" for least in LEASTS))


def read_echoes(documents: Mapping[str, Document]) -> list[tuple[Statement, bool]]:
    """The statements in words of a question that were not learnt from, and whether each is true."""
    by_authority = defaultdict(list)
    for row in read_own():
        by_authority[documents[places_of(row)[0].document].authority or ""].append(row)
    return [
        (say(row["statement"], *(Source(*place, "") for place in places_of(row))), row["true"] == "yes")
        for authority in held_out_of(by_authority)
        for row in by_authority[authority]
        if row["way"] == "echo"
    ]


def nearest_to(statement: Statement, questions: Sequence[str]) -> str:
    """The question that shares most words with a statement."""
    told = stems(statement.wording)
    return max(questions, key=lambda question: len(told & stems(question)), default="")


if __name__ == "__main__":
    main()
