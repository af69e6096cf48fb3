"""Lines -> the judgements of an inspection: which rows of the page are its table of grades."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from rag.model import Judgement, Paragraph
from rag.reading.lines import Line

FURTHEST_TABLE_LINE = 150

_AREAS = (
    ("overall", r"overall effectiveness|overall judgement|children['’]?s services in .{2,60}$"),
    ("leaders", r"impact of leaders"),
    ("leadership_mgmt_gov", r"leadership, management and governance"),
    ("lscb", r"local safeguarding children board"),
    ("adoption", r"adoption (?:performance|services)"),
    ("looked_after", r"children looked after and achieving permanence|looked after and achieving permanence"),
    ("help_and_protection", r"needs? (?:of )?help and protection"),
    ("care_and_care_leavers", r"in care and care leavers"),
    ("care_leavers", r"care leavers"),
    ("in_care", r"children in care"),
)
_GRADE = r"outstanding|good|requires? improvement(?: to be good)?|inadequate|not judged"
_ROW_NUMBER = re.compile(r"^\d(?:\.\d)?\.?\s+")
_ONLY_GRADE = re.compile(rf"({_GRADE})\.?", re.IGNORECASE)
_ROW = re.compile(rf"(?P<label>.{{5,160}}?)[\s:|–-]+(?P<grade>{_GRADE})\.?", re.IGNORECASE)
_HEADER = re.compile(r"(?:key )?judgements?(?: area)?\s+(?:judgement )?grade", re.IGNORECASE)


def find_grades(lines: Sequence[Line]) -> tuple[range, tuple[Judgement, ...]]:
    """Where the judgement table stands, its header row included, and what it says.

    The table is the first run of rows that give an area a grade; empty where there is none.
    A line of text alone is no table, since section headings repeat their grades.
    """
    start = 0
    while start < min(len(lines), FURTHEST_TABLE_LINE):
        rows = islice(lines, start, None)
        run = [judgement for judgement in takewhile(bool, map(judgement_of, rows)) if judgement]
        if len(run) > 1 or (run and lines[start].cells):
            headed = bool(start and _HEADER.fullmatch(lines[start - 1].text))
            return range(start - headed, start + len(run)), (*_find_overall(lines[:start], run), *run)
        start += len(run) + 1
    return range(0), ()


def judgement_of(line: Line) -> Judgement | None:
    """The judgement that a table row, or a line of a label and a grade, prints."""
    cells = [cell for cell in line.cells if cell]
    if len(cells) == 2:
        label, printed = cells
        if not _ONLY_GRADE.fullmatch(printed):
            return None
    elif line.mark or not (row := _ROW.fullmatch(line.text[:220])):
        return None
    else:
        label, printed = row["label"], row["grade"]
    label = _ROW_NUMBER.sub("", label).rstrip(" .:").removesuffix(" are").removesuffix(" is")
    area = _area_of(label)
    return Judgement(area, grade_of(printed), printed, label) if area else None


def judgement_paragraph(judgements: Sequence[Judgement], page: int | None) -> Paragraph:
    """The table as it is cited: ``label: grade``, row by row."""
    rows = "\n".join(f"{judgement.label}: {judgement.printed}" for judgement in judgements)
    return Paragraph("judgements", rows, "judgements", "Judgements", page)


def grade_of(printed: str) -> str:
    """The grade in our terms: ``Requires improvement to be good`` -> ``requires improvement``."""
    grade = printed.lower().rstrip(".")
    return "requires improvement" if grade.startswith("require") else grade


def _find_overall(above: Sequence[Line], rows: Sequence[Judgement]) -> list[Judgement]:
    """The overall judgement, where it is a headline of its own above a table without it."""
    if any(row.area == "overall" for row in rows):
        return []
    headlines = (judgement_of(line) for line in above)
    return [headline for headline in headlines if headline and headline.area == "overall"][:1]


def _area_of(label: str) -> str:
    return next((area for area, words in _AREAS if re.search(words, label, re.IGNORECASE)), "")
