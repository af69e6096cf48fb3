"""An assistant to an application that is served over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from rag.service import asking, completions, following, library, sources
from rag.service.agents import create_server, serve_over_http
from rag.service.errors import handle_errors
from rag.service.guards import Bounded, Guard, Reader, Shared
from rag.service.state import Service
from rag.service.values import Problem
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

ABOUT = """Ask what inspectors found; every statement shows the printed paragraph it came from.

Where keys are handed out, send one as `Authorization: Bearer …`. A reader asks, an editor adds documents too,
a keeper also removes them. Errors are problems after RFC 9457, whose `detail` says what to do.
"""
OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": told}
    for status, told in {
        401: "Without a key",
        403: "Not for this role",
        404: "There is none",
        409: "Somebody else is writing to the index",
        413: "Too large",
        422: "Not to be understood",
        429: "Too often",
        503: "Not now",
        504: "Too late",
    }.items()
}


def create_app(
    assistant: Assistant | Future[Assistant], settings: Settings, *, hosts: Sequence[str] = ()
) -> FastAPI:
    """The application: HTTP under ``/v1``, MCP under ``/mcp``, ``/health``, ``/metrics``.

    ``assistant`` may still be being opened; until it is, requests are told so. ``hosts`` are the names
    under which other machines reach it; without any this machine alone is served. Raises InvalidSetting for
    keys that cannot be read.
    """
    service = Service(_opening(assistant), settings, others=bool(hosts))
    agents = create_server(lambda: service.assistant)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(agents.session_manager.run())
            yield

    app = FastAPI(
        title="Pinpoint",
        description=ABOUT,
        version=version("pinpoint"),
        lifespan=lifespan,
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        responses=PROBLEMS,
    )
    app.state.service = service
    handle_errors(app)
    for room in (asking, library, following, completions, sources):
        app.include_router(room.router)
    _add_health(app)
    allowed = [*OWN_HOSTS, *hosts] if "0.0.0.0" not in hosts else ["*"]
    app.router.routes.append(Route("/mcp", Guard(serve_over_http(agents, allowed), service)))
    if settings.origins:
        origins = [origin.strip() for origin in settings.origins.split(",")]
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed)
    app.add_middleware(Bounded, service=service)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/health/live", tags=["Health"], summary="Whether the process answers")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", tags=["Health"], summary="Whether an index is open")
    def ready(service: Shared) -> Response:
        service.assistant.documents()
        return Response('{"status":"ready"}', media_type="application/json")

    @app.get("/metrics", tags=["Health"], summary="Figures for Prometheus", response_class=Response)
    def metrics(service: Shared, _: Reader) -> Response:
        return Response(service.measures.told(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _opening(assistant: Assistant | Future[Assistant]) -> Future[Assistant]:
    if isinstance(assistant, Future):
        return assistant
    opened: Future[Assistant] = Future()
    opened.set_result(assistant)
    return opened
