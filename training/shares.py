"""How many words two texts have to share, to relate the same or to deny each other.

    python -m training.shares REPORTS

Read are the statements of ``own_entailment.csv`` on authorities that ``training/entailment.py`` learns from.
Printed is, for each share, how many of the true and of the false ones relate otherwise what they relate
(``rag.answering.connectives``) or turn round what is denied (``rag.answering.denials``): ``HALF``, which both
use, lies where neither changes much. Then stands by which relation, at the share in use.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rag.answering.claims import read_words
from rag.answering.connectives import HALF, find_related_otherwise
from rag.answering.denials import find_turned
from rag.answering.values import Cited
from rag.model import Document
from training.entailment import held_out_of, places_of, read_all, read_own

SHARES = (0.3, 0.4, HALF, 0.6, 0.7, 0.8)


def main() -> None:
    """Read and print."""
    told = list(read_learnt(read_all(Path(sys.argv[1]))))
    of = Counter(true for _, _, true in told)
    print(f"{of[True]} true, {of[False]} false")
    print(f"{'share':14}related otherwise, true  false   denied, true  false")
    for share in SHARES:
        related, denied = Counter[bool](), Counter[bool]()
        for text, cited, true in told:
            related[true] += any(find_related_otherwise(text, [one.paragraph.text for one in cited], share))
            near = [words for one in cited for words in (*one.sentences_about(text), one.called)]
            denied[true] += any(find_turned(read_words(text), near, share))
        parts = [counts[true] / of[true] for counts in (related, denied) for true in (True, False)]
        print(f"{share:<14}" + "".join(f"{part:>15.2%}" for part in parts))
    by_relation = Counter(
        (name, true)
        for text, cited, true in told
        for name in set(find_related_otherwise(text, [one.paragraph.text for one in cited]))
    )
    print("\nby relation          true   false")
    for name in sorted({name for name, _ in by_relation}):
        print(f"{name:16}{by_relation[name, True]:>9}{by_relation[name, False]:>8}")


def read_learnt(documents: Mapping[str, Document]) -> Iterator[tuple[str, Sequence[Cited], bool]]:
    """Statements by hand that are learnt from, what each cites, and whether it is true."""
    rows = [
        (row, [Cited(documents[id], documents[id].paragraph(locator)) for id, locator in places_of(row)])
        for row in read_own()
    ]
    held_out = held_out_of(cited[0].document.authority or "" for _, cited in rows)
    for row, cited in rows:
        if cited[0].document.authority not in held_out:
            yield row["statement"], cited, row["true"] == "yes"


if __name__ == "__main__":
    main()
