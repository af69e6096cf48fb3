"""Page servers (``pinpoint serve``) in processes that can be killed, and whether what they answer is so."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.servers import free_port
from benchmarks.sharing import PATIENCE, START, Site, Texts
from rag.__main__ import main as pinpoint

QUESTION = "How long did families wait for {}?"
ANSWERS = "Families waited"  # how the paragraph begins that answers it


@dataclass(frozen=True)
class Asked:
    """A question to a page server and what came of it; ``status`` is 0 where it could not be reached."""

    page: Page
    subject: str
    begun: float
    ended: float
    status: int
    body: Mapping[str, Any]


class Page:
    """``pinpoint serve`` in a process of its own."""

    def __init__(self, name: str, site: Site) -> None:
        self.name, self._site = name, site
        self.log = site.corpus.with_name(f"{name}.log")
        self.start()

    def start(self) -> None:
        self._port = free_port()
        self._process = START.Process(target=serve_page, args=(self._site, self._port, self.log), daemon=True)
        self._process.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def ask(self, subject: str) -> Asked:
        begun = time.monotonic()
        status, body = self._answer(QUESTION.format(subject))
        return Asked(self, subject, begun, time.monotonic(), status, body)

    def _answer(self, question: str) -> tuple[int, Mapping[str, Any]]:
        address, kind = f"http://127.0.0.1:{self._port}/v1/ask", {"Content-Type": "application/json"}
        sent = Request(address, json.dumps({"question": question}).encode(), kind)
        try:
            with urlopen(sent, timeout=PATIENCE) as told:
                return told.status, json.load(told)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)
        except (OSError, HTTPException) as error:
            return 0, {"detail": repr(error)}


def serve_page(site: Site, port: int, log: Path) -> None:
    """The process of a page server; what it says on its standard error goes to a file."""
    os.environ.update(site.settings.to_env())
    with log.open("ab") as told:
        os.dup2(told.fileno(), sys.stderr.fileno())
    sys.exit(pinpoint(["serve", "--port", str(port)]))


def fits(asked: Asked, texts: Texts) -> bool:
    """Whether an answer is one that these documents give: nothing else, and what they say of its subject."""
    told = asked.body
    shown = [(one["document"], one["text"]) for one in (*told["citations"], *told["passages"])]
    if not all(text in texts.get(document, "") for document, text in shown):
        return False
    own = any(
        one["document"] == asked.subject and one["text"].startswith(ANSWERS) for one in told["citations"]
    )
    return asked.subject not in texts or (told["outcome"] == "answered" and own)
