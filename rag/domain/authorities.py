"""The local authorities of England with children's services: their other names, groups and neighbours.

Regions, types and neighbours are those of the provider lookup of data-to-insight/ofsted-ilacs-scrape-tool
(MIT licence). Where its type and its ONS code disagree, as for three made in 2023, the code is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rag.domain.tables import rows_of

_NEIGHBOURS = re.compile(
    r"\b(?:(?:its|our|their|his|her|the|nearest|closest) )*(?:statistical )?neighbou?rs\b", re.IGNORECASE
)
_JOINED = r"(?:,? (?:and|on|of|the|upon|under|with|[A-Z][\w'’&-]*))"
_NAME = rf"(?!The |This |Our |All )(?P<name>[A-Z][\w'’&-]*{_JOINED}{{0,5}}?)"
_FORM = r"(?i: (?:local authority|city|county|borough|metropolitan|district|unitary)){0,3}"
_OWN = r"(?:['’]s)?"
_VISITED = r"\b(?i:inspection|visit) (?:of|to|in) (?:the )?"
_UNKNOWN = (
    re.compile(rf"{_VISITED}{_NAME}{_OWN}{_FORM}(?i: council)?{_OWN} (?i:children)"),
    re.compile(rf"\b{_NAME}{_FORM} (?i:council)\b"),
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority, present or former.

    ``successors`` are the present authorities that took over where it ``ended``, a year;
    both are empty for a present authority. ``region`` is one of England's nine, ``type`` the form
    of government, such as ``London borough``.
    """

    name: str
    aliases: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    ended: str = ""
    region: str = ""
    type: str = ""

    @property
    def former(self) -> bool:
        """Whether it exists no longer."""
        return bool(self.successors)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, its own name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Group:
    """Authorities that people name together: a region, a type, a former county."""

    name: str
    words: tuple[str, ...]
    authorities: frozenset[str]


@cache
def load_authorities() -> tuple[Authority, ...]:
    """Every authority of the file, the present ones first."""
    return tuple(
        Authority(
            row["name"],
            _split(row["aliases"]),
            _split(row["successors"]),
            row["ended"],
            row["region"],
            row["type"],
        )
        for row in rows_of("authorities.csv")
    )


@cache
def load_groups() -> tuple[Group, ...]:
    """Every group of the file."""
    return tuple(Group(row["name"], _split(row["words"]), _members(row)) for row in rows_of("regions.csv"))


def group_named(text: str) -> Group | None:
    """The authorities that a text names together; of several groups those that are in each.

    ``unitaries in the South West``. Names of authorities are to be taken out of the text before.
    """
    named = list(dict.fromkeys(_by_words()[plain_name(m.group())] for m in _any_group().finditer(text)))
    if not named:
        return None
    common = frozenset.intersection(*(group.authorities for group in named))
    return Group(", ".join(group.name for group in named), (), common)


def authority_named(name: str) -> Authority | None:
    """The authority with exactly this name or alias, whatever its case, hyphens and ampersands."""
    return _by_name().get(plain_name(name))


def own_name_of(name: str) -> str:
    """An authority's own name for any that it or its council goes by; an unknown one as it is."""
    known = authority_named(name)
    return known.name if known else authority_of_title(name) or name


def successors_of(name: str) -> tuple[str, ...]:
    """The present authorities of a former one: ``Bournemouth`` -> ``Bournemouth, Christchurch and Poole``."""
    found = authority_named(name)
    return found.successors if found else ()


def predecessors_of(name: str) -> tuple[str, ...]:
    """The former authorities that a present one took over from, wholly or in part."""
    return tuple(former.name for former in load_authorities() if name in former.successors)


@cache
def neighbours_of(name: str) -> tuple[str, ...]:
    """The statistical neighbours of an authority by its own name, nearest first, at most ten.

    They are those of the Department for Education's model; a former or unknown authority has none.
    """
    return next((_split(row["neighbours"]) for row in rows_of("neighbours.csv") if row["name"] == name), ())


def asks_neighbours(text: str) -> bool:
    """Whether a text names the statistical neighbours of somebody."""
    return bool(_NEIGHBOURS.search(text))


def without_groups(text: str) -> str:
    """A text without the words that name groups of authorities and neighbours."""
    return _any_group().sub(" ", _NEIGHBOURS.sub(" ", text))


def neighbourhood_of(name: str) -> Group:
    """An authority and its statistical neighbours."""
    return Group(f"{name} and its statistical neighbours", (), frozenset((name, *neighbours_of(name))))


def authority_of_title(text: str) -> str | None:
    """The authority that a title, subject line or address names, as it was called then.

    A name that is not in the file is still read from the wording of an inspection's title.
    """
    known = _any_name().search(plain_name(text))
    if known:
        return _by_name()[known.group()].name
    unknown = (match for wording in _UNKNOWN if (match := wording.search(text[:300])))
    return next((match["name"] for match in unknown), None)


def plain_name(text: str) -> str:
    """A name as it is compared: lower case, ``and`` for ``&`` and ``/``, no punctuation, single spaces."""
    plain = re.sub(r"['’.]", "", re.sub("[&/]", " and ", text.lower()))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


@cache
def _by_name() -> dict[str, Authority]:
    return {plain_name(name): authority for authority in load_authorities() for name in authority.names}


@cache
def _any_name() -> re.Pattern[str]:
    longest_first = sorted(_by_name(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


@cache
def _by_words() -> dict[str, Group]:
    return {plain_name(words): group for group in load_groups() for words in group.words}


@cache
def _any_group() -> re.Pattern[str]:
    longest_first = sorted((words for group in load_groups() for words in group.words), key=len, reverse=True)
    either = "|".join(re.escape(words).replace(r"\ ", r"[\s-]+") for words in longest_first)
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


def _members(row: dict[str, str]) -> frozenset[str]:
    """The authorities of a group: those it lists, or all of its regions and its type."""
    listed, regions = _split(row["authorities"]), _split(row["regions"])
    return frozenset(
        authority.name
        for authority in load_authorities()
        if authority.name in listed
        or (
            not listed
            and (not regions or authority.region in regions)
            and (not row["type"] or authority.type == row["type"])
        )
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split(";")) if part)
