"""What is said in plain values is the same again; what was never a value of ours does not become one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.model import Action, Document, Judgement, Measure, PageImage, Paragraph
from rag.reading import read_document
from rag.reading.plain import from_plain, to_plain
from rag.reading.worker import _read, _written

from .shipped import CORPUS

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
NUMBERS = st.floats(allow_nan=False)
BOXES = st.none() | st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)


def rows_of(kind: type) -> st.SearchStrategy[tuple[Any, ...]]:
    names = kind.__dataclass_fields__
    given = {name: ANY_TEXT for name, field in names.items() if field.type == "str"}
    boxes = {"box": BOXES} if "box" in names else {}
    return st.lists(st.builds(kind, **given, **boxes), max_size=3).map(tuple)


DOCUMENTS = st.builds(
    Document,
    title=ANY_TEXT,
    judgements=rows_of(Judgement),
    actions=rows_of(Action),
    measures=rows_of(Measure),
    paragraphs=rows_of(Paragraph),
)


def sent(kind: Any, value: object) -> Any:
    """A value as it arrives, by way of a line of JSON."""
    line = _written(to_plain(value))
    assert line.count(b"\n") == 1
    return from_plain(kind, _read(line))


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.stem)
def test_every_shipped_document_arrives_as_it_is(path: Path) -> None:
    document = read_document(path, CORPUS)
    assert document.paragraphs
    assert sent(Document, document) == document


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_any_document_arrives_as_it_is(document: Document) -> None:
    assert sent(Document, document) == document


@given(st.builds(PageImage, data=st.binary(), box=BOXES))
@settings(deadline=None)
def test_any_image_arrives_as_it_is(image: PageImage) -> None:
    assert sent(PageImage, image) == image


PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def nearly_documents(draw: st.DrawFn) -> Any:
    """What a document is told as, with something else in one place of it."""
    told = to_plain(draw(DOCUMENTS))
    at = told
    while True:
        place = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not (at[place] and isinstance(at[place], dict | list) and draw(st.booleans())):
            at[place] = draw(PLAIN_VALUES)
            return told
        at = at[place]


@given(PLAIN_VALUES | nearly_documents())
@settings(max_examples=300, deadline=None)
def test_what_is_told_becomes_a_document_only_where_it_is_one(told: Any) -> None:
    try:
        document = from_plain(Document, told)
    except ValueError:
        return
    assert repr(to_plain(document)) == repr(told)


@pytest.mark.parametrize("value", [{1}, object(), Document, [1], {"a": 1}, 1j])
def test_what_cannot_be_said_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be said in plain values"):
        to_plain(value)
