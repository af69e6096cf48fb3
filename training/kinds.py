"""Which kind of answer a question wants: fit the classifier that ``rag.questions.kinds`` reads.

    python -m training.kinds TRAINING BANK

TRAINING is the folder with ``kinds.jsonl`` and ``questions.tsv``, BANK a file of questions with known
evidence whose types tell a kind. Both halves of ``kinds.jsonl`` were written apart from each other, so
each is predicted by what was learnt from the other; the questions of the bank and of ``questions.tsv``
are predicted in turns, those on a quarter of the authorities by what was learnt from the rest. Then all
of them are learnt from, and ``rag/fitted/kinds.json`` is written. The few of ``own_kinds.jsonl``, beside
this script, are always learnt from: short questions after a change or a target, and their opposites.

Every question of ``questions.tsv`` was written for a paragraph, so it wants a passage, and most name no
authority: without them a question that names none seemed to be on all of them. To half of those that
are taken an authority is added, for the same reason the other way round.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from training.groups import Record, read_questions, read_records

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
OWN = Path(__file__).with_name("own_kinds.jsonl")
PASSAGES = 2500  # questions that are taken from questions.tsv, in an order that the seed decides
COUNT_AS = 10  # questions that all of them together count as: of 0, 5, 10 and 20 by what is printed
NAMED = ("{} in Leeds?", "Leeds: {}", "in Leeds, {}")  # an authority, which is masked, added to a question
SEED = 0
DIGITS = 4


@dataclass(frozen=True)
class Example:
    """A question as the classifier sees it, and its kind.

    What has the same ``turn`` is predicted together, by what was learnt from the rest; as much as
    ``counts`` questions it is learnt from.
    """

    asked: Asked
    vector: Any
    kind: str
    source: str
    turn: str = ""
    counts: float = 1.0


class Learner:
    """The three parts of questions side by side, and the regression over them."""

    def __init__(self) -> None:
        self.terms = TfidfVectorizer(
            ngram_range=(1, 2), min_df=FEWEST, sublinear_tf=True, token_pattern=r"\w+"
        )
        self.model = LogisticRegression(C=STRENGTH, max_iter=3000)

    def fit(self, examples: Sequence[Example]) -> Learner:
        """Learn from questions and their kinds."""
        self.terms.fit(one.asked.text for one in examples)
        self.model.fit(
            self._parts(examples),
            [one.kind for one in examples],
            sample_weight=[one.counts for one in examples],
        )
        return self

    def predict(self, examples: Sequence[Example]) -> list[str]:
        """The likeliest kind of each question."""
        return list(self.model.predict(self._parts(examples)))

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

    def _parts(self, examples: Sequence[Example]) -> Any:
        vectors = np.array([one.vector for one in examples])
        counts = np.array([one.asked.counts for one in examples])
        terms = self.terms.transform(one.asked.text for one in examples) * TERMS
        return hstack([csr_matrix(vectors * VECTOR), csr_matrix(counts * COUNTS), terms]).tocsr()


def main() -> None:
    """Predict what was not learnt from, then learn from all of it and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("training", type=Path)
    parser.add_argument("bank", type=Path)
    options = parser.parse_args()
    examples = [
        *_labelled(options.training),
        *_of_bank(options.bank),
        *_passages(options.training),
        *_read([(one["q"], one["kind"]) for one in read_records(OWN)], OWN.name),
    ]
    for source in dict.fromkeys(one.source for one in examples if one.turn):
        told = Counter[tuple[str, str]]()
        for turn in {one.turn for one in examples if one.source == source}:
            own = [one for one in examples if one.source == source and one.turn == turn]
            others = [one for one in examples if one.turn != turn]
            told.update(zip((one.kind for one in own), Learner().fit(others).predict(own), strict=True))
        right = sum(count for (kind, predicted), count in told.items() if kind == predicted)
        print(f"{source}: {right / told.total():.3f} of {told.total()} right; most often taken for another:")
        wrong = Counter({pair: count for pair, count in told.items() if pair[0] != pair[1]})
        print("  " + ", ".join(f"{kind} for {other} {n}" for (kind, other), n in wrong.most_common(6)))
    Learner().fit(examples).write(FITTED, len(examples[0].vector))


def _labelled(training: Path) -> Iterator[Example]:
    """Those of ``kinds.jsonl``, in two turns: its halves."""
    records = read_records(training / "kinds.jsonl")
    for at, example in enumerate(_read([(one["q"], one["kind"]) for one in records], "kinds.jsonl")):
        yield replace(example, turn="first half" if at < len(records) // 2 else "second half")


def _of_bank(bank: Path) -> list[Example]:
    """Those of the bank whose type tells a kind; one without evidence stands beside its like."""
    records = [record for record in read_records(bank) if _kind_of(record)]
    turns, last = [], ""
    for record in records:
        last = record["documents"][0] if record["documents"] else last
        turns.append(last)
    read = _read([(one["question"], _kind_of(one)) for one in records], "the bank")
    return [replace(one, turn=_quarter(document)) for one, document in zip(read, turns, strict=True)]


def _passages(training: Path) -> list[Example]:
    """Those of ``questions.tsv`` that are taken, every second one with an authority."""
    document = {record["id"]: record["document"] for record in read_records(training / "paragraphs.jsonl")}
    lines = list(read_questions(training / "questions.tsv"))
    random.Random(SEED).shuffle(lines)
    asked = [
        (NAMED[at % len(NAMED)].format(question.rstrip(" ?")) if at % 2 else question, "passage")
        for at, (_, _, question) in enumerate(lines[:PASSAGES])
    ]
    return [
        replace(one, turn=_quarter(document[id]), counts=COUNT_AS / PASSAGES)
        for one, (id, _, _) in zip(_read(asked, "questions.tsv"), lines, strict=False)
    ]


def _read(asked: Sequence[tuple[str, str]], source: str) -> list[Example]:
    masked = [_mask(question) for question, _ in asked]
    vectors = LocalEmbeddings().encode([one.text for one in masked])
    told = zip(masked, vectors, asked, strict=True)
    return [Example(one, vector, kind, source) for one, vector, (_, kind) in told]


def _kind_of(record: Record) -> str:
    """The kind that a type tells; what several reports of one authority have to tell is a change."""
    kind = OF_TYPE.get(record["type"], "")
    return "change" if kind == "passage" and len(set(record["documents"])) > 1 else kind


def _mask(question: str) -> Asked:
    return mask(question, find_mentions(question, lambda _: True))


def _quarter(document: str) -> str:
    """The turn of an authority, told from the folder that its documents are in."""
    return f"quarter {zlib.crc32(document.split('/')[0].encode()) % 4}"


def _rounded(numbers: Any) -> Any:
    return np.round(numbers, DIGITS).tolist()


if __name__ == "__main__":
    main()
