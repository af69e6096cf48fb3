"""Packed paragraphs are read as a tuple of them is."""

from __future__ import annotations

import pytest

from rag.engine.packed import PackedParagraphs, pack
from rag.model import Document, Paragraph

PRINTED = tuple(
    Paragraph(
        locator=str(number),
        text=f"“Care leavers” – {number} of them – told us that visits were regular, as agreed.",
        kind="paragraph",
        section="Care leavers",
        page=None if number % 2 else number,
        box=(0.1, number / 3, 500.25, 7e-3) if number % 3 else None,
    )
    for number in range(100)
)


@pytest.mark.parametrize("paragraphs", [(), PRINTED[:1], PRINTED], ids=["none", "one", "many"])
def test_they_are_those_that_were_packed_in_their_order(paragraphs: tuple[Paragraph, ...]) -> None:
    packed = PackedParagraphs(paragraphs)
    assert packed == paragraphs
    assert hash(packed) == hash(paragraphs)
    assert len(packed) == len(paragraphs)
    assert [packed[at] for at in range(len(paragraphs))] == list(paragraphs)
    assert packed[-3:] == paragraphs[-3:]
    assert packed[:2] == paragraphs[:2]


def test_there_is_nothing_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        PackedParagraphs(())[0]
    with pytest.raises(IndexError):
        PackedParagraphs(PRINTED)[len(PRINTED)]


def test_others_are_not_equal() -> None:
    assert PackedParagraphs(PRINTED) != PRINTED[1:]
    assert PackedParagraphs(PRINTED) != "paragraphs"


def test_a_packed_document_answers_as_the_document_does() -> None:
    document = Document("bristol/2018", "Bristol", "ilacs", paragraphs=PRINTED)
    packed = pack(document)
    assert packed == document
    assert packed.paragraph("38") == document.paragraph("38")
    assert packed.list_around("38") == document.list_around("38")
