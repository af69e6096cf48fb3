"""Lines -> the judgements of an inspection: which rows of the page are its table of grades."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_ONLY_GRADE = re.compile(rf"({_GRADE})\.?", re.IGNORECASE)
_ROW = re.compile(rf"(?:\d\.\s+)?(?P<label>.{{5,160}}?)[\s:|–-]+(?P<grade>{_GRADE})\.?", re.IGNORECASE)
_HEADER = re.compile(r"(?:key )?judgements?(?: area)?\s+(?:judgement )?grade", re.IGNORECASE)


def find_grades(lines: Sequence[Line]) -> tuple[range, tuple[Judgement, ...]]:
    """Where the judgement table stands, its header row included, and what it says.

    The table is the first run of rows that give an area a grade; empty where there is none.
    """
    limit = min(len(lines), FURTHEST_TABLE_LINE)
    start = next((index for index in range(limit) if judgement_of(lines[index])), limit)
    end = start
    judgements = []
    while end < len(lines) and (judgement := judgement_of(lines[end])):
        judgements.append(judgement)
        end += 1
    if start and judgements and _HEADER.fullmatch(lines[start - 1].text):
        start -= 1
    return range(start, end), tuple(judgements)


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
    label = label.rstrip(" .:")
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


def _area_of(label: str) -> str:
    return next((area for area, words in _AREAS if re.search(words, label, re.IGNORECASE)), "")
