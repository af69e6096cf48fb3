"""The four grades in colours that colour-blind readers tell apart, each with the ink to be read on it.

One pair serves light and dark pages alike: words are read on the fill, never on the page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The fill of a cell and the ink of its words, as hexadecimal sRGB."""

    fill: str
    ink: str


PALETTE = {
    "outstanding": Colours("#0b4f8a", "#ffffff"),
    "good": Colours("#a9d0ee", "#10202e"),
    "requires improvement": Colours("#f7c65b", "#2b1d00"),
    "inadequate": Colours("#9c2f12", "#ffffff"),
}
"""Blue for the better half of the scale, orange for the other; the ends are dark."""
