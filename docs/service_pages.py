"""The application and the MCP server -> requests and tools, put into their pages as the site is built."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any

from rag import Settings
from rag.service.agents import create_server
from rag.service.app import create_app

REQUESTS, TOOLS = "<!-- every request -->", "<!-- every tool -->"


def on_page_markdown(markdown: str, **_: object) -> str:
    """A page with what stands for its mark, if it has one; called by MkDocs for each."""
    for mark, write in MARKS.items():
        if mark in markdown:
            markdown = markdown.replace(mark, write())
    return markdown


def write_requests() -> str:
    """Every request as Markdown: what it does, what it takes."""
    told = create_app(Future(), Settings()).openapi()
    parts = []
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            head = (
                f"### {method.upper()} {path}\n\n{operation['summary']}. {operation.get('description', '')}"
            )
            parts.append("\n\n".join([head.strip(), *_taken(operation, told["components"]["schemas"])]))
    return "\n\n".join(parts)


def write_tools() -> str:
    """Every tool as Markdown: what it does, what it takes."""
    server = create_server(_nothing)
    parts = []
    for tool in asyncio.run(server.list_tools()):
        rows = _rows(tool.input_schema.get("properties", {}), tool.input_schema.get("required", []))
        parts.append("\n\n".join(filter(None, (f"### {tool.name}\n\n{tool.description}", _table(rows)))))
    return "\n\n".join(parts)


def _taken(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    """The parameters and the body of a request, each a table."""
    parameters = operation.get("parameters", [])
    named = {parameter["name"]: parameter["schema"] for parameter in parameters}
    if named:
        yield _table(_rows(named, [one["name"] for one in parameters if one.get("required")]))
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = schemas[content["schema"]["$ref"].rpartition("/")[2]]
        yield _table(_rows(schema["properties"], schema.get("required", [])))


def _rows(properties: Mapping[str, Any], required: list[str]) -> Iterator[tuple[str, str, str]]:
    for name, schema in properties.items():
        yield f"`{name}`", _kind(schema), "required" if name in required else ""


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in a word or two."""
    if "anyOf" in schema:
        return " or ".join(kind for kind in map(_kind, schema["anyOf"]) if kind != "null")
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("type", "any"))


def _table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["| Takes | What | |", "|---|---|---|", *lines]) if lines else ""


def _nothing() -> Any:
    raise LookupError("a page is made without documents")


MARKS: dict[str, Callable[[], str]] = {REQUESTS: write_requests, TOOLS: write_tools}
