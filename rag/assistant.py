"""The way of a question on one screen: understood, its evidence found in one version, an answer composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from rag.answering import compose_answer
from rag.answering.evidence import Evidence
from rag.errors import ReaderUnavailable
from rag.grid import ThemeGrid
from rag.indexing import Index, IndexReport, Progress, index_folder
from rag.library import Library
from rag.model import Answer, Findings, Passage
from rag.points import find_raised, plan_actions, write_briefing
from rag.points.values import ActionPlan, Briefing, Raised
from rag.query import Filters, Query
from rag.questions import Turn, check_question
from rag.reader import Reader, open_reader
from rag.retrieval import LEGS, Collection, Leg, find_evidence, find_passages
from rag.settings import Settings
from rag.themes import Memory, read_theme
from rag.visitors import documents_in, mark_visitors

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable
    from langchain_core.tools import StructuredTool

    from rag.writing import Writer

SOON = 2.0  # seconds in which what was begun aside has mostly ended
OpenedReader = tuple[Reader | None, tuple[str, ...]]
"""A reader, or none and the warning that says so."""


class Assistant(Library):
    """Answers questions from an index, and tells what is loaded in it; safe to ask from many threads.

    Open one with ``Assistant.open``; close it, or use it as a context manager.
    """

    def __init__(
        self,
        index: Index,
        settings: Settings,
        writer: Writer | None = None,
        reader: Future[OpenedReader] | None = None,
    ) -> None:
        self._writer = writer or _writer_of(settings)
        super().__init__(index, settings)
        self._reader, self._warnings = reader.result() if reader else _reader_of(settings)
        self._memory = Memory()
        self._arranging: Thread | None = None

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        model: BaseChatModel | None = None,
    ) -> Assistant:
        """Bring the index of a folder of documents up to date, then open it; one on servers as it is.

        ``corpus`` may be a URL, as ``s3://bucket/folder``; it defaults to the shipped documents, ``index`` to
        ``.pinpoint`` here, in a folder of its own for a corpus of your own. Files that cannot be read are
        passed over, and listed by ``unreadable``. ``model`` is a LangChain chat model that writes the
        answers, in place of the one that the settings name, if they do. Raises EmptyCorpus, DamagedIndex,
        IndexBusy, EmbeddingError, ModelUnavailable or, of a URL, ObjectsUnavailable.
        """
        settings = settings or Settings.from_env()
        writer = _writer_of(settings, model)  # first: what it lacks is told before anything is indexed
        folder = Path(corpus or settings.corpus)
        opened = Index.at(index_folder(folder, Path(index) if index else None, settings), settings)
        with ThreadPoolExecutor(2) as aside:  # the models come while files and documents are looked through
            reader = aside.submit(_reader_of, settings)
            aside.submit(opened.embeddings.warm_up)
            report = opened.look([folder], progress)
            assistant = cls(opened, settings, writer, reader)
        assistant._take_in(report)
        return assistant

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """The answer to ``question``, with every statement's printed paragraph.

        ``history`` is earlier Answers, or mappings with ``role`` and ``content``, oldest
        first. Raises InvalidQuestion for a question that is empty or too long.
        """
        evidence = self._find(question, history, filters)
        writer = self._writer
        answer = writer.write_whole(evidence, self._reader) if writer else compose_answer(evidence)
        return self._finish(answer, evidence)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        progress: Progress | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[str | Answer]:
        """The answer's text as it comes, then the finished Answer.

        ``progress`` is told while many reports are read; once ``stopped`` says so no more of them are. A
        chat model's statement comes once it is complete and has been checked. Where too few of them hold, the
        Answer is in quotes, and its text takes the place of what came.
        """
        evidence = self._find(question, history, filters, progress, stopped)
        if self._writer:
            for part in self._writer.write(evidence, self._reader):
                yield part if isinstance(part, str) else self._finish(part, evidence)
            return
        answer = self._finish(compose_answer(evidence), evidence)
        yield from answer.text.splitlines(keepends=True)
        yield answer

    def theme(
        self,
        question: str,
        filters: Filters | None = None,
        *,
        grades: Sequence[str] = (),
        progress: Progress | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> ThemeGrid:
        """What every report says on the subject of ``question``, of those that question and filters choose.

        ``grades`` are those that the reports were given, in the words of ``Judgement.grade``. ``progress`` is
        told how many reports were read; once ``stopped`` says so, the others stand there as not read.
        """
        collection = self._current()
        query = collection.understand(check_question(question), (), filters)
        wanted = tuple(grades) or query.slots.of_graded
        query = replace(query, slots=replace(query.slots, of_graded=wanted))
        return self._read_theme(query, collection, progress, stopped)

    def action_plan(self, named: str) -> ActionPlan:
        """The points for improvement of an authority's latest report that lists any, or of a document.

        Each comes with the earlier reports of the authority that asked, at least in part, for the same.
        Raises UnknownPlace where neither is loaded, or it lists no points.
        """
        return plan_actions(named, self._current().version.documents, self._reader)

    def raised(self, authority: str, subject: str) -> Raised:
        """Whether a subject was raised before: every report of the authority, and its points on it.

        Raises UnknownPlace where none is loaded, InvalidQuestion where the subject is empty.
        """
        return find_raised(authority, check_question(subject), self._current())

    def briefing(self, authority: str) -> Briefing:
        """What to know before the inspectors come: grades then and now, and what became of each open point.

        Raises UnknownPlace where no report of the authority is loaded.
        """
        return write_briefing(authority, self._current(), self._memory)

    def understand(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Query:
        """How ``question`` is read after ``history``, before anything is looked for."""
        return self._current().understand(check_question(question), history, filters)

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        legs: Sequence[Leg] = LEGS,
        k: int = 24,
    ) -> list[Passage]:
        """The passages for a question, best first, found by meaning, by words, or by both."""
        collection = self._current()
        query = collection.understand(check_question(question), history, filters)
        return find_passages(query, collection, limit=k, legs=legs)

    @property
    def chain(self) -> Runnable[Mapping[str, Any], Answer]:
        """From ``{"question", "history", "filters"}`` to an Answer, to be composed with others."""
        from langchain_core.runnables import RunnableLambda

        return RunnableLambda(self._ask_from)

    def retriever(self, filters: Filters | None = None, k: int = 8) -> BaseRetriever:
        """The search behind the answers, as a LangChain retriever over the documents that there are now."""
        from rag.retrieval.langchain import PassageRetriever

        return PassageRetriever(collection=self._current(), filters=filters or Filters(), k=k)

    def tool(self) -> StructuredTool:
        """The answers as a LangChain tool, ``ask_inspection_documents``, for an agent to call.

        It takes a ``question`` and, to narrow it, an ``authority``; it gives the text with its numbered
        sources, and the Answer as the artifact.
        """
        from rag.retrieval.langchain import make_tool

        return make_tool(lambda question, filters: self.ask(question, filters=filters))

    def index(self, paths: Iterable[str | Path], progress: Progress | None = None) -> IndexReport:
        """Add files and folders to the index, and bring those that are in it up to date.

        Questions can be asked meanwhile; they are answered from what was there before.
        """
        report = self._index.update([Path(path) for path in paths], progress)
        self._take_in(report)
        return report

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; their files stay where they are."""
        self._index.remove(ids)

    def close(self) -> None:
        """Let go of the files; nothing can be asked any more."""
        if self._arranging:
            self._arranging.join(SOON)
        super().close()

    def _take_in(self, report: IndexReport) -> None:
        """Note what could not be read, and have what was added arranged aside, where that is worth while."""
        self._unreadable = self._unreadable | {Path(path): reason for path, reason in report.unreadable}
        if report.changed:
            self._arranging = Thread(target=self._index.seal, daemon=True)
            self._arranging.start()

    def _ask_from(self, asked: Mapping[str, Any]) -> Answer:
        return self.ask(asked["question"], asked.get("history") or (), asked.get("filters"))

    def _find(
        self,
        question: str,
        history: Sequence[Turn],
        filters: Filters | None,
        progress: Progress | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Evidence:
        """What a question is to be answered from, all of it of one version."""
        collection = self._current()
        query = collection.understand(check_question(question), history, filters)
        version = collection.version
        visitors = documents_in(version, self.visitors_folder)
        evidence = Evidence(
            query, Findings((), ()), version.documents, version.fingerprint, visitors=visitors
        )
        if query.kind == "theme" and not evidence.is_on_one:
            return replace(evidence, grid=self._read_theme(query, collection, progress, stopped))
        return replace(evidence, findings=find_evidence(query, collection, limit=self._settings.passages))

    def _read_theme(
        self, query: Query, collection: Collection, progress: Progress | None, stopped: Callable[[], bool]
    ) -> ThemeGrid:
        grid = read_theme(query, collection, self._memory, progress=progress, stopped=stopped)
        return replace(grid, unreadable=tuple(path.name for path, _ in self.unreadable()))

    def _current(self) -> Collection:
        """What can be searched now."""
        embeddings = self._index.embeddings
        return Collection(
            self._engine.current(), embeddings.embed_query, embeddings.embed_topic, self._reader
        )

    def _finish(self, answer: Answer, evidence: Evidence) -> Answer:
        """An answer with the warnings that go for all, and citations that say what came from visitors."""
        warnings = (*answer.warnings, *self._warnings)
        return replace(mark_visitors(answer, evidence.visitors), warnings=warnings)


def _reader_of(settings: Settings) -> OpenedReader:
    """The reader that the settings name; where it cannot be had, none, and a warning for every answer."""
    try:
        return open_reader(settings.reader), ()
    except ReaderUnavailable as error:
        return None, (f"{error} This was answered by the searches alone.",)


def _writer_of(settings: Settings, model: BaseChatModel | None = None) -> Writer | None:
    """What puts the answers into words, where a chat model is handed over or named."""
    if model is None and not settings.model:
        return None
    from rag.writing import Writer, name_of, open_model

    if model is None:
        return Writer(open_model(settings), settings.model, settings)
    return Writer(model, name_of(model), settings)
