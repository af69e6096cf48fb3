"""HTTP: what each role may do, what it answers, what it refuses, and that nobody sees another's jobs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import Future
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document as WordDocument
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag import Assistant, Settings
from rag.errors import DamagedIndex, RagError
from rag.service import errors
from rag.service.app import create_app
from rag.service.values import EXAMPLE
from tests.service.conftest import Served

GRADE = "What grade did Bournemouth get for leadership?"
REPORT = b"""Inspection of Anytown Council's services for children

Homes for care leavers

1. Care leavers in Anytown live in safe flats near the lighthouse.
"""
Serving = Callable[..., FastAPI]


def local(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def wait_for(job: dict[str, Any], client: httpx.Client) -> dict[str, Any]:
    """A job once it has ended."""
    while job["state"] == "running":
        time.sleep(0.05)
        job = client.get(f"/v1/jobs/{job['id']}").json()
    return job


class TestAnswers:
    def test_an_answer_is_the_same_as_in_python(self, served: Served, opened: Assistant) -> None:
        told = served.as_("reader").post("/v1/ask", json={"question": EXAMPLE}).json()
        assert told == json.loads(json.dumps(opened.ask(EXAMPLE).to_dict()))

    def test_it_takes_the_conversation_and_filters(self, served: Served, opened: Assistant) -> None:
        history = [{"role": "user", "content": GRADE}, {"role": "assistant", "content": "Inadequate [1]"}]
        client = served.as_("reader")
        told = client.post("/v1/ask", json={"question": "and in Bristol?", "history": history}).json()
        assert told["text"] == opened.ask("and in Bristol?", history).text
        filters = {"authorities": ["Bournemouth"]}
        told = client.post("/v1/ask", json={"question": "caseloads", "filters": filters}).json()
        assert {passage["authority"] for passage in told["passages"]} == {"Bournemouth"}

    def test_events_end_with_the_answer_whose_text_they_told(self, served: Served) -> None:
        with served.as_("reader").stream("POST", "/v1/ask/stream", json={"question": EXAMPLE}) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            lines = [line for line in response.iter_lines() if line]
        events = [line.removeprefix("event: ") for line in lines[::2]]
        told = [json.loads(line.removeprefix("data: ")) for line in lines[1::2]]
        assert set(events[:-1]) == {"text"}
        assert events[-1] == "answer"
        assert "".join(text["text"] for text in told[:-1]) == told[-1]["text"]

    def test_events_tell_how_many_reports_were_read(self, served: Served) -> None:
        asked = {"question": "What do inspectors say about caseloads?"}
        with served.as_("reader").stream("POST", "/v1/ask/stream", json=asked) as response:
            lines = list(response.iter_lines())
        assert "event: progress" in lines

    @pytest.mark.parametrize(
        ("format", "begins"), [("docx", b"PK"), ("pdf", b"%PDF"), ("md", b"# "), ("csv", b"\xef\xbb\xbf")]
    )
    def test_an_answer_comes_as_a_file(self, served: Served, format: str, begins: bytes) -> None:
        asked = {"question": GRADE}
        response = served.as_("reader").post("/v1/export", params={"format": format}, json=asked)
        assert response.content.startswith(begins)
        assert response.headers["content-disposition"] == f'attachment; filename="answer.{format}"'

    def test_a_search_gives_passages_alone(self, served: Served) -> None:
        found = served.as_("reader").get("/v1/search", params={"q": "pathway plans", "k": 3}).json()
        assert len(found) == 3
        assert "pathway plan" in found[0]["text"].lower()

    def test_what_is_loaded_is_listed_and_shown(self, served: Served, opened: Assistant) -> None:
        client = served.as_("reader")
        listed = client.get("/v1/documents").json()
        assert {one["id"] for one in listed} >= {"bristol-2018-inspection", "bristol-2016-improvement-plan"}
        place = {"document": "bristol-2018-inspection", "locator": "38"}
        printed = client.get("/v1/paragraph", params=place).json()
        assert printed["label"] == "Bristol, inspection of September 2018, para 38"
        whole = client.get("/v1/document", params={"id": "bristol-2018-inspection"}).json()
        assert printed in whole
        assert len(whole) == len(opened.document("bristol-2018-inspection").paragraphs)

    def test_grades_are_rows(self, served: Served) -> None:
        asked = {"authority": "Bournemouth", "first_year": 2018}
        rows = served.as_("reader").get("/v1/grades", params=asked).json()
        assert {row["authority"] for row in rows} == {"Bournemouth"}
        assert ("leaders", "inadequate") in {(row["area"], row["grade"]) for row in rows}

    def test_a_theme_is_a_job_and_a_table(self, served: Served) -> None:
        client = served.as_("reader")
        begun = client.post("/v1/themes", json={"question": "caseloads"})
        assert begun.status_code == 202
        job = wait_for(begun.json(), client)
        assert (job["state"], len(job["grid"]["rows"])) == ("done", 4)
        table = client.get(f"/v1/jobs/{job['id']}/table", params={"format": "csv"})
        assert "South Gloucestershire" in table.text


class TestRoles:
    CHANGES = (
        ("POST", "/v1/documents", {"files": {"files": ("a.txt", b"text")}}),
        ("DELETE", "/v1/documents?id=bristol-2018-inspection", {}),
    )

    @pytest.mark.parametrize(("method", "path", "given"), CHANGES)
    def test_a_reader_changes_nothing(
        self, served: Served, method: str, path: str, given: dict[str, Any]
    ) -> None:
        before = served.as_("reader").get("/v1/documents").json()
        refused = served.as_("reader").request(method, path, **given)
        assert refused.status_code == 403
        assert "role reader" in refused.json()["detail"]
        assert served.as_("reader").get("/v1/documents").json() == before

    @pytest.mark.parametrize(
        "path", ["/v1/documents", "/v1/models", "/metrics", "/v1/search?q=a", "/v1/jobs/a"]
    )
    @pytest.mark.parametrize("key", ["", "pinpoint-wrong"])
    def test_without_a_key_nothing_is_told(self, served: Served, path: str, key: str) -> None:
        client = served.as_("")
        response = client.get(path, headers={"Authorization": f"Bearer {key}"} if key else {})
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"

    def test_an_editor_adds_and_a_keeper_removes(self, served: Served) -> None:
        editor, keeper = served.as_("editor"), served.as_("keeper")
        begun = editor.post(
            "/v1/documents", files=[("files", ("Anytown.txt", REPORT)), ("files", ("a.pdf", b"x"))]
        )
        assert begun.status_code == 202
        job = wait_for(begun.json(), editor)
        added, unreadable = job["lines"][:2]
        assert added.startswith("Anytown.txt was added")
        assert unreadable.startswith("a.pdf could not be read")
        (id,) = {one["id"] for one in editor.get("/v1/documents").json() if "Anytown" in one["id"]}
        answer = editor.post("/v1/ask", json={"question": "Where do care leavers in Anytown live?"}).json()
        assert {cited["origin"] for cited in answer["citations"]} == {"visitor"}
        assert editor.delete("/v1/documents", params={"id": id}).status_code == 403
        assert keeper.delete("/v1/documents", params={"id": id}).status_code == 204
        assert keeper.delete("/v1/documents", params={"id": id}).status_code == 404

    def test_nobody_sees_anothers_job(self, served: Served) -> None:
        job = served.as_("reader").post("/v1/themes", json={"question": "caseloads"}).json()
        for path in (f"/v1/jobs/{job['id']}", f"/v1/jobs/{job['id']}/table"):
            assert served.as_("other").get(path).status_code == 404
        assert served.as_("other").delete(f"/v1/jobs/{job['id']}").status_code == 404
        assert wait_for(job, served.as_("reader"))["state"] == "done"

    def test_whoever_tries_keys_is_slowed_with_all_who_do(self, serving: Serving, tmp_path: Path) -> None:
        (tmp_path / "keys.toml").write_text(f'[one]\nrole = "reader"\nsha256 = "{"0" * 64}"\n')
        client = local(serving(keys=tmp_path / "keys.toml", requests_a_minute=5))
        statuses = [
            client.get("/v1/models", headers={"Authorization": f"Bearer {number}"}).status_code
            for number in range(7)
        ]
        assert statuses == [401] * 5 + [429] * 2

    def test_where_this_machine_alone_is_served_no_key_is_needed(self, serving: Serving) -> None:
        client = local(serving())
        assert client.get("/v1/documents").status_code == 200
        assert client.delete("/v1/documents?id=none").status_code == 404
        client = TestClient(serving(hosts=["there"]), base_url="http://there")
        assert client.delete("/v1/documents?id=none").status_code == 403


class TestLimits:
    def test_more_than_may_be_sent_in_a_minute_is_refused(self, serving: Serving) -> None:
        client = local(serving(requests_a_minute=3))
        assert [client.get("/v1/models").status_code for _ in range(4)] == [200, 200, 200, 429]

    def test_a_body_that_is_too_large_is_not_read(self, serving: Serving) -> None:
        response = local(serving()).post("/v1/ask", content=b'"' + b"a" * 1_100_000)
        assert response.status_code == 413

    def test_an_answer_that_takes_too_long_is_given_up(
        self, serving: Serving, opened: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(opened), "ask", lambda *_: time.sleep(1.5))
        response = local(serving(answer_seconds=1)).post("/v1/ask", json={"question": "a"})
        assert (response.status_code, response.json()["title"]) == (504, "Too late")

    def test_a_page_of_another_address_may_ask_only_where_it_is_named(self, serving: Serving) -> None:
        elsewhere = {"Origin": "https://chat.example.org"}
        asked = {"json": {"question": GRADE}, "headers": elsewhere}
        closed = local(serving()).post("/v1/ask", **asked)
        assert closed.status_code == 403
        assert "access-control-allow-origin" not in closed.headers
        opened = local(serving(origins="https://chat.example.org, https://b.example.org")).post(
            "/v1/ask", **asked
        )
        assert opened.status_code == 200
        assert opened.headers["access-control-allow-origin"] == "https://chat.example.org"

    def test_it_answers_under_its_own_names_alone(self, serving: Serving) -> None:
        rebound = TestClient(serving(), base_url="http://attacker.example.org")
        assert rebound.get("/v1/documents").status_code == 400

    def test_pages_are_kept_from_framing_and_guessing(self, serving: Serving) -> None:
        headers = local(serving()).get("/source?document=bristol-2018-inspection&locator=38").headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


class TestHealth:
    def test_it_is_live_while_the_documents_are_read_and_ready_once_they_are(self, opened: Assistant) -> None:
        opening: Future[Assistant] = Future()
        client = local(create_app(opening, Settings()))
        assert client.get("/health/live").status_code == 200
        waiting = client.get("/health/ready")
        assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "5")
        assert client.post("/v1/ask", json={"question": "a"}).status_code == 503
        opening.set_result(opened)
        assert client.get("/health/ready").json() == {"status": "ready"}

    def test_what_keeps_the_index_from_being_opened_is_told(self) -> None:
        opening: Future[Assistant] = Future()
        opening.set_exception(DamagedIndex("The index is damaged; rebuild it."))
        response = local(create_app(opening, Settings())).get("/health/ready")
        assert (response.status_code, response.json()["detail"]) == (503, "The index is damaged; rebuild it.")

    def test_figures_tell_nothing_of_what_was_asked(self, serving: Serving) -> None:
        client = local(serving())
        client.post("/v1/ask", json={"question": GRADE})
        client.get("/v1/jobs/secret-name")
        client.get("/secret-path")
        told = client.get("/metrics").text
        assert 'pinpoint_requests_total{route="/v1/ask",status="200"} 1.0' in told
        assert 'pinpoint_answers_total{kind="grades",outcome="answered"} 1.0' in told
        assert "secret" not in told
        assert "Bournemouth" not in told


class TestErrors:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/v1/document?id=nowhere", 404),
            ("/v1/paragraph?document=bristol-2018-inspection&locator=999", 404),
            ("/v1/page?document=bristol-2018-inspection&number=1", 404),
            ("/v1/search?q=", 422),
            ("/v1/search?q=%20", 422),
            ("/nowhere", 404),
        ],
    )
    def test_they_are_problems_that_say_what_and_which(self, served: Served, path: str, status: int) -> None:
        response = served.as_("reader").get(path)
        assert response.headers["content-type"] == "application/problem+json"
        told = response.json()
        assert (response.status_code, told["status"]) == (status, status)
        assert told["title"]
        assert told["detail"]

    def test_what_was_not_foreseen_tells_nothing_of_itself(
        self, serving: Serving, opened: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError("in /secret/place")

        monkeypatch.setattr(type(opened), "ask", fail)
        response = local(serving()).post("/v1/ask", json={"question": "a"})
        assert response.status_code == 500
        assert "secret" not in response.text
        monkeypatch.setattr(type(opened), "stream", fail)
        monkeypatch.setattr("threading.excepthook", lambda _: None)
        told = local(serving()).post("/v1/ask/stream", json={"question": "a"}).text
        assert "event: error" in told
        assert "secret" not in told

    def test_every_error_of_ours_has_a_status(self) -> None:
        kinds = RagError.__subclasses__()
        assert {errors.status_of(kind("told")) for kind in kinds} <= {404, 409, 422, 429, 503}


def test_the_word_file_holds_the_answer(served: Served) -> None:
    made = served.as_("reader").post("/v1/export", json={"question": GRADE}).content
    assert any("Inadequate" in paragraph.text for paragraph in WordDocument(BytesIO(made)).paragraphs)
