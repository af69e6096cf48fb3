"""What OpenAPI says: its examples are true, and nothing that fits it, or nearly, makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis.generation import GenerationMode

from rag import Assistant, Settings
from rag.service.app import create_app
from tests.service.conftest import serve


@pytest.fixture(scope="module")
def address(opened: Assistant) -> Iterator[str]:
    """A server for readers who need no key."""
    with serve(create_app(opened, Settings(requests_a_minute=10**6, role="reader"))) as address:
        yield address


@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_makes_the_server_fail(address: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        send_all(operation.as_strategy(generation_mode=mode))


def send_all(cases: SearchStrategy[Any]) -> None:
    """Send requests that fit the schema, or do not, and see that each is answered or refused."""

    @given(case=cases)
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        assert case.call().status_code < 500, case.as_curl_command()

    with suppress(Unsatisfiable):  # there is no wrong way to ask for what takes nothing
        send()


def test_the_examples_of_requests_are_answered(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        assert ask_examples(client, client.get("/openapi.json").json()) >= 8


def ask_examples(client: httpx.Client, told: dict[str, Any]) -> int:
    """Ask what the description gives as examples; how many there were."""
    asked = 0
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            for example in told["components"]["schemas"].get(name, {}).get("examples", []):
                assert client.request(method, path, json=example).status_code in (200, 202), path
                asked += 1
            given = {
                parameter["name"]: examples[0]
                for parameter in operation.get("parameters", [])
                if (examples := parameter["schema"].get("examples"))
            }
            if given and path != "/v1/page" and method == "get":
                assert client.request(method, path, params=given).status_code == 200, path
                asked += 1
    return asked
