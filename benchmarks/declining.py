"""The decision to decline: questions that the documents answer, and questions that they do not.

    python benchmarks/declining.py [--index FOLDER] [--show]

The questions of ``declining.jsonl`` were written from the shipped documents, and have long been in
sight. Printed is, for each kind of question and over a range of thresholds, how many were wrongly
declined and how many wrongly answered; those after a plus were answered in part, with what is missing
said. The present threshold, which ``training/fit.py`` chose on other questions, is marked with a star.

A second table asks the answerable questions again with their paragraphs taken from what was found, so
that they should be declined. It is a harsher test, because what stands around those paragraphs stays.
``--show`` prints what went wrong at the present threshold.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast
from unittest.mock import patch

from rag.answering import compose_answer, evidence
from rag.assistant import Assistant
from rag.fitted import Weighing, load_weighing
from rag.model import Answer, Document, Findings
from rag.query import Query
from rag.retrieval import Collection, find_evidence
from rag.retrieval.langchain import PassageRetriever
from rag.settings import SHIPPED_CORPUS, Settings

QUESTIONS = Path(__file__).with_suffix(".jsonl")
STEPS = (-0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2)  # from the present threshold
FROM_PASSAGES = ("fact", "yes_no", "why", "definition")  # kinds that are answered from what was found alone

Record = Mapping[str, Any]
Outcome = Literal["declined", "in part", "answered"]


@dataclass(frozen=True)
class Asked:
    """A question, whether it should be answered, and what was found for it."""

    id: str
    kind: str
    answerable: bool
    query: Query
    findings: Findings


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, help="an index of the shipped corpus; made anew without it")
    parser.add_argument("--show", action="store_true", help="print what went wrong in the choosing half")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Assistant.open(SHIPPED_CORPUS, index=options.index or folder) as assistant,
    ):
        collection = cast(PassageRetriever, assistant.retriever()).collection
        asked = ask_all(read_questions(), collection)
    removed, documents = ask_without_evidence(read_questions(), asked), collection.version.documents
    print(tabulate("as they are", asked, documents))
    print(tabulate("with their paragraphs taken away", removed, documents))
    if options.show:
        show_mistakes(asked, documents)


def show_mistakes(asked: Sequence[Asked], documents: Mapping[str, Document]) -> None:
    """What is wrongly declined or answered at the present threshold."""
    for one in asked:
        answer = answer_at(weighing().decline, one, documents)
        if answer.abstained == one.answerable:
            print(f"\n{one.id} {one.kind}: {one.query.question}\n{answer.text}")


def read_questions(file: Path = QUESTIONS) -> list[Record]:
    """The records of the file: id, question, answerable, kind, and the places that answer."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def ask_all(records: Iterable[Record], collection: Collection) -> list[Asked]:
    """What is found for each question."""
    limit = Settings().passages
    asked = []
    for record in records:
        query = collection.understand(record["question"])
        findings = find_evidence(query, collection, limit=limit)
        asked.append(Asked(record["id"], record["kind"], record["answerable"], query, findings))
    return asked


def ask_without_evidence(records: Iterable[Record], asked: Sequence[Asked]) -> list[Asked]:
    """The answerable questions of the kinds that are answered from passages, with theirs taken away."""
    places = {
        record["id"]: {(place["document"], place["locator"]) for place in record.get("places", ())}
        for record in records
    }
    return [
        replace(one, answerable=False, findings=without(one.findings, places[one.id]))
        for one in asked
        if one.answerable and one.kind in FROM_PASSAGES
    ]


def without(findings: Findings, places: set[tuple[str, str]]) -> Findings:
    """The findings less some paragraphs and their sentences."""
    return replace(
        findings,
        passages=tuple(p for p in findings.passages if (p.document, p.locator) not in places),
        sentences=tuple(s for s in findings.sentences if (s.document, s.locator) not in places),
        answers={place: told for place, told in findings.answers.items() if place not in places},
    )


def answer_at(threshold: float, one: Asked, documents: Mapping[str, Document]) -> Answer:
    """The answer that would be given if the threshold were another one."""
    stricter = replace(weighing(), decline=threshold)
    with patch.object(evidence, "load_weighing", lambda **_: stricter):
        return compose_answer(evidence.Evidence(one.query, one.findings, documents))


def weighing() -> Weighing:
    """What was learnt for answers with the reader."""
    return load_weighing(with_reader=True)


def outcome_of(answer: Answer) -> Outcome:
    if answer.abstained:
        return "declined"
    return "in part" if answer.outcome == "partial" else "answered"


def tabulate(title: str, asked: Sequence[Asked], documents: Mapping[str, Document]) -> str:
    """One line a kind, one for all: wrongly declined / wrongly answered + answered in part, by threshold."""
    answerable = sum(one.answerable for one in asked)
    thresholds = [weighing().decline + step for step in STEPS]
    heads = [
        f"{threshold:.2f}{'' if step else '*'}" for threshold, step in zip(thresholds, STEPS, strict=True)
    ]
    columns = [
        [(one, outcome_of(answer_at(threshold, one, documents))) for one in asked] for threshold in thresholds
    ]
    lines = [
        f"{title}: {answerable} answerable, {len(asked) - answerable} not",
        f"{'wrongly declined/answered+in part':34}" + "".join(f"{head:>10}" for head in heads),
    ]
    for kind in (*dict.fromkeys(one.kind for one in asked), "all"):
        own = [one for one in asked if kind in (one.kind, "all")]
        yes = sum(one.answerable for one in own)
        cells = [_cell([entry for entry in column if entry[0] in own]) for column in columns]
        lines.append(f"{kind:16}{yes:4} and {len(own) - yes:3}      " + "".join(f"{c:>10}" for c in cells))
    return "\n".join([*lines, ""])


def _cell(entries: Iterable[tuple[Asked, Outcome]]) -> str:
    counted = [(one.answerable, outcome) for one, outcome in entries]
    declined, answered = counted.count((True, "declined")), counted.count((False, "answered"))
    return f"{declined}/{answered}+{counted.count((False, 'in part'))}"


if __name__ == "__main__":
    main()
