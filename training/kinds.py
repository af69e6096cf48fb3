"""Which kind of answer a question wants: fit the classifier that ``rag.questions.kinds`` reads.

    python -m training.kinds TRAINING BANK

TRAINING is the folder with ``kinds.jsonl``, BANK a file of questions with known evidence whose types
tell a kind. Both halves of ``kinds.jsonl`` were written apart from each other, so each is predicted by
what was learnt from the other; the questions of the bank are predicted in turns, those on a quarter of
the authorities by what was learnt from the rest. Then all of them are learnt from, and
``rag/fitted/kinds.json`` is written.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import rag.questions
from rag.embedding import LocalEmbeddings
from rag.questions.kinds import Asked, mask
from rag.questions.mentions import find_mentions
from training.groups import Record, read_records

FITTED = Path(rag.questions.__file__).parent.parent / "fitted" / "kinds.json"
OF_TYPE = {
    **dict.fromkeys(
        ("fact", "yes_no", "why", "number", "theme", "false_premise", "unanswerable", "definition"), "passage"
    ),
    "change": "change",
    "compare": "compare",
    "grade": "grades",
}
VECTOR, COUNTS, TERMS = 4.0, 2.0, 3.0  # how much each part of a question weighs before it is fitted
STRENGTH = 3.0  # inverse of the penalty on large weights
FEWEST = 2  # questions that hold a term, for it to be looked at
QUARTERS = 4
DIGITS = 4


class Learner:
    """The three parts of questions side by side, and the regression over them."""

    def __init__(self) -> None:
        self.terms = TfidfVectorizer(
            ngram_range=(1, 2), min_df=FEWEST, sublinear_tf=True, token_pattern=r"\w+"
        )
        self.model = LogisticRegression(C=STRENGTH, max_iter=3000)

    def fit(self, asked: Sequence[Asked], vectors: Any, kinds: Sequence[str]) -> Learner:
        """Learn from questions, their vectors and their kinds."""
        self.terms.fit(one.text for one in asked)
        self.model.fit(self._parts(asked, vectors), kinds)
        return self

    def predict(self, asked: Sequence[Asked], vectors: Any) -> list[str]:
        """The likeliest kind of each question."""
        return list(self.model.predict(self._parts(asked, vectors)))

    def write(self, file: Path, size: int) -> None:
        """What was learnt, as plain numbers; ``size`` is the length of a vector."""
        weights = self.model.coef_
        names = self.terms.get_feature_names_out()
        told = {
            "kinds": list(self.model.classes_),
            "intercept": _rounded(self.model.intercept_),
            "vector": _rounded(weights[:, :size] * VECTOR),
            "counts": _rounded(weights[:, size : size + 4] * COUNTS),
            "rarity": {
                name: round(float(idf), DIGITS) for name, idf in zip(names, self.terms.idf_, strict=True)
            },
            "terms": {
                name: _rounded(column)
                for name, column in zip(names, weights[:, size + 4 :].T * TERMS, strict=True)
            },
        }
        file.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")

    def _parts(self, asked: Sequence[Asked], vectors: Any) -> Any:
        counts = np.array([one.counts for one in asked])
        terms = self.terms.transform(one.text for one in asked) * TERMS
        return hstack([csr_matrix(vectors * VECTOR), csr_matrix(counts * COUNTS), terms]).tocsr()


def main() -> None:
    """Predict what was not learnt from, then learn from all of it and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("training", type=Path)
    parser.add_argument("bank", type=Path)
    options = parser.parse_args()
    labelled = read_records(options.training / "kinds.jsonl")
    bank = [record for record in read_records(options.bank) if _kind_of(record)]
    asked = [_asked(one["q"]) for one in labelled] + [_asked(one["question"]) for one in bank]
    kinds = np.array([one["kind"] for one in labelled] + [_kind_of(one) for one in bank])
    vectors = LocalEmbeddings().encode([one.text for one in asked])
    half = np.arange(len(asked)) < len(labelled) // 2
    of_bank = np.arange(len(asked)) >= len(labelled)
    quarter = np.concatenate([np.full(len(labelled), -1), _quarters(bank)])
    predicted = kinds.copy()
    for own in (half, ~half & ~of_bank, *(quarter == which for which in range(QUARTERS))):
        learner = Learner().fit(_where(asked, ~own), vectors[~own], kinds[~own])
        predicted[own] = learner.predict(_where(asked, own), vectors[own])
    print(f"kinds.jsonl, each half by the other: {(predicted == kinds)[~of_bank].mean():.3f}")
    print(f"the bank, by other authorities: {(predicted == kinds)[of_bank].mean():.3f}")
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, guess in zip(kinds[of_bank], predicted[of_bank], strict=True):
        told[kind][guess] += 1
    for kind, guesses in told.items():
        print(f"  {kind}: {dict(guesses.most_common(4))}")
    Learner().fit(asked, vectors, kinds).write(FITTED, vectors.shape[1])


def _kind_of(record: Record) -> str:
    """The kind that a type tells; what several reports of one authority have to tell is a change."""
    kind = OF_TYPE.get(record["type"], "")
    return "change" if kind == "passage" and len(set(record["documents"])) > 1 else kind


def _asked(question: str) -> Asked:
    return mask(question, find_mentions(question, lambda _: True))


def _quarters(bank: Sequence[Record]) -> Any:
    """A quarter of the authorities for each question; one without evidence stands beside its like."""
    names, last = [], ""
    for record in bank:
        last = record["documents"][0].split("/")[0] if record["documents"] else last
        names.append(last)
    order = sorted(set(names))
    return np.array([order.index(name) % QUARTERS for name in names])


def _where(asked: Sequence[Asked], chosen: Any) -> list[Asked]:
    return [one for one, own in zip(asked, chosen, strict=True) if own]


def _rounded(numbers: Any) -> Any:
    return np.round(numbers, DIGITS).tolist()


if __name__ == "__main__":
    main()
