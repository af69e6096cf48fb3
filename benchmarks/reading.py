"""How well a folder of inspection reports is read, against its manifest of true values.

    python benchmarks/reading.py REPORTS [--questions FILE] [--same PDF TEXT]...

``REPORTS`` holds PDFs and a ``manifest.csv``. Printed are the fields right and wrong with each
difference, how many paragraphs there are and how many look cut, and what reading costs beside
the bare pass of pdfium over the same files. ``--questions`` names a JSONL file whose evidence
(document, locator, text, page) has to be found; ``--same`` a PDF and a text that say the same.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from rag.errors import UnreadableFile
from rag.model import Document, Paragraph
from rag.reading import read_document

DETAILS = ("authority", "inspection_start", "inspection_end", "published", "lead_inspector")
KIND_COLUMN = "family"
NUMBER_COLUMN = "last_numbered_paragraph"
AREAS = (
    *("overall", "leaders", "help_and_protection", "care_and_care_leavers", "in_care", "care_leavers"),
    *("looked_after", "adoption", "leadership_mgmt_gov", "lscb"),
    *("lac_capacity", "lac_outcomes", "lac_quality", "lac_leadership"),
)
Difference = tuple[str, str, str, str]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--same", type=Path, nargs=2, action="append", default=[], metavar=("PDF", "TEXT"))
    options = parser.parse_args()
    rows = list(csv.DictReader((options.reports / "manifest.csv").open(encoding="utf-8")))
    documents, unreadable, seconds = read_all(options.reports, [row["file"] for row in rows])
    for message in unreadable:
        print(f"unreadable: {message}")
    report_fields(rows, documents)
    report_paragraphs(documents)
    report_speed(options.reports, documents, seconds)
    for printed, text in options.same:
        report_same(printed, text)
    if options.questions:
        report_evidence(options.questions, {document.id: document for document in documents.values()})


def read_all(root: Path, names: list[str]) -> tuple[dict[str, Document], list[str], float]:
    """The documents by file name, the messages for those that cannot be read, and the seconds it took."""
    documents, unreadable = {}, []
    start = time.perf_counter()
    for name in names:
        try:
            documents[name] = read_document(root / name, root)
        except UnreadableFile as error:
            unreadable.append(str(error))
    return documents, unreadable, time.perf_counter() - start


def report_fields(rows: list[dict[str, str]], documents: dict[str, Document]) -> None:
    """Each field of the manifest: how often it is read right, then every difference."""
    right: Counter[str] = Counter()
    differences: list[Difference] = []
    for row in rows:
        if row["file"] in documents:
            for name, true, read in compare_fields(row, documents[row["file"]]):
                right[name] += true == read
                differences += [(name, row["file"], true, read)] if true != read else []
    total = sum(right.values()) + len(differences)
    print(f"\n{'field':<24}{'right':>7}{'wrong':>7}")
    for name in ("kind", *DETAILS, *AREAS, "last_number"):
        print(f"{name:<24}{right[name]:>7}{sum(found[0] == name for found in differences):>7}")
    print(
        f"{'all':<24}{sum(right.values()):>7}{len(differences):>7}   {sum(right.values()) / total:.2%} right"
    )
    for name, file, true, read in differences:
        print(f"  {file}: {name} is {true or 'empty'}, read as {read or 'empty'}")


def compare_fields(row: dict[str, str], document: Document) -> Iterator[tuple[str, str, str]]:
    """Every field of a file: its name, its true value and what was read."""
    yield "kind", row[KIND_COLUMN], document.kind
    for name in DETAILS:
        read = getattr(document, name) or ""
        printed = row.get("published_on_front_page") if name == "published" else ""
        yield name, printed or row[name], read
    grades = {judgement.area: judgement.grade for judgement in document.judgements}
    for area in AREAS:
        yield area, row[area].lower(), grades.get(area, "")
    numbers = [paragraph.locator for paragraph in document.paragraphs if paragraph.locator.isdigit()]
    yield "last_number", row[NUMBER_COLUMN], numbers[-1] if numbers else ""


def report_paragraphs(documents: dict[str, Document]) -> None:
    """How many paragraphs there are, by kind of document, and how many begin or end in mid-sentence."""
    print(f"\n{'kind':<20}{'files':>7}{'paragraphs':>12}{'a file':>8}{'cut start':>11}{'cut end':>9}")
    for kind in sorted({document.kind for document in documents.values()}):
        chosen = [document for document in documents.values() if document.kind == kind]
        paragraphs = [p for document in chosen for p in document.paragraphs]
        prose = [p for p in paragraphs if p.kind == "paragraph"]
        starts = sum(p.text[:1].islower() for p in prose)
        ends = sum(p.text[-1:].isalnum() or p.text[-1:] in ",-" for p in prose)
        count = len(paragraphs)
        print(f"{kind:<20}{len(chosen):>7}{count:>12}{count / len(chosen):>8.0f}{starts:>11}{ends:>9}")


def report_speed(root: Path, documents: dict[str, Document], seconds: float) -> None:
    """What a page costs, beside the bare passes of pdfium over the same files in the same run."""
    files = [root / name for name in documents if name.endswith(".pdf")]
    pages, text = time_bare(files, positions=False)
    _, positions = time_bare(files, positions=True)
    print(f"\n{pages} pages: {seconds / pages * 1000:.2f} ms a page to read")
    print(f"  bare text {text / pages * 1000:.2f} ms ({seconds / text:.2f} times)")
    print(f"  bare text with positions {positions / pages * 1000:.2f} ms ({seconds / positions:.2f} times)")


def time_bare(files: list[Path], *, positions: bool) -> tuple[int, float]:
    """The pages of files and the seconds of taking their text, with the box of every run or without."""
    pages = 0
    start = time.perf_counter()
    for file in files:
        for page in pdfium.PdfDocument(file):
            text = page.get_textpage()
            text.get_text_range()
            for index in range(text.count_rects() if positions else 0):
                text.get_text_bounded(*text.get_rect(index))
            pages += 1
    return pages, time.perf_counter() - start


def report_same(printed: Path, text: Path) -> None:
    """Whether a PDF and a text give the same paragraphs: locator, section and words."""
    first, second = (units(read_document(path, path.parent)) for path in (printed, text))
    differing = [(a, b) for a, b in zip(first, second, strict=False) if a != b]
    print(
        f"\n{printed.name} and {text.name}: {len(first)} and {len(second)} paragraphs, "
        f"{len(differing)} differ"
    )
    for one, other in differing[:10]:
        print(f"  {one}\n  {other}")


def units(document: Document) -> list[tuple[str, str, str]]:
    """The paragraphs of a document as they are compared: quotation marks and dashes made plain."""
    return [(p.locator, plain(p.section), plain(p.text)) for p in document.paragraphs if p.kind != "footnote"]


def plain(text: str) -> str:
    """A text with straight quotation marks, plain dashes and single spaces."""
    return " ".join(re.sub("[‘’]", "'", re.sub("[“”]", '"', re.sub("[–—]", "-", text))).split())


def report_evidence(questions: Path, documents: dict[str, Document]) -> None:
    """How much of the questions' evidence is found in the documents, with its locator and its page."""
    references = sorted(set(read_references(questions)))
    misses = []
    for document, locator, text, page in references:
        paragraphs = documents[document].paragraphs if document in documents else ()
        problem = find_problem(paragraphs, locator, text, page)
        misses += [(problem, document, locator, text)] if problem else []
    share = 1 - len(misses) / len(references)
    print(f"\nevidence: {len(references)} references, {share:.2%} found with locator and page")
    for problem, document, locator, text in misses:
        print(f"  {problem}: {document}, {locator}: {text[:100]}")


