"""What a statement relates has to be so related in print, and what print says of it with a doubt stays so."""

import pytest

from rag.answering.connectives import (
    find_related_otherwise,
    leaves_out_what_binds,
    tells_aim_as_reached,
)

CAUSE = "Caseloads have fallen because the council recruited more staff."
EFFECT = "The council recruited more staff. As a result, caseloads have fallen."
OPENING = "Because visits are irregular, plans drift."
CONTRAST = "Despite high caseloads, visits to children are regular, but records are thin."
TIME = "Strategy meetings are held before social workers visit families."
CONDITION = "Families receive support if a social worker refers them."
SOME = "Young people were offered many activities, such as football and drama."
MAYBE = "Some children are safe. Delays in assessments could leave families without help."
CHAIN = (
    "Staff visit often, which ensures that risks are managed. However, the plans for older children drift."
)
REFERRED = "When referred, families receive support."
SINCE = "In 2018 oversight was good. Strategic oversight has deteriorated since."
NOW = "Oversight was previously weak. It is now effective in all teams."


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (CAUSE, "The council recruited more staff because caseloads have fallen."),
        (CAUSE, "Despite more staff recruited by the council, caseloads have fallen."),
        (EFFECT, "Caseloads have fallen. As a result, the council recruited more staff."),
        (EFFECT, "The council recruited more staff because caseloads have fallen."),
        (OPENING, "Because plans drift, visits are irregular."),
        (OPENING, "Visits are irregular because plans drift."),
        (CONTRAST, "Because of high caseloads, visits to children are regular."),
        (TIME, "Strategy meetings are held after social workers visit families."),
        (TIME, "Social workers visit families before strategy meetings are held."),
        (CONDITION, "Families receive support unless a social worker refers them."),
        (CONDITION, "Families receive support because a social worker refers them."),
        (SOME, "Young people were offered activities limited to football and drama."),
        (NOW, "Oversight is now weak."),
        (NOW, "Previously, it was effective in all teams."),
        (EFFECT, "Inspectors found that although the council recruited more staff, caseloads have fallen."),
        (CHAIN, "Because staff visit often, the plans for older children drift."),
        (MAYBE, "Delays in assessments will certainly leave families without help."),
        (REFERRED, "Families receive support, whether referred or not."),
        (SINCE, "Strategic oversight had deteriorated before."),
    ],
)
def test_what_is_related_otherwise_is_known(printed: str, text: str) -> None:
    assert any(find_related_otherwise(text, [printed]))


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (CAUSE, "Because the council recruited more staff, caseloads have fallen."),
        (CAUSE, "The council recruited more staff, so caseloads have fallen."),
        (CAUSE, "Caseloads have fallen due to more staff recruited by the council."),
        (EFFECT, "Caseloads have fallen because the council recruited more staff."),
        (OPENING, "Plans drift because visits are irregular."),
        (OPENING, "Visits are irregular, which means that plans drift."),
        (CONTRAST, "Visits to children are regular although caseloads are high."),
        (CONTRAST, "Records are thin, but visits to children are regular."),
        (TIME, "Social workers visit families after strategy meetings are held."),
        (CONDITION, "If a social worker refers them, families receive support."),
        (SOME, "Young people were offered activities including football."),
        (NOW, "Oversight, previously weak, is now effective."),
        (NOW, "Oversight is effective in all teams."),
        (EFFECT, "In Bristol in 2018, because the council recruited more staff, caseloads have fallen."),
        (EFFECT, "Records are thin, and because the council recruited more staff, caseloads have fallen."),
        (CHAIN, "Staff visit often, but the plans for older children drift."),
        (REFERRED, "Families receive support once referred, but not all do."),
        (SINCE, "Oversight was good in 2018; it has since deteriorated."),
        ("Social workers see looked after children often.", "Children looked after are often seen."),
        (NOW, "Managers did this because of something that print does not mention."),
    ],
)
def test_what_is_related_so_passes_in_whatever_order_and_words(printed: str, text: str) -> None:
    assert not any(find_related_otherwise(text, [printed]))


def test_paragraphs_that_are_cited_together_are_each_looked_into() -> None:
    assert not any(find_related_otherwise("Plans drift because visits are irregular.", [NOW, OPENING]))


@pytest.mark.parametrize(
    ("printed", "text", "left_out"),
    [
        (CONDITION, "Families receive support.", True),
        (CONDITION, "Families receive support if a social worker refers them.", False),
        (CONDITION, "Social workers refer families.", False),
        (MAYBE, "Delays in assessments leave families without help.", True),
        (MAYBE, "Families might be left without help by delays in assessments.", False),
        (MAYBE, "Some children are safe.", False),
        ("In May 2019 leaders were appointed.", "Leaders were appointed.", False),
    ],
)
def test_what_is_printed_with_a_condition_or_a_doubt_is_told_with_one(
    printed: str, text: str, left_out: bool
) -> None:
    assert leaves_out_what_binds(text, [printed]) is left_out


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("A new panel has improved visits.", True),
        ("A new panel was set up to improve visits.", False),
        ("A new panel was set up.", False),
        ("Visits are recorded.", False),
    ],
)
def test_what_print_has_as_an_aim_is_not_told_as_reached(text: str, reached: bool) -> None:
    printed = "A new panel was set up to improve visits and to record them. Visits are recorded in time."
    assert tells_aim_as_reached(text, [printed]) is reached
