"""What a report says on a subject: fit ``rag/fitted/themes.json``.

    python -m training.themes REPORTS [--index FOLDER]

``own_themes.csv``, beside this script, names 900 paragraphs of the reports of the building authorities
under thirty subjects, of each report two that the searches bring first and one further down, with the
numbers of the sentences that say something on the subject, none where it does not. Readers decided by
reading, without sight of what any model said. Two logistic regressions are fitted, each with the packaged
reader and without: whether a paragraph is on the subject, and which of its sentences are. Every subject
is predicted by what was learnt from the others; then all of them are learnt from.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

import rag.fitted
from rag import Assistant
from rag.model import Place
from rag.retrieval.langchain import PassageRetriever
from rag.themes.reading import signals_of_places
from rag.themes.subject import subject_of
from training.regressions import as_logistic, parse_reports

FITTED = Path(rag.fitted.__file__).with_name("themes.json")
OWN = Path(__file__).with_name("own_themes.csv")
SIGNALS = {  # of a paragraph, and of a sentence
    "reader": (("whole", "words"), ("sentence", "nearness", "words")),
    "searches": (("nearness", "words"), ("nearness", "words")),
}
FOLDS = 10

Rows = Sequence[tuple[str, dict[str, float], bool]]
"""Of each paragraph, or sentence, its subject, its signals, and whether it is on the subject."""


def main() -> None:
    """Fit both regressions, with the reader and without, and write them."""
    paragraphs, sentences = read_rows(parse_reports(__doc__))
    told = {
        name: {"paragraph": fit(paragraphs, of_paragraph), "sentence": fit(sentences, of_sentence)}
        for name, (of_paragraph, of_sentence) in SIGNALS.items()
    }
    FITTED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read_rows(options: argparse.Namespace) -> tuple[Rows, Rows]:
    """The paragraphs that ``own_themes.csv`` names, and the sentences of those that are on their subject."""
    by_subject: dict[str, list[tuple[str, str, set[int]]]] = defaultdict(list)
    with OWN.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            spoken = {int(number) for number in row["sentences"].split()}
            by_subject[row["subject"]].append((row["document"], row["locator"], spoken))
    paragraphs: list[Any] = []
    sentences: list[Any] = []
    with Assistant.open(options.reports, index=options.index) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        for subject, labelled in by_subject.items():
            asked = subject_of(collection.understand(subject), collection)
            places = [Place(document, locator) for document, locator, _ in labelled]
            read = signals_of_places(places, asked, collection)
            for (_, own, of_sentences), (_, _, spoken) in zip(read, labelled, strict=True):
                paragraphs.append((subject, own, bool(spoken)))
                if spoken:
                    sentences += [(subject, one, at in spoken) for at, one in enumerate(of_sentences)]
    return paragraphs, sentences


def fit(rows: Rows, names: Sequence[str]) -> dict[str, Any]:
    """A regression over the signals of these names, after what it comes to on subjects it has not seen."""
    signals = np.array([[own[name] for name in names] for _, own, _ in rows])
    yes, subjects = np.array([so for *_, so in rows]), [subject for subject, *_ in rows]
    model = LogisticRegression(C=10.0)
    told = cross_val_predict(model, signals, yes, groups=subjects, cv=GroupKFold(FOLDS))
    right, if_no = np.mean(told == yes), 1 - yes.mean()
    print(f"{', '.join(names)}: {right:.3f} of {len(rows)} right; if always no {if_no:.3f}")
    model.fit(signals, yes)
    return as_logistic(model, names)


if __name__ == "__main__":
    main()
