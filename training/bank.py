"""Questions with all their evidence: those of a bank, and our own in the same form.

    python -m training.bank OUT.jsonl REPORTS [--index FOLDER]

Our own (``own_bank.jsonl``) are on the reports of the authorities that the bank is about, by writers who had
read whole reports and seen neither the bank nor what Pinpoint answers. Of each: the folder of its authority,
its type, the questions before it, and the facts that a complete answer states, each with all the places
where it is printed, as document, locator and a run of printed words. The script writes them to OUT.jsonl as
records of a bank, with the text of their evidence, as ``pinpoint evaluate`` and ``benchmarks/answers.py`` ask
them. The kinds of questions (``training/kinds.py``), the reader and how a topic is embedded are learnt from
them too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from rag import Assistant
from rag.model import Place
from rag.retrieval import Collection
from rag.retrieval.langchain import PassageRetriever
from rag.settings import Settings
from training.regressions import parse_reports

OWN = Path(__file__).with_name("own_bank.jsonl")

Record = Mapping[str, Any]


def main() -> None:
    """Write our own questions as records of a bank."""
    options = parse_reports(__doc__, "out")
    settings = Settings(reader="none")
    with Assistant.open(options.reports, index=options.index, settings=settings) as assistant:
        records = read_own_bank(cast(PassageRetriever, assistant.retriever()).collection)
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record, _ in records]
    options.out.write_text("".join(lines), encoding="utf-8")


def read_records(file: Path) -> list[Record]:
    """One JSON object a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def read_bank(bank: Path, collection: Collection) -> Iterator[tuple[Record, str]]:
    """The questions of the bank, each with its authority; one without evidence stands beside its like."""
    names, records = _names_of(collection), read_records(bank)
    for record, folder in zip(records, folders_of(records), strict=True):
        yield record, names.get(folder, "")


def folders_of(records: Iterable[Record]) -> Iterator[str]:
    """The folder of the authority that each is about; one without evidence stands beside its like."""
    folder = ""
    for record in records:
        folder = record["documents"][0].split("/")[0] if record["documents"] else folder
        yield folder


def read_own_bank(collection: Collection) -> Iterator[tuple[Record, str]]:
    """Our own questions as records of a bank, each with its authority and the text of its evidence."""
    names = _names_of(collection)
    for record in read_own():
        needed = [[_with_text(piece, collection) for piece in fact] for fact in record["must_have"]]
        evidence = [piece for fact in needed for piece in fact]
        yield {**record, "must_have": needed, "evidence": evidence}, names[record["authority"]]


def read_own() -> list[Record]:
    """Our own questions as records of a bank, their evidence by place, each with its authority's folder."""
    return [_as_record(own) for own in read_records(OWN)]


def half_of(authorities: Iterable[str], half: int) -> frozenset[str]:
    """Every second authority by name, beginning with the first (0) or the second (1)."""
    return frozenset(sorted(set(authorities))[half::2])


def _names_of(collection: Collection) -> Mapping[str, str]:
    """The name of the authority that each folder of reports is about."""
    documents = collection.version.documents.values()
    return {document.id.split("/")[0]: document.authority or "" for document in documents}


def _as_record(own: Record) -> Record:
    facts = own["facts"]
    return {
        "authority": own["authority"],
        "question": own["question"],
        "history": [{"role": "user", "content": turn} for turn in own["history"]],
        "type": own["type"],
        "answerable": bool(facts),
        "documents": sorted({document for fact in facts for document, _, _ in fact}),
        "related": [],
        "must_have": [[{"document": d, "locator": locator} for d, locator, _ in fact] for fact in facts],
        "nugget_patterns": ["|".join(_pattern(words) for _, _, words in fact) for fact in facts],
    }


def _with_text(piece: Record, collection: Collection) -> Record:
    place = Place(piece["document"], piece["locator"])
    return {**piece, "text": collection.version.paragraph(place).text}


def _pattern(words: str) -> str:
    """These words as they may stand in an answer, which may leave some out between them."""
    return r"\W+(?:…\W+)?".join(re.escape(word) for word in re.findall(r"\w+", words))


if __name__ == "__main__":
    main()
