"""A question to areas of judgement and grades; prose to the judgement that it tells."""

import pytest

from rag.domain.judgements import find_areas, find_grades, find_grades_of_reports, tells_judgement


@pytest.mark.parametrize(
    ("question", "areas"),
    [
        ("what was the overall grade", ("overall",)),
        ("rated for leadership", ("leaders",)),
        ("help & protection judgement", ("help_and_protection",)),
        ("care leavers", ("care_leavers",)),
        ("the safeguarding board", ("lscb",)),
        ("return home interviews", ()),
    ],
)
def test_areas_are_named_in_plain_words(question: str, areas: tuple[str, ...]) -> None:
    assert find_areas(question) == areas


def test_all_areas_can_be_asked_for_at_once() -> None:
    assert {"overall", "leaders", "help_and_protection"} <= set(find_areas("with the sub-judgements"))


@pytest.mark.parametrize(
    ("question", "grades"),
    [
        ("why was it rated inadequate", ("inadequate",)),
        ("did it require improvement", ("requires improvement",)),
        ("did it drop to good", ("good",)),
        ("is there a good reason", ()),
        ("which councils are good for leadership", ("good",)),
        ("how good is early help there, a good example would do", ()),
        ("good or better for adoption", ("good", "outstanding")),
        ("how many are less than good", ("inadequate", "requires improvement")),
        ("is it RI or outstanding", ("requires improvement", "outstanding")),
        ("requires improvement to be good", ("requires improvement",)),
    ],
)
def test_grades_are_found_where_they_are_meant_as_grades(question: str, grades: tuple[str, ...]) -> None:
    assert find_grades(question) == grades


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("This included an 'inadequate' judgement for care leavers.", True),
        ("the service for care leavers was judged to be inadequate", True),
        ("the authority was judged inadequate in February 2017", False),
        ("Support for care leavers is inadequate at times.", False),
    ],
)
def test_prose_tells_a_judgement_only_of_the_area_asked_about(text: str, told: bool) -> None:
    assert tells_judgement(text, ("care_leavers",)) is told


@pytest.mark.parametrize(
    ("question", "grades"),
    [
        ("What do outstanding authorities do on return home interviews?", ("outstanding",)),
        ("themes on neglect in inadequate reports", ("inadequate",)),
        ("councils rated requires improvement: caseloads", ("requires improvement",)),
        ("what do good local authorities and outstanding councils do", ("good", "outstanding")),
        ("examples of good practice in family time", ()),
        ("what does good look like in supervision?", ()),
    ],
)
def test_the_grade_of_the_reports_is_not_that_of_a_practice(question: str, grades: tuple[str, ...]) -> None:
    assert find_grades_of_reports(question) == grades
