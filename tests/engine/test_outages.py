"""What an index on servers needs is killed: the short form of ``benchmarks/outages.py``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from benchmarks.outages import KINDS, LATE, Outages
from benchmarks.servers import Chroma, Postgres

NOT_YET_PUBLISHED = "INSERT INTO versions VALUES (%s)"  # the last statement by which a version is there


def test_whatever_is_killed_answers_are_right_or_errors_in_words_and_all_is_back_afterwards(
    tmp_path: Path, postgres: Postgres, chroma: Chroma
) -> None:
    with closing(Outages(tmp_path, postgres, chroma, pause=0.5)) as outages:
        assert min(outages.publish() for _ in range(2)) < LATE
        outages.begin()
        for kind in KINDS:
            outages.outage(kind, before=NOT_YET_PUBLISHED if kind == "the indexer" else "")
        assert list(outages.look_back()) == []
    assert {kind: tally.faults for kind, tally in outages.tallies.items()} == {kind: [] for kind in KINDS}
    assert all(tally.answers for tally in outages.tallies.values())
