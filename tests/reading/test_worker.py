"""A process of its own for what may do harm: bounded, replaced when it dies, and used again when not."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.reading import FileReader, confinement, read_document
from rag.reading.confining import NETWORK, PROCESSES, PROGRAMS, WRITING
from rag.reading.worker import OutOfTimeError, ProcessEndedError, TaskError, Worker

from . import chores
from .printing import Printer

MEGABYTES = 512
CHORES = chores.__name__


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(CHORES, 1, MEGABYTES) as made:
        yield made


def test_many_calls_are_answered_by_one_process_that_is_not_ours(worker: Worker) -> None:
    first = worker.call(chores.process_id)
    assert [worker.call(chores.length, "four"), worker.call(chores.process_id)] == [4, first]
    assert first != os.getpid()


def test_what_a_function_raises_is_raised_with_where_it_was_and_harms_nothing(worker: Worker) -> None:
    process = worker.call(chores.process_id)
    with pytest.raises(TaskError, match="ValueError: invalid literal") as told:
        worker.call(chores.number, "x")
    assert "Traceback" in told.value.__notes__[0]
    with pytest.raises(TaskError, match="TypeError: a lock cannot be said in plain values"):
        worker.call(chores.lock)
    assert worker.call(chores.process_id) == process


@pytest.mark.parametrize(
    ("function", "argument", "reason"), [(chores.leave, 3, "exit status 3"), (chores.end, 9, "SIGKILL")]
)
def test_a_process_that_dies_is_told_and_replaced(
    worker: Worker, function: Callable[..., None], argument: int, reason: str
) -> None:
    process = worker.call(chores.process_id)
    arguments = (process, argument) if function is chores.end else (argument,)
    with pytest.raises(ProcessEndedError, match=reason):
        worker.call(function, *arguments)
    assert worker.call(chores.process_id) != process


def test_a_process_that_died_between_two_calls_is_replaced(worker: Worker) -> None:
    process = worker.call(chores.process_id)
    os.kill(process, 9)
    time.sleep(0.1)
    assert worker.call(chores.process_id) != process


def test_what_takes_too_long_is_ended(worker: Worker) -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTimeError, match="longer than 1 seconds"):
        worker.call(chores.sleep, 60)
    assert time.monotonic() - start < 10
    assert worker.call(chores.length, "next") == 4


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory may not be limited")
def test_what_takes_too_much_memory_is_ended(worker: Worker) -> None:
    process = worker.call(chores.process_id)
    with pytest.raises(MemoryError):
        worker.call(chores.fill, 2 * MEGABYTES * 1024 * 1024)
    assert worker.call(chores.length, "next") == 4
    assert worker.call(chores.process_id) != process


@pytest.mark.usefixtures("interruptible")
def test_a_call_that_is_interrupted_leaves_no_answer_for_the_next(worker: Worker) -> None:
    main = threading.main_thread().ident
    threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        worker.call(chores.sleep, 60)
    assert worker.call(chores.length, "next") == 4


def test_what_is_printed_disturbs_no_answer(worker: Worker) -> None:
    assert worker.call(chores.write_out, b"printed by a library") == 20
    assert worker.call(chores.length, "next") == 4


def test_threads_take_turns(worker: Worker) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = worker.call(chores.echo, str(number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(8)}


def test_a_closed_worker_leaves_no_process_and_can_be_used_again() -> None:
    worker = Worker(CHORES, 10, MEGABYTES)
    process = worker.call(chores.process_id)
    worker.close()
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with worker:
        assert worker.call(chores.length, "next") == 4


def test_a_process_starts_without_what_the_caller_has_loaded() -> None:
    with Worker(CHORES, 10, MEGABYTES) as worker:
        packages = worker.call(chores.packages)
    assert not {"torch", "chromadb", "langchain_core", "streamlit", "numpy", "pytest", "pickle"} & {*packages}


# what it is not given, and what is not taken from it


def test_only_the_functions_that_are_offered_can_be_called(worker: Worker) -> None:
    def system(command: str) -> int:
        return len(command)

    with pytest.raises(TaskError, match="KeyError: 'system'"):
        worker.call(system, "true")


@pytest.mark.parametrize(
    "raw",
    [
        b"cos\nsystem\n(S'true'\ntR.\n",
        b"no JSON\n",
        b"\xff\n",
        b"[1]\n",
        b"7\n",
        b'{"result": "seven"}\n',
        b'{"result": null}\n',
        b'{"result": true}\n',
        b'{"error": ["SystemExit", 1, ""]}\n',
        b'{"error": null}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_an_answer_that_is_not_of_its_type_ends_the_process(worker: Worker, raw: bytes) -> None:
    process = worker.call(chores.process_id)
    with pytest.raises(ProcessEndedError):
        worker.call(chores.answer_and_give_seven, raw)
    assert worker.call(chores.process_id) != process


def test_an_answer_without_end_is_not_taken(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.reading.worker.LONGEST_ANSWER", 1000)
    with pytest.raises(ProcessEndedError):
        worker.call(chores.echo, "x" * 1000)
    assert worker.call(chores.length, "next") == 4


def test_an_error_that_is_named_is_one_of_ours_or_a_word(worker: Worker) -> None:
    with pytest.raises(UnreadableFile, match="of its own"):
        worker.call(chores.answer_with, b'{"error": ["UnreadableFile", "of its own", ""]}\n')
    worker.close()
    with pytest.raises(TaskError, match="SystemExit: 1"):
        worker.call(chores.answer_with, b'{"error": ["SystemExit", "1", ""]}\n')
    worker.close()


def test_names_that_are_not_quite_text_arrive_as_they_are(worker: Worker) -> None:
    for text in ("\udc80.pdf", "\ud83d\ude00", "\u2028\n\0", "😀"):
        assert worker.call(chores.echo, text) == text


def test_the_process_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"OPENAI_API_KEY", "PINPOINT_KEYS", "PINPOINT_FRAMEWORKS", "HOME", "HTTPS_PROXY"}
    for name in given:
        monkeypatch.setenv(name, "a value")
    with Worker(CHORES, 10, MEGABYTES) as worker:
        told = {*worker.call(chores.environment)}
    assert told & given == {"PINPOINT_FRAMEWORKS"}  # by which files are read


CONFINEMENT = confinement()


def landlock_version() -> int:
    """As the system itself tells it; 0 or less where it has none."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return 0
    return int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1))


