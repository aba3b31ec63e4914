"""The adapter against a real server: over a socket, with its limits of time."""

import time
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from techknowledge.methodology import Prompt
from techknowledge.methodology.errors import Unavailable
from techknowledge.methodology.openai import OpenAIGenerator
from tests.techknowledge.methodology.endpoint import completion, endpoint, send

PROMPT = Prompt(system="Be brief.", user="A cache, 🦀", phase="completion", temperature=0.05)


def test_an_answer_comes_back_after_a_server_that_was_busy() -> None:
    numbers = count()

    def busy_once(handler: BaseHTTPRequestHandler) -> None:
        if next(numbers):
            send(handler, 200, completion("défmodule 🦀"))
        else:
            send(handler, 429, {"error": "busy"}, Retry_After="0")

    with endpoint(busy_once) as (base_url, asked):
        text = OpenAIGenerator(base_url, "small", "sk-secret")(PROMPT)

    assert text == "défmodule 🦀"
    assert len(asked) == 2
    path, authorization, body = asked[1]
    assert (path, authorization) == ("/v1/chat/completions", "Bearer sk-secret")
    assert body == {
        "model": "small",
        "temperature": 0.05,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "A cache, 🦀"},
        ],
    }


def test_a_server_that_says_nothing_is_given_up() -> None:
    with endpoint(lambda handler: time.sleep(0.3)) as (base_url, _):
        generate = OpenAIGenerator(base_url, "small", timeout=0.1, retries=0)
        with pytest.raises(Unavailable, match=r"/v1/chat/completions: ReadTimeout: "):
            generate(PROMPT)


def test_a_server_that_never_comes_to_an_end_is_given_up() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            try:
                handler.wfile.write(b" ")
                time.sleep(0.05)
            except ConnectionError:
                return

    with endpoint(drip) as (base_url, _):
        generate = OpenAIGenerator(base_url, "small", timeout=0.2, retries=0)
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"took more than 0\.2 s"):
            generate(PROMPT)

    assert time.monotonic() - began < 1.5


def test_a_server_that_is_not_there_is_told() -> None:
    with endpoint(lambda handler: None) as (base_url, _):
        pass

    with pytest.raises(Unavailable, match=rf"{base_url}/chat/completions: ConnectError"):
        OpenAIGenerator(base_url, "small", retries=0)(PROMPT)
