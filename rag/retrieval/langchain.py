"""The search behind the answers as a LangChain retriever, for anybody's chain."""

from __future__ import annotations

from dataclasses import asdict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.model import Passage
from rag.query import Filters
from rag.retrieval import find_passages
from rag.retrieval.collection import Collection


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
