"""What answer a question wants: fit the classifiers that ``rag.questions.kinds`` reads.

    python -m training.kinds TRAINING BANK

TRAINING is the folder with ``kinds.jsonl`` and ``questions.tsv``, BANK a file of questions with known
evidence whose types tell a kind, as those of our own bank do (``training/bank.py``). ``own_kinds.jsonl``,
beside this script, holds 5,400 questions that fifteen writers made up, each for other users and other
confusions, without sight of the others': twelve of them as people type in haste, three in plain words.

Every fifth line of ``kinds.jsonl`` is held out, and predicted by what was learnt from the rest; those of
the banks and of ``questions.tsv`` in turns, a quarter of the authorities by what was learnt from the
others, and our own that go on from another question a third at a time. Then all of them are learnt from,
and ``rag/fitted/kinds.json`` is written. Beside the kind it is learnt whether the latest is meant, whether
things are to be counted, of questions that ask for a change, which way, and of those that ask for a theme,
whether for strengths or for weaknesses alone.

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
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import rag.questions
from rag.embedding import LocalEmbeddings
from rag.questions.followups import stand_alone
from rag.questions.kinds import LONGEST_RUN, SHORTEST_RUN, Asked, mask
from rag.questions.mentions import Mention, find_mentions
from training.bank import Record, folders_of, read_own, read_records
from training.groups import read_questions

FITTED = Path(rag.questions.__file__).parent.parent / "fitted" / "kinds.json"
OF_TYPE = {
    **dict.fromkeys(
        ("fact", "yes_no", "why", "number", "false_premise", "unanswerable", "definition"), "passage"
    ),
    "theme": "theme",
    "change": "change",
    "compare": "compare",
    "grade": "grades",
}
# How much each part of a question weighs before it is fitted.
VECTOR, COUNTS, TERMS, RUNS = 4.0, 2.0, 3.0, 2.0
STRENGTH = 3.0  # inverse of the penalty on large weights
FEWEST, FEWEST_RUNS = 3, 8  # questions that hold a term or a run, for it to be looked at
OWN = Path(__file__).with_name("own_kinds.jsonl")
PASSAGES = 2500  # questions that are taken from questions.tsv, in an order that the seed decides
COUNT_AS = 200  # questions that all of them together count as: of 10, 50, 200 and 600 by what is printed
COUNT_OWN_BANK = 0.3  # what each of our own with its evidence counts as: of 0.3 and 1 by what is printed
NAMED = ("{} in Leeds?", "Leeds: {}", "in Leeds, {}")  # an authority, which is masked, added to a question
SEED = 0
DIGITS = 2
FIFTH = 5
EMPTY = Asked("", 0, 0)
HEADS = ("kind", "latest", "count", "moved", "sought")


@dataclass(frozen=True)
class Example:
    """A question as the classifiers see it, and what is known of it: a class of each head, where one is.

    What has the same ``turn`` is predicted together, by what was learnt from the rest; as much as
    ``counts`` questions it is learnt from. ``before`` is the question that it goes on from, if one is.
    """

    asked: Asked
    vector: Any
    known: Mapping[str, str]
    source: str
    turn: str = ""
    counts: float = 1.0
    before: Example | None = None


class Learner:
    """The four parts of questions side by side, and a regression for each head over them."""

    def __init__(self) -> None:
        self.terms = TfidfVectorizer(
            ngram_range=(1, 2), min_df=FEWEST, sublinear_tf=True, token_pattern=r"\w+"
        )
        self.runs = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(SHORTEST_RUN, LONGEST_RUN), min_df=FEWEST_RUNS, sublinear_tf=True
        )
        self.models = {head: LogisticRegression(C=STRENGTH, max_iter=3000) for head in HEADS}

    def fit(self, examples: Sequence[Example]) -> Learner:
        """Learn from questions and what is known of them."""
        self.terms.fit(one.asked.text for one in examples)
        self.runs.fit(one.asked.text for one in examples)
        for head, model in self.models.items():
            own = [one for one in examples if head in one.known]
            model.fit(
                self._parts(own), [one.known[head] for one in own], sample_weight=[one.counts for one in own]
            )
        return self

    def predict(self, head: str, examples: Sequence[Example]) -> list[str]:
        """The likeliest class of each question."""
        return list(self.models[head].predict(self._parts(self.going_on(examples))))

    def going_on(self, examples: Sequence[Example]) -> list[Example]:
        """The same, those that go on from a question with what that one wants."""
        earlier = [one.before for one in examples if one.before]
        model = self.models["kind"]
        likely = iter(model.predict_proba(self._parts(earlier)) if earlier else ())
        return [
            replace(one, asked=replace(one.asked, after=dict(zip(model.classes_, next(likely), strict=True))))
            if one.before
            else one
            for one in examples
        ]

    def write(self, file: Path, size: int) -> None:
        """What was learnt, as plain numbers; ``size`` is the length of a vector."""
        told: dict[str, Any] = {
            name: dict(zip(part.get_feature_names_out(), _rounded(part.idf_), strict=True))
            for name, part in (("terms", self.terms), ("runs", self.runs))
        }
        told["heads"] = {head: self._head(model, size) for head, model in self.models.items()}
        file.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")

    def _head(self, model: LogisticRegression, size: int) -> dict[str, Any]:
        """A row a class; of two classes the first has none of its own."""
        weights, intercept = model.coef_, model.intercept_
        if len(weights) == 1:
            weights, intercept = np.vstack([0 * weights, weights]), np.array([0.0, *intercept])
        first = size + len(EMPTY.counts)
        behind = first + len(self.terms.idf_)
        return {
            "classes": list(model.classes_),
            "intercept": _rounded(intercept),
            "vector": _rounded(weights[:, :size] * VECTOR),
            "counts": _rounded(weights[:, size:first] * COUNTS),
            "terms": _rounded(weights[:, first:behind].T * TERMS),
            "runs": _rounded(weights[:, behind:].T * RUNS),
        }

    def _parts(self, examples: Sequence[Example]) -> Any:
        vectors = np.array([one.vector for one in examples])
        counts = np.array([one.asked.counts for one in examples])
        terms = self.terms.transform(one.asked.text for one in examples) * TERMS
        runs = self.runs.transform(one.asked.text for one in examples) * RUNS
        return hstack([csr_matrix(vectors * VECTOR), csr_matrix(counts * COUNTS), terms, runs]).tocsr()


def main() -> None:
    """Predict what was not learnt from, then learn from all of it and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("training", type=Path)
    parser.add_argument("bank", type=Path)
    options = parser.parse_args()
    examples = [
        *_labelled(options.training),
        *_of_bank(read_records(options.bank), "the bank"),
        *_own_bank(),
        *_passages(options.training),
        *_own(),
    ]
    report(examples)
    learn(examples).write(FITTED, len(examples[0].vector))


