"""Keys are in no error and no repr, whoever says them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from techknowledge.methodology.errors import InvalidEndpoint
from techknowledge.methodology.openai import OpenAIGenerator
from tests.techknowledge.methodology.endpoint import KEY, Endpoint, answering


@pytest.mark.parametrize(
    "response",
    [
        answering(401, f"Incorrect key {KEY}"),
        answering(500, "x" * 295 + KEY),
        answering(200, f"<p>{KEY}</p>"),
        httpx.ConnectError(f"Bearer {KEY}"),
        httpx.DecodingError(f"Bearer {KEY}"),
    ],
)
def test_the_key_is_in_no_error(response: httpx.Response | Exception) -> None:
    said = str(Endpoint(response, retries=0).refuses())

    assert KEY[:5] not in said
    assert len(said) < 400


def test_the_query_of_the_address_is_in_no_error_and_no_repr() -> None:
    endpoint = Endpoint(answering(400), base_url="https://llm.test/v1?key=hidden")

    assert "hidden" not in str(endpoint.refuses())
    assert repr(endpoint.generate) == (
        "<OpenAIGenerator: small at https://llm.test/v1/chat/completions>"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: OpenAIGenerator("https://me:hidden@llm.test", "small"),
        lambda: OpenAIGenerator("https://llm.test", "small", "hidden\nX: y"),
        lambda: OpenAIGenerator("https://llm.test", "small", "hiddené"),
    ],
)
def test_a_secret_that_cannot_be_used_is_not_quoted(make: Callable[[], Any]) -> None:
    with pytest.raises(InvalidEndpoint) as told:
        make()

    assert "hidden" not in str(told.value)
    assert "llm.test" not in str(told.value)
