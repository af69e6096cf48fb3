"""Authorities that are named together: a region, a type, both at once."""

import pytest

from rag.domain.authorities import (
    asks_neighbours,
    group_named,
    load_authorities,
    load_groups,
    neighbourhood_of,
    without_groups,
)


@pytest.mark.parametrize(
    ("text", "name", "holds", "lacks"),
    [
        ("which northern councils", "the North", "Leeds", "Kent"),
        ("in the north-east", "the North East", "Gateshead", "Leeds"),
        ("London boroughs", "London boroughs", "Camden", "Kent"),
        ("unitaries in the south west", "unitary authorities, the South West", "Plymouth", "Devon"),
        ("the Greater Manchester ten", "Greater Manchester", "Bury", "Blackpool"),
    ],
)
def test_a_group_is_named_by_its_words(text: str, name: str, holds: str, lacks: str) -> None:
    group = group_named(text)
    assert group
    assert group.name == name
    assert holds in group.authorities
    assert lacks not in group.authorities


def test_no_group_is_none() -> None:
    assert group_named("which councils are good?") is None


def test_every_group_has_members_and_every_present_authority_a_region() -> None:
    assert all(len(group.authorities) > 1 for group in load_groups())
    assert all(
        authority.region and authority.type for authority in load_authorities() if not authority.former
    )


def test_an_authority_and_its_neighbours_are_a_group() -> None:
    group = neighbourhood_of("Bristol")
    assert {"Bristol", "Leeds", "Sheffield"} <= group.authorities
    assert len(group.authorities) == 11


def test_neighbours_are_known_by_their_word_and_left_out_of_what_is_looked_up() -> None:
    asked = "How does Bristol do beside its statistical neighbours on leadership in the South West?"
    assert asks_neighbours(asked)
    assert not asks_neighbours("Is the neighbourhood team effective?")
    left = without_groups(asked)
    assert "neighbours" not in left
    assert "South West" not in left
    assert "leadership" in left
