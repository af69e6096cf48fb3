"""What OpenAPI says: its examples are true, and nothing that fits it, or nearly, makes the server fail."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode


@pytest.fixture(scope="module")
def app(opened: Any) -> FastAPI:
    from rag import Settings
    from rag.service.app import create_app

    return create_app(opened, Settings(requests_a_minute=10**6, role="reader"), hosts=["testserver"])


@pytest.fixture(scope="module")
def schema_of(app: FastAPI) -> Any:
    config = schemathesis.Config()
    config.projects.default.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=config)


schema = schemathesis.pytest.from_fixture("schema_of")


@schema.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_server_fail(case: Any) -> None:
    response = case.call()
    not_a_server_error(None, response, case)


def test_the_examples_of_requests_are_answered(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://localhost")
    told = client.get("/openapi.json").json()
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
    assert asked >= 8
