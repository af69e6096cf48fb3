"""A request to whoever sends it, or to a no: keys, roles, rate, size, and pages of other addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.access import EVERYBODY, Caller
from rag.adding import LARGEST_FILE_MEGABYTES
from rag.service.state import Service
from rag.settings import Role

LARGEST_BODY = 1_000_000  # bytes, of anything but added documents
LARGEST_ADDED = 2 * LARGEST_FILE_MEGABYTES * 1_000_000
ADDING = "/v1/documents"
SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
}


def service_of(request: Request) -> Service:
    """What all requests share."""
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(service_of)]


def identify(service: Service, headers: Headers, method: str) -> Caller:
    """Who sends a request; raises HTTPException for one that may not be answered.

    401 without a key that is known, where there are keys; 403 for a page of another address that would change
    something in the name of whoever looks at it; 429 for one more than may be sent in a minute.
    """
    scheme, _, key = headers.get("authorization", "").partition(" ")
    caller = service.keys.caller(key.strip()) if scheme.lower() == "bearer" else None
    if not service.keys:
        caller = Caller(EVERYBODY, service.unknown_role, alone=not service.others)
    if not service.counts(caller.name if caller else "no key"):  # whoever tries keys, together
        raise HTTPException(429, "That is more than may be sent in a minute.", {"Retry-After": "60"})
    if caller is None:
        told = "This needs a key: send it as “Authorization: Bearer …”. `pinpoint key` makes one."
        raise HTTPException(401, told, {"WWW-Authenticate": "Bearer"})
    if method not in SAFE and not _is_own(headers.get("origin"), headers.get("host"), service):
        raise HTTPException(403, "A page of another address may not ask this; see PINPOINT_ORIGINS.")
    return caller


def who_asks(request: Request, service: Shared) -> Caller:
    """Who sends a request, of whatever role."""
    return identify(service, request.headers, request.method)


Reader = Annotated[Caller, Depends(who_asks)]


def needs(role: Role) -> Callable[[Caller], Caller]:
    """A dependency that lets those pass who may do what is for a role, and tells the others."""

    def check(caller: Reader) -> Caller:
        if not caller.may(role):
            raise HTTPException(403, f"This is for the role {role}; your key has the role {caller.role}.")
        return caller

    return check


Editor = Annotated[Caller, Depends(needs("editor"))]
Keeper = Annotated[Caller, Depends(needs("keeper"))]


class Guard:
    """Around another application: its requests are answered for those who have a key, and for them alone."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or raise what keeps it from being answered."""
        if scope["type"] == "http":
            identify(self._service, Headers(scope=scope), scope["method"])
        await self._app(scope, receive, send)


class Bounded:
    """Around the application: bodies of a bounded size, careful headers, and every request counted."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._small = RequestBodyLimitMiddleware(app, max_body_size=LARGEST_BODY)
        self._large = RequestBodyLimitMiddleware(app, max_body_size=LARGEST_ADDED)
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        inner = self._large if scope.get("path") == ADDING else self._small
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = {name for name, _ in message["headers"]}
                added = ((name.encode(), value.encode()) for name, value in HEADERS.items())
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in named)]
            await send(message)

        try:
            await inner(scope, receive, send_with_headers)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._service.measures.count(route, status, time.perf_counter() - began)


def _is_own(origin: str | None, host: str | None, service: Service) -> bool:
    """Whether a request comes from a program, from our own address, or from one that the settings name."""
    allowed = [one.strip() for one in service.settings.origins.split(",")]
    return origin is None or origin in allowed or urlsplit(origin).netloc == host
