"""Endpoints that speak OpenAI's protocol: a server on this machine, and one without a network."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from techknowledge.methodology import Prompt
from techknowledge.methodology.errors import GenerationFailed
from techknowledge.methodology.openai import OpenAIGenerator

Answer = Callable[[BaseHTTPRequestHandler], None]

PROMPT = Prompt(system="Be brief.", user="A cache", phase="specification")
KEY = "sk-secret-0123456789"


def completion(text: Any, finish_reason: str | None = "stop") -> dict[str, Any]:
    """The body of a chat completion."""
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish_reason}]}


GOOD = httpx.Response(200, json=completion("text"))


class Endpoint:
    """Answers with responses in order, the last one again and again; counts and remembers."""

    def __init__(self, *responses: httpx.Response | Exception, **options: Any) -> None:
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self._responses = responses
        self.generate = OpenAIGenerator(
            options.pop("base_url", "https://llm.test/v1"),
            "small",
            KEY,
            transport=httpx.MockTransport(self._answer),
            sleep=self.pauses.append,
            **options,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self._responses[min(len(self.requests), len(self._responses)) - 1]
        if isinstance(response, Exception):
            raise response
        return httpx.Response(
            response.status_code, headers=response.headers, content=response.content
        )

    def refuses(self) -> GenerationFailed:
        with pytest.raises(GenerationFailed) as failed:
            self.generate(PROMPT)
        return failed.value


def answering(status: int, text: str = "", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, text=text, headers=named)


@contextmanager
def endpoint(answer: Answer) -> Iterator[tuple[str, list[Any]]]:
    """A server that answers each POST by a function; its base URL, and what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers["Authorization"], json.loads(body)))
            answer(self)

        def log_message(self, *args: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: Any, **headers: str) -> None:
    """Answer a request with JSON."""
    content = json.dumps(body).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
