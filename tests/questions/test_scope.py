"""The authorities and years of a question to the documents that may answer it."""

import pytest

from rag.model import Document
from rag.query import Filters, Kind
from rag.questions.periods import Step
from rag.questions.scope import Asked, Scope, admit, find_scope, years_of

PLAN = Document("plan", "Plan", "improvement-plan", "Bristol", published="2016-09", period="2016–17")
BRISTOL = Document("bristol", "Report", "ilacs", "Bristol", "2018-09-10", "2018-09-21")
BOURNEMOUTH = Document("bournemouth", "Report", "ilacs", "Bournemouth", "2018-07-16", "2018-07-27")
BANES = Document("banes", "Report", "ilacs", "Bath and North East Somerset", "2022-02-28", "2022-03-04")
LOADED = (PLAN, BRISTOL, BOURNEMOUTH, BANES)


def test_a_question_that_names_nothing_may_be_answered_by_all() -> None:
    assert find_scope(Asked([], []), "passage", LOADED) == Scope(None)


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (2, 0, 3, 1)])
def test_it_may_be_in_whatever_order_they_are_loaded(order: tuple[int, ...]) -> None:
    assert find_scope(Asked([], []), "passage", [LOADED[at] for at in order]) == Scope(None)


def test_a_named_authority_narrows_to_its_documents() -> None:
    assert find_scope(Asked(["Bristol"], []), "passage", LOADED).documents == ("plan", "bristol")


def test_a_year_narrows_further_unless_the_question_spans_time() -> None:
    assert find_scope(Asked(["Bristol"], [2018]), "passage", LOADED).documents == ("bristol",)
    assert find_scope(Asked(["Bristol"], [2018]), "change", LOADED).documents == ("plan", "bristol")


def test_each_authority_keeps_documents_though_the_year_is_anothers() -> None:
    scope = find_scope(Asked(["Bournemouth", "Bath and North East Somerset"], [2022]), "compare", LOADED)
    assert scope.documents == ("bournemouth", "banes")


def test_a_scope_says_what_the_question_narrowed_it_to() -> None:
    asked = Asked(["Bristol"], [2016, 2018, 2030], ["improvement-plan", "send"])
    assert find_scope(asked, "passage", LOADED).narrowed == Filters(
        authorities=("Bristol",), kinds=("improvement-plan",), first_year=2016, last_year=2016
    )
    assert find_scope(asked, "change", [BRISTOL]).narrowed == Filters(authorities=("Bristol",))


def test_an_authority_with_a_year_of_its_own_keeps_the_documents_of_that_year() -> None:
    own = {"Bristol": (2016,), "Bath and North East Somerset": (2022,)}
    scope = find_scope(Asked(list(own), [2016, 2022], own_years=own), "compare", LOADED)
    assert scope.documents == ("plan", "banes")


def test_a_change_between_two_years_leaves_out_what_came_before_and_after() -> None:
    early = Document("early", "Report", "sif", "Bristol", "2014-09-01", "2014-09-25")
    asked = Asked(["Bristol"], [2016, 2018])
    assert find_scope(asked, "change", (early, *LOADED)).documents == ("plan", "bristol")


def test_a_kind_of_document_that_is_named_narrows_too() -> None:
    asked = Asked(["Bristol"], kinds=["improvement-plan"])
    assert find_scope(asked, "plan", LOADED).documents == ("plan",)
    assert find_scope(Asked(["Bournemouth"], kinds=["send"]), "passage", LOADED).documents == ("bournemouth",)


def test_the_latest_is_the_newest_of_each_authority() -> None:
    asked = Asked(["Bristol", "Bournemouth"], latest=True)
    assert find_scope(asked, "compare", LOADED).documents == ("bristol", "bournemouth")


def test_an_authority_of_which_nothing_is_loaded_is_absent() -> None:
    assert find_scope(Asked(["Leeds"], []), "passage", LOADED) == Scope((), absent=("Leeds",))


def test_a_year_of_which_nothing_is_loaded_is_missing() -> None:
    scope = find_scope(Asked(["Bristol"], [2023]), "grade", LOADED)
    assert (scope.missing_years, scope.documents) == ((2023,), ("plan", "bristol"))


def test_the_authority_that_took_over_is_asked_through_the_former_one() -> None:
    name = "Bournemouth, Christchurch and Poole"
    scope = find_scope(Asked([name], []), "passage", LOADED)
    assert (scope.documents, scope.authorities) == (("bournemouth",), ("Bournemouth",))


def test_a_plan_may_be_called_by_any_year_of_its_period() -> None:
    assert years_of(PLAN) == {2016, 2017}


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(), LOADED),
        (Filters(authorities=("BANES",)), (BANES,)),
        (Filters(kinds=("improvement-plan",)), (PLAN,)),
        (Filters(documents=("bristol",)), (BRISTOL,)),
        (Filters(first_year=2022), (BANES,)),
        (Filters(last_year=2017), (PLAN,)),
        (Filters(authorities=("Leeds",)), ()),
    ],
)
def test_filters_admit_what_matches_and_nothing_else(
    filters: Filters, admitted: tuple[Document, ...]
) -> None:
    assert tuple(admit(LOADED, filters)) == admitted


@pytest.mark.parametrize(
    ("kind", "found"), [("change", ("bristol", "late")), ("passage", ("bristol", "late"))]
)
def test_since_a_year_leaves_out_what_came_before(kind: Kind, found: tuple[str, ...]) -> None:
    late = Document("late", "Report", "ilacs", "Bristol", "2023-01-16", "2023-01-27")
    scope = find_scope(Asked(["Bristol"], [2018], since=2018), kind, (*LOADED, late))
    assert scope.documents == found
    assert scope.narrowed == Filters(authorities=("Bristol",), first_year=2018)
    assert find_scope(Asked(["Bristol"], [2030], since=2030), kind, LOADED).documents == ("plan", "bristol")


@pytest.mark.parametrize(
    ("step", "year", "documents"),
    [
        ("next", 2016, ("bristol",)),
        ("before", 2018, ("early",)),
        ("latest", 2014, ("bristol",)),
        ("next", 2018, ("bristol",)),
        ("", 2014, ("early",)),
    ],
)
def test_from_the_year_that_was_spoken_of_a_step_leads_to_another(
    step: Step, year: int, documents: tuple[str, ...]
) -> None:
    early = Document("early", "Report", "sif", "Bristol", "2014-09-01", "2014-09-25")
    asked = Asked(["Bristol"], [year], step=step)
    assert find_scope(asked, "passage", (early, BRISTOL)).documents == documents
