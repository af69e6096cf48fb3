"""The frameworks that inspectorates judge by, as data: what is published and judged, the scale, the words.

Each is a TOML file, of ``rag/data/frameworks`` or of the folder that the environment's
``PINPOINT_FRAMEWORKS`` names; docs/frameworks.md says what every entry means. All are read once, when
one is first needed. Patterns are regular expressions, read without regard to case.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from rag.errors import InvalidSetting

SHIPPED = Path(__file__).parent.parent / "data" / "frameworks"
NO_WORDS = r"(?!)"  # a pattern that nothing matches
CODES = ("covered_by", "joins", "about")  # entries that list codes


@dataclass(frozen=True, slots=True)
class Grade:
    """A step of a scale: as a row prints it, as prose tells it, as it is asked for; or its sentence."""

    grade: str
    printed: str = NO_WORDS
    told: str = NO_WORDS
    asked: str = ""
    sentence: str = NO_WORDS
    ranked: bool = True
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """An area of judgement. ``covered_by`` are those that speak for it where it was not judged by itself.

    ``joins`` are areas that it judges as one, ``same_as`` the one that it is under another name;
    ``whole``, that it judges everything. ``alone`` is the label of a grade that a sentence apart
    tells, cited by ``locator``.
    """

    code: str
    name: str = ""
    printed: str = NO_WORDS
    asked: str = ""
    covered_by: tuple[str, ...] = ()
    same_as: str = ""
    joins: tuple[str, ...] = ()
    together: str = ""
    joined: str = ""
    parted: str = ""
    history: str = ""
    whole: bool = False
    alone: str = ""
    locator: str = ""

    def is_same(self, other: Area) -> bool:
        """Whether another area is this one, by whatever name."""
        return (self.same_as or self.code) == (other.same_as or other.code)

    @property
    def judged_as(self) -> tuple[str, ...]:
        """The areas that tell its grade, the nearest first."""
        return (self.code, *self.covered_by)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: how it is known again, and what it is called.

    ``headed`` is in its title, ``opens`` on its first page. ``framework`` names the one by which
    it judges every area, ``about`` the areas that all of it is about. From the month
    ``not_whole_since`` on it gives no grade of everything, which ``not_whole`` says.
    """

    code: str
    name: str = ""
    title: str = ""
    label: str = ""
    headed: str = NO_WORDS
    opens: str = NO_WORDS
    asked: str = ""
    form: Literal["", "report", "letter", "plan"] = ""
    signed: bool = False
    framework: str = ""
    since: str = ""
    about: tuple[str, ...] = ()
    not_whole_since: str = ""
    not_whole: str = ""

    def judges_whole(self, date: str | None) -> bool:
        """Whether a document of that day may give a grade of everything."""
        return not self.not_whole_since or (date or "") < self.not_whole_since


@dataclass(frozen=True, slots=True)
class Standing:
    """What documents print that belongs to no finding.

    A text from one line to another, single lines, and addresses between two headings.
    """

    starts: str = NO_WORDS
    ends: str = NO_WORDS
    lines: str = NO_WORDS
    contacts: str = NO_WORDS
    after_contacts: str = NO_WORDS


