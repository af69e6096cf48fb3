"""A model's answer: the skeleton of the quotes', in statements that hold; what does not is never shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rag.answering import compose_answer
from rag.answering.evidence import Evidence
from rag.model import Answer
from rag.reader import Reader, Reading, Text
from rag.settings import Settings
from rag.writing import Writer
from tests.answering.examples import evidence
from tests.writing.made import LINES, TOLD, task
from tests.writing.scripted import ScriptedModel, excerpts_in, label_of

OF_PARAGRAPH_7 = (
    "“Care leavers are well supported.” [1]\n\n“Of them, 56% are in work. However, visits are too rare.” [1]"
)
OF_PARAGRAPH_8 = "“Foster carers are trained well because training was renewed.” [2]"


def ask(
    *says: Any, given: Evidence | None = None, words: int = 600, reader: Reader | None = None
) -> tuple[Answer, list[str]]:
    """The answer of a model that says these things in turn, and what it was asked."""
    model = ScriptedModel(says=list(says))
    writer = Writer(model, "scripted", Settings(evidence_words=words), pauses=(0, 0))
    return writer.write_whole(given or task(), reader), model.asked


def test_what_holds_is_told_in_flowing_sentences_with_our_markers() -> None:
    answer, asked = ask(LINES)
    assert (answer.text, answer.engine, answer.outcome, answer.warnings) == (TOLD, "scripted", "answered", ())
    assert [(c.number, c.locator, c.verified) for c in answer.citations] == [(1, "7", True), (2, "8", True)]
    taken = {"input_tokens": 100, "output_tokens": 20}
    assert answer.usage == {**taken, "statements": 3, "moved": 0, "dropped": 0}
    assert (answer.corpus, len(answer.passages), len(asked)) == ("made", 2, 1)


def test_a_citation_says_what_was_checked_of_it() -> None:
    answer, _ = ask(LINES)
    assert answer.citations[0].checks == ("place", "names", "numbers", "entailment")
    assert answer.citations[0].quote in answer.citations[0].text


def test_what_fails_is_dropped_with_a_warning_and_no_second_call() -> None:
    answer, asked = ask(LINES.replace("56%", "65%"))
    assert answer.text == f"{TOLD.partition(' [1] ')[2]}\n\n{OF_PARAGRAPH_7}"
    assert answer.warnings == ("1 statement(s) of scripted left out: not printed so, or not asked for.",)
    assert (answer.usage["statements"], answer.usage["dropped"], len(asked)) == (2, 1, 1)


def test_what_is_left_untold_or_told_wrongly_stays_in_the_documents_own_words() -> None:
    answer, _ = ask("- Visits are too rare. [P1]\n- Foster carers are untrained. [P2]")
    assert answer.engine == "scripted"
    assert answer.text == f"Visits are too rare. [1]\n\n{OF_PARAGRAPH_7}\n\n{OF_PARAGRAPH_8}"


def test_where_nothing_holds_the_quotes_answer() -> None:
    answer, _ = ask("- Visits are daily. [P1]\n- Nobody works. [P1]")
    assert answer.engine == "quotes"
    assert answer.text == compose_answer(task()).text
    assert answer.warnings[0].startswith("scripted did not write this answer: nothing of what it wrote")


@pytest.mark.parametrize(
    "empty",
    [
        "No, no more. [P1]",
        "Yes, they did. [P1]",
        "The care leavers. [P1]",
        "Care leavers are well supported, aren't they? [P1]",
    ],
)
def test_a_statement_that_says_nothing_is_not_shown(empty: str) -> None:
    answer, _ = ask(f"- {empty}\n- Visits are too rare. [P1]")
    assert answer.text.startswith("Visits are too rare. [1]")


@pytest.mark.parametrize("labels", ["", "[P1]", "[P9]", "[P1] [P2]"])
def test_a_statement_cites_the_excerpt_that_bears_it_out_whatever_it_names(labels: str) -> None:
    answer, _ = ask(f"- Visits are too rare. [P1]\n- Foster carers are trained well. {labels}")
    assert answer.text.startswith("Visits are too rare. [1] Foster carers are trained well. [2]")
    assert [citation.locator for citation in answer.citations] == ["7", "8"]


class Answering:
    """A reader to whom a text answers where it holds some words."""

    def __init__(self, words: str) -> None:
        self.words = words

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        return [self._read(text) for text in texts if question]

    def _read(self, text: Text) -> Reading:
        score = 9.0 if self.words in text.text else -9.0
        return Reading(score, score, (score,) * len(text.sentences))


def test_what_does_not_answer_is_left_out() -> None:
    answer, _ = ask(LINES, reader=Answering("too rare"))
    assert answer.text.startswith("Visits are too rare. [1]\n\n“Care leavers")
    assert (answer.usage["statements"], answer.usage["dropped"]) == (1, 2)


def test_where_no_statement_answers_the_quotes_do() -> None:
    answer, _ = ask(LINES, reader=Answering("nothing"))
    assert (answer.engine, answer.text) == ("quotes", compose_answer(task()).text)


def test_where_an_excerpt_is_from_is_not_told_twice() -> None:
    def told(asked: str) -> str:
        origin = re.findall(r"P1: (.*)", asked)[-1]
        return f"- {origin}: Visits are too rare. [P1]\n- {origin} [P1]"

    answer, _ = ask(told)
    assert answer.text.startswith("Visits are too rare. [1]\n\n")


def weak(question: str = "How are care leavers supported?") -> Evidence:
    """Findings that the quotes decline as too weak."""
    found = task(question=question, scores={"": 0.001})
    return replace(found, query=replace(found.query, text=question))


def test_what_is_declined_as_weak_is_put_before_the_model() -> None:
    assert compose_answer(weak()).outcome == "not_in_documents"
    answer, asked = ask("- Care leavers in North are well supported. [P1]", given=weak())
    assert (answer.outcome, answer.engine, len(asked)) == ("answered", "scripted", 1)
    assert answer.text == "Care leavers in North are well supported. [1]"


@pytest.mark.parametrize("says", ["NONE", "- Nobody works. [P1]", '{"answered": false, "statements": []}'])
def test_its_no_is_taken_and_its_yes_has_to_hold(says: str) -> None:
    answer, _ = ask(says, given=weak())
    assert (answer.text, answer.outcome) == (compose_answer(weak()).text, "not_in_documents")
    assert answer.warnings == ()


def test_of_weak_evidence_only_what_holds_the_sort_of_thing_asked_for_is_shown() -> None:
    asked = weak("How many care leavers are in work?")
    answer, _ = ask("- Care leavers in North are well supported. [P1]", given=asked)
    assert answer.outcome == "not_in_documents"
    answer, _ = ask("- Of care leavers in North, 56% are in work. [P1]", given=asked)
    assert answer.text == "Of care leavers in North, 56% are in work. [1]"


def test_what_comes_from_a_visitor_is_told_as_such() -> None:
    answer, asked = ask(LINES, given=replace(task(), visitors=frozenset({"north-2018"})))
    assert answer.text == f"**According to documents that visitors added**\n\n{TOLD}"
    assert "added by a visitor" in asked[0]


def test_data_is_told_by_us_and_a_model_is_asked_for_nothing_where_that_is_all() -> None:
    found = evidence(kind="grades", areas=("overall",), documents=("north-2018",))
    answer, asked = ask(LINES, given=found)
    assert (answer.engine, asked) == ("quotes", [])
    assert "**Requires improvement to be good**" in answer.text


def test_what_is_declined_is_declined_without_a_model() -> None:
    answer, asked = ask(LINES, given=task(kind="advice", question="What should they do?"))
    assert (answer.outcome, asked) == ("out_of_scope", [])


def of_a_target() -> Evidence:
    """What data tells of a target, and the paragraph that tells more."""
    return evidence(
        ("north-2018", "7"),
        kind="target",
        words=("care", "leavers", "work"),
        documents=("north-2018", "north-plan"),
    )


def test_the_first_line_that_data_tells_does_not_wait_for_the_model() -> None:
    model = ScriptedModel(says=["- Visits are too rare. [P1]"])
    parts = Writer(model, "scripted", Settings(), pauses=()).write(of_a_target())
    assert (isinstance(next(parts), str), model.asked) == (True, [])


def test_the_facts_and_the_headings_stay_and_the_model_tells_the_rest() -> None:
    found = of_a_target()

    def told(asked: str) -> str:
        return f"- Visits are too rare. [{label_of(asked, 'visits are too rare')}]"

    quoted, _ = ask(RuntimeError("down"), given=found)
    written, _ = ask(told, given=found)
    assert [{**fact, "citation": 0} for fact in written.facts] == [
        {**fact, "citation": 0} for fact in quoted.facts
    ]
    assert "58%" in written.text


def test_the_evidence_keeps_to_its_budget() -> None:
    _, asked = ask(LINES, words=12)
    assert list(excerpts_in(asked[0])) == ["P1"]


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
    answer, _ = ask(AVERAGE)
    assert answer.engine == "scripted"
    assert answer.text == (
        "Care leavers in North are well supported. [1] 56% of them are in work. [1] "
        "Foster carers are trained well. [2] Visits are too rare. [1]"
    )
    assert answer.warnings == ("1 statement(s) of scripted left out: not printed so, or not asked for.",)


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
    model = ScriptedModel(says=[LINES.replace("56%", "65%")])
    *parts, answer = Writer(model, "scripted", Settings(), pauses=()).write(task())
    assert isinstance(answer, Answer)
    assert "".join(map(str, parts)) == answer.text
    assert "65" not in answer.text
