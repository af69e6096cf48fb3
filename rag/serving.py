"""Options of a command to servers for other programs and agents, and to keys for those who may use them."""

from __future__ import annotations

import sys
from argparse import Namespace
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rag.access import make_key
from rag.errors import InvalidSetting
from rag.opening import open_assistant, settings_of

if TYPE_CHECKING:
    from rag.assistant import Assistant

DONE = 0


def serve(options: Namespace) -> int:
    """Serve HTTP, the protocol of OpenAI's chat models and MCP until it is stopped.

    It answers at once, and says that it is not ready while the documents are read; it ends where none can be.
    """
    _need("fastapi", "limits", "mcp", "prometheus_client", "uvicorn")
    import uvicorn

    from rag.service.app import create_app

    settings, hosts = settings_of(options), [options.host] if options.host else []
    where = f"http://{options.host or '127.0.0.1'}:{options.port}"
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(open_assistant, options)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(opening, settings, hosts=hosts),
                host=options.address if hosts else "127.0.0.1",
                port=options.port,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=5,
            )
        )

        def stop_unless_opened(opened: Future[Assistant]) -> None:
            server.should_exit |= bool(opened.exception())

        opening.add_done_callback(stop_unless_opened)
        if hosts and not settings.keys:
            print(f"Whoever reaches {where} may ask; set PINPOINT_KEYS to prevent that.", file=sys.stderr)
        print(f"Pinpoint answers at {where}/v1 and {where}/mcp (stop it with Ctrl+C)", file=sys.stderr)
        server.run()
        opening.result().close()
    return DONE


def mcp(options: Namespace) -> int:
    """Serve an agent that began this process, over its standard input and output."""
    _need("mcp")
    from rag.service.agents import create_server

    with open_assistant(options) as assistant:
        create_server(lambda: assistant).run("stdio")
    return DONE


def key(options: Namespace) -> int:
    """Print the lines of a new key for the file of keys; the key itself is told once, and kept nowhere."""
    made, lines = make_key(options.name, options.role)
    print(lines, end="")
    print(f"The key of {options.name}, which is told only now: {made}", file=sys.stderr)
    return DONE


def _need(*packages: str) -> None:
    """Raises InvalidSetting where what serving needs is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise InvalidSetting(f"{', '.join(missing)} is not installed; run: pip install 'pinpoint[serve]'")
