"""Nothing leaves this machine: the short form of ``benchmarks/quiet.py``, every way out refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
WORK = ("index", "ask", "theme", "page", "serve", "chat", "mcp")


def test_all_works_quietly_with_every_way_out_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.quiet", "--together"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line.rstrip() for line in done.stdout.splitlines()]
    assert [line.split() for line in told[: len(WORK)]] == [[what, "works"] for what in WORK], done.stdout
    assert told[len(WORK)] == "asked for by Python: nobody"
    assert told[len(WORK) + 1] in (
        "packets past it: 0",
        "packets past it: not counted here: no network of its own",
    )
    assert told[len(WORK) + 2 :] == [
        "told in logs: no words of a document, question or key",
        "left of a deleted conversation: nothing",
    ]
    assert done.returncode == 0, done.stderr


LOUD = """
import sys
from benchmarks import quiet

sys.argv = ["quiet", "--together"]
quiet.DRIVE = quiet.DRIVE.replace("for command in", TRIED + "for command in")
quiet.try_servers = lambda *_: ()
quiet.main()
"""
TRIED = """
import contextlib, ctypes, socket, subprocess, urllib.request
main = page = lambda *_: 0
for ask in (
    lambda: urllib.request.urlopen("http://telemetry.example/"),
    lambda: socket.create_connection(("203.0.113.9", 443)),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"a", ("203.0.113.8", 53)),
    lambda: subprocess.run([sys.executable, "-c", "import socket; socket.gethostbyname('child.example')"]),
):
    with contextlib.suppress(OSError):
        ask()
library = ctypes.CDLL(None)
past = library.socket(2, 2, 0)
library.sendto(past, b"a", 1, 0, b"\\2\\0\\0\\65\\313\\0\\161\\7" + bytes(8), 16)
print("quokkaesque", file=sys.stderr)
"""


def test_what_asks_for_another_machine_or_tells_is_noticed() -> None:
    code = f"TRIED = {TRIED!r}\n{LOUD}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    for host in ("telemetry.example", "203.0.113.9", "203.0.113.8", "child.example"):
        assert host in done.stdout, done.stdout + done.stderr
    assert "packets past it: 0" not in done.stdout
    assert "index tells a question" in done.stdout
    assert done.returncode == 1
