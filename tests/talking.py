"""A language model for tests: a server on this machine that speaks OpenAI's protocol, says what
it is told to, and misbehaves as real ones do. It learns nothing and calls nobody."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a request is answered with: words, or what does something to the connection.
Answer = str | Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's answers; the last one stays."""

    server: Talking

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.requests.append(body)
            self.server.headers.append(dict(self.headers))
            left = self.server.answers
            answer = left.pop(0) if len(left) > 1 else left[0]
        if callable(answer) and not isinstance(answer, str):
            answer(self, body)
        else:
            self.say(answer)

    def say(self, words: str) -> None:
        """Stream ``words`` in small pieces and end as one should."""
        self.begin()
        for at in range(0, len(words), 40):
            self.piece(words[at : at + 40])
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        self.event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def piece(self, words: str) -> None:
        delta = {"role": "assistant", "content": words}
        self.event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})

    def event(self, values: dict[str, Any]) -> None:
        told = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"} | values
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Talking(ThreadingHTTPServer):
    """The server, what it was asked, and what it will answer."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = ["{}"]
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: object) -> None:
        """Whoever asked has gone."""

    def will(self, *answers: Answer) -> None:
        """Answer the next requests with ``answers``, and all others with the last."""
        self.answers = list(answers)

    def asked(self, number: int = -1) -> str:
        """The words of a request."""
        return "\n".join(message["content"] for message in self.requests[number]["messages"])


@contextmanager
def talking() -> Iterator[Talking]:
    """A server that runs meanwhile."""
    server = Talking()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def failing(status: int, message: str = "no", **headers: str) -> Answer:
    """An error with this status."""

    def answer(handler: Handler, _: dict[str, Any]) -> None:
        content = json.dumps({"error": {"message": message}}).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def slow(seconds: float, words: str) -> Answer:
    """``words`` after a while."""

    def answer(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin()
        handler.piece(words[:5])
        time.sleep(seconds)
        handler.say(words)

    return answer


def cut_off(words: str) -> Answer:
    """Some words, then the connection is gone."""

    def answer(handler: Handler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.piece(words)
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def endless(words: str) -> Answer:
    """Words without end, as long as somebody listens."""

    def answer(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin()
        for _ in range(100_000):
            handler.piece(words * 20)

    return answer


def nonsense(handler: Handler, _: dict[str, Any]) -> None:
    """A stream that is none."""
    handler.begin()
    handler.wfile.write(b"data: <html>this is not JSON</html>\n\n")


def vacant() -> str:
    """An address on this machine at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}/v1"
