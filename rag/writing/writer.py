"""The story of a written answer: evidence, prompt, drafts, each weighed, shown as they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.answering.evidence import Evidence
from rag.answering.statements import Statement
from rag.model import Answer, Document
from rag.settings import Settings
from rag.writing.conversation import PAUSES, Conversation
from rag.writing.faults import Failed
from rag.writing.labels import Labelled, label_evidence
from rag.writing.prompts import first_messages, repair_messages, schema_of
from rag.writing.sheet import Sheet
from rag.writing.shield import plain_text, without_orders
from rag.writing.skeleton import Skeleton, draw_skeleton
from rag.writing.weighing import Weighed, weigh

LEAST_HELD = 0.5  # of what a model wrote; where less holds, the quotes answer


class Writer:
    """A chat model that tells what the passages say.

    Whatever goes wrong with the model there is an answer: the quotes', with a warning that says why.
    """

    def __init__(
        self, model: BaseChatModel, engine: str, settings: Settings, *, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._model = model
        self._engine = engine
        self._settings = settings
        self._pauses = pauses

    def write(self, found: Evidence, *, live: bool = True) -> Iterator[str | Answer]:
        """The text word by word, each statement once it has held; then the Answer.

        Where too little holds, the Answer is the quotes' and takes the place of what was shown.
        """
        given = without_orders(found)
        skeleton = draw_skeleton(replace(given, documents=found.documents))  # which are cited as printed
        if not skeleton.told:  # declined, or told by data alone
            yield from _words(skeleton.answer.text)
            yield skeleton.answer
            return
        words = self._settings.evidence_words
        told, passages = (*skeleton.told, *skeleton.kept), given.findings.passages
        evidence = label_evidence(told, passages, given.documents, words=words)
        job = Job(
            given.query.text, skeleton, evidence, given.documents, self._conversation(evidence, live=live)
        )
        sheet = Sheet(found.documents)
        try:
            held = job.hold() if live else skeleton.in_order(job.hold())
            for statement in skeleton.arrange(held):
                yield from _words(sheet.add(statement, written=statement in job.written))
        except Failed as failed:
            yield job.give_up(self._engine, failed.fault.reason)
            return
        yield job.finish(self._engine, sheet)

    def write_whole(self, found: Evidence) -> Answer:
        """The whole answer, by calls that do not stream."""
        *_, answer = self.write(found, live=False)
        if not isinstance(answer, Answer):
            raise TypeError("what is written ends with the Answer")
        return answer

    def _conversation(self, evidence: Sequence[Labelled], *, live: bool) -> Conversation:
        schema = schema_of([one.label for one in evidence])
        return Conversation(self._model, schema, self._settings.model_seconds, self._pauses, live)


@dataclass
class Job:
    """One answer in the making: what is known, the talk with the model, and what became of its drafts."""

    question: str
    skeleton: Skeleton
    evidence: Sequence[Labelled]
    documents: Mapping[str, Document]
    conversation: Conversation
    written: list[Statement] = field(default_factory=list)
    dropped: int = 0

    def hold(self) -> Iterator[Statement]:
        """The statements that hold, in the model's order; those that fail are sent back once.

        From the first that fails on, the others wait for it, so that the order stays.
        """
        waiting: list[Weighed] = []
        for draft in self.conversation.ask(self._messages):
            weighed = weigh(draft, self.evidence, self.documents)
            if weighed.faults or waiting:
                waiting.append(weighed)
            else:
                yield from self._take(weighed)
        for weighed in self._repaired(waiting):
            yield from self._take(weighed)

    def finish(self, engine: str, sheet: Sheet) -> Answer:
        """The written answer; the quotes' where too little held."""
        if len(self.written) < LEAST_HELD * (len(self.written) + self.dropped) or not self.written:
            broken = self.conversation.broken
            return self.give_up(
                engine, broken.reason if broken else "too little of what it wrote stands in the passages"
            )
        warnings = []
        if self.dropped:
            warnings.append(f"{self.dropped} statement(s) of {engine} left out: the source did not hold.")
        if self.conversation.broken:
            warnings.append(f"The answer of {engine} is not whole: {self.conversation.broken.reason}.")
        answer = sheet.answer(self.skeleton.answer)
        return replace(answer, engine=engine, warnings=tuple(warnings), usage=dict(self.conversation.usage))

    def give_up(self, engine: str, reason: str) -> Answer:
        """The quotes' answer, and why it is not the model's."""
        warning = f"{engine} did not write this answer: {reason}. The documents' own words are shown instead."
        answer = self.skeleton.answer
        return replace(answer, warnings=(*answer.warnings, warning), usage=dict(self.conversation.usage))

    def _messages(self, structured: bool) -> list[BaseMessage]:
        told = "\n".join(plain_text(statement.wording.strip()) for statement in self.skeleton.kept)
        return first_messages(
            plain_text(self.question),
            self.evidence,
            told,
            [heading for heading in self.skeleton.headings if heading],
            structured=structured,
        )

    def _take(self, weighed: Weighed) -> Iterator[Statement]:
        """A statement under its heading, unless it failed or was written before."""
        if weighed.faults:
            self.dropped += 1
            return
        statement = replace(weighed.statement, under=self.skeleton.heading_of(weighed.statement))
        if statement not in self.written:
            self.written.append(statement)
            yield statement

    def _repaired(self, weighed: Sequence[Weighed]) -> list[Weighed]:
        """The same in the same order, those that failed as they were written once more."""
        failing = [one for one in weighed if one.faults]
        if not failing or self.conversation.broken:
            return list(weighed)
        faults = "\n".join(f"- {one.draft.text} — {'; '.join(one.faults)}" for one in failing)
        before = self.conversation.written

        def again(structured: bool) -> list[BaseMessage]:
            return repair_messages(self._messages(structured), before, faults)

        try:
            drafts = list(self.conversation.ask(again))
        except Failed:
            return list(weighed)
        mended = dict(
            zip(map(id, failing), (weigh(d, self.evidence, self.documents) for d in drafts), strict=False)
        )
        return [mended.get(id(one), one) for one in weighed]


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)