@dataclass(frozen=True, eq=False)
class Framework:
    """What one inspectorate, or a council, publishes and how it judges; ``grades`` are the worst first."""

    grades: tuple[Grade, ...] = ()
    areas: tuple[Area, ...] = ()
    kinds: tuple[DocumentKind, ...] = ()
    standing: Standing = field(default_factory=Standing)
    outcome: str = ""
    header: str = NO_WORDS
    several_lines: str = NO_WORDS
    goes_on: str = NO_WORDS
    late_table: str = NO_WORDS
    headings: str = NO_WORDS

    @cached_property
    def scale(self) -> tuple[str, ...]:
        """The grades that can be compared, the worst first."""
        return tuple(grade.grade for grade in self.grades if grade.ranked)

    def rank(self, grade: str) -> int:
        """Where a grade stands on the scale, from 0; -1 where it is not on it."""
        return self.scale.index(grade) if grade in self.scale else -1

    def grade_printed(self, text: str) -> str:
        """The grade that a row of a table prints so; empty where it is none."""
        return next((g.grade for g in self.grades if matches(g.printed, text)), "")


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every framework, those that come with Pinpoint first; InvalidSetting where one cannot be read."""
    return tuple(_read(file) for file in files())


def files() -> list[Path]:
    """The files that the frameworks are read from."""
    named = os.environ.get("PINPOINT_FRAMEWORKS")
    own = sorted(Path(named).glob("*.toml")) if named else []
    if named and not own:
        raise InvalidSetting(
            f"PINPOINT_FRAMEWORKS is {named!r}, where no file ends in .toml; name the folder."
        )
    return [*sorted(SHIPPED.glob("*.toml")), *own]


@cache
def document_kinds() -> tuple[DocumentKind, ...]:
    """Every kind of document, plans first: a plan to answer an inspection names it too."""
    kinds = [kind for framework in frameworks() for kind in framework.kinds]
    return tuple(sorted(kinds, key=lambda kind: kind.form != "plan"))


@cache
def document_kind(code: str) -> DocumentKind:
    """The kind of that code; one without a name where there is none."""
    return next((kind for kind in document_kinds() if kind.code == code), DocumentKind(code))


@cache
def framework_of(kind: str) -> Framework:
    """The framework that a kind of document belongs to; an empty one where there is none."""
    codes = ((framework, {own.code for own in framework.kinds}) for framework in frameworks())
    return next((framework for framework, own in codes if kind in own), Framework())


def framework_at(date: str) -> str:
    """What the framework is called by which services were judged on that day."""
    named = [kind for kind in document_kinds() if kind.framework and kind.since <= date]
    return max(named, key=lambda kind: kind.since).framework if named else ""


@cache
def areas() -> Mapping[str, Area]:
    """Every area by its code; one that several frameworks have is asked about in the words of each."""
    merged: dict[str, Area] = {}
    for area in (area for framework in frameworks() for area in framework.areas):
        known = merged.get(area.code)
        merged[area.code] = replace(known, asked=either(known.asked, area.asked)) if known else area
    return merged


def area_named(code: str) -> Area:
    """The area of that code; one without a name where there is none."""
    return areas().get(code, Area(code))


@cache
def overall() -> str:
    """The code of the judgement on everything."""
    return next((area.code for area in areas().values() if area.whole), "")


@cache
def told_alone() -> Mapping[str, str]:
    """The areas whose grade may stand apart from the table, by where it is cited."""
    return {area.locator: area.code for area in areas().values() if area.locator}


@cache
def grades() -> tuple[Grade, ...]:
    """The grades of every framework."""
    return tuple(grade for framework in frameworks() for grade in framework.grades)


def grade_told(text: str) -> str:
    """The grade that prose tells by a word; empty where it is none."""
    return next((grade.grade for grade in grades() if matches(grade.told, text)), "")


def matches(pattern: str, text: str) -> bool:
    """Whether all of a text is as a pattern says."""
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None


def either(*patterns: str) -> str:
    """A pattern for what any of these match; nothing where there is none."""
    return "|".join(pattern for pattern in patterns if pattern) or NO_WORDS


def _read(file: Path) -> Framework:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return Framework(
            grades=tuple(Grade(**_entry(row)) for row in told.pop("grades", ())),
            areas=tuple(Area(**_entry(row)) for row in told.pop("areas", ())),
            kinds=tuple(DocumentKind(**_entry(row)) for row in told.pop("kinds", ())),
            standing=Standing(**_entry(told.pop("standing", {}))),
            **_entry(told),
        )
    except (OSError, ValueError, TypeError, re.error) as error:
        raise InvalidSetting(
            f"The framework {file} cannot be read: {error}; see docs/frameworks.md."
        ) from error


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a value is made from it: codes as they are, several patterns as one that was tried."""
    return {name: tuple(value) if name in CODES else _tried(value) for name, value in row.items()}


def _tried(value: Any) -> Any:
    if isinstance(value, list):
        value = either(*value)
    if isinstance(value, str):
        re.compile(value)
    return value
