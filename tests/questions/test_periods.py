"""A question to the years that it names, and to the year that each authority is asked about."""

import pytest

from rag.questions.mentions import find_mentions
from rag.questions.periods import find_since, find_step, find_years, pair_years, without_marks


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("what changed between 2014 and 2023?", (2014, 2023)),
        ("the plan for 2016-17", (2016, 2017)),
        ("in Feb 2018", (2018,)),
        ("2018 v 2016", (2016, 2018)),
        ("did 2018% of 12.2018 matter", ()),
        ("after 18 years", ()),
        ("postcode BS37 2019", (2019,)),
    ],
)
def test_years_are_found_in_order_of_time(question: str, years: tuple[int, ...]) -> None:
    assert find_years(question) == years


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Surrey (2022) against Essex (2024)", {"Surrey": (2022,), "Essex": (2024,)}),
        ("2022 in Surrey or 2024 in Essex", {"Surrey": (2022,), "Essex": (2024,)}),
        ("Surrey 2019, Essex 2020, Surrey 2022", {"Surrey": (2019, 2022), "Essex": (2020,)}),
        ("Surrey and Essex in 2022", {}),
        ("Surrey and Essex, 2022 and 2024", {}),
        ("Surrey 2022, and 2023 in Essex", {}),
        ("Surrey in 2022", {}),
        ("Surrey", {}),
    ],
)
def test_each_authority_may_have_its_own_year(question: str, years: dict[str, tuple[int, ...]]) -> None:
    assert pair_years(question, find_mentions(question, str.isalpha)) == years


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("how has it changed since 2018?", 2018),
        ("any better since the Ofsted inspection of 2017?", 2017),
        ("since the last inspection", None),
        ("did fewer come into care after the 2016 plan?", 2016),
        ("better since the 2017 inspection?", 2017),
        ("what changed between 2014 and 2023?", None),
    ],
)
def test_a_question_may_ask_from_a_year_on(question: str, year: int | None) -> None:
    assert find_since(question) == year


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("did plans get better after the plan flagged them?", "did plans get better   flagged them?"),
        ("what did they do following the last monitoring visit?", "what did they do  ?"),
        ("what does the plan say on visits?", "what does the plan say on visits?"),
    ],
)
def test_a_document_that_only_marks_a_time_is_not_asked_about(question: str, left: str) -> None:
    assert without_marks(question) == left


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("what did they find next time round?", "next"),
        ("had that been fixed by the following inspection?", "next"),
        ("was it like that at the one before?", "before"),
        ("and in the previous report?", "before"),
        ("has that changed at the newest one?", "latest"),
        ("is it better now?", "latest"),
        ("did they help with the next steps?", ""),
        ("what about before they turn 18?", ""),
    ],
)
def test_a_question_may_go_on_to_another_time(question: str, step: str) -> None:
    assert find_step(question) == step
