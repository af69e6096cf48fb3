"""Our own questions with their evidence, as records of a bank and as what a reader learns from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest

from rag import Assistant
from rag.language.sentences import sentences
from rag.retrieval import Collection
from rag.retrieval.langchain import PassageRetriever
from training import bank
from training.groups import read_bank_groups


@pytest.fixture
def collection(assistant: Assistant) -> Collection:
    return cast(PassageRetriever, assistant.retriever()).collection


@pytest.fixture
def told(collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A question of ours on the longest sentence of the longest paragraph."""
    document = next(d for d in collection.version.documents.values() if d.kind == "ilacs")
    paragraph = max(document.paragraphs, key=lambda paragraph: len(paragraph.text))
    sentence = max(sentences(paragraph.text), key=len)
    words = " ".join(sentence.split()[:6])
    own = {
        "authority": document.id.split("/")[0],
        "type": "fact",
        "question": "How are care leavers supported?",
        "history": ["And the front door?"],
        "facts": [[[document.id, paragraph.locator, words]]],
    }
    file = tmp_path / "own_bank.jsonl"
    file.write_text(json.dumps(own) + "\n", encoding="utf-8")
    monkeypatch.setattr(bank, "OWN", file)
    return {"words": words, "sentence": sentence, "paragraph": paragraph, "document": document}


def test_a_question_of_ours_is_a_record_of_a_bank(collection: Collection, told: dict[str, Any]) -> None:
    ((record, authority),) = bank.read_own_bank(collection)
    assert authority == told["document"].authority
    assert record["answerable"]
    assert record["documents"] == [told["document"].id]
    assert [piece["text"] for piece in record["evidence"]] == [told["paragraph"].text]
    first, *rest = told["words"].split()
    assert re.search(record["nugget_patterns"][0], f"{first} … {' '.join(rest)}", re.IGNORECASE)


def test_it_teaches_the_sentence_that_holds_its_words(collection: Collection, told: dict[str, Any]) -> None:
    (group,) = read_bank_groups(bank.read_own_bank(collection), collection)
    text = group.text
    assert [text.text[slice(*text.sentences[at])] for at in group.answering] == [told["sentence"]]
    assert group.others
    assert text not in group.others


def test_all_of_ours_are_whole() -> None:
    asked = bank.read_records(bank.OWN)
    assert len({one["question"] for one in asked}) == len(asked)
    for own in asked:
        assert bool(own["facts"]) == (own["type"] != "unanswerable"), own["question"]
        assert all(fact and all(len(place) == 3 for place in fact) for fact in own["facts"])
