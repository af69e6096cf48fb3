"""A framework -> how the rows of its judgements are printed, and what one row says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from rag.domain.frameworks import Area, Framework, either, framework_of
from rag.model import Judgement
from rag.reading.lines import Line

LONGEST_ROW = 220

_ROW_NUMBER = re.compile(r"^\d(?:\.\d)?\.?\s+")
_STEP = r"(?:grade \d \()?"  # before the word for a grade: ``Grade 3 (Adequate)``
_IS = r"(?: is| are)?(?: judged)?(?: to be)?"


@dataclass(frozen=True)
class Rows:
    """The rows of a framework, as patterns that are made when they are first needed."""

    framework: Framework

    def judgement_of(self, line: Line) -> Judgement | None:
        """The judgement that a table row, or a line of a label and a grade, prints."""
        cells = [cell for cell in line.cells if cell]
        if len(cells) == 2:
            label = cells[0]
            grade = self.grade.fullmatch(cells[1])
            printed = grade[1] if grade else ""
        elif line.mark in ("bullet", "row") or len(line.text) > LONGEST_ROW:
            return None
        else:
            row = self._labelled.fullmatch(line.text)
            label, printed = (row["label"], row["grade"]) if row else ("", "")
        label = _ROW_NUMBER.sub("", label).rstrip(" .:").removesuffix(" are").removesuffix(" is")
        area = self._area_of(label)
        if not area or not printed:
            return None
        return Judgement(area.code, self.framework.grade_printed(printed), printed, label)

    def judgement_alone(self, line: Line) -> Judgement | None:
        """The judgement that a sentence apart from the table tells, of the areas of which one may."""
        if line.mark == "bullet" or len(line.text) > LONGEST_ROW:
            return None
        for area, sentence in self._alone:
            if found := sentence.fullmatch(line.text):
                grade = self.framework.grade_printed(found["grade"])
                return Judgement(area.code, grade, found["grade"], found["label"], area.locator)
        return None

    @cached_property
    def grade(self) -> re.Pattern[str]:
        """A cell or a line that holds a grade alone."""
        return self._pattern(rf"{_STEP}({self._grades})[.)]?")

    @cached_property
    def goes_on(self) -> re.Pattern[str]:
        """A line with which a grade goes on: ``Requires improvement / to be good``."""
        return self._pattern(self.framework.goes_on)

    @cached_property
    def header(self) -> re.Pattern[str]:
        """The row above the table."""
        return self._pattern(self.framework.header)

    @cached_property
    def late_table(self) -> re.Pattern[str]:
        """The heading of a table that stands far behind the beginning."""
        return self._pattern(self.framework.late_table)

    @cached_property
    def several_lines(self) -> re.Pattern[str]:
        """The first words of a label that may take several lines."""
        return self._pattern(rf"(?:\d(?:\.\d)?\.? )?(?:the )?(?:{self.framework.several_lines})")

    @cached_property
    def _labelled(self) -> re.Pattern[str]:
        return self._pattern(
            rf"(?P<label>.{{5,160}}?)[\s:|–-]+{_STEP}(?P<grade>{self._grades})[.)]?",
        )

    @cached_property
    def _alone(self) -> list[tuple[Area, re.Pattern[str]]]:
        return [
            (area, self._pattern(rf"(?P<label>{area.alone}){_IS} (?P<grade>{self._grades})\.?"))
            for area in self.framework.areas
            if area.alone
        ]

    @cached_property
    def _grades(self) -> str:
        return either(*(grade.printed for grade in self.framework.grades))

    def _area_of(self, label: str) -> Area | None:
        areas = self.framework.areas
        return next((area for area in areas if re.search(area.printed, label, re.IGNORECASE)), None)

    @staticmethod
    def _pattern(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)


@cache
def rows_of(kind: str) -> Rows:
    """How a kind of document prints its judgements."""
    return Rows(framework_of(kind))
