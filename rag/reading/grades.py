"""Lines -> the judgements of an inspection: which rows of the page are its table of grades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.domain.frameworks import Framework, overall
from rag.model import Judgement, Paragraph
from rag.reading.lines import Line
from rag.reading.rows import LONGEST_ROW, Rows
from rag.reading.wording import is_finished

FURTHEST_TABLE_LINE = 150
MOST_ROW_LINES = 4


@dataclass(frozen=True, slots=True)
class Grades:
    """Where a table of judgements stands among the lines, its header row included, and what it says.

    ``headline`` is the place of the overall judgement where it stands above the table.
    """

    place: range
    judgements: tuple[Judgement, ...]
    headline: int | None = None


def find_grades(lines: Sequence[Line], rows: Rows) -> Grades:
    """The judgement table; empty where there is none.

    The table is the longest run of rows that give an area a grade. A line of text alone is
    no table, since section headings repeat their grades.
    """
    place, judged = range(0), list[Judgement]()
    start = 0
    while start < len(lines):
        run, stop = _read_rows(lines, start, rows)
        if len(run) > max(len(judged), 1) or (run and not judged and lines[start].cells):
            place, judged = range(start, stop), run
        start = stop + 1
        if start >= FURTHEST_TABLE_LINE:
            start = next(_late_tables(lines, start, rows), len(lines))
    headed = bool(place.start and rows.header.fullmatch(lines[place.start - 1].text))
    place = range(place.start - headed, place.stop)
    headline = _find_overall(lines[: place.start], judged, rows) if judged else None
    if headline is None:
        return Grades(place, tuple(judged))
    return Grades(place, (headline[1], *judged), headline[0])


def find_grade_alone(lines: Sequence[Line], rows: Rows) -> tuple[int, Judgement] | None:
    """The first judgement that a line of its own tells, and where."""
    told = ((index, rows.judgement_alone(line)) for index, line in enumerate(lines))
    return next(((index, judgement) for index, judgement in told if judgement), None)


def find_outcome(paragraphs: Iterable[Paragraph], framework: Framework) -> Judgement | None:
    """The grade that one of the framework's sentences stands for; the first that is printed."""
    for paragraph in paragraphs:
        for grade in reversed(framework.grades):
            if found := re.search(grade.sentence, paragraph.text, re.IGNORECASE):
                printed = found.group()
                return Judgement(overall(), grade.grade, printed, framework.outcome, paragraph.locator)
    return None


def name_boxes(lines: Sequence[Line], rows: Rows) -> list[Line]:
    """The lines with each box of one judgement made the heading that it is.

    A box is a header over a row, or a label and its grade printed one after the other.
    """
    named: list[Line] = []
    stop = 0
    for index, line in enumerate(lines):
        if index < stop:
            continue
        headed = rows.header.fullmatch(line.text) is not None
        row = _read_row(lines, index + headed, rows) if headed or line.mark == "heading" else None
        if row and (headed or row[1] > index + 1):
            line = replace(line, text=f"{row[0].label}: {row[0].printed}", mark="heading", cells=())
            line, stop = replace(line, apart=True, level=max(line.level - 1, 0)), row[1]
        named.append(line)
    return named


def _late_tables(lines: Sequence[Line], start: int, rows: Rows) -> Iterator[int]:
    return (index for index in range(start, len(lines)) if rows.late_table.fullmatch(lines[index].text))


def _read_rows(lines: Sequence[Line], start: int, rows: Rows) -> tuple[list[Judgement], int]:
    """The rows that stand one after another from a line on, each area once, and where they stop."""
    run: list[Judgement] = []
    while start < len(lines) and (row := _read_row(lines, start, rows)):
        if any(row[0].area == before.area for before in run):
            break
        run.append(row[0])
        start = row[1]
    return run, start


def _read_row(lines: Sequence[Line], start: int, rows: Rows) -> tuple[Judgement, int] | None:
    """A row of the table, though its label and its grade may take several lines."""
    label = ""
    for index in range(start, min(start + MOST_ROW_LINES, len(lines))):
        line = lines[index]
        if line.mark == "bullet" or (line.cells and label):
            return None
        label = f"{label} {line.text}".strip()
        found = rows.judgement_of(line if index == start else Line(label[: LONGEST_ROW + 1]))
        if found:
            return _take_rest(lines, index + 1, found, rows)
        after = lines[index + 1].text if index + 1 < len(lines) else ""
        if not rows.several_lines.match(label) or (is_finished(label) and not rows.grade.fullmatch(after)):
            return None
    return None


def _take_rest(lines: Sequence[Line], stop: int, found: Judgement, rows: Rows) -> tuple[Judgement, int]:
    """A row whose grade goes on in the next line."""
    if stop < len(lines) and rows.goes_on.fullmatch(lines[stop].text):
        return replace(found, printed=f"{found.printed} {lines[stop].text}"), stop + 1
    return found, stop


def judgements_text(judgements: Iterable[Judgement], reasons: Iterable[Line] = ()) -> str:
    """The table as it is cited: ``label: grade``, row by row; under the first one what is said of it."""
    rows = [f"{judgement.label}: {judgement.printed}" for judgement in judgements]
    return "\n".join([*rows[:1], *(line.text for line in reasons), *rows[1:]])


def _find_overall(
    above: Sequence[Line], judged: Sequence[Judgement], rows: Rows
) -> tuple[int, Judgement] | None:
    """The overall judgement, where it is a headline of its own above a table without it, and its place."""
    if any(judgement.area == overall() for judgement in judged):
        return None
    headlines = ((index, rows.judgement_of(line)) for index, line in enumerate(above))
    return next(((index, found) for index, found in headlines if found and found.area == overall()), None)
