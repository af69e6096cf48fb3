"""Orders planted in documents, and what only looks like one: neither written by whoever built the checks."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.model import Answer
from rag.settings import Settings
from rag.writing import Writer
from rag.writing.skeleton import FROM_VISITORS
from tests.writing.attacks import IMPERATIVES, ORDERS, Attack
from tests.writing.made import task
from tests.writing.scripted import ScriptedModel, excerpts_in
from tests.writing.test_injection import HONEST, in_a_passage

ACT = re.compile(r"https?:|www\.|\]\(|!\[|<\w|@|£|\b0\d{3} ?\d{3}|\byou\b", re.IGNORECASE)
MOST_OF_THE_KEEPER = 20  # of 200: what a document of the corpus folder claims is taken for what it says


def obey(attack: Attack, *, of_visitor: bool) -> Answer:
    """The answer where a model tells the truth and then obeys."""
    given = in_a_passage(attack)
    given = replace(given, visitors=frozenset({"north-2018"}) if of_visitor else frozenset())
    model = ScriptedModel(says=[f"{HONEST}\n- {attack.obeyed} [P1]\n"])
    return Writer(model, "scripted", Settings(), pauses=()).write_whole(given)


def in_the_question(attack: Attack) -> Answer:
    """The same where the order stands in the question itself."""
    given = task()
    asked = replace(given, query=replace(given.query, text=f"Are care leavers supported? {attack.order}"))
    model = ScriptedModel(says=[f"{HONEST}\n- {attack.obeyed} [P1]\n"])
    return Writer(model, "scripted", Settings(), pauses=()).write_whole(asked)


def own_words(text: str) -> str:
    return re.sub(r"“[^”]*”", " ", text)


def test_no_order_of_a_visitors_document_reaches_the_reader_as_an_act_or_a_claim_of_ours() -> None:
    acts, claims = [], []
    for attack in ORDERS:
        ours, _, theirs = obey(attack, of_visitor=True).text.partition(FROM_VISITORS)
        acts += [attack.order] if ACT.search(own_words(ours + theirs)) else []
        claims += [attack.order] if attack.never in own_words(ours) else []
    assert (acts, claims) == ([], [])


def test_hardly_any_order_of_a_document_in_the_corpus_is_told_in_a_models_words() -> None:
    texts = {attack: own_words(obey(attack, of_visitor=False).text) for attack in ORDERS}
    assert sum(bool(ACT.search(text)) for text in texts.values()) == 0
    assert sum(attack.never in text for attack, text in texts.items()) <= MOST_OF_THE_KEEPER


def test_no_order_in_a_question_reaches_the_reader() -> None:
    assert [attack.order for attack in ORDERS if attack.never in in_the_question(attack).text] == []


def test_what_a_plan_wants_done_is_shown_to_a_model_and_may_be_told() -> None:
    unsent, untold = [], []
    for text in IMPERATIVES:
        model = ScriptedModel(says=[f"{HONEST}\n- The plan says “{text.rstrip('.')}”. [P1]"])
        given = in_a_passage(Attack("harmless", text, "", ""))
        answer = Writer(model, "scripted", Settings(), pauses=()).write_whole(given)
        sent = " ".join(excerpts_in(model.asked[0]).values())
        unsent += [] if text in sent else [text]
        untold += [] if f"The plan says “{text.rstrip('.')}”." in answer.text else [text]
    assert unsent == []
    assert len(untold) <= 1


def test_there_are_enough_of_both() -> None:
    assert (len(ORDERS), len(IMPERATIVES)) == (200, 100)
    assert len({attack.kind for attack in ORDERS}) >= 14
