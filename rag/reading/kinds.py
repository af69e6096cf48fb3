"""The first lines of a document -> what kind of document it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain.frameworks import DocumentKind, document_kinds
from rag.reading.lines import Line
from rag.reading.wording import is_sentence

FIRST_PAGE_CHARACTERS = 3000
FRONT_LINES = 12
OTHER = "other"  # the kind of what is not recognised
FURTHEST_SALUTATION = 40

_SALUTATION = re.compile(r"Dear\b.{0,80}", re.IGNORECASE)
_LETTER = re.compile(r"\bdear\b", re.IGNORECASE)


def kind_of(lines: Sequence[Line]) -> str:
    """The code of a kind that a framework describes; ``other`` where nothing is recognised."""
    page = _first_page(lines)
    salutation = find_salutation(lines)
    front = [*lines[:FRONT_LINES], *lines[salutation : salutation + 3]]
    title = " ".join(line.text for line in front if not is_sentence(line.text))
    headed = (kind.code for kind in document_kinds() if _is_headed(kind, title, page))
    opened = (kind.code for kind in document_kinds() if re.search(kind.opens, page, re.IGNORECASE))
    return next(headed, None) or next(opened, OTHER)


def _is_headed(kind: DocumentKind, title: str, page: str) -> bool:
    """Whether a title names a kind; a plan is no letter, and a letter opens as one."""
    letter = _LETTER.search(title if kind.form == "plan" else page)
    fits = {"plan": not letter, "letter": letter}.get(kind.form, True)
    return bool(fits and re.search(kind.headed, title, re.IGNORECASE))


def find_salutation(lines: Sequence[Line]) -> int:
    """The place of a letter's "Dear …"; 0 where there is none."""
    first = lines[:FURTHEST_SALUTATION]
    return next((index for index, line in enumerate(first) if _SALUTATION.fullmatch(line.text)), 0)


def _first_page(lines: Sequence[Line]) -> str:
    page = ""
    for line in lines:
        if len(page) > FIRST_PAGE_CHARACTERS:
            break
        page += " " + line.text[:FIRST_PAGE_CHARACTERS].lower()
    return page
