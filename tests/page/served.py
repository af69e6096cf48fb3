"""A page that is served for a test, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serve(app: Path = ROOT / "app.py", **settings: object) -> Iterator[str]:
    """The address of a page that is served with these settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {f"PINPOINT_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(health: str) -> None:
    """Return once the server answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(health).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(f"Nothing answers at {health}.")
