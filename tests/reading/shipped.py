"""The shipped documents as they are read, and their source as it is printed."""

from functools import cache
from pathlib import Path

from rag.model import Document, Paragraph
from rag.reading import read_document

CORPUS = Path(__file__).parents[2] / "corpus"
BRISTOL = "bristol-2018-inspection"
BANES = "bath-and-north-east-somerset-2022-inspection"
BOURNEMOUTH = "bournemouth-2018-inspection"
LETTER = "south-gloucestershire-2018-monitoring-visit"
PLAN = "bristol-2016-improvement-plan"
REPORTS = (BRISTOL, BANES, BOURNEMOUTH)
ALL = (*REPORTS, LETTER, PLAN)


@cache
def document(name: str) -> Document:
    return read_document(CORPUS / f"{name}.txt", CORPUS)


@cache
def source(name: str) -> tuple[str, ...]:
    """The lines of the file without the inspectorate's standing text at its end."""
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.partition("The Office for Standards in Education")[0].splitlines())


def paragraph(name: str, locator: str) -> Paragraph:
    (found,) = [found for found in document(name).paragraphs if found.locator == locator]
    return found


def of_kind(name: str, kind: str) -> list[Paragraph]:
    return [found for found in document(name).paragraphs if found.kind == kind]