def learn(examples: Sequence[Example]) -> Learner:
    """Learn from questions that stand alone what others go on from, then from all of them."""
    alone = Learner().fit([one for one in examples if not one.before])
    return Learner().fit(alone.going_on(examples))


def report(examples: Sequence[Example]) -> None:
    """How much is right of what was not learnt from."""
    told: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for turn in {one.turn for one in examples if one.turn}:
        learnt = learn([one for one in examples if one.turn != turn])
        for source, head in product(dict.fromkeys(one.source for one in examples), HEADS):
            own = [one for one in examples if (one.source, one.turn) == (source, turn) and head in one.known]
            if own:
                predicted = learnt.predict(head, own)
                told[source, head].update(zip((one.known[head] for one in own), predicted, strict=True))
    for (source, head), counts in told.items():
        wrong = Counter({pair: count for pair, count in counts.items() if pair[0] != pair[1]})
        print(f"{source}, {head}: {1 - wrong.total() / counts.total():.3f} of {counts.total()} right")
        print("  " + ", ".join(f"{known} for {other} {n}" for (known, other), n in wrong.most_common(6)))


def _labelled(training: Path) -> Iterator[Example]:
    """Those of ``kinds.jsonl``, every fifth of them a turn of its own, the others always learnt from.

    Those that ask for a theme, which the file does not tell from passages, stand among our own.
    """
    ours = {one["q"] for one in read_records(OWN)}
    records = [one for one in read_records(training / "kinds.jsonl") if one["q"] not in ours]
    asked = [(one["q"], one["before"], _known_of(one)) for one in records]
    for at, example in enumerate(_read(asked, "kinds.jsonl")):
        yield replace(example, turn="held out" if at % FIFTH == FIFTH - 1 else "")


