"""A citation to a page that a browser can open: the paragraph in words, and the printed page it stands on.

A chat of other make shows links and sends no key, so a link is signed, for one paragraph and some weeks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from html import escape
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from rag.errors import RagError
from rag.model import Citation, PageImage
from rag.service.guards import Shared
from rag.service.library import Id, Locator
from rag.service.state import Service
from rag.service.values import Printed

VALID_SECONDS = 60 * 24 * 60 * 60
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{label}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.06rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.15rem }}
blockquote {{ margin: 0; padding-left: 1rem; border-left: .25rem solid #0b5a73; white-space: pre-wrap }}
figure {{ margin: 2rem 0; position: relative }} img {{ width: 100%; border: 1px solid #8888 }}
i {{ position: absolute; border: .15rem solid #0b5a73 }}
</style></head>
<body><main><h1>{label}</h1><p>{section}</p><blockquote>{text}</blockquote>{figure}</main></body></html>
"""

router = APIRouter(tags=["Documents"])


@router.get("/source", summary="The page behind a citation, for a browser", response_class=HTMLResponse)
def source(
    service: Shared,
    document: Id,
    locator: Locator,
    until: Annotated[int, Query(ge=0, le=2**40)] = 0,
    sign: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """A printed paragraph, opened by the link that an answer gave; without a valid signature 403."""
    wanted = _signature(service, document, locator, until)
    if service.keys and (not hmac.compare_digest(sign.encode(), wanted.encode()) or until < time.time()):
        raise HTTPException(403, "This link is not whole or no longer valid; ask again for a new one.")
    assistant = service.assistant
    printed = Printed.of(assistant.document(document), assistant.paragraph(document, locator).locator)
    return HTMLResponse(
        _PAGE.format(
            label=escape(printed.label),
            section=escape(printed.section),
            text=escape(printed.text),
            figure=_figure(service, printed),
        )
    )


def link_to(citation: Citation, service: Service, request: Request) -> str:
    """The address of the page behind a citation."""
    place = {"document": citation.document, "locator": citation.locator}
    if service.keys:
        until = int(time.time()) + VALID_SECONDS
        sign = _signature(service, citation.document, citation.locator, until)
        place |= {"until": str(until), "sign": sign}
    base = service.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}/source?{urlencode(place)}"


def _signature(service: Service, document: str, locator: str, until: int) -> str:
    told = "\0".join((document, locator, str(until))).encode()
    return hmac.new(service.keys.secret, told, hashlib.sha256).hexdigest()


def _figure(service: Service, printed: Printed) -> str:
    """The printed page with the paragraph boxed, where the document has pages."""
    if not printed.page:
        return ""
    try:
        image = service.assistant.page_image(printed.document, printed.page, printed.locator)
    except RagError:  # the file has gone, or is no PDF: the words are there
        return ""
    data = base64.b64encode(image.data).decode()
    alt = f"Page {image.number} of {image.pages} as printed"
    return f'<figure>{_box(image)}<img alt="{alt}" src="data:image/webp;base64,{data}"></figure>'


def _box(image: PageImage) -> str:
    if not image.box:
        return ""
    left, top, right, bottom = (100 * share for share in image.box)
    where = f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"
    return f'<i style="{where}"></i>'
