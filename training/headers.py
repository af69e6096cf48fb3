"""How much a word in the header of a paragraph counts in a search by words, against one in its text.

    python -m training.headers TRAINING REPORTS [--index FOLDER]

Of 2,000 questions of TRAINING that a paragraph answers, each is searched for by its words among the reports
of the paragraph's authority, with one weight after the other. Printed is how often the paragraph is among
the first eight, and the mean of one over its rank (mean reciprocal rank; Voorhees, TREC-8, 1999), each with
its standard error. ``rag.engine.telling.HEADER_WEIGHT`` is one of those that no other is surely better than.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, cast
from unittest.mock import patch

import numpy as np

import rag.engine.embedded.version
from rag import Assistant
from rag.language.terms import content_words
from rag.model import Place
from rag.retrieval import Collection
from rag.retrieval.langchain import PassageRetriever
from rag.retrieval.searches import POOL
from rag.settings import Settings
from training.groups import read_placed
from training.regressions import parse_reports

QUESTIONS = 2_000
WEIGHTS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
FIRST = 8


def main() -> None:
    """Search and print."""
    options = parse_reports(__doc__, "training")
    with Assistant.open(options.reports, index=options.index, settings=Settings(reader="none")) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        answered = [
            (content_words(question), place)
            for _, place, answering, question in read_placed(options.training, "questions.tsv", collection)
            if answering
        ]
        asked = random.Random(0).sample(answered, QUESTIONS)
        for weight in WEIGHTS:
            with patch.object(rag.engine.embedded.version, "HEADER_WEIGHT", weight):
                ranks = np.array([rank_of(place, words, collection) for words, place in asked])
            told = (tell(ranks <= FIRST), tell(1 / ranks))
            print(f"{weight:.2f}: among the first {FIRST} {told[0]}, reciprocal rank {told[1]}")


def rank_of(place: Place, words: Sequence[str], collection: Collection) -> float:
    """Where a paragraph stands among those of its authority that hold some words; infinite for nowhere."""
    documents = collection.version.documents
    own = [id for id, one in documents.items() if one.authority == documents[place.document].authority]
    found = list(collection.version.search_words(words, documents=own, limit=POOL))
    return found.index(place) + 1 if place in found else math.inf


def tell(values: np.ndarray[Any, Any]) -> str:
    """A mean and its standard error."""
    return f"{values.mean():.3f} ± {values.std() / math.sqrt(len(values)):.3f}"


if __name__ == "__main__":
    main()