def read_references(questions: Path) -> Iterator[tuple[str, str, str, int]]:
    """The places that the questions of a file rest on or relate to."""
    for line in questions.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        groups = [question["evidence"], question.get("related", []), *question.get("must_have", [])]
        for found in (found for group in groups for found in group):
            yield found["document"], found["locator"], found["text"], found.get("page") or 0


def find_problem(paragraphs: tuple[Paragraph, ...], locator: str, text: str, page: int) -> str:
    """What is wrong with a reference: not found, another locator, another page; empty if nothing is."""
    words = tokens(text)
    holders = [p for p in paragraphs if holds(p, words)]
    if not holders:
        return "not found"
    right = [p for p in holders if has_locator(p, locator)]
    if not right:
        return f"locator {holders[0].locator}"
    return "" if not page or any(p.page == page for p in right) else f"page {right[0].page} for {page}"


def holds(paragraph: Paragraph, words: list[str]) -> bool:
    """Whether a paragraph says a text: in its words, or, for a table, with nearly all of them."""
    said = tokens(paragraph.text)
    if f" {' '.join(words)} " in f" {' '.join(said)} ":
        return True
    if paragraph.kind in ("judgements", "front page"):
        missing = Counter(words) - Counter(said)
        return sum(missing.values()) <= len(words) * 0.7 and paragraph.kind == "judgements"
    return False


def has_locator(paragraph: Paragraph, locator: str) -> bool:
    """Whether a paragraph stands where a reference says; one that names a section names no number."""
    if locator.startswith("improve"):
        return paragraph.kind == "improvement"
    if locator == "judgements":
        return paragraph.kind == "judgements"
    return locator.startswith("§") or paragraph.locator == locator


def tokens(text: str) -> list[str]:
    """The words and figures of a text, for comparison."""
    return re.findall(r"\w+", plain(text).lower())


if __name__ == "__main__":
    main()
