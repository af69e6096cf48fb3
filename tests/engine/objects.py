"""A real S3 server on this machine, and a gate before it that counts what is asked and can refuse it."""

from __future__ import annotations

import http.client
import threading
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from benchmarks.servers import Process, free_port

ROOT = Path(__file__).parent.parent.parent
SERVER = ROOT / "build" / "moto" / "bin" / "moto_server"
KEY, SECRET = "AKIAHUSHHUSH", "hush/hush/secret"
DENIED = (
    "<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code>"
    f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>{SECRET}</StringToSign></Error>"
)


class Moto(Process):
    """moto, which keeps buckets in memory; it gives three names at a time, so that lists have pages."""

    def __init__(self) -> None:
        self.port = free_port()
        serve = ["env", "MOTO_S3_DEFAULT_MAX_KEYS=3", str(SERVER), "-H", "127.0.0.1", "-p", str(self.port)]
        super().__init__(serve, self._answers)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/moto-api/").close()
        except OSError:
            return False
        return True


class Gate:
    """What stands before a bucket of its own: ``asked`` is each request, as method and name of an object.

    Of a list they are LIST and the folder.

    ``refuse`` tells the status with which a request is refused, or 0; ``before`` is called with each.
    """

    def __init__(self, port: int, bucket: str) -> None:
        self._port, self.bucket = port, bucket
        self.asked: list[tuple[str, str]] = []
        self.refuse: Callable[[str, str], int] = lambda _method, _name: 0
        self.before: Callable[[str, str], None] = lambda _method, _name: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self._send("PUT", f"/{bucket}")

    @property
    def url(self) -> str:
        """Where S3 is, for those who have to come through the gate."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def fetched(self) -> list[str]:
        """The names of the objects whose bytes were asked for, in order."""
        return [name for method, name in self.asked if method == "GET"]

    def put(self, name: str, content: bytes | str) -> None:
        """Put an object, past the gate."""
        data = content.encode() if isinstance(content, str) else content
        self._send("PUT", f"/{self.bucket}/{quote(name)}", data)

    def delete(self, name: str) -> None:
        self._send("DELETE", f"/{self.bucket}/{quote(name)}")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _send(
        self, method: str, path: str, data: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/us-east-1/s3/aws4_request"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        connection.request(method, path, data, headers or {"Content-Type": "text/plain", **signed})
        answer = connection.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return told

    def _understood(self, method: str, path: str) -> tuple[str, str]:
        parts = urlsplit(path)
        name = unquote(parts.path).removeprefix(f"/{self.bucket}").strip("/")
        folder = parse_qs(parts.query).get("prefix", [""])[0]
        return (method, name) if name else ("LIST", folder)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = gate._understood(self.command, self.path)
                gate.asked.append(asked)
                gate.before(*asked)
                status, headers, body = gate.refuse(*asked), dict[str, str](), DENIED.encode()
                if not status:
                    status, headers, body = gate._send(
                        self.command, self.path, headers=dict(self.headers.items())
                    )
                self.send_response(status)
                length = headers.pop("Content-Length", headers.pop("content-length", str(len(body))))
                for key, value in headers.items():
                    if key.lower() not in ("connection", "transfer-encoding", "date", "server"):
                        self.send_header(key, value)
                self.send_header("Content-Length", length)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815 - the server finds it by that name

            def log_message(self, *_: object) -> None:
                pass

        return Handler
