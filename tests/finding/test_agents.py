"""The retriever, the chain and the tool at work in LangChain and LangGraph, as their users would put them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import pytest
from langchain.agents import create_agent
from langchain_core.documents import Document as LangChainDocument
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.tools import BaseTool
from langgraph.graph import END, START, StateGraph

from rag import Answer, Assistant
from tests.writing.scripted import ScriptedModel

QUESTION = "What needs to improve in Bournemouth?"


class CallingModel(BaseChatModel):
    """Calls the only tool that it is given with these arguments, then repeats what the tool told it."""

    arguments: dict[str, Any]
    tool: str = ""

    @property
    def _llm_type(self) -> str:
        return "calling"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> CallingModel:
        (tool,) = tools
        assert isinstance(tool, BaseTool)
        return self.model_copy(update={"tool": tool.name})

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        call = {"name": self.tool, "args": self.arguments, "id": "call-1", "type": "tool_call"}
        last = messages[-1]
        told = isinstance(last, ToolMessage)
        message = AIMessage(last.content) if told else AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=message)])


def told_by(assistant: Assistant, **arguments: Any) -> tuple[ToolMessage, str]:
    """What the tool tells an agent that calls it with these arguments, and what the agent says in the end."""
    agent = create_agent(CallingModel(arguments=arguments), [assistant.tool()])
    messages = agent.invoke({"messages": [("user", QUESTION)]})["messages"]
    (told,) = [message for message in messages if isinstance(message, ToolMessage)]
    return told, str(messages[-1].content)


def test_the_retriever_feeds_a_chain(assistant: Assistant) -> None:
    def pasted(found: list[LangChainDocument]) -> str:
        return "\n\n".join(f"{each.metadata['title']}: {each.page_content}" for each in found)

    prompt = ChatPromptTemplate.from_template("From these paragraphs:\n{paragraphs}\n\nAnswer: {question}")
    model = ScriptedModel(says=["Its pathway plans."])
    retriever = assistant.retriever(k=3)
    chain = (
        {"paragraphs": retriever | RunnableLambda(pasted), "question": RunnablePassthrough()}
        | prompt
        | model
        | StrOutputParser()
    )
    assert chain.invoke(QUESTION) == "Its pathway plans."
    found = retriever.invoke(QUESTION)
    assert len(found) == 3
    assert all(each.page_content in model.asked[0] for each in found)


def test_the_chain_is_composed_with_others(assistant: Assistant) -> None:
    labels = assistant.chain | RunnableLambda(
        lambda answer: [citation.label for citation in answer.citations]
    )
    told = labels.batch([{"question": QUESTION}, {"question": "Who led the inspection of Bristol in 2018?"}])
    assert "Bournemouth, inspection of July 2018, what needs to improve, 1" in told[0]
    assert [label.partition(",")[0] for label in told[1]] == ["Bristol"]


def test_an_agent_calls_the_tool_and_is_told_the_answer_with_its_sources(assistant: Assistant) -> None:
    told, said = told_by(assistant, question=QUESTION)
    answer = told.artifact
    assert isinstance(answer, Answer)
    assert told.content == said
    assert said.startswith(answer.text)
    lines = said.removeprefix(answer.text).strip().splitlines()
    assert len(lines) == len(answer.citations) > 1
    for line, citation in zip(lines, answer.citations, strict=True):
        quote = " ".join(citation.quote.split())
        assert line == f"[{citation.number}] {citation.label}: “{quote}”"


def test_an_agent_narrows_the_tool_to_an_authority(assistant: Assistant) -> None:
    told, _ = told_by(assistant, question="What needs to improve?", authority="Bristol")
    assert {citation.authority for citation in told.artifact.citations} == {"Bristol"}
    none, said = told_by(assistant, question="What needs to improve?", authority="Leeds")
    assert none.artifact.abstained
    assert said == none.artifact.text


def test_an_agent_that_asks_what_cannot_be_asked_is_told_so(assistant: Assistant) -> None:
    told, said = told_by(assistant, question=" ")
    assert told.status == "error"
    assert said == "The question is empty; type what you want to know."


async def test_the_tool_is_awaited_as_well(assistant: Assistant) -> None:
    assert "[1]" in await assistant.tool().ainvoke({"question": QUESTION})


def test_a_tool_tells_what_it_takes(assistant: Assistant) -> None:
    tool = assistant.tool()
    assert tool.name == "ask_inspection_documents"
    schema = tool.tool_call_schema.model_json_schema()
    assert schema["required"] == ["question"]
    assert set(schema["properties"]) == {"question", "authority"}


class Asked(TypedDict, total=False):
    """What a graph hands on: a question, its answer, and what is to be checked by a person."""

    question: str
    answer: Answer
    to_check: list[str]


@pytest.mark.parametrize(
    ("question", "checked"), [(QUESTION, True), ("What needs to improve in Plymouth?", False)]
)
def test_a_node_of_a_graph_asks_the_assistant(assistant: Assistant, question: str, checked: bool) -> None:
    def ask(state: Asked) -> Asked:
        return {"answer": assistant.ask(state["question"])}

    def list_sources(state: Asked) -> Asked:
        return {"to_check": [citation.label for citation in state["answer"].citations]}

    graph = StateGraph(Asked)
    graph.add_node("ask", ask)
    graph.add_node("list_sources", list_sources)
    graph.add_edge(START, "ask")
    graph.add_conditional_edges("ask", lambda state: END if state["answer"].abstained else "list_sources")
    graph.add_edge("list_sources", END)
    done = graph.compile().invoke({"question": question})
    assert done["answer"].abstained is not checked
    assert bool(done.get("to_check")) is checked
