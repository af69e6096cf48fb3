"""Whether anything grows, or slows down, that ought not to: memory, descriptors and the slowest answers.

    python -m benchmarks.endurance [--questions 10000] [--visits 200] [--requests 600] [--seed 0]

Three things in turn, over the shipped documents. Questions are asked in one process: those of
``questions.jsonl`` in other spellings, of other authorities, with words that nobody has used before, some in
a conversation. The page's server has that many visits, each a connection of its own that asks and leaves.
``pinpoint serve`` gets that many requests, four at a time, a part of them wrong.

Each is warmed up first. What is told then is by how much memory grew from the first tenth to the last, and
descriptors by how many. It ends with 1 where memory grew by 5 % or more, a descriptor was left open, or the
99th percentile of the answers is five times the median or more. Streamlit holds on to 128 visits for two
minutes after they have ended, for whoever comes back; here to one, so that whatever stays is ours.
PINPOINT_READER=none has the questions answered by the searches alone, which is faster. Linux only.
"""

# ruff: noqa: T201 - this prints figures

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
QUESTIONS = ROOT / "benchmarks" / "questions.jsonl"
MOST_GROWTH, SLOWEST = 0.05, 5.0  # a share, and times the median
PAGE = """
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.web.cli import main
MemorySessionStorage.__init__.__defaults__ = 1, 1
main(["run", "app.py", "--server.port", "PORT"])
"""
AT_ONCE = 4
SOON = 0.3  # seconds
FEWEST = 5  # times that it is looked at, at the beginning and at the end
ANSWERED = b"Composed from quotes"  # below every answer of the page
AUTHORITIES = ("Bristol", "Bournemouth", "Bath and North East Somerset", "South Gloucestershire", "Leeds")
WRONG = ({"question": ""}, {"question": "caseloads", "filters": {"first_year": "never"}}, {})


