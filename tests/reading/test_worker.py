"""A process of its own for what may do harm: bounded, replaced when it dies, and used again when not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.reading import FileReader, read_document
from rag.reading.files import SHORT_TEXT_BYTES
from rag.reading.worker import OutOfTimeError, ProcessEndedError, Worker

from .printing import Printer

MEGABYTES = 512


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1, MEGABYTES) as made:
        yield made


def test_many_calls_are_answered_by_one_process_that_is_not_ours(worker: Worker) -> None:
    first = worker.call(os.getpid)
    assert [worker.call(len, "four"), worker.call(os.getpid)] == [4, first]
    assert first != os.getpid()


def test_what_a_function_raises_is_raised_with_where_it_was_and_harms_nothing(worker: Worker) -> None:
    process = worker.call(os.getpid)
    with pytest.raises(ValueError, match="invalid literal") as told:
        worker.call(int, "x")
    assert "Traceback" in told.value.__notes__[0]
    with pytest.raises(TypeError, match="pickle"):
        worker.call(threading.Lock)
    assert worker.call(os.getpid) == process


@pytest.mark.parametrize(
    ("function", "argument", "reason"), [(os._exit, 3, "exit status 3"), (os.kill, 9, "SIGKILL")]
)
def test_a_process_that_dies_is_told_and_replaced(
    worker: Worker, function: object, argument: int, reason: str
) -> None:
    process = worker.call(os.getpid)
    arguments = (process, argument) if function is os.kill else (argument,)
    with pytest.raises(ProcessEndedError, match=reason):
        worker.call(function, *arguments)
    assert worker.call(os.getpid) != process


def test_a_process_that_died_between_two_calls_is_replaced(worker: Worker) -> None:
    process = worker.call(os.getpid)
    os.kill(process, 9)
    time.sleep(0.1)
    assert worker.call(os.getpid) != process


def test_what_takes_too_long_is_ended(worker: Worker) -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTimeError, match="longer than 1 seconds"):
        worker.call(time.sleep, 60)
    assert time.monotonic() - start < 10
    assert worker.call(len, "next") == 4


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory may not be limited")
def test_what_takes_too_much_memory_is_ended(worker: Worker) -> None:
    process = worker.call(os.getpid)
    with pytest.raises(MemoryError):
        worker.call(bytearray, 2 * MEGABYTES * 1024 * 1024)
    assert worker.call(len, "next") == 4
    assert worker.call(os.getpid) != process


def test_a_call_that_is_interrupted_leaves_no_answer_for_the_next(worker: Worker) -> None:
    main = threading.main_thread().ident
    threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        worker.call(time.sleep, 60)
    assert worker.call(len, "next") == 4


def test_what_is_printed_disturbs_no_answer(worker: Worker) -> None:
    assert worker.call(os.write, 1, b"printed by a library") == 20
    assert worker.call(print, "printed by Python") is None
    assert worker.call(len, "next") == 4


def test_threads_take_turns(worker: Worker) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = worker.call(str, number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(8)}


def test_a_closed_worker_leaves_no_process_and_can_be_used_again() -> None:
    worker = Worker(10, MEGABYTES)
    process = worker.call(os.getpid)
    worker.close()
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with worker:
        assert worker.call(len, "next") == 4


def test_a_process_starts_without_what_the_caller_has_loaded() -> None:
    with Worker(10, MEGABYTES) as worker:
        modules = worker.call(eval, "{name.split('.')[0] for name in __import__('sys').modules}")
    assert not modules & {"torch", "chromadb", "langchain_core", "streamlit", "numpy", "pytest"}


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
    path.write_text("1\n" * SHORT_TEXT_BYTES)
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
