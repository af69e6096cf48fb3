"""A function and what it works on -> its result, made in a process of its own, bounded in time and memory.

Both ways only plain values pass, as JSON: the name of one of the functions that a module offers, what it
takes, and what it gives. The process is told nothing of the environment but what it needs, and where the
system can keep it from writing, from networks and from other programs, it does.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any, BinaryIO, TypeVar, cast, get_type_hints

from rag import errors
from rag.reading.confining import confine
from rag.reading.plain import from_plain, to_plain

Result = TypeVar("Result")
Tasks = Mapping[str, Callable[..., Any]]

START = (
    "import json, sys\n"
    "given = json.loads(sys.stdin.buffer.readline())\n"
    "sys.path[:] = given.pop('path')\n"
    "from rag.reading.worker import serve\n"
    "serve(**given)"
)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # each thread would reserve memory
NEEDED = (  # of the environment: where the frameworks are, how names are written, where libraries lie
    *("PINPOINT_FRAMEWORKS", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT"),
)
LONGEST_ANSWER = 128 * 1024**2  # bytes; no file that can be read says as much


class ProcessEndedError(Exception):
    """The process ended before it had a result."""


class OutOfTimeError(ProcessEndedError):
    """The process was ended because the result took too long."""


class TaskError(Exception):
    """A function raised what is no error of ours; its name and what it says."""


class Worker:
    """Calls functions in another process, one at a time; when that has died, the next call has a new one.

    ``tasks`` names the module whose TASKS are the functions that can be called, by their names. The process
    starts with the first call and is used for all that follow. It imports that module and nothing of the
    program that calls, so that it works from scripts, notebooks and threads alike. ``seconds`` is for each
    call, ``megabytes`` for the process, where the platform can limit that. Close it, or use it as a context
    manager; it can be used again after that.
    """

    def __init__(self, tasks: str, seconds: float, megabytes: int) -> None:
        self.tasks = tasks
        self.seconds = seconds
        self.megabytes = megabytes
        self.kept_from: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What ``function``, one of the tasks, returns or raises; all its types have to be plain or our own.

        Of errors, only a RagError is raised as it was; any other as a TaskError. Raises MemoryError where it
        takes more than its megabytes, OutOfTimeError where it takes longer than its seconds, and
        ProcessEndedError where the process dies of it, or answers with anything but such a result.
        """
        with self._turn:
            if self._process and self._process.poll() is not None:
                self._end()  # it died of something else, between two calls
            return self._exchange(self._process or self._start(), function, arguments)

    def confinement(self) -> tuple[str, ...]:
        """What the system keeps the process from, in words of ``confining``."""
        with self._turn:
            if self._process is None:
                self._start()
            return self.kept_from

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
            env={name: os.environ[name] for name in NEEDED if name in os.environ} | ONE_THREAD,
        )
        self._process = process
        here = [str(Path(place).absolute()) for place in sys.path]
        given = {"path": here, "tasks": self.tasks, "seconds": self.seconds, "megabytes": self.megabytes}
        with self._ended_by_errors():
            self._send(process, given)
            # it is there: what it takes to start is not the first call's time
            self.kept_from = self._receive(process, tuple[str, ...])
        return process

    def _exchange(
        self, process: subprocess.Popen[bytes], function: Callable[..., Result], arguments: tuple[Any, ...]
    ) -> Result:
        with self._ended_by_errors(), _ended_after(self.seconds, process):
            self._send(process, [function.__name__, *map(to_plain, arguments)])
            result = self._receive(process, get_type_hints(function)["return"])
            if isinstance(result, MemoryError):
                raise result  # and who knows what is left in it
        if isinstance(result, Exception):
            raise result
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
        assert process.stdin
        with contextlib.suppress(OSError):  # it has ended, which is told when its answer is read
            process.stdin.write(_written(value))
            process.stdin.flush()

    def _receive(self, process: subprocess.Popen[bytes], kind: Any) -> Any:
        """The next answer: a result of that type, or the error that was raised in its place."""
        assert process.stdout
        line = process.stdout.readline(LONGEST_ANSWER)
        try:
            if not line.endswith(b"\n"):
                raise ValueError("an answer was cut short")
            told = _read(line)
            return _error_from(told["error"]) if "error" in told else from_plain(kind, told["result"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            process.kill()
            raise ProcessEndedError(_how_it_ended(process.wait())) from error

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()  # closes its pipes and waits for it


def _written(value: Any) -> bytes:
    """A plain value as a line; half a character, which names of files may hold, stays what it is."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _read(line: bytes) -> Any:
    return json.loads(line.decode("utf-8", "surrogatepass"))


def _error_from(told: Any) -> Exception:
    """The error that was raised in the process, with the trace of where."""
    name, message, trace = from_plain(tuple[str, str, str], told)
    if name == "MemoryError":
        return MemoryError()
    kind = getattr(errors, name, None)
    error: Exception = TaskError(f"{name}: {message}")
    if isinstance(kind, type) and issubclass(kind, errors.RagError):
        error = kind(message)
    error.add_note(f"In the process that read it:\n{trace}")
    return error


def serve(tasks: str, seconds: float, megabytes: int) -> None:
    """Answer the calls on standard input, one after the other, until it is closed."""
    calls, answers = cast(BufferedReader, sys.stdin.buffer), _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the caller, who then closes the input
    offered: Tasks = import_module(tasks).TASKS
    _limit(megabytes)
    _write(answers, _written({"result": confine()}))
    while call := calls.readline():
        _write(answers, _answer(call, offered, seconds))


def _answer(call: bytes, offered: Tasks, seconds: float) -> bytes:
    """What a call raises or returns."""
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(seconds) + 1)  # ends this process, should the caller be no more
    try:
        name, *told = _read(call)
        function = offered[name]
        hints = get_type_hints(function)
        kinds = [kind for argument, kind in hints.items() if argument != "return"]
        result = function(*(from_plain(kind, each) for kind, each in zip(kinds, told, strict=True)))
        return _written({"result": to_plain(result)})
    except MemoryError:
        return _written({"error": ["MemoryError", "", ""]})  # there is none to say more
    except Exception as error:
        trace = "".join(traceback.format_exception(error))
        return _written({"error": [type(error).__name__, str(error), trace]})
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


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


def _limit(megabytes: int) -> None:
    """No more memory than this for this process, nothing written, and no image of it when it dies."""
    try:
        import resource
    except ImportError:  # a platform without limits
        return
    limits = {
        resource.RLIMIT_AS: megabytes * 1024 * 1024,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,  # where nothing else keeps it from writing
    }
    for what, most in limits.items():
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
