"""Lines -> the judgements of an inspection: which rows of the page are its table of grades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.model import Judgement, Paragraph
from rag.reading.lines import Line
from rag.reading.wording import is_finished

FURTHEST_TABLE_LINE = 150
MOST_ROW_LINES = 4
LONGEST_ROW = 220
BOARD_LOCATOR = "judgement on the board"

_AREAS = (
    ("overall", r"overall effectiveness|overall judgement|children['’]?s services in .{2,60}$"),
    ("leaders", r"impact of leaders"),
    ("lac_capacity", r"capacity to improve"),
    ("lac_outcomes", r"outcomes for looked after children"),
    ("lac_quality", r"quality of provision"),
    ("lac_leadership", r"leadership and management$"),
    ("leadership_mgmt_gov", r"leadership, management and governance"),
    ("lscb", r"local safeguarding children board"),
    ("adoption", r"adoption (?:performance|services)"),
    ("looked_after", r"children looked after|looked after and achieving"),
    ("help_and_protection", r"needs? (?:of )?help and protection"),
    ("care_and_care_leavers", r"in care and care leavers"),
    ("care_leavers", r"care leavers"),
    ("in_care", r"children in care"),
)
_GRADE = r"outstanding|good|requires? improvement(?: to be good)?|adequate|inadequate|not judged"
_ROW_NUMBER = re.compile(r"^\d(?:\.\d)?\.?\s+")
_ONLY_GRADE = re.compile(rf"(?:grade \d \()?({_GRADE})[.)]?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\d(?:\.\d)?\.? )?(?:the )?"
    r"(?:experiences|impact|children|leadership|overall|adoption|outcomes|capacity|"
    r"quality|effectiveness)\b",
    re.IGNORECASE,
)
_ROW = re.compile(rf"(?P<label>.{{5,160}}?)[\s:|–-]+(?:grade \d \()?(?P<grade>{_GRADE})[.)]?", re.IGNORECASE)
_REST = re.compile(r"to be good\.?", re.IGNORECASE)
_HEADER = re.compile(r"(?:key )?judgements?(?: area)?\s+(?:judgement )?grade", re.IGNORECASE)
_RECORD = re.compile(r"record of main findings", re.IGNORECASE)
_OUTCOMES = {
    "1": re.compile(r"typically lead to positive experiences and outcomes", re.IGNORECASE),
    "2": re.compile(r"lead to inconsistent experiences and outcomes", re.IGNORECASE),
    "3": re.compile(r"widespread and/or systemic failings", re.IGNORECASE),
}
_BOARD = re.compile(
    r"(?P<label>(?:the )?(?:(?:judgement for the )?effectiveness of the )?(?!an )(?:[A-Z][a-z’'-]+ ){0,4}"
    r"(?:safeguarding children(?:['’]?s)? board|lscb)(?: \(lscb\))?)"
    rf"(?: is| are)?(?: judged)?(?: to be)? (?P<grade>{_GRADE})\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Grades:
    """Where a table of judgements stands among the lines, its header row included, and what it says.

    ``headline`` is the place of the overall judgement where it stands above the table.
    """

    place: range
    judgements: tuple[Judgement, ...]
    headline: int | None = None


def find_grades(lines: Sequence[Line]) -> Grades:
    """The judgement table; empty where there is none.

    The table is the longest run of rows that give an area a grade. A line of text alone is
    no table, since section headings repeat their grades.
    """
    place, rows = range(0), list[Judgement]()
    start = 0
    while start < len(lines):
        run, stop = _read_rows(lines, start)
        if len(run) > max(len(rows), 1) or (run and not rows and lines[start].cells):
            place, rows = range(start, stop), run
        start = stop + 1
        if start >= FURTHEST_TABLE_LINE:
            start = next(_records(lines, start), len(lines))
    headed = bool(place.start and _HEADER.fullmatch(lines[place.start - 1].text))
    place = range(place.start - headed, place.stop)
    headline = _find_overall(lines[: place.start], rows) if rows else None
    if headline is None:
        return Grades(place, tuple(rows))
    return Grades(place, (headline[1], *rows), headline[0])


def find_board_grade(lines: Sequence[Line]) -> tuple[int, Judgement] | None:
    """What a report says of the safeguarding children board, in a line of its own, and where."""
    for index, line in enumerate(lines):
        found = None if line.mark == "bullet" or len(line.text) > LONGEST_ROW else _BOARD.fullmatch(line.text)
        if found:
            grade = grade_of(found["grade"])
            return index, Judgement("lscb", grade, found["grade"], found["label"], BOARD_LOCATOR)
    return None


def find_outcome(paragraphs: Iterable[Paragraph]) -> Judgement | None:
    """The outcome of an area SEND inspection, which is one of three sentences; the first is the best."""
    for paragraph in paragraphs:
        for grade, wording in _OUTCOMES.items():
            found = wording.search(paragraph.text)
            if found:
                return Judgement("overall", grade, found.group(), "Inspection outcome", paragraph.locator)
    return None


def name_boxes(lines: Sequence[Line]) -> list[Line]:
    """The lines with each box of one judgement made the heading that it is.

    A box is a header over a row, or a label and its grade printed one after the other.
    """
    named: list[Line] = []
    stop = 0
    for index, line in enumerate(lines):
        if index < stop:
            continue
        headed = _HEADER.fullmatch(line.text) is not None
        row = _read_row(lines, index + headed) if headed or line.mark == "heading" else None
        if row and (headed or row[1] > index + 1):
            line = replace(line, text=f"{row[0].label}: {row[0].printed}", mark="heading", cells=())
            line, stop = replace(line, apart=True, level=max(line.level - 1, 0)), row[1]
        named.append(line)
    return named


def _records(lines: Sequence[Line], start: int) -> Iterator[int]:
    return (index for index in range(start, len(lines)) if _RECORD.fullmatch(lines[index].text))


def _read_rows(lines: Sequence[Line], start: int) -> tuple[list[Judgement], int]:
    """The rows that stand one after another from a line on, each area once, and where they stop."""
    run: list[Judgement] = []
    while start < len(lines) and (row := _read_row(lines, start)):
        if any(row[0].area == before.area for before in run):
            break
        run.append(row[0])
        start = row[1]
    return run, start


def _read_row(lines: Sequence[Line], start: int) -> tuple[Judgement, int] | None:
    """A row of the table, though its label and its grade may take several lines."""
    label = ""
    for index in range(start, min(start + MOST_ROW_LINES, len(lines))):
        line = lines[index]
        if line.mark == "bullet" or (line.cells and label):
            return None
        label = f"{label} {line.text}".strip()
        found = judgement_of(line if index == start else Line(label[: LONGEST_ROW + 1]))
        if found:
            return _take_rest(lines, index + 1, found)
        after = lines[index + 1].text if index + 1 < len(lines) else ""
        if not _LABEL.match(label) or (is_finished(label) and not _ONLY_GRADE.fullmatch(after)):
            return None
    return None


def _take_rest(lines: Sequence[Line], stop: int, found: Judgement) -> tuple[Judgement, int]:
    """A row whose grade goes on in the next line: ``Requires improvement / to be good``."""
    if stop < len(lines) and _REST.fullmatch(lines[stop].text):
        return replace(found, printed=f"{found.printed} {lines[stop].text}"), stop + 1
    return found, stop


def judgement_of(line: Line) -> Judgement | None:
    """The judgement that a table row, or a line of a label and a grade, prints."""
    cells = [cell for cell in line.cells if cell]
    if len(cells) == 2:
        label = cells[0]
        grade = _ONLY_GRADE.fullmatch(cells[1])
        printed = grade[1] if grade else ""
    elif line.mark in ("bullet", "row") or len(line.text) > LONGEST_ROW:
        return None
    else:
        row = _ROW.fullmatch(line.text)
        label, printed = (row["label"], row["grade"]) if row else ("", "")
    label = _ROW_NUMBER.sub("", label).rstrip(" .:").removesuffix(" are").removesuffix(" is")
    area = _area_of(label)
    return Judgement(area, grade_of(printed), printed, label) if area and printed else None


def judgements_text(judgements: Iterable[Judgement], reasons: Iterable[Line] = ()) -> str:
    """The table as it is cited: ``label: grade``, row by row; under the first one what is said of it."""
    rows = [f"{judgement.label}: {judgement.printed}" for judgement in judgements]
    return "\n".join([*rows[:1], *(line.text for line in reasons), *rows[1:]])


def grade_of(printed: str) -> str:
    """The grade in our terms: ``Requires improvement to be good`` -> ``requires improvement``."""
    grade = printed.lower().rstrip(".")
    return "requires improvement" if grade.startswith("require") else grade


def _find_overall(above: Sequence[Line], rows: Sequence[Judgement]) -> tuple[int, Judgement] | None:
    """The overall judgement, where it is a headline of its own above a table without it, and its place."""
    if any(row.area == "overall" for row in rows):
        return None
    headlines = ((index, judgement_of(line)) for index, line in enumerate(above))
    return next(((index, found) for index, found in headlines if found and found.area == "overall"), None)


def _area_of(label: str) -> str:
    return next((area for area, words in _AREAS if re.search(words, label, re.IGNORECASE)), "")
