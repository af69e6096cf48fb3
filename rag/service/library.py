"""What is loaded over HTTP: documents, paragraphs, printed pages, grades; added and removed by who may."""

from __future__ import annotations

import io
from collections.abc import Sequence
from threading import Event
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import JSONResponse

from rag.adding import LARGEST_FILE_MEGABYTES, MOST_FILES, Step, add_files, remove_document
from rag.errors import InvalidSetting
from rag.rows import DocumentRow, GradeRow
from rag.service.guards import Editor, Keeper, Reader, Shared
from rag.service.values import Job, Narrowing, Printed
from rag.work import Work

Id = Annotated[str, Query(max_length=500, examples=["bristol-2018-inspection"])]
Locator = Annotated[str, Query(max_length=500, examples=["38"])]

router = APIRouter(prefix="/v1", tags=["Documents"])


@router.get("/documents", summary="List what is loaded")
def documents(service: Shared, _: Reader) -> list[DocumentRow]:
    """Every document, by id."""
    return list(service.assistant.documents().listed())


@router.get("/document", summary="One document with its paragraphs")
def document(service: Shared, _: Reader, id: Id) -> list[Printed]:
    """Its printed paragraphs, in order."""
    found = service.assistant.document(id)
    return [Printed.of(found, paragraph.locator) for paragraph in found.paragraphs]


@router.get("/paragraph", summary="One printed paragraph")
def paragraph(service: Shared, _: Reader, document: Id, locator: Locator) -> Printed:
    """A paragraph by the locator that a citation names."""
    assistant = service.assistant
    printed = assistant.paragraph(document, locator)
    return Printed.of(assistant.document(document), printed.locator)


@router.get(
    "/page",
    summary="A printed page as an image",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}}},
)
def page(
    service: Shared,
    _: Reader,
    document: Id,
    number: Annotated[int, Query(ge=1, le=100_000)],
) -> Response:
    """A page of a document that is a PDF."""
    return Response(service.assistant.page_image(document, number).data, media_type="image/webp")


@router.get("/grades", summary="Every grade of every report")
def grades(
    service: Shared,
    _: Reader,
    authority: Annotated[Sequence[str], Query(max_length=200)] = (),
    first_year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    last_year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
) -> list[GradeRow]:
    """A row a judgement, by authority and date."""
    narrowed = Narrowing(authorities=list(authority), first_year=first_year, last_year=last_year)
    return list(service.assistant.grades(narrowed.filters))


@router.post("/documents", status_code=202, summary="Add documents")
async def add(
    service: Shared, caller: Editor, files: Annotated[list[UploadFile], File(max_length=MOST_FILES)]
) -> Job:
    """A job that reads files (PDF, Word, Excel, text, web pages) and indexes them, with a line for each.

    What is said of them later is said as a visitor's.
    """
    assistant, kept = service.assistant, list[tuple[str, io.BytesIO]]()
    for file in files:
        if (file.size or 0) > LARGEST_FILE_MEGABYTES * 1_000_000:
            raise InvalidSetting(f"{file.filename} is larger than {LARGEST_FILE_MEGABYTES} MB; split it.")
        kept.append((file.filename or "document", io.BytesIO(await file.read())))

    def begin(_: Event) -> Work[Step, Any]:
        return add_files(assistant, kept)

    return (await to_thread.run_sync(service.jobs.begin, "documents", caller, begin)).told()


@router.delete("/documents", status_code=204, summary="Remove a document", response_class=Response)
def remove(service: Shared, _: Keeper, id: Id) -> Response:
    """Forget a document; its file is deleted if it was added here, else it stays where it is."""
    remove_document(service.assistant, id)
    return Response(status_code=204)


@router.get("/unreadable", summary="Files that could not be read")
def unreadable(service: Shared, _: Reader) -> Response:
    """The names of files that were to be indexed, each with the reason why it could not be read."""
    found = service.assistant.unreadable()
    return JSONResponse([{"file": path.name, "reason": reason} for path, reason in found])
