"""What a model returns is read, however well it kept the format."""

import pytest

from rag.writing.drafts import Draft, DraftReader


def read(text: str, *, pieces: int = 1) -> list[tuple[str, tuple[str, ...]]]:
    reader = DraftReader()
    size = max(1, len(text) // pieces)
    drafts = [draft for at in range(0, len(text), size) for draft in reader.feed(text[at : at + size])]
    return [(draft.text, draft.labels) for draft in [*drafts, *reader.close()]]


ONE, TWO = ("Visits are late.", ("P1",)), ("Plans are good.", ("P2", "P3"))


@pytest.mark.parametrize("pieces", [1, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "- Visits are late. [P1]\n- Plans are good. [P2] [P3]",
        "Visits are late [P1].\nPlans are good [P2, P3].",
        "1. Visits are late. (P1)\n2) Plans are good. (P2 and P3)",
        "* **Visits are late.** [p1]\n\n* Plans are good. 【P2】【P3】",
        "Visits are late. [1]\nPlans are good. [2, 3]",
        "Visits are late. P1\nPlans are good. P2, P3",
        "Visits are late. [Passage P1]\nPlans are good. (sources: P2; P3)",
        "Visits are late. [P1] Plans are good. [P2][P3]",
        "[P1] Visits are late.\n[P2] [P3] Plans are good.",
        "P1| Visits are late.\nP2, P3: Plans are good.",
        "Here is the answer:\n- Visits are late. [P1]\n- Plans are good. [P2] [P3]\n",
        '{"statements": [{"text": "Visits are late.", "labels": ["P1"]}, '
        '{"text": "Plans are good.", "labels": ["P2", "P3"]}]}',
        '```json\n[{"statement": "Visits are late. [P1]"}, '
        '{"labels": ["P2","P3"], "text": "Plans are good."}]\n```',
        '{"statements": [{"text": "Visits are late.", "labels": ["P1"],}, '
        '{"text": "Plans are good.", "labels": [P2, P3]}',
    ],
)
def test_statements_come_with_their_labels(text: str, pieces: int) -> None:
    assert read(text, pieces=pieces) == [ONE, TWO]


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        ("", []),
        ("NONE", []),
        ("NONE.\n", []),
        ("| a | b |\n|---|---|", []),
        ("Visits are late", [("Visits are late.", ())]),
        ('He said "no more" of it. [P1]', [("He said “no more” of it.", ("P1",))]),
        (
            "The ‘visits first’ plan is the children's. [P1]",
            [("The “visits first” plan is the children's.", ("P1",))],
        ),
        (
            "The boys' visits are the girls' plans. [P1]",
            [("The boys' visits are the girls' plans.", ("P1",))],
        ),
        ("Visits [P1] are late.", [("Visits are late.", ("P1",))]),
        ("Visits are late. [P1] [P1]", [("Visits are late.", ("P1",))]),
        ("In 2018, 56% were in work. [P4]", [("In 2018, 56% were in work.", ("P4",))]),
        ("Visits\u200b are\u202e late. [P1]", [ONE]),
        ("Visits are late. Plans are good. [P1]", [ONE, ("Plans are good.", ("P1",))]),
        ("Visits are late. This worries staff. [P1]", [("Visits are late. This worries staff.", ("P1",))]),
    ],
)
def test_what_is_no_statement_is_left_out(text: str, drafts: list[tuple[str, tuple[str, ...]]]) -> None:
    assert read(text) == drafts


def test_a_statement_is_given_once_it_is_complete() -> None:
    reader = DraftReader()
    assert reader.feed("Visits are late. [P1]") == []
    assert reader.feed("\nPlans") == [Draft(*ONE)]
    assert reader.feed(" are good. [P2") == []
    assert reader.close() == [Draft("Plans are good.", ("P2",))]


def test_the_sentences_of_a_statement_are_given_as_they_are_complete() -> None:
    reader = DraftReader()
    assert reader.feed('{"statements": [{"labels": ["P1"], "text": "Visits are late. Plans are') == []
    assert reader.feed(" good in most teams today") == [Draft(*ONE)]
    assert reader.feed('. This helps."') == []
    assert reader.feed("}") == [Draft("Plans are good in most teams today. This helps.", ("P1",))]
    assert reader.close() == []


def test_a_model_that_never_ends_is_not_read_forever() -> None:
    reader = DraftReader()
    while not reader.full:
        reader.feed("Visits are late. [P1]\n" * 100)
    assert len(reader.text) < 6_000


def test_a_refusal_and_an_empty_find_are_known() -> None:
    refusing, empty, unanswered = DraftReader(), DraftReader(), DraftReader()
    refusing.feed("I'm sorry, but I can't help with that.")
    empty.feed(" none. ")
    unanswered.feed('{"answered": false, "statements": []}')
    assert (refusing.refuses, refusing.says_none) == (True, False)
    assert (empty.refuses, empty.says_none) == (False, True)
    assert (unanswered.refuses, unanswered.says_none) == (False, True)
