"""A model's answer: the skeleton of the quotes', in statements that hold; what does not is never shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rag.answering import compose_answer
from rag.answering.evidence import Evidence
from rag.model import Answer
from rag.settings import Settings
from rag.writing import Writer
from tests.answering.examples import evidence
from tests.writing.made import LINES, TOLD, task
from tests.writing.scripted import ScriptedModel, label_of, passages_in


def ask(*says: Any, given: Evidence | None = None, words: int = 1500) -> tuple[Answer, list[str]]:
    """The answer of a model that says these things in turn, and what it was asked."""
    model = ScriptedModel(says=list(says))
    writer = Writer(model, "scripted", Settings(evidence_words=words), pauses=(0, 0))
    return writer.write_whole(given or task()), model.asked


def test_what_holds_is_told_in_flowing_sentences_with_our_markers() -> None:
    answer, asked = ask(LINES)
    assert (answer.text, answer.engine, answer.outcome, answer.warnings) == (TOLD, "scripted", "answered", ())
    assert [(c.number, c.locator, c.verified) for c in answer.citations] == [(1, "7", True), (2, "8", True)]
    assert answer.usage == {"input_tokens": 100, "output_tokens": 20}
    assert (answer.corpus, len(answer.passages), len(asked)) == ("made", 2, 1)


def test_a_citation_says_what_was_checked_of_it() -> None:
    answer, _ = ask(LINES)
    assert answer.citations[0].checks == ("place", "topic", "names", "numbers", "denials")
    assert answer.citations[0].quote in answer.citations[0].text


def test_a_statement_that_fails_is_sent_back_once_with_the_reason() -> None:
    wrong = LINES.replace("56%", "65%")
    answer, asked = ask(wrong, "- Of them, 56% are in work. [P1]")
    assert answer.text.startswith("Of them, 56% are in work. [1] Visits to them")
    assert answer.warnings == ()
    assert "65% of them are in work. — “65%” is not in what is cited" in asked[1]
    assert answer.usage == {"input_tokens": 200, "output_tokens": 40}


def test_what_fails_twice_is_dropped_with_a_warning() -> None:
    wrong = LINES.replace("56%", "65%")
    answer, asked = ask(wrong, wrong)
    assert "65" not in answer.text
    assert answer.warnings == ("1 statement(s) of scripted left out: the source did not hold.",)
    assert len(asked) == 2


def test_where_too_little_holds_the_quotes_answer() -> None:
    answer, _ = ask("- Visits are daily. [P1]\n- Nobody works. [P1]\n- Foster carers are trained well. [P2]")
    assert answer.engine == "quotes"
    assert answer.text == compose_answer(task()).text
    assert answer.warnings[0].startswith("scripted did not write this answer: too little of what it wrote")


@pytest.mark.parametrize("label", ["P3", "P99", "P0"])
def test_a_label_that_was_never_offered_is_no_source(label: str) -> None:
    wrong = f"- Care leavers are well supported. [{label}]"
    answer, asked = ask(f"{LINES}\n{wrong}", wrong)
    assert f"{label} was not offered" in asked[1]
    assert {citation.locator for citation in answer.citations} == {"7", "8"}
    assert len(answer.warnings) == 1


def test_a_statement_without_a_label_gets_the_passage_that_bears_it_out() -> None:
    answer, _ = ask("Visits to care leavers are too rare.\nFoster carers are trained well.")
    assert answer.text == "Visits to care leavers are too rare. [1] Foster carers are trained well. [2]"
    assert [citation.locator for citation in answer.citations] == ["7", "8"]


def test_data_is_told_by_us_and_a_model_is_asked_for_nothing_where_that_is_all() -> None:
    found = evidence(kind="grades", areas=("overall",), documents=("north-2018",))
    answer, asked = ask(LINES, given=found)
    assert (answer.engine, asked) == ("quotes", [])
    assert "**Requires improvement to be good**" in answer.text


def test_what_is_declined_is_declined_without_a_model() -> None:
    answer, asked = ask(LINES, given=task(kind="advice", question="What should they do?"))
    assert (answer.outcome, asked) == ("out_of_scope", [])


def test_the_facts_and_the_headings_stay_and_the_model_tells_the_rest() -> None:
    found = evidence(
        ("north-2018", "7"),
        kind="target",
        words=("care", "leavers", "work"),
        documents=("north-2018", "north-plan"),
    )

    def told(asked: str) -> str:
        return f"- Visits to care leavers are too rare. [{label_of(asked, 'visits are too rare')}]"

    quoted, _ = ask(RuntimeError("down"), given=found)
    written, _ = ask(told, given=found)
    assert [{**fact, "citation": 0} for fact in written.facts] == [
        {**fact, "citation": 0} for fact in quoted.facts
    ]
    assert "58%" in written.text


def test_the_evidence_keeps_to_its_budget() -> None:
    _, asked = ask(LINES, words=12)
    assert list(passages_in(asked[0])) == ["P1"]


# Right labels, some of them wrong, one statement made up.
AVERAGE = (
    "Sure! Here is what the passages say:\n\n"
    "- Care leavers in North are well supported. [P1]\n"
    "- 56% of them are in work. [P1]\n"
    "- Foster carers are trained well. [P1]\n"  # it is P2
    "- Visits are too rare. [P1]\n"
    "- The council plans a new building. [P2]\n"
)
# Half of the format broken.
POOR = (
    "**Answer:**\n"
    "Care leavers are well supported (Passage P1)\n"
    "| Finding | Source |\n|---|---|\n"
    '{"text": "Of them, 56% are in work." [P1\n'
    "Visits are too rare.\n"
    "Foster carers are trained well because training was renewed. [2]\n"
    "I hope this helps! Let me know if you need more.\n"
    "Source: paragraph 12"
)


def test_an_average_model_gives_a_usable_answer() -> None:
    answer, _ = ask(
        AVERAGE, "- Foster carers are trained well. [P2]\n- The council plans a new building. [P2]"
    )
    assert answer.engine == "scripted"
    assert answer.text == (
        "Care leavers in North are well supported. [1] 56% of them are in work. [1] "
        "Foster carers are trained well. [2] Visits are too rare. [1]"
    )
    assert answer.warnings == ("1 statement(s) of scripted left out: the source did not hold.",)


def test_a_poor_model_gives_a_usable_answer() -> None:
    answer, _ = ask(POOR)
    assert answer.engine == "scripted"
    assert "Care leavers are well supported. [1]" in answer.text
    assert "Foster carers are trained well because training was renewed. [2]" in answer.text
    assert not re.search(r"Source|paragraph|hope|Answer|\|", answer.text)


def test_a_statement_that_is_said_twice_is_shown_once() -> None:
    answer, _ = ask(f"{LINES}\n{LINES}")
    assert answer.text == TOLD


def test_a_stream_grows_into_the_text_of_the_answer() -> None:
    model = ScriptedModel(says=[LINES.replace("56%", "65%"), "- 56% are in work. [P1]"])
    *parts, answer = Writer(model, "scripted", Settings(), pauses=()).write(task())
    assert isinstance(answer, Answer)
    assert "".join(map(str, parts)) == answer.text
    assert "65" not in answer.text