def main() -> int:
    """Measure all three; 1 where one of them grows or slows down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    asked = varied(random.Random(given.seed))
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        told = [
            answers(asked, given.questions, index) if given.questions else [],
            visits(asked, given.visits, index) if given.visits else [],
            requests(asked, given.requests, index) if given.requests else [],
        ]
    for failed in (failures := [line for lines in told for line in lines]):
        print(f"FAILED: {failed}")
    return 1 if failures else 0


@dataclass
class Watched:
    """A process, and what it held each time that it was looked at."""

    what: str
    pid: int = field(default_factory=os.getpid)
    megabytes: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Note what it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        self.megabytes.append(int(resident.split()[1]) / 1024)
        self.descriptors.append(len(list(Path(f"/proc/{self.pid}/fd").iterdir())))

    def judge(self) -> list[str]:
        """Print how its first tenth differs from its last, and say what should not be so."""
        tenth = max(FEWEST, len(self.megabytes) // 10)
        first, last = (statistics.median(of) for of in (self.megabytes[:tenth], self.megabytes[-tenth:]))
        growth, leaked = last / first - 1, min(self.descriptors[-tenth:]) - max(self.descriptors[:tenth])
        print(f"{self.what}: {first:.1f} MB, then {last:.1f} MB ({growth:+.1%}); {leaked:+d} descriptors")
        told = [f"{self.what}: memory grew by {growth:.1%}"] if growth >= MOST_GROWTH else []
        return told + ([f"{self.what}: {leaked} descriptors were left open"] if leaked > 0 else [])


def varied(chance: random.Random) -> Iterator[str]:
    """Questions without end, hardly any of them asked twice."""
    told = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    while True:
        for question in chance.sample(told, len(told)):
            for name in AUTHORITIES:
                question = question.replace(name, chance.choice(AUTHORITIES))
            if chance.random() < 0.5:
                question = f"{question.rstrip('?')} {new_words(chance, 2)}?"
            yield question.lower() if chance.random() < 0.3 else question


def new_words(chance: random.Random, count: int) -> str:
    """Words that nobody has used before."""
    return " ".join("".join(chance.choices("aeioubcdfglmnprst", k=9)) for _ in range(count))


# one process, one question after the other


def answers(asked: Iterator[str], count: int, index: Path) -> list[str]:
    """What should not be so once so many questions were answered."""
    from rag import Answer, Assistant

    watched, seconds, warm = Watched("answers"), list[float](), max(90, count // 10)
    with Assistant.open(CORPUS, index=index) as assistant:
        history: list[Answer] = []
        for number in range(warm + count):
            start = time.perf_counter()
            answer = assistant.ask(next(asked), history)
            seconds.append(time.perf_counter() - start)
            history = [] if number % 3 else [answer]
            if number >= warm:
                watched.look()
    median, slow = statistics.median(seconds[warm:]), quantile(seconds[warm:], 0.99)
    print(f"answers: {count}, median {median * 1000:.0f} ms, 99th percentile {slow * 1000:.0f} ms")
    late = (
        [f"answers: the slowest take {slow / median:.1f} times the median"]
        if slow >= SLOWEST * median
        else []
    )
    return watched.judge() + late


def quantile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


# servers


@contextmanager
def served(command: Sequence[str], health: str, index: Path) -> Iterator[tuple[int, int]]:
    """The process and the port of a server that is ready; ``PORT`` in the command is the port."""
    from tests.page.served import wait_for

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "PINPOINT_CORPUS": str(CORPUS),
        "PINPOINT_INDEX": str(index),
        "PINPOINT_REQUESTS_A_MINUTE": "100000",
    }
    words = [sys.executable, *(word.replace("PORT", str(port)) for word in command)]
    server = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}{health}")
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


def visits(asked: Iterator[str], count: int, index: Path, warm: int = 40) -> list[str]:
    """What should not be so once so many visitors of the page have come, asked and gone."""
    with served(["-c", PAGE], "/_stcore/health", index) as (pid, port):
        watched = Watched("visits", pid)
        for number in range(warm + count):
            visit(port, next(asked))
            if number >= warm:
                watched.look()
    print(f"visits: {count}")
    return watched.judge()


def visit(port: int, question: str) -> None:
    """Come by a link with a question, wait for its answer, and go."""
    from urllib.parse import urlencode

    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import connect

    come = BackMsg()
    come.rerun_script.query_string = urlencode({"q": question})
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = f"http://127.0.0.1:{port}"
    with connect(address, origin=origin, subprotocols=["streamlit"], max_size=None, close_timeout=0) as page:
        page.send(come.SerializeToString())
        while ANSWERED not in (told := bytes(page.recv(timeout=120))):
            message = ForwardMsg.FromString(told)
            drawn = message.WhichOneof("type") == "script_finished"
            if drawn and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                time.sleep(SOON)  # it is not answered yet: ask again, as the browser does
                page.send(come.SerializeToString())


def requests(asked: Iterator[str], count: int, index: Path, warm: int = 100) -> list[str]:
    """What should not be so once so many requests were answered."""
    import httpx

    with served(["-m", "rag", "serve", "--port", "PORT"], "/health/ready", index) as (pid, port):
        watched = Watched("requests", pid)
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
            ThreadPoolExecutor(AT_ONCE) as senders,
        ):
            send = partial(request, client)
            for number, _ in enumerate(senders.map(send, range(warm + count), islice(asked, warm + count))):
                if number >= warm:
                    watched.look()
    print(f"requests: {count}")
    return watched.judge()


def request(client: httpx.Client, number: int, question: str) -> None:
    """One request of each kind in turn; one that is right has to be answered."""
    kind, own = number % 6, {"question": question}
    if kind < 2:
        answered = client.post("/v1/ask", json=own)
    elif kind == 2:
        answered = client.post("/v1/ask/stream", json=own)
    elif kind == 3:
        answered = client.get("/v1/search", params={"q": question})
    elif kind == 4:
        told = {"model": "pinpoint", "messages": [{"role": "user", "content": question}]}
        answered = client.post("/v1/chat/completions", json=told)
    else:
        client.post("/v1/ask", json=WRONG[number % len(WRONG)])
        client.get(f"/{number}")
        return
    answered.raise_for_status()


if __name__ == "__main__":
    sys.exit(main())
