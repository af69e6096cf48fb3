"""The search as a LangChain retriever, and the answers as a tool, for anybody's chain or agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import StructuredTool, ToolException
from pydantic import BaseModel, ConfigDict, Field

from rag.errors import RagError
from rag.model import Answer, Passage
from rag.query import Filters
from rag.retrieval import find_passages
from rag.retrieval.collection import Collection

TOOL = "ask_inspection_documents"


class PassageRetriever(BaseRetriever):
    """Finds the passages that an answer would be made from.

    Each document's ``page_content`` is a printed paragraph, its ``id`` is
    ``document#locator``, its metadata the other fields of Passage. ``k`` is how many it
    returns, and can be given with each call.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    collection: Collection
    filters: Filters = Filters()
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it
        k: int | None = None,
    ) -> list[LangChainDocument]:
        understood = self.collection.understand(query, filters=self.filters)
        passages = find_passages(understood, self.collection, limit=k or self.k)
        return [_langchain_document(passage) for passage in passages]


def _langchain_document(passage: Passage) -> LangChainDocument:
    metadata = asdict(passage)
    text = metadata.pop("text")
    return LangChainDocument(id=f"{passage.document}#{passage.locator}", page_content=text, metadata=metadata)


class _Asked(BaseModel):
    question: str = Field(description="A question that stands on its own, in plain English.")
    authority: str | None = Field(
        default=None,
        description="The authority whose documents alone are to answer; leave it out to ask all of them.",
    )


def make_tool(ask: Callable[[str, Filters], Answer]) -> StructuredTool:
    """A tool that gives an agent the text of an answer with its numbered sources; the Answer is its artifact.

    What ``ask`` raises as a RagError is told to the agent, which may ask again.
    """

    def told(question: str, authority: str | None = None) -> tuple[str, Answer]:
        try:
            answer = ask(question, Filters(authorities=(authority,) if authority else ()))
        except RagError as error:
            raise ToolException(str(error)) from error
        return _with_sources(answer), answer

    return StructuredTool.from_function(
        told,
        name=TOOL,
        description=(
            "Answers a question from the inspection reports and improvement plans of children's services "
            "that are loaded. Every statement carries a marker such as [1], the number of a source that "
            "follows the text, with its words. It says so where the documents hold no answer."
        ),
        args_schema=_Asked,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


def _with_sources(answer: Answer) -> str:
    """The text of an answer, then a line for each source and each warning."""
    sources = [
        f"[{citation.number}] {citation.label}: “{' '.join(citation.quote.split())}”"
        for citation in answer.citations
    ]
    warnings = [f"Note: {warning}" for warning in answer.warnings]
    return "\n".join([answer.text, *([""] if sources else []), *sources, *warnings])
