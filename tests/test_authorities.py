"""Which authorities there are, what else they are called, which are alike, and which one a title names."""

import csv
from importlib import resources

import pytest

from rag.domain.authorities import (
    authority_named,
    authority_of_title,
    load_authorities,
    neighbours_of,
    own_name_of,
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


@pytest.mark.parametrize("name", ["Cumberland", "North Yorkshire", "Somerset", "Westmorland and Furness"])
def test_the_counties_remade_in_2023_are_unitary(name: str) -> None:
    authority = authority_named(name)
    assert authority is not None
    assert authority.type == "unitary authority"


def test_the_neighbours_of_every_present_authority_are_other_present_ones() -> None:
    with (resources.files("rag") / "data" / "neighbours.csv").open(encoding="utf-8") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    present = {authority.name for authority in load_authorities() if not authority.former}
    assert len(names) == len(set(names))
    assert set(names) == present
    for name in names:
        neighbours = neighbours_of(name)
        assert 0 < len(neighbours) == len(set(neighbours)) <= 10
        assert set(neighbours) <= present - {name}


@pytest.mark.parametrize(
    ("name", "neighbours"),
    [
        (
            "Bristol",
            "Brighton and Hove; Leeds; Southend-on-Sea; Sheffield; Milton Keynes; Portsmouth; Reading; "
            f"Barnet; {BCP}; Kirklees",
        ),
        (
            BCP,
            "Bedford; Southend-on-Sea; Kent; Devon; Milton Keynes; Bexley; West Sussex; Norfolk; "
            "East Sussex; Essex",
        ),
        (
            "St Helens",
            "Halton; Sefton; Knowsley; Durham; Redcar and Cleveland; Barnsley; Sunderland; Wirral; "
            "Stockton-on-Tees; Telford and Wrekin",
        ),
    ],
)
def test_neighbours_are_those_of_the_lookup_nearest_first(name: str, neighbours: str) -> None:
    assert "; ".join(neighbours_of(name)) == neighbours


@pytest.mark.parametrize("name", ["Cumbria", "BCP", "Nowhere"])
def test_what_is_no_present_authority_by_its_own_name_has_no_neighbours(name: str) -> None:
    assert neighbours_of(name) == ()


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
    ("named", "own"),
    [
        ("Bristol City Council", "Bristol"),
        ("London Borough of Tower Hamlets", "Tower Hamlets"),
        ("B&NES", "Bath and North East Somerset"),
        ("nowhere", "nowhere"),
    ],
)
def test_a_council_stands_for_its_authority(named: str, own: str) -> None:
    assert own_name_of(named) == own


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
