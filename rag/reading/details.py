"""The parts of a document -> its details: authority, dates, inspector, period, title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.domain.authorities import authority_of_title
from rag.domain.frameworks import DocumentKind, document_kind
from rag.model import day_of, month_of
from rag.reading.dates import find_day, find_month, find_span, is_date
from rag.reading.kinds import OTHER
from rag.reading.lines import Line
from rag.reading.parts import Parts
from rag.reading.wording import ends_midway, is_sentence, may_be_heading

OPENING_LINES = 12
LONGEST_TITLE = 150

_INSPECTION_DATES = re.compile(
    r"(?:inspection dates?|dates? of (?:the )?(?:inspection|visit))\b", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"(?:report published|published|publication date|date of publication|date)\s*:", re.IGNORECASE
)
_VISIT = re.compile(
    r"\b(?:visit|visited|inspection|inspected|inspectors|conducted|undertook)\b", re.IGNORECASE
)
_INSPECTOR = re.compile(r"(?:lead inspector|reporting inspector)s?\s*:?\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*(?:[,;(]|\s[-–—]\s|\b(?:(?:Her|His) Majesty|HMI|Ofsted|Senior|Lead|Regional|National|Inspector)\b).*"
)
_ISO_DAY = re.compile(r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")
_PERIOD = re.compile(r"\b(20\d\d)\s?(?:-|–|—|/|to)\s?(?:20)?(\d\d)\b")
_PRINTED_PERIOD = re.compile(r"\b(20\d\d) ?[-–—] ?((?:20)?\d\d)\b")


@dataclass(frozen=True, slots=True)
class Details:
    """What identifies a document, as far as it says so."""

    title: str
    authority: str | None
    inspection_start: str | None
    inspection_end: str | None
    published: str | None
    period: str
    lead_inspector: str | None


def read_details(parts: Parts, code: str, identity: str) -> Details:
    """The details of a document of this kind; what it does not print may be in the name of its file."""
    kind, opening = document_kind(code), [*parts.front, *parts.body][:OPENING_LINES]
    front = [line for line in parts.front or opening[:3] if not is_sentence(line.text)]
    if parts.letter:
        front.reverse()  # its subject says best what it is, and comes last
    titles = [f"{first} {second}" for first, second in pairwise([*(line.text for line in front), ""])]
    authority = next((name for title in titles if (name := authority_of_title(title[:300]))), None)
    if not authority and code != OTHER:
        authority = authority_of_title(identity.rpartition("/")[0])
    span = _find_inspection(parts) if kind.title else None
    start, end = span or (None, None)
    return Details(
        title=_make_title([*front, *opening], kind, authority, span),
        authority=authority,
        inspection_start=start,
        inspection_end=end,
        published=_find_published(front, kind) or _date_of_name(identity),
        period=_find_period(front) if kind.form == "plan" else "",
        lead_inspector=_find_inspector(parts, kind.signed),
    )


def _find_inspection(parts: Parts) -> tuple[str, str] | None:
    opening = [line.text for line in (*parts.front, *parts.body[:OPENING_LINES])]
    labelled = (
        f"{text} {after}" if ends_midway(text) else text
        for text, after in pairwise([*opening, ""])
        if _INSPECTION_DATES.match(text)
    )
    bare = () if parts.letter else (line.text for line in parts.front if is_date(line.text))
    told = (line.text for line in parts.body[:OPENING_LINES] if _VISIT.search(line.text[:2000]))
    sources: Iterator[str] = (text for group in (labelled, bare, told) for text in group)
    return next((span for text in sources if (span := find_span(text))), None)


def _find_published(front: Sequence[Line], kind: DocumentKind) -> str | None:
    labelled = (line.text for line in front if _PUBLISHED.match(line.text))
    bare = () if kind.form == "report" else (line.text for line in front if is_date(line.text))
    others = () if kind.title else (line.text for line in front)
    texts = [*labelled, *bare, *others]
    days = (day for text in texts if (day := find_day(text)))
    return next(days, None) or next((month for text in texts if (month := find_month(text))), None)


def _date_of_name(identity: str) -> str | None:
    """The day in the name of a file: ``2018-10-22-ilacs``, ``inspection - 07 july 2017``."""
    name = identity.rpartition("/")[2]
    iso = _ISO_DAY.search(name)
    return find_day(f"{iso[3]}/{iso[2]}/{iso[1]}" if iso else name.replace("_", " "))


def _find_period(front: Sequence[Line]) -> str:
    for line in front:
        match = _PERIOD.search(line.text)
        if match:
            return f"{match[1]}–{match[2]}"
    return ""


def _find_inspector(parts: Parts, signed: bool) -> str | None:
    """The name after "Lead inspector", or under the letter of a visit."""
    for line in (*parts.front, *parts.body):
        label = _INSPECTOR.match(line.text)
        if label and len(line.text) < LONGEST_TITLE:
            return _bare_names(line.text[label.end() :])
    lines = parts.signature[1:] if signed else ()
    names = (_bare_name(line.text) for line in lines if not line.text.startswith("cc"))
    return next((name for name in names if name), None)


def _bare_names(text: str) -> str | None:
    """The names of one inspector or of two: ``Ann Lee, HMI, and Bob Day, HMI`` -> ``Ann Lee; Bob Day``."""
    names = map(_bare_name, re.split(r",?\s+and\s+|\s*&\s*", text[:LONGEST_TITLE]))
    return "; ".join(filter(None, names)) or None


def _bare_name(text: str) -> str | None:
    """A person's name without titles: ``Steve Lowe, Her Majesty's Inspector`` -> ``Steve Lowe``."""
    name = _AFTER_NAME.sub("", text[:LONGEST_TITLE]).strip(" .:")
    return name or None


def _make_title(
    opening: Sequence[Line], kind: DocumentKind, authority: str | None, span: tuple[str, str] | None
) -> str:
    """How a reader would name the document as a source; the printed title where that says it best."""
    if kind.title and authority:
        when = f", {_print_span(*span)}" if span else ""
        return f"{authority}: {kind.title}{when}"
    printed = [line.text for line in opening]
    named = [text for text in printed if may_be_heading(text)]
    plan = [text for text in named if kind.form == "plan" and "plan" in text.lower()]
    title = next(iter([*plan, *named, *printed]), "")
    return _PRINTED_PERIOD.sub(r"\1–\2", _shorten(title))


def _print_span(start: str, end: str) -> str:
    """``10 to 21 September 2018``, ``28 February to 4 March 2022``, ``3 May 2019``."""
    if start == end:
        return day_of(end)
    if start[:7] == end[:7]:
        return f"{int(start[8:])} to {day_of(end)}"
    first = day_of(start) if start[:4] != end[:4] else day_of(start).removesuffix(month_of(start)[-5:])
    return f"{first} to {day_of(end)}"


def _shorten(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
