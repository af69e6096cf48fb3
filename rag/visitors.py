"""What visitors of the page gave: where it is kept, which documents it is, and answers that say so."""

from __future__ import annotations

import os
from collections.abc import Set
from dataclasses import replace
from pathlib import Path

from rag.engine.ports import Version
from rag.model import Answer

FOLDER = "added"  # beside the index, of the files that visitors gave


def documents_in(version: Version, folder: Path) -> frozenset[str]:
    """The documents of a version whose files lie in a folder."""
    within = f"{folder}{os.sep}"
    return frozenset(id for id in version.documents if str(version.file(id)).startswith(within))


def mark_visitors(answer: Answer, visitors: Set[str]) -> Answer:
    """An answer whose citations say which of them are of visitors' documents."""
    citations = tuple(
        replace(citation, origin="visitor", label=f"{citation.label}, added by a visitor")
        if citation.document in visitors
        else citation
        for citation in answer.citations
    )
    return replace(answer, citations=citations)
