"""Which authorities there are, what else they are called, and which one a title names."""

import pytest

from rag.domain.authorities import (
    authority_named,
    authority_of_title,
    load_authorities,
    plain_name,
    predecessors_of,
    successors_of,
)

BCP = "Bournemouth, Christchurch and Poole"


def test_there_are_153_present_authorities() -> None:
    assert len([authority for authority in load_authorities() if not authority.former]) == 153


def test_no_two_authorities_share_a_name() -> None:
    names = [plain_name(name) for authority in load_authorities() for name in authority.names]
    assert len(names) == len(set(names))


def test_every_successor_is_a_present_authority() -> None:
    present = {authority.name for authority in load_authorities() if not authority.former}
    former = [authority for authority in load_authorities() if authority.former]
    assert {successor for authority in former for successor in authority.successors} <= present
    assert all(authority.ended for authority in former)


@pytest.mark.parametrize(
    ("name", "successors"),
    [
        ("Bournemouth", (BCP,)),
        ("Poole", (BCP,)),
        ("Cumbria", ("Cumberland", "Westmorland and Furness")),
        ("Northants", ("North Northamptonshire", "West Northamptonshire")),
        ("Bristol", ()),
        ("Nowhere", ()),
    ],
)
def test_a_former_authority_tells_what_it_is_part_of_today(name: str, successors: tuple[str, ...]) -> None:
    assert successors_of(name) == successors


def test_a_present_authority_tells_what_it_was_made_of() -> None:
    assert predecessors_of(BCP) == ("Bournemouth", "Christchurch", "Poole")
    assert predecessors_of("Bristol") == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("b&nes", "Bath and North East Somerset"),
        ("BANES", "Bath and North East Somerset"),
        ("BCP", BCP),
        ("South Glos", "South Gloucestershire"),
        ("LBTH", "Tower Hamlets"),
        ("hull", "Kingston upon Hull"),
        ("Brighton", "Brighton and Hove"),
        ("Telford", "Telford and Wrekin"),
        ("Stoke", "Stoke-on-Trent"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("RBKC", "Kensington and Chelsea"),
        ("Cheshire West", "Cheshire West and Chester"),
        ("St. Helen's", "St Helens"),
    ],
)
def test_an_authority_is_known_by_its_other_names(name: str, found: str) -> None:
    authority = authority_named(name)
    assert authority is not None
    assert authority.name == found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bristol City of", "Bristol"),
        ("Bournemouth", "Bournemouth"),
        ("Bournemouth, Christchurch & Poole Council", BCP),
        ("Kingston Upon Hull City Council", "Kingston upon Hull"),
        ("The Royal Borough of Kingston upon Thames", "Kingston upon Thames"),
        ("London Borough of Tower Hamlets", "Tower Hamlets"),
        ("Derbyshire County Council", "Derbyshire"),
        ("Derby City Council", "Derby"),
        (
            "Inspection of Bath and North East Somerset local authority children's services",
            "Bath and North East Somerset",
        ),
        ("Monitoring visit of South Gloucestershire children's services", "South Gloucestershire"),
        ("Inspection of North Somerset local authority children’s services", "North Somerset"),
        ("Inspection of Blankshire local authority children’s services", "Blankshire"),
        ("Blank on the Moor Borough Council: improvement plan", "Blank on the Moor"),
        ("Inspection of children's social care services", None),
        ("The Council's plan", None),
        ("", None),
    ],
)
def test_a_title_names_its_authority(title: str, name: str | None) -> None:
    assert authority_of_title(title) == name
