"""Lines -> the parts of a document: front page, judgement table, body, signature.

The standing text about the inspectorate at the end, a letter's sender and its salutation
say nothing about the place inspected and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.domain.frameworks import Standing, document_kind, either, framework_of, frameworks, matches
from rag.model import Judgement
from rag.reading.dates import is_date
from rag.reading.grades import Grades, find_grade_alone, find_grades, name_boxes
from rag.reading.headings import find_headings
from rag.reading.kinds import find_salutation
from rag.reading.lines import Line
from rag.reading.numbering import number_lines
from rag.reading.rows import Rows, rows_of
from rag.reading.wording import is_sentence, may_be_heading

MOST_CONTACTS = 40  # lines
LONGEST_REASONS = 160  # words
LONGEST_FRONT = 15
LONGEST_SIGNATURE = 12

_PAGE_MARK = re.compile(r"Page \d{1,3}(?: of \d{1,3})?", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_CONTACT = re.compile(r"@|\bwww\.|\b0\d{2,4} \d{3}|\btextphone\b", re.IGNORECASE)
_CLOSE = re.compile(r"Yours (?:sincerely|faithfully|truly)|(?:Kind|Best) regards", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a document by what they are for.

    ``reasons`` are what is printed between the overall judgement and the ``table`` under it.
    """

    front: tuple[Line, ...]
    judgements: tuple[Judgement, ...]
    body: tuple[Line, ...]
    signature: tuple[Line, ...] = ()
    letter: bool = False
    table: tuple[Line, ...] = ()
    reasons: tuple[Line, ...] = ()
    alone: tuple[Line, Judgement] | None = None


def split_parts(lines: Sequence[Line], kind: str) -> Parts:
    """The parts of a document of this kind."""
    lines = drop_furniture(lines) or lines
    salutation = find_salutation(lines)
    if salutation:
        return _split_letter(lines, salutation)
    if document_kind(kind).form == "report":
        return _split_report(lines, rows_of(kind))
    lines = _drop_contacts(lines, framework_of(kind).standing)
    front = _front_length(lines)
    return Parts(tuple(lines[:front]), (), tuple(lines[front:]))


def _drop_contacts(lines: Sequence[Line], standing: Standing) -> Sequence[Line]:
    """The lines without the addresses of an area's partners, which stand side by side in a table."""
    starts = [index for index, line in enumerate(lines) if matches(standing.contacts, line.text)]
    ends = [index for index, line in enumerate(lines) if matches(standing.after_contacts, line.text)]
    if not starts or not ends or not starts[0] < ends[-1] <= starts[0] + MOST_CONTACTS:
        return lines
    return [*lines[: starts[0]], *lines[ends[-1] :]]


def drop_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines without page marks and the inspectorate's standing text."""
    kept: list[Line] = []
    marks = _find_page_marks(lines)
    starts, ends, single = _standing_text()
    in_tail = False
    for index, line in enumerate(lines):
        in_tail = in_tail or bool(starts.match(line.text))
        if not in_tail and index not in marks and not single.match(line.text):
            kept.append(line)
        in_tail = in_tail and not (len(line.text) < 80 and ends.search(line.text))
    return kept


@cache
def _standing_text() -> tuple[re.Pattern[str], ...]:
    """Where the inspectorates' standing text starts and ends, and single lines of it."""
    told = [framework.standing for framework in frameworks()]
    patterns = ([s.starts for s in told], [s.ends for s in told], [s.lines for s in told])
    return tuple(re.compile(either(*each), re.IGNORECASE) for each in patterns)


def _find_page_marks(lines: Sequence[Line]) -> set[int]:
    """The places of "Page 3 of 12", and of bare numbers if all of them go up one by one."""
    marks = {index for index, line in enumerate(lines) if _PAGE_MARK.fullmatch(line.text)}
    bare = [index for index, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.text)]
    numbers = [int(lines[index].text) for index in bare]
    in_order = len(bare) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return marks | set(bare) if in_order else marks


def _split_letter(lines: Sequence[Line], salutation: int) -> Parts:
    subject = salutation + 1
    while subject < min(len(lines), salutation + 3) and may_be_heading(lines[subject].text):
        subject += 1
        if subject < len(lines) and is_sentence(lines[subject].text):
            break
    close = next(
        (index for index in range(subject, len(lines)) if _CLOSE.match(lines[index].text)), len(lines)
    )
    end = next((index for index in range(close, len(lines)) if is_sentence(lines[index].text)), len(lines))
    end = min(end, close + LONGEST_SIGNATURE)
    head = lines[_sender_length(lines[:salutation]) : salutation]
    front = (*head, *lines[salutation + 1 : subject])
    body = (*lines[subject:close], *lines[end:])
    return Parts(front, (), body, tuple(lines[close:end]), letter=True)


def _sender_length(head: Sequence[Line]) -> int:
    """How many lines at the top of a letter, before its date, are the sender's address."""
    dated = next((index for index, line in enumerate(head) if is_date(line.text)), len(head))
    contacts = [index for index, line in enumerate(head[:dated]) if _CONTACT.search(line.text)]
    return contacts[-1] + 1 if contacts else 0


def _split_report(lines: Sequence[Line], rows: Rows) -> Parts:
    grades = find_grades(lines, rows)
    told = find_grade_alone(lines, rows)
    table = grades.place
    front = next((index for index in range(table.start) if is_sentence(lines[index].text)), table.start)
    if not grades.judgements or front > LONGEST_FRONT:
        front = _front_length(lines)
    reasons = _find_reasons(lines, grades)
    box = range(table.start - len(reasons) - bool(reasons), table.stop)
    front = min(front, box.start) if reasons else front
    body = (*lines[front : box.start], *lines[box.stop :]) if table else lines[front:]
    if grades.judgements:
        body = name_boxes(body, rows)
    return Parts(
        tuple(lines[:front]),
        grades.judgements,
        tuple(body),
        table=tuple(lines[table.start : table.stop]),
        reasons=reasons,
        alone=(lines[told[0]], told[1]) if told else None,
    )


def _find_reasons(lines: Sequence[Line], grades: Grades) -> tuple[Line, ...]:
    """What stands between the overall judgement and the table under it, where that is short."""
    if grades.headline is None:
        return ()
    between = lines[grades.headline + 1 : grades.place.start]
    words = sum(len(line.text.split()) for line in between)
    plain = all(line.mark not in ("bullet", "heading") and not line.cells for line in between)
    return tuple(between) if plain and words <= LONGEST_REASONS else ()


def _front_length(lines: Sequence[Line]) -> int:
    """How many lines stand before the first heading that has text under it, or before the first text."""
    numbered = number_lines(lines)
    headings = find_headings(lines, frozenset(numbered))
    for index, line in enumerate(lines[: LONGEST_FRONT + 1]):
        starts_text = line.mark in ("bullet", "row") or index in numbered or is_sentence(line.text)
        if starts_text and index not in headings:
            return index - 1 if index - 1 in headings else index
    return 0
