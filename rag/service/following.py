"""Jobs over HTTP: a theme begun, any job asked after, ended early, or taken away as a table."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Response

from rag.adding import Step
from rag.errors import UnknownPlace
from rag.export.grid import grid_sheets
from rag.export.tables import make_tables
from rag.grid import ThemeGrid
from rag.service.asking import attachment
from rag.service.guards import Reader, Shared
from rag.service.values import Job, Subject
from rag.work import Work

router = APIRouter(prefix="/v1", tags=["Jobs"])


@router.post("/themes", status_code=202, summary="Read every report for a subject")
def begin_theme(asked: Subject, service: Shared, caller: Reader) -> Job:
    """A job whose ``grid`` says in the end what each report says of the subject, none left out."""
    assistant = service.assistant

    def begin(enough: Event) -> Work[Step, ThemeGrid]:
        def read(tell: Callable[[Step], None]) -> ThemeGrid:
            return assistant.theme(
                asked.question,
                asked.filters.filters,
                grades=asked.grades,
                progress=lambda *step: tell(Step(*step)),
                stopped=enough.is_set,
            )

        return Work(read)

    return service.jobs.begin("theme", caller, begin).told()


@router.get("/jobs/{id}", summary="Ask after a job")
def job(id: str, service: Shared, caller: Reader) -> Job:
    """How far a job of yours is, or what came of it."""
    return service.jobs.find(id, caller).told()


@router.delete("/jobs/{id}", summary="End a job early")
def end(id: str, service: Shared, caller: Reader) -> Job:
    """A theme ends with the reports that were read, and tells the others; adding goes on to its end."""
    found = service.jobs.find(id, caller)
    found.enough.set()
    return found.told()


@router.get("/jobs/{id}/table", summary="A theme as a table", response_class=Response)
async def table(
    id: str, service: Shared, caller: Reader, format: Literal["xlsx", "docx", "csv"] = "xlsx"
) -> Response:
    """What each report says, a row a report, as a file."""
    grid: Any = service.jobs.find(id, caller).work.result
    if not isinstance(grid, ThemeGrid):
        raise UnknownPlace(f"The job {id!r} has no table, or not yet; ask after it until it is done.")
    made = await to_thread.run_sync(make_tables, grid_sheets(grid), f".{format}")
    return attachment(made, f"theme.{format}")
