"""Chunks: what is embedded so that a paragraph can be found, and that none of its words is left out."""

from __future__ import annotations

import re

import pytest

from rag.chunks import Chunk, place_of, split_chunks, topics_of
from rag.model import Action, Document, Paragraph


def count_words(text: str) -> int:
    """Stands for the model's word pieces: a word is one, and a text has a mark at each end."""
    return len(text.split()) + 2


def split(text: str, *, place: str = "", topic: str = "", limit: int = 100) -> list[Chunk]:
    return split_chunks(text, place=place, topic=topic, limit=limit, count=count_words)


def windows(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks if chunk.kind == "window"]


def parts(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks if chunk.kind == "sentence"]


def test_a_short_paragraph_is_one_window_and_a_chunk_for_each_sentence() -> None:
    assert split("Help is prompt. Plans are weak.", place="Bristol. ILACS 2018", topic="Early help") == [
        Chunk("window", 0, 31, "Bristol. ILACS 2018. Early help. Help is prompt. Plans are weak."),
        Chunk("sentence", 0, 15, "Early help. Help is prompt."),
        Chunk("sentence", 16, 31, "Early help. Plans are weak."),
    ]


@pytest.mark.parametrize(
    ("place", "topic", "window", "sentence"),
    [
        ("Bristol", "Plans", "Bristol. Plans. They wait.", "Plans. They wait."),
        ("Bristol", "", "Bristol. They wait.", "They wait."),
        ("", "Plans", "Plans. They wait.", "Plans. They wait."),
        ("", "", "They wait.", "They wait."),
    ],
)
def test_a_header_names_only_what_is_known(place: str, topic: str, window: str, sentence: str) -> None:
    assert [chunk.text for chunk in split("They wait.", place=place, topic=topic)] == [window, sentence]


def test_a_long_paragraph_is_windows_that_overlap_by_a_sentence() -> None:
    chunks = split("One is a. Two is b. Three is c. Four is d.", limit=12)
    assert windows(chunks) == ["One is a. Two is b.", "Two is b. Three is c.", "Three is c. Four is d."]


def test_sentences_too_long_to_be_paired_stand_alone() -> None:
    chunks = split("One is a. Two is b. Three is c.", limit=9)
    assert windows(chunks) == ["One is a.", "Two is b.", "Three is c."]


@pytest.mark.parametrize("limit", [12, 16, 30, 64, 256])
def test_every_chunk_is_within_the_limit_and_every_word_is_in_a_window_and_in_a_sentence(limit: int) -> None:
    text = " ".join(
        f"Sentence {number} has {'many ' * (number * 7 % 40)}words." for number in range(1, 60)
    )  # up to 43 words each
    chunks = split(text, place="Bristol. ILACS 2018", topic="The impact of leaders", limit=limit)
    assert max(count_words(chunk.text) for chunk in chunks) <= limit
    words = {match.span() for match in re.finditer(r"\S+", text)}
    for kind in ("window", "sentence"):
        spans = [(chunk.start, chunk.end) for chunk in chunks if chunk.kind == kind]
        assert all(any(start <= w[0] and w[1] <= end for start, end in spans) for w in words)


def test_a_sentence_longer_than_the_model_reads_is_cut_between_words() -> None:
    text = "one two three four five six seven eight nine ten"
    chunks = split(text, limit=9)
    assert parts(chunks) == ["one two three four five", "six seven eight nine ten"]
    assert windows(chunks) == parts(chunks)
    assert [text[chunk.start : chunk.end] for chunk in chunks] == [chunk.text for chunk in chunks]


def test_a_word_longer_than_the_model_reads_is_cut_inside() -> None:
    chunks = split_chunks("abcdefgh", place="", topic="", limit=4, count=len)
    assert parts(chunks) == ["abcd", "efgh"]


def test_a_limit_that_nothing_can_meet_still_ends() -> None:
    chunks = split_chunks("abc", place="Bristol", topic="Plans", limit=1, count=count_words)
    assert "".join(chunk.text[-1] for chunk in chunks if chunk.kind == "sentence") == "abc"


def test_a_header_longer_than_half_the_limit_is_cut_to_its_first_words() -> None:
    chunks = split("They wait for help.", place="Bristol", topic="a b c d e f g h", limit=12)
    assert windows(chunks) == ["Bristol. a b They wait for help."]


def test_an_empty_paragraph_has_no_chunks() -> None:
    assert split(" \n ") == []


def test_the_place_of_a_document_is_its_authority_kind_and_date() -> None:
    report = Document("b", "Bristol City", "ilacs", authority="Bristol", inspection_end="2018-09-21")
    assert place_of(report) == f"Bristol. {report.name}"
    assert place_of(Document("x", "Notes", "other")) == Document("x", "Notes", "other").name


LEAD_IN = Paragraph("3", "Leaders know this. The service must improve:")
BULLET = Paragraph("3, first bullet", "the quality of plans;", "bullet", "Care leavers")
SECOND = Paragraph("3, second bullet", "the pace of visits.", "bullet", "Care leavers")


def test_items_of_a_list_are_found_under_its_lead_in() -> None:
    document = Document("b", "Bristol", "ilacs", paragraphs=(LEAD_IN, BULLET, SECOND))
    expected = "Care leavers The service must improve:"
    assert list(topics_of(document)) == ["", expected, expected]


def test_a_paragraph_that_does_not_lead_in_ends_the_list_before_it() -> None:
    plain = Paragraph("4", "This is all.")
    later = Paragraph("4, first bullet", "a stray bullet", "bullet")
    document = Document("b", "Bristol", "ilacs", paragraphs=(LEAD_IN, BULLET, plain, later))
    assert list(topics_of(document))[-1] == ""


def test_an_action_is_found_under_its_group() -> None:
    row = Paragraph("action 2.1", "Visit each week", "action", "Priority 2")
    action = Action("2.1", "Visit each week", "", "", "", "", "Care leavers are seen", "action 2.1")
    document = Document("p", "Plan", "improvement-plan", actions=(action,), paragraphs=(row,))
    assert list(topics_of(document)) == ["Priority 2 Care leavers are seen"]


def test_a_table_is_found_under_its_own_name() -> None:
    table = Paragraph("Table 1", "Grade | Count", "table", "Annex")
    assert list(topics_of(Document("p", "Plan", "other", paragraphs=(table,)))) == ["Annex Table 1"]


def test_a_heading_as_long_as_a_paragraph_is_cut_to_its_first_words() -> None:
    heading = " ".join(f"w{number}" for number in range(60))
    paragraph = Paragraph("1", "Text.", section=heading)
    (topic,) = topics_of(Document("p", "Plan", "other", paragraphs=(paragraph,)))
    assert topic.split() == [f"w{number}" for number in range(40)]


def test_a_paragraph_that_only_abbreviates_a_term_is_found_by_its_name() -> None:
    paragraph = Paragraph("KPI 6a", "17-21 year olds in EET", "measure", "Outcomes")
    document = Document("p", "Plan", "improvement-plan", paragraphs=(paragraph,))
    assert list(topics_of(document)) == ["Outcomes. education employment or training"]
