"""Quiet: every way out of this machine refused; what works all the same, who was asked, what logs hold.

    python -m benchmarks.quiet [--corpus FOLDER] [--together]

Indexing, asking, reading a theme, the page, ``serve`` and ``mcp`` are begun, each as a process of its own or
(``--together``) the first four in one, without any of the variables that keep libraries quiet. In each of
them, and in those that it begins, whatever asks for another machine by name or address is written down and
refused. Where the system lets this process have an empty network of its own, the packets are counted too that
libraries send past Python. Printed is what worked and who was asked for; what the logs tell of the
words of a document, of questions and of keys; and what is left of a conversation that was deleted. It
ends with 1 where anything failed, was asked for, told or left.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from rag.access import make_key

ROOT = Path(__file__).parent.parent
PRINTED = "Zanzibarian lanterns were hung in the fostering office"  # words of a document, and of nothing else
ASKED = "What did inspectors say about the quokkaesque lanterns?"
TELLTALES = {"a document": "Zanzibarian", "a question": "quokkaesque", "a key": "pinpoint-"}
LOUD = ("HF_", "TRANSFORMERS_", "ANONYMIZED_", "LANGSMITH_", "LANGCHAIN_", "ORT_", "PINPOINT_", "STREAMLIT_")
STARTING_SECONDS = 120
NAMESPACES = (0x40000000, 0x50000000)  # a network of one's own; that and users of one's own
LOOPBACK_UP = struct.pack("16sH14x", b"lo", 1)
SET_FLAGS = 0x8914

WATCH = """
import os, sys

HERE = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}

