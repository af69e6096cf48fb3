"""What went wrong to a status and words, as RFC 9457 has them."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as RoutingError

from rag import errors
from rag.service.values import Problem

STATUSES: tuple[tuple[type[errors.RagError], int], ...] = (
    (errors.InvalidQuestion, 422),
    (errors.InvalidSetting, 422),
    (errors.UnreadableFile, 422),
    (errors.UnknownPlace, 404),
    (errors.IndexBusy, 409),
    (errors.TooBusy, 429),
    (errors.RagError, 503),  # the index, a model: whoever keeps the server has to see to it
)
UNFORESEEN = "Something went wrong that was not foreseen; the server's log says what."
LATER = {"Retry-After": "5"}
OPENAI = ("/v1/chat/", "/v1/models")


def problem(
    request: Request, status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """What went wrong, as a response; to clients of OpenAI's protocol also where they look for it."""
    told = Problem(title=title, status=status, detail=detail).model_dump()
    if request.url.path.startswith(OPENAI):
        told["error"] = {"message": detail, "type": title, "code": status}
    later = LATER if status in (409, 429, 503) else {}
    return JSONResponse(told, status, {**later, **(headers or {})}, media_type="application/problem+json")


def status_of(error: errors.RagError) -> int:
    """The status that an error of ours is told with."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def title_of(error: Exception) -> str:
    """What an error is called: ``Unknown place``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).capitalize()


def told_in_words(error: RequestValidationError) -> str:
    """What is wrong with a request: which field, and why."""
    return "; ".join(
        f"{'.'.join(str(part) for part in one['loc'][1:]) or 'the body'}: {one['msg']}"
        for one in error.errors()
    )


def handle_errors(app: FastAPI) -> None:
    """Have an application tell every error as a problem."""

    @app.exception_handler(errors.RagError)
    def _ours(request: Request, error: errors.RagError) -> JSONResponse:
        return problem(request, status_of(error), title_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(request, 422, "Invalid request", told_in_words(error))

    @app.exception_handler(RoutingError)
    def _routing(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        return problem(
            request, error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail), headers
        )

    @app.exception_handler(TimeoutError)
    def _late(request: Request, _: TimeoutError) -> JSONResponse:
        return problem(
            request, 504, "Too late", "The answer took longer than PINPOINT_ANSWER_SECONDS allows."
        )

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        logging.getLogger(__name__).error("a request failed", exc_info=error)
        return problem(request, 500, "Unforeseen", UNFORESEEN)
