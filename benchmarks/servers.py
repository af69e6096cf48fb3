"""A real PostgreSQL and a real Chroma on this machine, each on a free port and over a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

INSTALLED = Path("/usr/lib/postgresql").glob("*/bin")  # as Debian has it
BINARIES = max(INSTALLED, key=lambda path: int(path.parent.name), default=Path())
PASSWORD = "hush%20hush"
START_SECONDS = 60
QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60")


def no_postgres() -> str:
    """Why PostgreSQL cannot be started; empty where it can."""
    there = (BINARIES / "initdb").exists()
    return "" if there else "PostgreSQL is not installed; on Debian `apt-get install postgresql` brings it"


def no_chroma() -> str:
    """Why a Chroma server cannot be started; empty where it can."""
    there = shutil.which("chroma", path=str(Path(sys.executable).parent))
    return "" if there else "there is no command `chroma` beside this Python; chromadb brings it"


class Process:
    """A server that can be killed and started again; ``ready`` tells whether it answers."""

    def __init__(self, command: list[str], ready: Callable[[], bool]) -> None:
        self._command = command
        self._ready = ready
        self.start()

    @property
    def pid(self) -> int:
        """The process that was begun, whose children do a part of the work."""
        return self._running.pid

    def start(self) -> None:
        until = time.monotonic() + START_SECONDS
        self._running = self._run()
        while not self._ready():
            assert time.monotonic() < until, f"{' '.join(self._command)} does not answer"
            if self._running.poll() is not None:  # what is left of one that was killed is in its way
                self._running = self._run()
            time.sleep(0.05)

    def _run(self) -> subprocess.Popen[bytes]:
        nothing = subprocess.DEVNULL
        return subprocess.Popen(self._command, stdout=nothing, stderr=nothing, start_new_session=True)

    def kill(self) -> None:
        """As a machine that loses its power: nothing is tidied up."""
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It keeps its connections meanwhile, and does nothing."""
        os.killpg(self._running.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._running.pid, signal.SIGCONT)


class Postgres(Process):
    """PostgreSQL with the user ``pinpoint``, in which new databases are made.

    With ``QUICK`` options it waits for no disk: what was written outlives a kill, but no loss of power.
    """

    def __init__(self, folder: Path, options: Sequence[str] = QUICK) -> None:
        self._data, self.port, self._made = folder / "data", free_port(), 0
        self._as_owner = as_another(folder)
        (folder / "password").write_text("hush hush", encoding="utf-8")
        make = [BINARIES / "initdb", "--pgdata", self._data, "--username=pinpoint", "--encoding=UTF8"]
        rest = ["--locale=C", "--no-sync", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
        subprocess.run([*self._as_owner, *make, *rest], check=True, capture_output=True)
        serve = [BINARIES / "postgres", "-D", self._data, "-p", self.port, "-k", "", "-h", "127.0.0.1"]
        super().__init__([*self._as_owner, *map(str, serve), *options], self._answers)

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        return f"postgresql://pinpoint:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database that is empty."""
        self._made += 1
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f"CREATE DATABASE made_{self._made}")
        return self.url(f"made_{self._made}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True


class Chroma(Process):
    """A Chroma server over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        chroma = str(Path(sys.executable).with_name("chroma"))
        serve = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(self.port)]
        super().__init__([chroma, *serve], self._answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def started(options: Sequence[str] = QUICK) -> Iterator[tuple[Postgres, Chroma]]:
    """Both servers, for as long as they are needed; ends the command where one of them is not installed."""
    if missing := no_postgres() or no_chroma():
        sys.exit(missing)
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as vectors:
        postgres, chroma = Postgres(Path(data), options), Chroma(Path(vectors))
        try:
            yield postgres, chroma
        finally:
            postgres.kill()
            chroma.kill()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def as_another(folder: Path) -> list[str]:
    """What a command begins with to be run by whom the folder is given to: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return []
    nobody = 65534
    os.chown(folder, nobody, nobody)
    return ["setpriv", f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups"]
