"""Lines -> Blocks: what each line is, and what a page break cut is whole again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.reading.headings import find_headings
from rag.reading.lines import Box, Line
from rag.reading.numbering import DECIMAL_CHAIN, Numbered, number_lines
from rag.reading.wording import ends_midway, is_finished, join_cut, starts_lower

BlockKind = Literal["heading", "prose", "bullet", "item", "numbered", "row"]

SHORTEST_CUT = 40
LONGEST_HEALED = 20_000
LONGEST_LIST_LINE = 100
LONGEST_SECTION_LIST = 9


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a whole paragraph, bullet or list item, or a table row.

    ``number`` is as printed, of a ``numbered`` paragraph of the document or of an ``item``
    of a list; ``chain`` tells one series of numbers from another.
    """

    kind: BlockKind
    text: str
    number: str = ""
    chain: int = 0
    cells: tuple[str, ...] = ()
    apart: bool = True
    page: int | None = None
    level: int = 0
    whole: bool = False
    box: Box | None = None


def make_blocks(lines: Sequence[Line], *, numbered_throughout: bool = False) -> list[Block]:
    """The blocks of a document's body, healed.

    ``numbered_throughout`` says that documents of this kind number their paragraphs, so
    that even a short series of numbers is not taken for a list.
    """
    numbers = number_lines(lines)
    headings = find_headings(lines, frozenset(numbers))
    chains = _paragraph_chains(numbers, headings, numbered_throughout)
    pieces = [
        _make_piece(line, index in headings, numbers.get(index), chains) for index, line in enumerate(lines)
    ]
    return _Healer(pieces).heal()


def _make_piece(line: Line, heading: bool, numbered: Numbered | None, chains: frozenset[int]) -> Block:
    piece = Block(
        "prose",
        line.text,
        apart=line.apart,
        page=line.page,
        level=line.level,
        whole=line.whole,
        box=line.box,
    )
    if heading:
        return replace(piece, kind="heading")
    if line.mark == "row":
        return replace(piece, kind="row", cells=line.cells)
    if numbered:
        kind: BlockKind = "numbered" if numbered.chain in chains else "item"
        return replace(piece, kind=kind, text=numbered.text, number=numbered.number, chain=numbered.chain)
    return replace(piece, kind="bullet") if line.mark == "bullet" else piece


def _paragraph_chains(
    numbers: dict[int, Numbered], headings: frozenset[int], numbered_throughout: bool
) -> frozenset[int]:
    """The chains that number the document's paragraphs; the others are lists inside it."""
    places: dict[int, list[int]] = {}
    for index in sorted(numbers):
        places.setdefault(numbers[index].chain, []).append(index)
    longest = max(places, key=lambda chain: len(places[chain]), default=0)
    marks = sorted(headings)
    chosen = {DECIMAL_CHAIN}
    for chain, indexes in places.items():
        spans = bisect_left(marks, indexes[0]) < bisect_left(marks, indexes[-1])
        throughout = chain == longest and (numbered_throughout or not marks)
        if spans or throughout or len(indexes) > LONGEST_SECTION_LIST:
            chosen.add(chain)
    return frozenset(chosen)


@dataclass
class _Healer:
    """Puts the halves of cut blocks together; one pass, looking one piece ahead."""

    pieces: list[Block]
    whole: list[Block] = field(default_factory=list)
    last_numbers: dict[int, int] = field(default_factory=dict)

    def heal(self) -> list[Block]:
        """The pieces with what was cut joined."""
        for index, piece in enumerate(self.pieces):
            if piece.kind == "numbered":
                self.last_numbers[piece.chain] = index
        for index, piece in enumerate(self.pieces):
            self._place(index, piece)
        return self.whole

    def _place(self, index: int, piece: Block) -> None:
        before = self.whole[-1] if self.whole else None
        if (
            before is None
            or before.kind in ("heading", "row")
            or piece.kind not in ("prose", "bullet")
            or len(before.text) > LONGEST_HEALED
        ):
            self.whole.append(piece)
        elif piece.whole:
            self._place_whole(before, piece)
        elif piece.kind == "prose" and self._is_lost_bullet(before, piece):
            self.whole.append(replace(piece, kind="bullet"))
        elif self._continues(before, piece, index):
            self.whole[-1] = replace(before, text=join_cut(before.text, piece.text))
        elif _is_list_line(before, piece):
            self.whole[-1] = replace(before, text=f"{before.text}\n{piece.text}")
        else:
            self.whole.append(piece)

    def _place_whole(self, before: Block, piece: Block) -> None:
        """A piece that ends where the source shows it; what is listed inside a point belongs to it."""
        if before.kind == "bullet" and (piece.level > 1 or _is_unmarked_point(before, piece)):
            self.whole[-1] = replace(before, text=f"{before.text}\n– {piece.text}")
        elif _is_list_line(before, piece):
            self.whole[-1] = replace(before, text=f"{before.text}\n{piece.text}")
        else:
            self.whole.append(piece)

    def _continues(self, before: Block, piece: Block, index: int) -> bool:
        """Whether a piece is the rest of the block before it."""
        open_end = not is_finished(before.text)
        if piece.kind == "bullet":
            following = self.pieces[index + 1] if index + 1 < len(self.pieces) else None
            alone = following is None or following.kind != "bullet"
            return before.kind == "numbered" and open_end and alone and starts_lower(piece.text)
        if before.kind == "numbered" and (open_end or index < self.last_numbers[before.chain]):
            return True
        if open_end and starts_lower(piece.text):
            return not piece.apart or ends_midway(before.text) or len(before.text) >= SHORTEST_CUT
        return ends_midway(before.text) and len(before.text) >= SHORTEST_CUT

    def _is_lost_bullet(self, before: Block, piece: Block) -> bool:
        """Whether a piece lost its mark: it begins like the unpunctuated bullets that it follows."""
        if before.kind != "bullet" or is_finished(before.text) or not starts_lower(piece.text):
            return False
        if ends_midway(before.text) or not piece.apart:
            return False
        others = self.whole[-2:]
        return len(others) == 2 and all(
            other.kind == "bullet" and _first_word(other) == _first_word(piece) for other in others
        )


def _first_word(block: Block) -> str:
    return block.text.split(" ", 1)[0]


def _is_unmarked_point(before: Block, piece: Block) -> bool:
    """Whether a piece is listed under a bullet that ends with a colon, though no mark says so."""
    opened = before.text.endswith(":") or "\n– " in before.text
    return opened and piece.kind == "prose" and starts_lower(piece.text)


def _is_list_line(before: Block, piece: Block) -> bool:
    """Whether two short lines without space between belong together, as in an address."""
    return (
        before.kind == piece.kind == "prose"
        and not piece.apart
        and max(len(piece.text), len(before.text.rsplit("\n", 1)[-1])) <= LONGEST_LIST_LINE
        and not is_finished(before.text)
    )
