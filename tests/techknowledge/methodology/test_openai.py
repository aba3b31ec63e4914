"""The adapter for OpenAI's protocol: what it sends, and what it takes for an answer."""

import importlib
import sys
from typing import Any

import httpx
import pytest

from techknowledge.methodology import execute
from techknowledge.methodology.errors import InvalidEndpoint, MissingExtra, PhaseFailed
from techknowledge.methodology.openai import LARGEST, OpenAIGenerator
from tests.techknowledge.methodology.endpoint import (
    GOOD,
    KEY,
    PROMPT,
    Endpoint,
    answering,
    completion,
)
from tests.techknowledge.methodology.recording import store_phases

# --- The request ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://llm.test/v1", "https://llm.test/v1/chat/completions"),
        ("https://llm.test/v1/", "https://llm.test/v1/chat/completions"),
        ("http://[::1]:8080", "http://[::1]:8080/chat/completions"),
        ("https://llm.test/v1?version=2#x", "https://llm.test/v1/chat/completions?version=2"),
    ],
)
def test_it_asks_for_a_chat_completion(base_url: str, url: str) -> None:
    endpoint = Endpoint(GOOD, base_url=base_url)

    assert endpoint.generate(PROMPT) == "text"
    assert str(endpoint.requests[0].url) == url
    assert endpoint.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert b"temperature" not in endpoint.requests[0].content


@pytest.mark.parametrize("key", [None, "", "  \n"])
def test_without_a_key_none_is_sent(key: str | None) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return GOOD

    OpenAIGenerator("http://llm.test", "m", key, transport=httpx.MockTransport(answer))(PROMPT)

    assert "Authorization" not in seen[0].headers


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "llm.test/v1",
        "ftp://llm.test",
        "https://",
        "file:///etc/passwd",
        "http://x:y",
        7,
    ],
)
def test_what_is_no_address_is_told(base_url: Any) -> None:
    with pytest.raises(InvalidEndpoint, match="address"):
        OpenAIGenerator(base_url, "small")


# --- Answers that are none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<html>proxy</html>", "what is no JSON: <html>proxy</html>"),
        ("[" * 100_000, "what is no JSON: [[["),
        ("[]", "without a text: []"),
        ('{"error": {"message": "no model"}}', 'without a text: {"error": {"message": "no model'),
        ('{"choices": []}', "without a text"),
        ('{"choices": [{"message": {"content": null, "refusal": "no"}}]}', "without a text"),
        ('{"choices": [{"message": {"content": ["text"]}}]}', "without a text"),
    ],
)
def test_an_answer_without_a_text_is_told(body: str, told: str) -> None:
    endpoint = Endpoint(answering(200, body))

    assert told in str(endpoint.refuses())
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("reason", "told"), [("length", "limit of tokens"), ("content_filter", "")]
)
def test_an_answer_that_was_cut_is_none(reason: str, told: str) -> None:
    endpoint = Endpoint(httpx.Response(200, json=completion("def f(", reason)))

    assert told in str(endpoint.refuses())
    assert "6 characters, which are not all" in str(endpoint.refuses())


@pytest.mark.parametrize("reason", ["stop", "eos", None])
def test_an_answer_that_ended_by_itself_is_whole(reason: str | None) -> None:
    assert Endpoint(httpx.Response(200, json=completion("t", reason))).generate(PROMPT) == "t"


def test_an_answer_without_end_is_not_read() -> None:
    assert "more than" in str(Endpoint(answering(200, " " * (LARGEST + 1))).refuses())


def test_a_broken_encoding_is_told() -> None:
    broken = httpx.DecodingError("not gzip")

    assert "not gzip" in str(Endpoint(broken).refuses())


# --- In the project ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_carries_out_a_task() -> None:
    store_phases()

    assert execute("a cache", generate=Endpoint(GOOD).generate).code == "text"
    with pytest.raises(PhaseFailed, match=r"specification failed: GenerationFailed: .* 401: no"):
        execute("a cache", generate=Endpoint(answering(401, "no")).generate)


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.delitem(sys.modules, "techknowledge.methodology.openai")

    with pytest.raises(MissingExtra, match=r"pip install singularity-alignment\[openai\]"):
        importlib.import_module("techknowledge.methodology.openai")
