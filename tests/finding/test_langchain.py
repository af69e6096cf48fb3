"""The retriever keeps LangChain's own promises for one."""

from typing import Any

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag import Assistant
from rag.retrieval.langchain import PassageRetriever


class TestPassageRetriever(RetrieversIntegrationTests):
    """LangChain's tests of any retriever, run over the shipped documents."""

    @pytest.fixture(autouse=True)
    def _over_the_shipped_documents(self, assistant: Assistant) -> None:
        self._collection = assistant.retriever().collection

    @property
    def retriever_constructor(self) -> type[PassageRetriever]:
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"collection": self._collection}

    @property
    def retriever_query_example(self) -> str:
        return "How are care leavers supported?"
