"""How surely a statement that stands otherwise than in print has to follow from it, to be shown.

    python -m training.nearness REPORTS

The statements of ``own_entailment.csv`` on authorities that ``training/entailment.py`` keeps out are checked
as a chat model's are. Printed is, for each nearness to print (``rag.answering.nearness``) and each least
log-odds, which share of the true ones and of the false ones would be shown, and how many of those shown were
true if as many were false as true. From the least of ``rag.answering.checking.LEAST_OTHERWISE`` for what is
reworded on nine in ten are. Of what is rearranged they are so from 3.25 on, where one in twenty of the true
would be shown, but one in seven of those whose roles are exchanged (``benchmarks/ways_aside_8.py``).
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from rag.answering.checking import check_exactly, read_entailment, read_nearness
from rag.answering.statements import Source, Statement, say
from rag.language.sentences import sentences
from rag.model import Document, Place
from training.entailment import places_of, read_all, read_own_by_use

LEASTS = np.arange(-1.0, 5.0, 0.25)


def main() -> None:
    """Read and print."""
    documents = read_all(Path(sys.argv[1]))
    told: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for statement, true in read_held_out(documents):
        log_odds = -np.inf if check_exactly(statement, documents) else read_entailment(statement, documents)
        told[read_nearness(statement, documents), true].append(log_odds)
    for nearness in sorted({nearness for nearness, _ in told}):
        true, false = (np.array(told[nearness, true]) for true in (True, False))
        print(f"\n{nearness}: {len(true)} true, {len(false)} false")
        print(f"{'log-odds of at least':22}{'true, shown':>14}{'false, shown':>14}{'of those, true':>16}")
        for least in LEASTS:
            shown = [float(np.mean(one >= least)) for one in (true, false)]
            right = shown[0] / sum(shown) if any(shown) else 1.0
            print(f"{least:<22.2f}{shown[0]:>14.1%}{shown[1]:>14.1%}{right:>16.1%}")


def read_held_out(documents: Mapping[str, Document]) -> list[tuple[Statement, bool]]:
    """The statements by hand that were not learnt from, and whether each is true."""
    return [
        (say(row["statement"], *(cite(place, documents) for place in places_of(row))), row["true"] == "yes")
        for row in read_own_by_use(documents, held_out=True)
    ]


def cite(place: Place, documents: Mapping[str, Document]) -> Source:
    """A paragraph by its first sentence."""
    return Source(*place, sentences(documents[place.document].paragraph(place.locator).text)[0])


if __name__ == "__main__":
    main()
