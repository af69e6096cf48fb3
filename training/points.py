"""Whether an earlier report asked for the same: fit ``rag/fitted/points.json``.

    python -m training.points REPORTS [--index FOLDER]

``own_points.csv``, beside this script, names pairs of improvement points of the building authorities, a
later one and an earlier one, with whether the earlier one asked, at least in part, for the same. Readers
decided by reading, without sight of what any model said: of 450 pairs that embeddings bring near each
other, and of those that a first fit chose for each point and earlier report. How rare words and terms are
is counted in all the points of these authorities. Every authority is predicted by what was learnt from the
others, by words alone and with the packaged reader; the limit lies where of those that are said to be the
same enough are. Then all are learnt from.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

import rag.fitted
from rag import Assistant
from rag.points.sameness import Rarities, read_points, signals_of, terms_of, words_of
from rag.reader.packaged import PackagedReader
from training.regressions import as_logistic, parse_reports

FITTED = Path(rag.fitted.__file__).with_name("points.json")
OWN = Path(__file__).with_name("own_points.csv")
SIGNALS = {"by_words": ("words", "term"), "by_reader": ("words", "term", "read")}
FOLDS = 10
PRECISION = 0.7

Rows = Sequence[tuple[str, dict[str, float], bool]]
"""Of each pair its authority, its signals, and whether it is the same."""


def main() -> None:
    """Count the words, fit the decision, and write both."""
    rarities, rows = read_rows(parse_reports(__doc__))
    told: dict[str, Any] = {"points": rarities.points, "words": rarities.words, "terms": rarities.terms}
    told |= {decision: fit(rows, names) for decision, names in SIGNALS.items()}
    FITTED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read_rows(options: argparse.Namespace) -> tuple[Rarities, Rows]:
    """How rare words are, and the pairs that ``own_points.csv`` names."""
    with OWN.open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    with Assistant.open(options.reports, index=options.index) as assistant:
        documents = {document.id: document for document in assistant.documents()}
    reader = PackagedReader()
    authorities = {documents[pair["later"]].authority for pair in pairs}
    own = [document for document in documents.values() if document.authority in authorities]
    rarities = count_words([point.text for document in own for point in document.improvements])
    rows = []
    for pair in pairs:
        later = documents[pair["later"]].paragraph(pair["later_locator"]).text
        earlier = documents[pair["earlier"]].paragraph(pair["earlier_locator"]).text
        authority = documents[pair["later"]].authority or ""
        (read,) = read_points(later, [earlier], reader)
        rows.append((authority, signals_of(later, earlier, rarities) | read, pair["same"] == "yes"))
    return rarities, rows


def count_words(points: Sequence[str]) -> Rarities:
    """How many points hold each word and term; words of a single one are left out."""
    return Rarities(len(points), _counted(map(words_of, points)), _counted(map(terms_of, points)))


def _counted(held: Iterable[frozenset[str]]) -> dict[str, int]:
    counts = Counter(word for own in held for word in own)
    return {word: count for word, count in sorted(counts.items()) if count > 1}


def fit(rows: Rows, names: Sequence[str]) -> dict[str, Any]:
    """A regression over the signals of these names and its limit, after what they come to on others."""
    signals = np.array([[own[name] for name in names] for _, own, _ in rows])
    same, authorities = np.array([so for *_, so in rows]), [authority for authority, *_ in rows]
    model = LogisticRegression(C=10.0)
    told = cross_val_predict(
        model, signals, same, groups=authorities, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    limit = find_limit(told, same)
    said = told >= limit
    precision, recall = same[said].mean(), same[said].sum() / same.sum()
    print(f"{', '.join(names)}: {same.sum()} of {len(rows)} are the same; from {limit:.2f} on", end=" ")
    print(f"precision {precision:.3f}, recall {recall:.3f}")
    model.fit(signals, same)
    return {"same": as_logistic(model, names), "limit": limit}


def find_limit(told: np.ndarray[Any, Any], same: np.ndarray[Any, Any]) -> float:
    """The least likelihood, in hundredths, from which on so many of the pairs are the same."""
    limits = (hundredth / 100 for hundredth in range(100))
    return next(limit for limit in limits if same[told >= limit].mean() >= PRECISION)


if __name__ == "__main__":
    main()
