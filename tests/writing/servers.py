"""A server on the loopback that speaks like OpenAI's, Ollama and Anthropic's, and fails as servers do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WHOLE = "[DONE]"
KEY = "sk-test-0123456789abcdef"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    ``status`` other than 200 is an error that names the key, as servers do. ``hangs`` says
    nothing until the server closes, ``drops`` hangs up in the middle of the words.
    """

    text: str = ""
    status: int = 200
    finish: str = "stop"
    refusal: str = ""
    hangs: bool = False
    drops: bool = False
    body: str = ""


@dataclass
class ModelServer:
    """A running server: its address, what it will reply in turn, and what it was sent."""

    url: str
    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def take(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


@contextmanager
def model_server(*replies: Reply) -> Iterator[ModelServer]:
    """A server that gives each of these replies in turn, the last of them ever after."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    http.model = ModelServer(f"http://127.0.0.1:{http.server_port}", list(replies))  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield http.model  # type: ignore[attr-defined]
    finally:
        http.model.closed.set()  # type: ignore[attr-defined]
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        model: ModelServer = self.server.model  # type: ignore[attr-defined]
        reply = model.take(request)
        if reply.hangs:
            model.closed.wait(20)
            return
        if reply.status != 200:
            self._send(
                reply.status, json.dumps({"error": {"message": f"no, {KEY} will not do", "code": "x"}})
            )
        elif reply.body:
            self._send(200, reply.body)
        elif self.path.endswith("/v1/messages") and request.get("stream"):
            self._stream(reply, _anthropic_events(request, reply), "text/event-stream")
        elif self.path.endswith("/v1/messages"):
            self._send(200, json.dumps(_anthropic_whole(request, reply)), drops=reply.drops)
        elif self.path.endswith("/api/chat"):
            self._stream(reply, _ollama_lines(request, reply), "application/x-ndjson")
        elif request.get("stream"):
            self._stream(reply, _openai_events(request, reply), "text/event-stream")
        else:
            self._send(200, json.dumps(_openai_whole(request, reply)), drops=reply.drops)

    def _send(self, status: int, body: str, *, drops: bool = False) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if drops else data)

    def _stream(self, reply: Reply, lines: list[str], kind: str) -> None:
        """Chunks of a stream; a reply that drops ends in the middle, without the last chunk."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")
        self.end_headers()
        for line in lines[: len(lines) // 2] if reply.drops else lines:
            data = line.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        if not reply.drops:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True


def _pieces(text: str) -> list[str]:
    return [text[start : start + 12] for start in range(0, len(text), 12)]


def _openai_whole(request: dict[str, Any], reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text or None, "refusal": reply.refusal or None}
    return {
        "id": "one",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        "usage": {"prompt_tokens": 500, "completion_tokens": 50, "total_tokens": 550},
    }


def _openai_events(request: dict[str, Any], reply: Reply) -> list[str]:
    def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choices = [] if more else [{"index": 0, "delta": delta, "finish_reason": finish}]
        chunk = {"id": "one", "object": "chat.completion.chunk", "created": 1, "model": request["model"]}
        return f"data: {json.dumps({**chunk, 'choices': choices, **more})}\n\n"

    said = [event({"role": "assistant", "content": piece}) for piece in _pieces(reply.text)]
    refused = [event({"role": "assistant", "refusal": reply.refusal})] if reply.refusal else []
    usage = {"prompt_tokens": 500, "completion_tokens": 50, "total_tokens": 550}
    counted = [event({}, usage=usage)] if request.get("stream_options") else []
    return [*said, *refused, event({}, reply.finish), *counted, f"data: {WHOLE}\n\n"]


def _ollama_lines(request: dict[str, Any], reply: Reply) -> list[str]:
    def line(content: str, **more: Any) -> str:
        message = {"role": "assistant", "content": content}
        told = {"model": request["model"], "created_at": "2026-01-01T00:00:00Z", "message": message}
        return json.dumps({**told, "done": False, **more}) + "\n"

    last = line("", done=True, done_reason=reply.finish, prompt_eval_count=500, eval_count=50)
    return [*map(line, _pieces(reply.text)), last]


def _anthropic_end(reply: Reply) -> dict[str, Any]:
    ends = {"length": "max_tokens", "stop": "end_turn"}
    reason = "refusal" if reply.refusal else ends[reply.finish]
    return {"stop_reason": reason, "stop_sequence": None}


def _anthropic_whole(request: dict[str, Any], reply: Reply) -> dict[str, Any]:
    head = {"id": "one", "type": "message", "role": "assistant", "model": request["model"]}
    usage = {"input_tokens": 500, "output_tokens": 50}
    return {
        **head,
        "content": [{"type": "text", "text": reply.text}],
        **_anthropic_end(reply),
        "usage": usage,
    }


def _anthropic_events(request: dict[str, Any], reply: Reply) -> list[str]:
    def event(kind: str, **told: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **told})}\n\n"

    begun = {**_anthropic_whole(request, Reply()), "content": [], "stop_reason": None}
    begun["usage"] = {"input_tokens": 500, "output_tokens": 0}
    return [
        event("message_start", message=begun),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
            for piece in _pieces(reply.text)
        ),
        event("content_block_stop", index=0),
        event("message_delta", delta=_anthropic_end(reply), usage={"input_tokens": 500, "output_tokens": 50}),
        event("message_stop"),
    ]
