"""What a process of its own is asked to do in tests: harmless things, and what a captured one would try."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any


def process_id() -> int:
    return os.getpid()


def length(text: str) -> int:
    return len(text)


def number(text: str) -> int:
    return int(text)


def echo(text: str) -> str:
    return text


def lock() -> Any:
    return Lock()


def leave(status: int) -> None:
    os._exit(status)


def end(process: int, how: int) -> None:
    os.kill(process, how)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def fill(size: int) -> int:
    return len(bytearray(size))


def write_out(words: bytes) -> int:
    sys.stdout.write("printed by Python\n")
    return os.write(1, words)


def packages() -> tuple[str, ...]:
    return tuple({name.split(".")[0] for name in sys.modules})


def environment() -> tuple[str, ...]:
    return tuple(os.environ)


def answer_with(raw: bytes) -> None:
    """Write to whatever is open, so to the pipe that answers go through."""
    for file in range(3, 10):
        with contextlib.suppress(OSError):
            os.write(file, raw)


def answer_and_give_seven(raw: bytes) -> int:
    answer_with(raw)
    return 7


def attempt(what: str, at: str) -> str:
    """Do what reading never does; what came of it."""
    try:
        ATTEMPTS[what](at)
    except OSError as error:
        return type(error).__name__
    return "done"


def _connect(port: str) -> None:
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5):
        pass


def _send(port: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unconnected:
        unconnected.sendto(b"a document", ("127.0.0.1", int(port)))


ATTEMPTS: dict[str, Callable[[str], object]] = {
    "write": lambda at: Path(at).write_text("gone"),
    "add": lambda at: Path(at).with_name("new").touch(),
    "remove": lambda at: Path(at).unlink(),
    "rename": lambda at: Path(at).rename(Path(at).with_name("new")),
    "link": lambda at: Path(at).with_name("new").symlink_to(at),
    "mode": lambda at: Path(at).chmod(0o777),
    "time": lambda at: os.utime(at, (0, 0)),
    "cut": lambda at: os.truncate(at, 0),
    "connect": _connect,
    "send": _send,
    "run": lambda at: subprocess.run([at, "-c", ""], check=True),
    "end": lambda at: os.kill(int(at), 0),
}

TASKS = {
    task.__name__: task
    for task in (
        *(process_id, length, number, echo, lock, leave, end, sleep, fill, write_out),
        *(packages, environment, answer_with, answer_and_give_seven, attempt),
    )
}
