"""A function and what it works on -> its result, made in a process of its own, bounded in time and memory."""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any, BinaryIO, TypeVar, cast

Result = TypeVar("Result")

START = (
    "import pickle, sys\n"
    "sys.path[:], limits = pickle.load(sys.stdin.buffer)\n"
    "from rag.reading.worker import serve\n"
    "serve(*limits)"
)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # each thread would reserve memory


class ProcessEndedError(Exception):
    """The process ended before it had a result."""


class OutOfTimeError(ProcessEndedError):
    """The process was ended because the result took too long."""


class Worker:
    """Calls functions in another process, one at a time; when that has died, the next call has a new one.

    The process starts with the first call and is used for all that follow. It imports what
    the function needs and nothing of the program that calls, so that it works from scripts,
    notebooks and threads alike. ``seconds`` is for each call, ``megabytes`` for the process,
    where the platform can limit that. Close it, or use it as a context manager; it can be
    used again after that.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What ``function`` returns or raises; both it and its arguments have to be picklable.

        Raises MemoryError where it takes more than its megabytes, OutOfTimeError where it takes
        longer than its seconds, and ProcessEndedError where the process dies of it.
        """
        with self._turn:
            if self._process and self._process.poll() is not None:
                self._end()  # it died of something else, between two calls
            return self._exchange(self._process or self._start(), function, arguments)

    def close(self) -> None:
        """End the process, and with it what another thread has it do."""
        if process := self._process:
            process.kill()
        with self._turn:
            self._end()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ONE_THREAD,
        )
        self._process = process
        here = [str(Path(place).absolute()) for place in sys.path]
        with self._ended_by_errors():
            self._send(process, (here, (self.seconds, self.megabytes)))
            self._receive(process)  # it is there: what it takes to start is not the first call's time
        return process

    def _exchange(
        self, process: subprocess.Popen[bytes], function: Callable[..., Result], arguments: tuple[Any, ...]
    ) -> Result:
        with self._ended_by_errors(), _ended_after(self.seconds, process):
            self._send(process, (function, arguments))
            error, result = self._receive(process)
            if isinstance(error, MemoryError):
                raise error  # and who knows what is left in it
        if error:
            raise error
        return cast(Result, result)

    @contextmanager
    def _ended_by_errors(self) -> Iterator[None]:
        """Whatever happens between a call and its answer, Ctrl+C too, the next call has a new process."""
        try:
            yield
        except BaseException:
            self._end()
            raise

    def _send(self, process: subprocess.Popen[bytes], value: Any) -> None:
        data = pickle.dumps(value)
        assert process.stdin
        with contextlib.suppress(OSError):  # it has ended, which is told when its answer is read
            process.stdin.write(data)
            process.stdin.flush()

    def _receive(self, process: subprocess.Popen[bytes]) -> Any:
        assert process.stdout
        try:
            return pickle.load(process.stdout)
        except (EOFError, pickle.UnpicklingError) as error:
            process.kill()
            raise ProcessEndedError(_how_it_ended(process.wait())) from error

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()  # closes its pipes and waits for it


def serve(seconds: float, megabytes: int) -> None:
    """Answer the calls on standard input, one after the other, until it is closed."""
    calls, answers = cast(BufferedReader, sys.stdin.buffer), _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the caller, who then closes the input
    _limit_memory(megabytes)
    _write(answers, pickle.dumps(None))
    with contextlib.suppress(EOFError):
        while True:
            _write(answers, _answer(calls, seconds))


def _answer(calls: BufferedReader, seconds: float) -> bytes:
    """What the next call raises or returns; EOFError where there is none."""
    if not calls.peek(1):
        raise EOFError
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(seconds) + 1)  # ends this process, should the caller be no more
    try:
        function, arguments = pickle.load(calls)
        return pickle.dumps((None, function(*arguments)))
    except Exception as error:
        return pickle.dumps((_portable(error), None))
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _portable(error: Exception) -> Exception:
    """An error as it can be sent, with the trace of where it was raised."""
    if isinstance(error, MemoryError):
        return MemoryError()
    trace = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(f"In the process that read it:\n{trace}")
    return error


def _write(answers: BinaryIO, answer: bytes) -> None:
    answers.write(answer)
    answers.flush()


def _own_output() -> BinaryIO:
    """Standard output for answers alone; what a library prints, by either way, goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _limit_memory(megabytes: int) -> None:
    """No more memory than this for this process, and no image of it on disk when it dies."""
    try:
        import resource
    except ImportError:  # a platform without limits
        return
    for what, most in ((resource.RLIMIT_AS, megabytes * 1024 * 1024), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):  # some platforms name limits that they do not take
            resource.setrlimit(what, (within, hard))


@contextmanager
def _ended_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a process when its time is over, and raise OutOfTimeError then, even where the result just came."""
    late = Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except ProcessEndedError as ended:
        if not late.is_set():
            raise
        raise OutOfTimeError(f"it took longer than {seconds:g} seconds") from ended
    finally:
        timer.cancel()
        timer.join()
    if late.is_set():
        raise OutOfTimeError(f"it took {seconds:g} seconds, and its process has ended")


def _how_it_ended(status: int) -> str:
    """The end of a process in a word or two."""
    if status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
    return f"exit status {status}"
