"""Questions over HTTP: answered whole, as events while the answer is written, or as a file; and searches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event, Thread
from typing import Annotated, Any, Literal, TypeVar

from anyio import fail_after, to_thread
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from rag.errors import RagError, TooBusy
from rag.export import make_export
from rag.model import Answer, Passage
from rag.service.errors import UNFORESEEN, status_of, title_of
from rag.service.guards import Reader, Shared
from rag.service.state import Service
from rag.service.values import Answered, Problem, Question, Text

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Told = tuple[Literal["progress", "text", "answer", "error"], dict[str, Any]]
Result = TypeVar("Result")

router = APIRouter(prefix="/v1", tags=["Questions"])


@router.post("/ask", response_model=Answered, summary="Answer a question")
async def ask(asked: Question, service: Shared, _: Reader) -> Response:
    """The answer, with every statement's printed paragraph; one that declines is an answer too."""
    return JSONResponse((await answer_in_time(service, asked)).to_dict())


@router.post("/ask/stream", response_class=EventSourceResponse, summary="Answer a question as it is written")
def stream(asked: Question, service: Shared, _: Reader) -> Iterator[ServerSentEvent]:
    """Events: ``progress`` while reports are read, ``text`` as it comes, then ``answer`` or ``error``.

    The text of the answer takes the place of what came before it.
    """
    for name, told in events_of(service, asked):
        yield ServerSentEvent(event=name, raw_data=json.dumps(told, ensure_ascii=False))


@router.post("/export", summary="Answer a question into a file", response_class=Response)
async def export(
    asked: Question, service: Shared, _: Reader, format: Literal["docx", "pdf", "md", "csv"] = "docx"
) -> Response:
    """The answer with its numbered sources, ready to go into a paper; as ``csv`` its sources alone."""
    answer = await answer_in_time(service, asked)
    made = await to_thread.run_sync(make_export, [answer], f".{format}")
    return attachment(made, f"answer.{format}")


@router.get("/search", summary="Find passages")
async def search(
    service: Shared,
    _: Reader,
    q: Annotated[Text, Query(examples=["care leavers in education"])],
    k: Annotated[int, Query(ge=1, le=100)] = 24,
) -> list[Passage]:
    """The printed paragraphs that answer a question best, best first; no answer is made of them."""
    assistant = service.assistant
    return await in_time(service, lambda: assistant.search(q, k=k))


async def answer_in_time(service: Service, asked: Question) -> Answer:
    """The answer to a question; raises TimeoutError where it takes too long."""
    assistant = service.assistant
    answer = await in_time(service, lambda: assistant.ask(asked.question, asked.turns, asked.filters.filters))
    service.measures.count_answer(answer)
    return answer


async def in_time(service: Service, work: Callable[[], Result]) -> Result:
    """What work in a thread comes to, of which so much goes on at once; raises TimeoutError in the end."""

    def run() -> Result:
        with _place(service):
            return work()

    with fail_after(service.settings.answer_seconds):
        return await to_thread.run_sync(run, abandon_on_cancel=True)


def events_of(service: Service, asked: Question) -> Iterator[Told]:
    """What is told while a question is answered; whoever leaves off listening has no more reports read."""
    told, enough, assistant = SimpleQueue[Told | None](), Event(), service.assistant

    def read(what: str, done: int, total: int) -> None:
        told.put(("progress", {"what": what, "done": done, "total": total}))

    def run() -> None:
        try:
            with _place(service):
                parts = assistant.stream(
                    asked.question, asked.turns, asked.filters.filters, progress=read, stopped=enough.is_set
                )
                for part in parts:
                    told.put(_told(part, service))
        except RagError as error:
            told.put(("error", _problem(status_of(error), title_of(error), str(error))))
        except Exception:
            told.put(("error", _problem(500, "Unforeseen", UNFORESEEN)))
            raise
        finally:
            told.put(None)

    Thread(target=run, daemon=True).start()
    try:
        while event := told.get():
            yield event
    finally:
        enough.set()


def attachment(content: bytes, name: str) -> Response:
    """A file to be saved under a name."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=MEDIA[name.rpartition(".")[2]])


def _told(part: str | Answer, service: Service) -> Told:
    if isinstance(part, str):
        return "text", {"text": part}
    service.measures.count_answer(part)
    return "answer", part.to_dict()


def _problem(status: int, title: str, detail: str) -> dict[str, Any]:
    return Problem(title=title, status=status, detail=detail).model_dump()


@contextmanager
def _place(service: Service) -> Iterator[None]:
    """One of the places for what is done at once; raises TooBusy where none comes free in time."""
    if not service.places.acquire(timeout=service.settings.answer_seconds):
        raise TooBusy("Too many questions are being answered; try again in a few seconds.")
    try:
        yield
    finally:
        service.places.release()
