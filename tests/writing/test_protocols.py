"""A written answer over real HTTP: two protocols, whole and streamed, and every way to fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering import compose_answer
from rag.model import Answer
from rag.settings import Settings
from rag.writing import Writer, open_model
from tests.writing.made import JSON, LINES, TOLD, task
from tests.writing.servers import KEY, ModelServer, Reply, model_server

OPENAI, LOCAL, OLLAMA = "openai:gpt-4o-mini", "openai:some-local-model", "ollama:llama3.2"
ANTHROPIC = "anthropic:claude-sonnet-5"
MODELS = (OPENAI, LOCAL, OLLAMA, ANTHROPIC)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)


def settings_for(model: str, url: str) -> Settings:
    url = url if model in (OLLAMA, ANTHROPIC) else f"{url}/v1"
    return Settings(model=model, base_url=url, model_seconds=20)


def writer_for(model: str, server: ModelServer, *, seconds: int = 20) -> Writer:
    settings = replace(settings_for(model, server.url), model_seconds=seconds)
    return Writer(open_model(settings), model, settings, pauses=(0, 0))


def ask(writer: Writer, *, live: bool) -> Answer:
    *_, answer = writer.write(task(), live=live)
    assert isinstance(answer, Answer)
    return answer


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def live(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("said", [LINES, JSON], ids=["lines", "json"])
def test_every_model_writes_the_same_answer_in_either_form(model: str, said: str, live: bool) -> None:
    with model_server(Reply(said)) as server:
        answer = ask(writer_for(model, server), live=live)
    assert (answer.text, answer.engine, answer.warnings) == (TOLD, model, ())
    assert [citation.locator for citation in answer.citations] == ["7", "8"]
    taken = {"input_tokens": 500, "output_tokens": 50}
    assert answer.usage == {**taken, "statements": 3, "moved": 0, "dropped": 0}
    assert len(server.requests) == 1


@pytest.mark.parametrize("model", MODELS)
def test_every_server_is_sent_a_schema_of_the_labels_offered_and_then_a_text(model: str) -> None:
    with model_server(Reply(JSON)) as server:
        ask(writer_for(model, server), live=False)
    (request,) = server.requests
    named = {OLLAMA: "format", ANTHROPIC: "output_config"}.get(model, "response_format")
    schema = str(request[named]).replace("'", '"')
    assert 0 < schema.index('"enum": ["P1", "P2"]') < schema.index('"text": {')


def test_a_local_model_is_given_room_for_the_evidence() -> None:
    with model_server(Reply(LINES)) as server:
        ask(writer_for(OLLAMA, server), live=False)
    assert server.requests[0]["options"]["num_ctx"] >= 2 * Settings().evidence_words


def test_a_stream_shows_each_statement_as_it_holds() -> None:
    with model_server(Reply(LINES)) as server:
        *parts, answer = writer_for(OLLAMA, server).write(task())
    assert isinstance(answer, Answer)
    assert len(parts) > 20
    assert "".join(map(str, parts)) == answer.text == TOLD


FAULTS = [
    (Reply(status=429), 3, "it is asked too often"),
    (Reply(status=500), 3, "its server failed"),
    (Reply(status=401), 1, "its key was refused"),
    (Reply(status=404), 1, "no model of that name"),
    (Reply(""), 3, "it returned nothing"),
    (Reply("I'm sorry, I cannot help with that."), 1, "it declined to answer"),
    (Reply("Yes!"), 3, "it did not keep to the form"),
    (Reply("NONE"), 1, "it found no answer"),
    (Reply('{"statements": [{"tex": 1'), 3, "it did not keep to the form"),
    (Reply("Everybody is happy there these days.\nAll of it is new."), 1, "nothing of what it wrote"),
]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("reply", "tries", "reason"), FAULTS, ids=lambda value: str(value)[:40])
def test_whatever_fails_the_quotes_answer_and_say_why(
    model: str, reply: Reply, tries: int, reason: str, live: bool
) -> None:
    with model_server(reply) as server:
        answer = ask(writer_for(model, server), live=live)
    assert answer.engine == "quotes"
    assert answer.text == compose_answer(task()).text
    (warning,) = answer.warnings
    assert warning.startswith(f"{model} did not write this answer: ")
    assert reason in warning
    assert KEY not in str(answer.to_dict())
    assert len(server.requests) == tries


@pytest.mark.parametrize("model", MODELS)
def test_a_server_that_is_not_there_is_told(model: str, live: bool) -> None:
    with model_server() as server:
        writer = writer_for(model, server)
    answer = ask(writer, live=live)
    assert (answer.engine, "no connection to its server" in answer.warnings[0]) == ("quotes", True)


@pytest.mark.parametrize("model", MODELS)
def test_a_server_that_says_nothing_is_not_waited_for(model: str, live: bool) -> None:
    with model_server(Reply(hangs=True)) as server:
        answer = ask(writer_for(model, server, seconds=1), live=live)
    assert (answer.engine, "it did not answer in time" in answer.warnings[0]) == ("quotes", True)
    assert len(server.requests) == 1


@pytest.mark.parametrize("model", MODELS)
def test_a_server_that_fails_once_is_asked_again(model: str, live: bool) -> None:
    with model_server(Reply(status=500), Reply(LINES)) as server:
        answer = ask(writer_for(model, server), live=live)
    assert (answer.text, answer.engine, answer.warnings) == (TOLD, model, ())


@pytest.mark.parametrize("model", MODELS)
def test_of_a_stream_that_breaks_off_what_was_whole_is_kept(model: str) -> None:
    with model_server(Reply(LINES + " And so", drops=True)) as server:
        answer = ask(writer_for(model, server), live=True)
    rest = (
        "“Of them, 56% are in work. However, visits are too rare.” [1]\n\n"
        "“Foster carers are trained well because training was renewed.” [2]"
    )
    assert answer.text == f"{TOLD.partition(' Visits')[0]}\n\n{rest}"
    assert answer.warnings == (f"The answer of {model} is not whole: its answer broke off.",)


@pytest.mark.parametrize("model", MODELS)
def test_an_answer_that_was_cut_at_its_longest_is_told(model: str, live: bool) -> None:
    with model_server(Reply(LINES, finish="length")) as server:
        answer = ask(writer_for(model, server), live=live)
    assert answer.text.startswith("Care leavers in North")
    assert "broke off" in answer.warnings[-1]


def test_a_server_that_knows_no_schema_is_asked_in_lines(live: bool) -> None:
    with model_server(Reply(status=400), Reply(LINES)) as server:
        answer = ask(writer_for(LOCAL, server), live=live)
    assert (answer.text, answer.engine) == (TOLD, LOCAL)
    assert ["response_format" in request for request in server.requests] == [True, False]


@pytest.mark.parametrize("model", [OPENAI, ANTHROPIC])
def test_a_structured_refusal_is_told(model: str, live: bool) -> None:
    with model_server(Reply(refusal="I can't discuss this.")) as server:
        answer = ask(writer_for(model, server), live=live)
    assert "it declined to answer" in answer.warnings[0]


def test_a_body_that_is_not_of_the_protocol_is_told(live: bool) -> None:
    with model_server(Reply(body="<html>a proxy says hello</html>")) as server:
        for model in MODELS:
            answer = ask(writer_for(model, server), live=live)
            assert (answer.engine, len(answer.warnings)) == ("quotes", 1)
