"""Lines -> a Document: the flow of reading, the same for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.domain.frameworks import document_kind, framework_of
from rag.model import Document, Judgement, Paragraph, ParagraphKind
from rag.reading.blocks import Block, make_blocks
from rag.reading.details import Details, read_details
from rag.reading.grades import find_outcome, judgements_text
from rag.reading.kinds import kind_of
from rag.reading.lines import Line, surround
from rag.reading.paragraphs import Body, compose_body
from rag.reading.parts import Parts, split_parts
from rag.reading.sections import split_sections


def compose_document(lines: Sequence[Line], identity: str) -> Document:
    """The document that the lines of a file say."""
    footnotes = [line for line in lines if line.mark == "footnote"]
    lines = [line for line in lines if line.mark != "footnote"] if footnotes else lines
    kind = kind_of(lines)
    parts = split_parts(lines, kind)
    details = read_details(parts, kind, identity)
    blocks = make_blocks(parts.body, numbered_throughout=document_kind(kind).form == "report")
    body = compose_body(split_sections(blocks, _opening_of(parts)))
    frame = (*_frame_after(parts), *_footnotes(footnotes))
    paragraphs = tuple(_tell_apart([*_frame_before(parts), *body.paragraphs, *frame]))
    if not paragraphs:
        everything = [Block("prose", line.text, page=line.page) for line in lines]
        paragraphs = compose_body(split_sections(everything, "")).paragraphs
    return _fill(
        Document(identity, details.title or identity, kind),
        details,
        parts,
        replace(body, paragraphs=paragraphs),
    )


def _fill(document: Document, details: Details, parts: Parts, body: Body) -> Document:
    return replace(
        document,
        authority=details.authority,
        inspection_start=details.inspection_start,
        inspection_end=details.inspection_end,
        published=details.published,
        period=details.period,
        lead_inspector=details.lead_inspector,
        judgements=_judgements(document.kind, parts, body),
        actions=body.actions,
        measures=body.measures,
        paragraphs=body.paragraphs,
    )


def _judgements(kind: str, parts: Parts, body: Body) -> tuple[Judgement, ...]:
    outcome = find_outcome(body.paragraphs, framework_of(kind))
    told = {judgement.area for judgement in parts.judgements}
    alone = parts.alone[1] if parts.alone and parts.alone[1].area not in told else None
    return (*parts.judgements, *filter(None, (alone, outcome)))


def _opening_of(parts: Parts) -> str:
    """The section of what stands before the first heading."""
    if parts.judgements:
        return "Summary"
    return "Opening" if parts.letter else ""


def _frame_before(parts: Parts) -> Iterable[Paragraph]:
    if parts.front:
        yield _gather(parts.front, "front page", "front page", "Front page")
    if parts.judgements:
        table = _gather([*parts.reasons, *parts.table], "judgements", "judgements", "Judgements")
        yield replace(table, text=judgements_text(parts.judgements, parts.reasons))
    if parts.alone:
        line, judgement = parts.alone
        yield _gather([line], judgement.locator, "judgements", "Judgements")


def _frame_after(parts: Parts) -> Iterable[Paragraph]:
    if parts.signature:
        yield _gather(parts.signature, "signature", "signature", "Signature")


def _footnotes(lines: Iterable[Line]) -> Iterable[Paragraph]:
    for line in lines:
        mark, _, text = line.text.partition(" ")
        yield _gather([replace(line, text=text)], f"footnote {mark}", "footnote", "Footnotes")


def _gather(lines: Sequence[Line], locator: str, kind: ParagraphKind, section: str) -> Paragraph:
    """Lines that are cited together, in the box that those on the first page of them fill."""
    text = "\n".join(line.text for line in lines)
    page = lines[0].page
    box = surround(line.box for line in lines if line.page == page)
    return Paragraph(locator, text, kind, section, page, box)


def _tell_apart(paragraphs: Iterable[Paragraph]) -> Iterable[Paragraph]:
    """The paragraphs with locators that are used once: a second ``1`` becomes ``1 (2)``."""
    used: set[str] = set()
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        locator = paragraph.locator
        while locator in used:
            counts[paragraph.locator] += 1
            locator = f"{paragraph.locator} ({counts[paragraph.locator] + 1})"
        used.add(locator)
        yield paragraph if locator == paragraph.locator else replace(paragraph, locator=locator)
