"""Statements as they come to the text so far, and at last to the Answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rag.answering.rendering import number_facts, render
from rag.answering.statements import Statement
from rag.model import Answer, Citation, Document
from rag.writing.weighing import checks_of


class Sheet:
    """What is shown of an answer; it only ever grows."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._lines: list[Statement] = []
        self._missing = False
        self._flowing = False
        self._checks: dict[tuple[str, str], dict[str, None]] = {}
        self._text = ""

    def add(self, statement: Statement, *, written: bool) -> str:
        """What comes to the text; written statements that follow each other make one paragraph."""
        last = self._lines[-1] if self._lines else None
        if last and written and self._flowing and last.under == statement.under:
            self._lines[-1] = replace(last, parts=(*last.parts, " ", *statement.parts))
        else:
            self._lines.append(statement)
        self._flowing = written
        self._missing |= statement.missing
        if written:
            for source in statement.sources:
                checks = self._checks.setdefault((source.document, source.locator), {})
                checks.update(dict.fromkeys(checks_of(statement)))
        before, (self._text, _) = self._text, render(self._lines, self._documents)
        return self._text[len(before) :]

    def answer(self, quoted: Answer) -> Answer:
        """The quotes' answer with this text, its citations, and the facts that stand in it."""
        text, citations = render(self._lines, self._documents)
        return replace(
            quoted,
            text=text,
            outcome="partial" if self._missing else "answered",
            citations=tuple(map(self._checked, citations)),
            facts=number_facts(self._lines, citations),
        )

    def _checked(self, citation: Citation) -> Citation:
        checks = self._checks.get((citation.document, citation.locator))
        return replace(citation, checks=tuple(checks)) if checks else citation