def needs(what: str) -> pytest.MarkDecorator:
    """A test of what this system may not keep a process from."""
    kept = what in CONFINEMENT.partition(";")[0]
    return pytest.mark.skipif(not kept, reason=f"this system keeps no process from {what}")


@pytest.mark.skipif(landlock_version() < 6, reason="this system cannot confine a process wholly")
def test_the_process_is_confined_wholly_where_the_system_can() -> None:
    assert "not from" not in CONFINEMENT


@needs(WRITING)
@pytest.mark.parametrize("what", ["write", "add", "remove", "rename", "link", "mode", "time", "cut"])
def test_the_process_changes_no_file(worker: Worker, tmp_path: Path, what: str) -> None:
    file = tmp_path / "report.txt"
    file.write_text("as it was")
    before = file.stat()
    assert worker.call(chores.attempt, what, str(file)) == "PermissionError"
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]
    assert file.read_text() == "as it was"
    assert (file.stat().st_mode, file.stat().st_mtime) == (before.st_mode, before.st_mtime)


@needs(NETWORK)
@pytest.mark.parametrize("what", ["connect", "send"])
def test_the_process_reaches_no_network(worker: Worker, what: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert worker.call(chores.attempt, what, str(server.getsockname()[1])) == "PermissionError"


@needs(PROGRAMS)
def test_the_process_starts_no_program(worker: Worker) -> None:
    assert worker.call(chores.attempt, "run", sys.executable) == "PermissionError"


@needs(PROCESSES)
def test_the_process_ends_no_other(worker: Worker) -> None:
    assert worker.call(chores.attempt, "end", str(os.getpid())) == "PermissionError"


def test_the_limits_hold_where_the_system_cannot_confine(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    with Worker("tests.reading.unconfined", 10, MEGABYTES) as worker:
        assert worker.confinement() == ()
        assert worker.call(chores.attempt, "write", str(file)) == "OSError"


# files


def test_a_file_that_is_read_in_another_process_is_the_same_document(tmp_path: Path) -> None:
    printer = Printer()
    printer.paragraph("Children and families have the benefit of good help from services that come early.")
    (tmp_path / "a.pdf").write_bytes(printer.data())
    with FileReader(60, 2048) as reader:
        assert reader.read(tmp_path / "a.pdf", tmp_path) == read_document(tmp_path / "a.pdf", tmp_path)


def test_a_script_needs_no_guard_to_read_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>Title</h1><p>One paragraph.</p>")
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom rag.reading import FileReader\nprint('once')\n"
        "reader = FileReader(60, 2048)\nprint(reader.read(Path('a.html'), Path('.')).title)\nreader.close()\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("once\nTitle\n", "", 0)


def endless(folder: Path) -> Path:
    """A text that takes longer than a moment to read, and much memory."""
    path = folder / "long.txt"
    path.write_text("1\n" * 1024**2)
    return path


@pytest.mark.parametrize(
    ("seconds", "megabytes", "message"),
    [
        (
            1,
            2048,
            "long.txt takes longer than 1 seconds to read; split it into smaller documents, or allow "
            "more by PINPOINT_READING_SECONDS.",
        ),
        pytest.param(
            60,
            80,
            "long.txt takes more than 80 MB of memory to read; split it into smaller documents, or allow "
            "more by PINPOINT_READING_MEGABYTES.",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory may not be limited"),
        ),
    ],
    ids=["time", "memory"],
)
def test_a_file_beyond_the_limits_is_told_and_the_next_is_read(
    tmp_path: Path, seconds: float, megabytes: int, message: str
) -> None:
    (tmp_path / "next.txt").write_text("The next.")
    (tmp_path / "next.html").write_text("<p>The next.</p>")
    with FileReader(seconds, megabytes) as reader:
        with pytest.raises(UnreadableFile) as told:
            reader.read(endless(tmp_path), tmp_path)
        assert str(told.value) == message
        for name in ("next.txt", "next.html"):
            assert [p.text for p in reader.read(tmp_path / name, tmp_path).paragraphs] == ["The next."]
