"""The palette, measured: words that can be read on their fill, fills that colour-blind readers tell apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from rag.domain.frameworks import Grade, frameworks
from rag.pictures import INK, MARKS

SCALES = [[grade for grade in framework.grades if grade.fill] for framework in frameworks()]
READABLE = 7.0  # contrast: WCAG 2.2, success criterion 1.4.6 (AAA; AA asks for 4.5)
APART = 30.0  # distance in L*a*b*; about 2.3 is just noticeable (Mahy and others, 1994)

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of
# Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0, for linear sRGB.
SIGHT = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))  # IEC 61966-2-1
WHITE = (0.9505, 1.0, 1.0890)  # D65

Triple = tuple[float, ...]


def linear(colour: str) -> Triple:
    """Linear light of a hexadecimal sRGB colour (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def times(matrix: tuple[Triple, ...], colour: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    darker, lighter = sorted(times(XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: Triple) -> Triple:
    """CIE 1976 L*a*b* of linear sRGB."""
    x, y, z = (
        v ** (1 / 3) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29
        for v in (max(c, 0) / w for c, w in zip(times(XYZ, colour), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    """How far apart two colours look (CIE 1976 colour difference) to readers with such a sight."""
    seen = [lab(tuple(min(1, max(0, c)) for c in times(SIGHT[sight], linear(h)))) for h in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


def test_the_formulas_give_the_published_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.1)
    assert distance("#d05000", "#809000", "no green") < distance("#d05000", "#809000", "all colours") / 2


@pytest.mark.parametrize(
    "grade", [grade for scale in SCALES for grade in scale], ids=lambda grade: grade.grade
)
def test_the_words_can_be_read_on_their_fill(grade: Grade) -> None:
    assert contrast(grade.fill, grade.ink) >= READABLE


@pytest.mark.parametrize("sight", SIGHT)
def test_the_fills_of_a_scale_are_told_apart_by_every_sight(sight: str) -> None:
    pairs = [pair for scale in SCALES for pair in combinations(scale, 2)]
    distances = {(one.grade, other.grade): distance(one.fill, other.fill, sight) for one, other in pairs}
    assert distances
    assert {pair: d for pair, d in distances.items() if d < APART} == {}


def test_the_words_for_what_reports_say_can_be_read_on_their_fills() -> None:
    fills = {fill for mark in MARKS.values() for fill in mark.fills}
    assert fills
    assert {fill for fill in fills if contrast(fill, INK) < READABLE} == set()


@pytest.mark.parametrize("sight", SIGHT)
def test_strengths_and_weaknesses_are_told_apart_by_every_sight(sight: str) -> None:
    assert distance(MARKS["strength"].fills[0], MARKS["weakness"].fills[0], sight) >= APART
    assert MARKS["both"].fills == MARKS["strength"].fills + MARKS["weakness"].fills
