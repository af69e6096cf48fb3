"""Hits to what is near: the same whichever way the same cosines were computed."""

from __future__ import annotations

import numpy as np
import pytest

from rag.engine.hits import HIT, nearest_of, nearness_of
from rag.model import Place

NAMES = {1: "bath", 2: "acton"}


@pytest.mark.parametrize("noise", [0.0, 2e-7, -2e-7])
def test_what_is_equally_near_comes_in_the_order_of_the_documents(noise: float) -> None:
    rows = [(1, 0, True, 0.5), (2, 0, True, 0.5 + noise), (1, 1, True, 0.9)]
    hits = nearest_of(np.array(rows, dtype=HIT), limit=3)
    near = nearness_of(hits, lambda number, position: Place(NAMES[number], str(position)))
    assert list(near.windows.items()) == [
        (Place("bath", "1"), 0.9),
        (Place("acton", "0"), 0.5),
        (Place("bath", "0"), 0.5),
    ]
