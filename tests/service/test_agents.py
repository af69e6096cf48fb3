"""MCP over both transports, by a client of the same SDK: tools, documents, and errors that say what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from rag import Assistant
from rag.service.values import EXAMPLE
from tests.service.conftest import Served

TOOLS = {"ask", "search_paragraphs", "get_paragraph", "list_documents", "grades", "theme"}
Connect = Callable[[], AbstractAsyncContextManager[Client]]


@pytest.fixture(params=["stdio", "http"])
def connect(request: pytest.FixtureRequest, served: Served, opened: Assistant) -> Connect:
    """A client of a server in a process of its own, or of the one that is served over HTTP."""

    @asynccontextmanager
    async def over_stdio() -> AsyncIterator[Client]:
        command = ["-m", "rag", "mcp", "--index", str(opened.folder)]
        own = os.environ | {"PINPOINT_READER": "none"}
        parameters = StdioServerParameters(command=sys.executable, args=command, env=own)
        with Path("/dev/null").open("w") as quiet:
            async with Client(stdio_client(parameters, errlog=quiet)) as client:
                yield client

    @asynccontextmanager
    async def over_http() -> AsyncIterator[Client]:
        headers = {"Authorization": f"Bearer {served.keys['reader']}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{served.address}/mcp", http_client=http)
            async with Client(transport) as client:
                yield client

    return over_stdio if request.param == "stdio" else over_http


async def test_tools_tell_what_the_engine_tells(connect: Connect, opened: Assistant) -> None:
    async with connect() as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        assert all(tool.output_schema for tool in (await client.list_tools()).tools)

        async def call(name: str, **given: Any) -> Any:
            told = await client.call_tool(name, given)
            assert not told.is_error, told
            return told.structured_content

        answer, told = opened.ask(EXAMPLE), await call("ask", question=EXAMPLE)
        assert (told["text"], told["outcome"]) == (answer.text, answer.outcome)
        assert [cited["quote"] for cited in told["citations"]] == [cited.quote for cited in answer.citations]

        found = (await call("search_paragraphs", query="pathway plans", limit=2))["result"]
        place = {"document": found[0]["document"], "locator": found[0]["locator"]}
        assert (await call("get_paragraph", **place))["text"] == found[0]["text"]

        listed = (await call("list_documents"))["result"]
        assert [one["id"] for one in listed] == [document.id for document in opened.documents()]

        rows = (await call("grades", authorities=["Bournemouth"]))["result"]
        assert ("leaders", "inadequate") in {(row["area"], row["grade"]) for row in rows}

        theme = await call("theme", subject="caseloads")
        assert sum(theme["counts"].values()) == len(theme["reports"]) == 4


async def test_documents_are_resources(connect: Connect) -> None:
    async with connect() as client:
        listed = {one.name: one.uri for one in (await client.list_resources()).resources}
        (printed,) = (await client.read_resource(listed["Bristol, inspection of September 2018"])).contents
        assert "[38] Services for care leavers have improved" in printed.text
        for uri in ("pinpoint://documents/nowhere", "pinpoint://documents/../../etc/passwd"):
            with pytest.raises(MCPError):
                await client.read_resource(uri)


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("ask", {"question": " "}, "Invalid question: The question is empty"),
        ("ask", {"question": ""}, "at least 1 character"),
        ("get_paragraph", {"document": "nowhere", "locator": "1"}, "Unknown place: No document 'nowhere'"),
        ("theme", {"subject": "caseloads", "grades": ["excellent"]}, "'requires improvement'"),
    ],
)
async def test_what_is_wrong_is_told_to_the_agent(
    connect: Connect, tool: str, given: dict[str, Any], told: str
) -> None:
    async with connect() as client:
        result = await client.call_tool(tool, given)
        assert result.is_error
        assert told in result.content[0].text


async def test_over_http_a_key_is_needed(served: Served) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert served.as_("").post("/mcp", json=asked).status_code == 401
