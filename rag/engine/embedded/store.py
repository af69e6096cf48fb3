"""A folder to the index that lies in it: its state, its engine, the one place of a process that writes."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.engine.embedded import EmbeddedEngine
from rag.engine.embedded.library import LIBRARY_FILE, SET_ASIDE, Library
from rag.engine.embedded.sealed import build_sealed, remove_sealed
from rag.engine.embedded.soundness import look_over, read_untouched
from rag.engine.embedded.state import read_state
from rag.engine.ports import Publisher, SharedFile, Soundness, State
from rag.errors import DamagedIndex, IndexBusy, UnusableIndex

SEALED_FROM = 250_000  # chunks; an exact search of fewer takes no longer than 35 ms (docs/speed.md)


class EmbeddedStore:
    """The index in ``folder``: a library and its sealed collections. See ``rag.engine.ports.Store``."""

    is_shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> State:
        """See ``Store``; nothing for a library of earlier tables, which has to be brought forward."""
        return read_state(self.folder / LIBRARY_FILE)

    @property
    def place(self) -> str:
        """See ``Store``."""
        return str(self.folder)

    def peek(self) -> State:
        """See ``Store``."""
        return read_untouched(self.folder)

    def look_over(self, model: str) -> Soundness | None:
        """See ``Store``."""
        return look_over(self.folder, model)

    def index_words(self, patience: float) -> None:
        """See ``Store``."""
        with self.writing(patience) as library:
            library.index_words()

    def unseal(self, patience: float, names: Iterable[str]) -> None:
        """See ``Store``."""
        with self.writing(patience) as library:
            library.unseal(names)

    def engine(self) -> EmbeddedEngine:
        """See ``Store``."""
        return EmbeddedEngine(self.folder)

    @contextmanager
    def writing(self, patience: float) -> Iterator[Library]:
        """See ``Store``."""
        with (
            _locked(self.folder, patience),
            closing(Library(self.folder / LIBRARY_FILE, patience=patience)) as library,
        ):
            yield library

    def help(self, patience: float, made_with: str, work: Callable[[Publisher, SharedFile], None]) -> None:
        """See ``Store``; nothing is shared."""

    def seal(self, patience: float, *, changed: bool) -> None:
        """See ``Store``."""
        if not changed:
            return
        with contextlib.suppress(Timeout), FileLock(self.folder / "sealing.lock", timeout=0):
            with self.writing(patience) as library:
                is_large = library.count_chunks() >= SEALED_FROM
            if is_large:
                self._seal_rest(patience)
            with self.writing(patience) as library:
                remove_sealed(self.folder, keep=library.unseal_sparse())

    def set_aside_damaged(self, patience: float) -> None:
        """See ``Store``."""
        file = self.folder / LIBRARY_FILE
        with _locked(self.folder, patience):
            try:
                with closing(Library(file)) as library:
                    library.check()
            except DamagedIndex:
                log, aside = self.folder / f"{LIBRARY_FILE}-wal", self.folder / f"{SET_ASIDE}-wal"
                aside.unlink(missing_ok=True)
                with contextlib.suppress(FileNotFoundError):
                    shutil.copyfile(log, aside)  # what was written last, such as which folders were indexed
                file.replace(self.folder / SET_ASIDE)
                for rest in (log, *(self.folder / f"{name}-shm" for name in (LIBRARY_FILE, SET_ASIDE))):
                    rest.unlink(missing_ok=True)

    def _seal_rest(self, patience: float) -> None:
        """Put what is in no sealed collection into one, if it is large."""
        version = self.engine().current()
        numbers = version.unsealed
        if (size := version.count_unsealed()) >= SEALED_FROM:
            documents = ((number, version.vectors(number)) for number in numbers)
            name = build_sealed(self.folder, documents, size)
            with self.writing(patience) as library:
                library.seal(name, numbers)


@contextmanager
def _locked(folder: Path, patience: float) -> Iterator[None]:
    """The one place of a process that may write to an index."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableIndex(f"{folder} cannot hold an index ({error.strerror}).") from error
    try:
        lock = FileLock(folder / "lock").acquire(timeout=patience)
    except Timeout as error:
        raise IndexBusy(
            f"Another process is writing to the index {folder}; try again when it has finished."
        ) from error
    except OSError as error:
        raise UnusableIndex(f"The index {folder} cannot be written ({error.strerror}).") from error
    with lock:
        yield