def refuse(event, given, log=os.environ["QUIET_LOG"]):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = given[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(given[1], tuple):
        host = given[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE:
        with open(log, "a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError(101, "nothing leaves this machine")

sys.addaudithook(refuse)
"""

DRIVE = """
import json, sys
from rag.__main__ import main
from rag.engine.embedded import store

store.SEALED_FROM = 1  # so that Chroma is used, as for a large library

def page(question):
    from streamlit.testing.v1 import AppTest
    drawn = AppTest.from_file("app.py", default_timeout=60).run()
    drawn.chat_input(key="question").set_value(question).run()
    visit = drawn.session_state.visit
    while visit.asking:
        visit.asking.work.wait(1)
        visit.take_answer()
    drawn.run()
    return int(bool(drawn.exception) or not visit.conversation.turns)

for command in json.loads(sys.argv[1]):
    status = page(command[1]) if command[0] == "page" else main(command)
    print(json.dumps([command[0], status]), file=sys.stderr)
"""


@dataclass(frozen=True)
class Tried:
    """What was done, whether it worked, and what it left in its log."""

    what: str
    worked: bool
    log: str


def main() -> None:
    """Do everything, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder of documents; two short ones without it")
    parser.add_argument("--together", action="store_true", help="the first four in one process")
    given = parser.parse_args()
    counted = leave_network()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        corpus = given.corpus.resolve() if given.corpus else write_corpus(folder / "corpus")
        asked_for = folder / "asked for"
        asked_for.touch()
        tried = [*try_commands(corpus, folder, together=given.together), *try_servers(corpus, folder)]
        reached = asked_for.read_text(encoding="utf-8").splitlines()
        left = left_of_conversation(folder / "kept")
    told = [f"{each.what} tells {name}" for each in tried for name in told_by(each.log)]
    for each in tried:
        print(f"{each.what:<18} {'works' if each.worked else f'FAILED: {each.log[-2000:]}'}")
    print(f"asked for by Python: {', '.join(sorted(set(reached))) or 'nobody'}")
    packets = packets_out() if counted else 0
    print(f"packets past it: {packets if counted else 'not counted here: no network of its own'}")
    print(f"told in logs: {', '.join(told) or 'no words of a document, question or key'}")
    print(f"left of a deleted conversation: {', '.join(left) or 'nothing'}")
    sys.exit(bool(reached or packets or told or left) or not all(each.worked for each in tried))


# a network with nobody in it


def leave_network() -> bool:
    """Whether this process now has a network of its own, in which there is nothing but itself."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or all(library.unshare(kind) for kind in NAMESPACES):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, LOOPBACK_UP)
    return True


def packets_out() -> int:
    """How many packets were sent in this network to where there is nobody."""
    heads, counts = (line.split() for line in _lines_of("/proc/net/snmp")[:2])
    sixth = dict(line.split() for line in _lines_of("/proc/net/snmp6"))
    return int(counts[heads.index("OutNoRoutes")]) + int(sixth.get("Ip6OutNoRoutes", 0))


def _lines_of(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines() if Path(file).exists() else []


# what is done


def write_corpus(folder: Path) -> Path:
    """Two short documents, one of them with words that no log may hold."""
    folder.mkdir()
    report = f"# Report on lanterns\n\n{PRINTED}.\n\nThe lanterns help children to find the office.\n"
    (folder / "lanterns.md").write_text(report, encoding="utf-8")
    (folder / "flats.txt").write_text("Flats\n\nCare leavers live in safe flats.\n", encoding="utf-8")
    return folder


def environment(corpus: Path, folder: Path, **more: str) -> dict[str, str]:
    """The variables of a process that is watched, and is left to be quiet by itself."""
    watch = folder / "watch"
    watch.mkdir(exist_ok=True)
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LOUD)}
    paths = {"PYTHONPATH": f"{watch}{os.pathsep}{ROOT}", "QUIET_LOG": str(folder / "asked for")}
    own = {"HOME": str(folder), "PINPOINT_CORPUS": str(corpus), "PINPOINT_INDEX": str(folder / "index")}
    return {**kept, **paths, **own, **more}


def try_commands(corpus: Path, folder: Path, *, together: bool) -> Iterator[Tried]:
    """Index, ask, read a theme and draw the page."""
    commands = [["index"], ["ask", ASKED], ["theme", ASKED], ["page", ASKED]]
    for some in [commands] if together else [[command] for command in commands]:
        done = subprocess.run(
            [sys.executable, "-c", DRIVE, json.dumps(some)],
            env=environment(corpus, folder),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        for command in some:
            yield Tried(command[0], json.dumps([command[0], 0]) in done.stderr, done.stderr)


def try_servers(corpus: Path, folder: Path) -> Iterator[Tried]:
    """Begin ``serve``, ``chat`` and ``mcp`` at once, and have each answer."""
    key, lines = make_key("somebody", "reader")
    (folder / "keys.toml").write_text(lines, encoding="utf-8")
    named = environment(corpus, folder)
    ports = free_port(), free_port()
    begun = {
        "serve": begin(
            ["serve", f"--port={ports[0]}"], {**named, "PINPOINT_KEYS": str(folder / "keys.toml")}
        ),
        "chat": begin(["chat", f"--port={ports[1]}"], named),
        "mcp": begin(["mcp"], named),
    }
    uses: Mapping[str, Callable[[], bool]] = {
        "serve": lambda: use_service(f"http://127.0.0.1:{ports[0]}", key),
        "chat": lambda: use_page(f"http://127.0.0.1:{ports[1]}"),
        "mcp": lambda: use_agent(begun["mcp"]),
    }
    try:
        for name, use in uses.items():
            worked = use()
            begun[name].send_signal(signal.SIGINT)
            out, log = begun[name].communicate(timeout=STARTING_SECONDS)
            yield Tried(name, worked, log if name == "mcp" else out + log)
    finally:
        for process in begun.values():
            process.kill()


def begin(command: Sequence[str], named: Mapping[str, str]) -> subprocess.Popen[str]:
    """A command of Pinpoint, as a process that goes on."""
    return subprocess.Popen(
        [sys.executable, "-m", "rag", *command],
        env=dict(named),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def use_service(address: str, key: str) -> bool:
    """Whether ``serve`` answers a question, in two protocols, and refuses what it should."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        if not ready(client, "/health/ready"):
            return False
        asked = {"messages": [{"role": "user", "content": ASKED}]}
        stranger = {"Authorization": f"Bearer {key[:-1]}"}
        done = [
            (client.post("/v1/ask", json={"question": ASKED}), 200),
            (client.post("/v1/chat/completions", json=asked), 200),
            (client.get("/v1/search", params={"q": ASKED}), 200),
            (client.get("/v1/paragraph", params={"document": "lanterns", "locator": ASKED}), 404),
            (client.get("/source", params={"document": ASKED, "locator": "1", "sign": key}), 403),
            (client.post("/v1/ask", json={"question": [ASKED]}), 422),
            (client.post("/v1/ask", content=f'{{"question": "{ASKED}'), 422),
            (client.post("/v1/ask", json={"question": ASKED}, headers=stranger), 401),
        ]
    return all(answer.status_code == status for answer, status in done)


def use_page(address: str) -> bool:
    """Whether the page is served."""
    with httpx.Client(base_url=address, timeout=60) as client:
        return ready(client, "/_stcore/health") and "<html" in client.get("/").text


def use_agent(process: subprocess.Popen[str]) -> bool:
    """Whether an agent that begins ``mcp`` is answered."""
    assert process.stdin
    assert process.stdout
    told = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    called = {"name": "ask", "arguments": {"question": ASKED}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": told},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": called},
    ]
    for message in messages:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        process.stdin.flush()
    answers = (json.loads(line) for line in process.stdout)
    answer = next((one for one in answers if one.get("id") == 2), {})
    return "outcome" in json.dumps(answer.get("result", {}))


def ready(client: httpx.Client, path: str) -> bool:
    """Whether a server says in good time that it is ready."""
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            if client.get(path).status_code == 200:
                return True
        time.sleep(0.1)
    return False


# what is told and left


def told_by(log: str) -> Iterator[str]:
    """What a log tells that it should not."""
    return (name for name, words in TELLTALES.items() if words in log)


def left_of_conversation(folder: Path) -> list[str]:
    """The files that still hold the words of a conversation after it was rated and deleted."""
    from rag import Answer
    from rag.page.store import Conversation, Rating, Store, Turn

    store = Store(folder)
    talk, other = (
        Conversation(turns=[Turn(asked, Answer(asked, asked, PRINTED, "answered"))]) for asked in (ASKED, "?")
    )
    for each in (talk, other):
        store.save(each)
        store.rate(each, 0, Rating(good=True, reason=each.turns[0].question))
    store.forget(talk.id)
    kept = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    others = [] if other.id in kept["feedback.jsonl"] and f"{other.id}.json" in kept else ["less than others"]
    return [
        name for name, text in kept.items() if talk.id in f"{name} {text}" or "quokkaesque" in text
    ] + others


if __name__ == "__main__":
    main()
