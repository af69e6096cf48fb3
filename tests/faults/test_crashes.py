"""Crashes and damage: whatever ends a run or a file, the index is whole, mended, or says what is wrong."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.crashes import (
    LIBRARY_FILE,
    MENDED,
    Crashes,
    Damages,
    Tally,
    kill_while_bringing_forward,
    quick,
)

# seconds after its begin, or before a statement to the library
MOMENTS = (
    ("index", 0.2),
    ("index", 12),
    ("index", 105),
    ("remove", 30),
    ("seal", 0.2),
    ("rebuild", 250),
    ("mend", 0.4),
)


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """Vectors made from words, and collections of a few chunks."""
    with quick():
        yield


@pytest.fixture(scope="module")
def damages(tmp_path_factory: pytest.TempPathFactory) -> Damages:
    return Damages(tmp_path_factory.mktemp("damaged"))


def holds(tally: Tally) -> bool:
    """Whether something was tried and nothing of it went wrong."""
    assert tally.faults == []
    return bool(tally.seen.total())


def test_a_library_that_is_killed_again_and_again_is_whole_and_answers_from_one_version(
    tmp_path: Path,
) -> None:
    crashes = Crashes(tmp_path)
    for step, moment in MOMENTS:
        crashes.crash(step, moment)
    crashes.close()
    faults = [fault for tally in crashes.tallies.values() for fault in tally.faults]
    assert faults == []


def test_a_library_that_is_killed_while_it_is_brought_forward_loses_nothing(tmp_path: Path) -> None:
    assert holds(kill_while_bringing_forward(tmp_path, 4, seed=1))


@pytest.mark.parametrize("damage", ["empty vectors", "other words", "no vectors"])
def test_what_a_disk_made_of_a_library_is_told_and_mended(damages: Damages, damage: str) -> None:
    place = damages.copy()
    MENDED[damage](place)
    assert damages.answering(place) == "told"
    assert list(damages.unmended(place)) == []


def test_no_byte_that_is_lost_gives_another_answer(damages: Damages) -> None:
    assert holds(damages.bytes_of("the library", LIBRARY_FILE, 3, repair=False))
    assert holds(damages.bytes_of("a collection", "vectors-*/**/data_level0.bin", 1, repair=False))


def test_where_there_is_no_room_that_is_said_and_nothing_is_lost(damages: Damages) -> None:
    assert holds(damages.without_room((4096, 200_000)))


def test_what_goes_while_it_is_open_is_answered_as_it_was_or_as_it_is_now(damages: Damages) -> None:
    assert holds(damages.taken_away())


def test_a_folder_that_cannot_be_written_is_read_and_says_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert holds(Damages(Path(folder)).shut())