def _own() -> Iterator[Example]:
    """Ours, always learnt from but for those that go on from another question."""
    asked = [(one["q"], one.get("before", ""), _known_of(one)) for one in read_records(OWN)]
    for at, example in enumerate(_read(asked, OWN.name)):
        yield replace(example, turn=f"third {at % 3}" if example.before else "")


def _of_bank(told: Sequence[Record], source: str) -> list[Example]:
    """Those of a bank whose type tells a kind; one without evidence stands beside its like."""
    records = [record for record in told if _kind_of(record)]
    read = _read([(one["question"], "", {"kind": _kind_of(one)}) for one in records], source)
    return [replace(one, turn=_quarter(at)) for one, at in zip(read, folders_of(records), strict=True)]


def _own_bank() -> list[Example]:
    """Our own questions with their evidence, which hold no kind that data answers, so count less."""
    read = _of_bank(read_own(), "our own bank")
    return [replace(one, counts=COUNT_OWN_BANK) for one in read]


def _passages(training: Path) -> list[Example]:
    """Those of ``questions.tsv`` that are taken, every second one with an authority."""
    document = {record["id"]: record["document"] for record in read_records(training / "paragraphs.jsonl")}
    lines = list(read_questions(training / "questions.tsv"))
    random.Random(SEED).shuffle(lines)
    asked = [
        (
            NAMED[at % len(NAMED)].format(question.rstrip(" ?")) if at % 2 else question,
            "",
            {"kind": "passage"},
        )
        for at, (_, _, question) in enumerate(lines[:PASSAGES])
    ]
    return [
        replace(one, turn=_quarter(document[id]), counts=COUNT_AS / PASSAGES)
        for one, (id, _, _) in zip(_read(asked, "questions.tsv"), lines, strict=False)
    ]


def _read(asked: Sequence[tuple[str, str, Mapping[str, str]]], source: str) -> list[Example]:
    """Questions, each with the one before it and what is known of it."""
    read = [_split(question, before) for question, before, _ in asked]
    own, earlier = ([mask(text, _mentions_in(text)) for text in texts] for texts in zip(*read, strict=True))
    vectors = LocalEmbeddings().encode([one.text for one in (*own, *earlier)])
    ahead = [
        Example(one, vector, {}, source) if one.text else None
        for one, vector in zip(earlier, vectors[len(own) :], strict=True)
    ]
    told = zip(own, vectors[: len(own)], ahead, asked, strict=True)
    return [Example(one, vector, known, source, before=before) for one, vector, before, (*_, known) in told]


def _known_of(record: Record) -> dict[str, str]:
    """What a record of a question and its labels tells, of each head that it is learnt for."""
    flags = {name: "yes" if record.get(name) else "no" for name in ("latest", "count")}
    tells = record["kind"] == "across" or (record["kind"] == "change" and "moved" in record)
    moved = {"moved": record.get("moved", "")} if tells else {}
    sought = {"sought": record.get("sought", "")} if record["kind"] == "theme" else {}
    return {"kind": record["kind"], **flags, **moved, **sought}


def _kind_of(record: Record) -> str:
    """The kind that a type tells; what several reports of one authority have to tell is a change."""
    kind = OF_TYPE.get(record["type"], "")
    return "change" if kind == "passage" and len(set(record["documents"])) > 1 else kind


def _split(question: str, before: str) -> tuple[str, str]:
    """A question as it is classified, and the one that it goes on from; empty where it stands alone."""
    history = [{"role": "user", "content": before}] if before else []
    alone = stand_alone(question, history, _mentions_in)
    return (question, alone.subject) if alone.subject else (alone.text, "")


def _mentions_in(text: str) -> list[Mention]:
    return find_mentions(text, lambda _: True)


def _quarter(document: str) -> str:
    """The turn of an authority, told from the folder that its documents are in."""
    return f"quarter {zlib.crc32(document.split('/')[0].encode()) % 4}"


def _rounded(numbers: Any) -> Any:
    return np.round(numbers, DIGITS).tolist()


if __name__ == "__main__":
    main()
