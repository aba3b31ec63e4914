"""What may pass is tried again, after a pause that the endpoint may choose."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from techknowledge.methodology.errors import Unavailable
from tests.techknowledge.methodology.endpoint import GOOD, PROMPT, Endpoint, answering


@pytest.mark.parametrize(
    "first", [answering(429), answering(500), answering(503), httpx.ConnectError("refused")]
)
def test_what_may_pass_is_tried_again(first: httpx.Response | Exception) -> None:
    endpoint = Endpoint(first, first, GOOD)

    assert endpoint.generate(PROMPT) == "text"
    assert 0.5 <= endpoint.pauses[0] <= 1.0 <= endpoint.pauses[1] <= 2.0


def test_there_are_so_many_retries_and_no_more() -> None:
    endpoint = Endpoint(answering(503, "over capacity"), retries=2)

    assert "answered 503: over capacity" in str(endpoint.refuses())
    assert (len(endpoint.requests), len(endpoint.pauses)) == (3, 2)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 422])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    endpoint = Endpoint(answering(status, "no", Location="https://elsewhere.test"), GOOD)

    assert f"https://llm.test/v1/chat/completions answered {status}: no" in str(endpoint.refuses())
    assert len(endpoint.requests) == 1


def test_the_pause_is_as_long_as_the_endpoint_wants() -> None:
    endpoint = Endpoint(answering(429, Retry_After="7"), GOOD)

    endpoint.generate(PROMPT)

    assert endpoint.pauses == [7.0]


def test_the_pause_may_be_a_time() -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    endpoint = Endpoint(answering(503, Retry_After=then), GOOD)

    endpoint.generate(PROMPT)

    assert 25 < endpoint.pauses[0] <= 30


@pytest.mark.parametrize("wanted", ["3600", "9" * 400, "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_an_endpoint_that_wants_to_be_left_alone_is(wanted: str) -> None:
    endpoint = Endpoint(answering(429, "tomorrow", Retry_After=wanted), GOOD)

    assert isinstance(endpoint.refuses(), Unavailable)
    assert endpoint.pauses == []


@pytest.mark.parametrize(
    "wanted", ["soon", "", "-5", "nan", "1.5", "Mon, 99 Jan 2026 99:00:00 GMT"]
)
def test_a_pause_that_nobody_understands_is_chosen_here(wanted: str) -> None:
    endpoint = Endpoint(answering(429, Retry_After=wanted), GOOD)

    endpoint.generate(PROMPT)

    assert 0.5 <= endpoint.pauses[0] <= 1.0


def test_a_time_that_is_past_is_no_pause() -> None:
    endpoint = Endpoint(answering(429, Retry_After="Thu, 01 Jan 1970 00:00:00 -0000"), GOOD)

    endpoint.generate(PROMPT)

    assert endpoint.pauses == [0.0]
