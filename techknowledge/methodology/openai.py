"""Text from any endpoint that speaks OpenAI's protocol of chat completions: the extra `openai`."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from techknowledge.methodology.errors import (
    GenerationFailed,
    InvalidEndpoint,
    MissingExtra,
    Unavailable,
)
from techknowledge.methodology.generator import Prompt

try:
    import httpx
except ImportError as error:
    raise MissingExtra("httpx", "openai") from error

# Seconds before the first retry, twice as many before each further one; and the most that is
# waited, also if the endpoint wants more.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0

# Bytes of an answer that are read, and characters of one that are quoted in an error.
LARGEST = 16 << 20
QUOTED = 300

# Reasons for which an answer ends before it is whole.
_CUT = {"length": "it reached the limit of tokens", "content_filter": "a filter stopped it"}


class _Answer(NamedTuple):
    status: int
    retry_after: str | None
    body: bytes


class OpenAIGenerator:
    """A model behind an endpoint, as a `TextGenerator`.

    Args:
        base_url: up to before `/chat/completions`, for example `http://localhost:8080/v1`.
        model: the name by which the endpoint knows it.
        api_key: sent as a bearer token, and never told in an error; None where none is wanted.
        timeout: seconds in which an answer is to be there. A model that falls silent just before
            is given up after as many again.
        retries: how often to try again after 429, 5xx, or a connection that did not hold.
        transport: of httpx, in place of the network.
        sleep: waits for seconds.

    Raises:
        InvalidEndpoint: the address or the key cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout: float = 120.0,
        retries: int = 3,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.model = model
        self._url = _completions_at(base_url)
        self._key = _checked(api_key)
        self._timeout = timeout
        self._retries = retries
        self._transport = transport
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"<OpenAIGenerator: {self.model} at {self._address}>"

    def __call__(self, prompt: Prompt, /) -> str:
        """The model's answer.

        Raises:
            Unavailable: after all retries the endpoint was not to be reached, took too long, or had
                no room; or it wants to be left alone for longer than LONGEST_PAUSE.
            GenerationFailed: it refused, or gave no whole text.
        """
        with httpx.Client(transport=self._transport, timeout=self._timeout) as client:
            for retry in range(self._retries):
                try:
                    return self._ask(client, prompt)
                except Unavailable as failure:
                    pause = _backoff(retry) if failure.pause is None else failure.pause
                    if pause > LONGEST_PAUSE:
                        raise
                self._sleep(pause)
            return self._ask(client, prompt)

    @property
    def _address(self) -> str:
        """The address to tell: without its query, where some endpoints want keys."""
        return str(self._url.copy_with(query=None))

    def _ask(self, client: httpx.Client, prompt: Prompt) -> str:
        try:
            answer = self._post(client, prompt)
        except httpx.TransportError as error:
            said = self._hide(str(error)) or "no answer"
            raise Unavailable(f"{self._address}: {type(error).__name__}: {said}.") from error
        except httpx.RequestError as error:
            raise GenerationFailed(f"{self._address}: {self._hide(str(error))}.") from error
        if httpx.codes.is_success(answer.status):
            return self._text_in(answer.body)
        said = f"{self._address} answered {answer.status}: {self._beginning(answer.body)}"
        if answer.status == httpx.codes.TOO_MANY_REQUESTS or answer.status >= 500:
            raise Unavailable(said, _wanted_pause(answer.retry_after))
        raise GenerationFailed(said)

    def _post(self, client: httpx.Client, prompt: Prompt) -> _Answer:
        # The body is read as it comes: httpx limits neither its size nor, as long as something
        # comes, its time.
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        with client.stream("POST", self._url, json=self._request(prompt), headers=headers) as got:
            for chunk in got.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise GenerationFailed(f"{self._address} answered more than {LARGEST:,} bytes.")
                if time.monotonic() > deadline:
                    raise Unavailable(f"{self._address} took more than {self._timeout:g} s.")
        return _Answer(got.status_code, got.headers.get("retry-after"), bytes(body))

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
        }
        if prompt.temperature is not None:
            request["temperature"] = prompt.temperature
        return request

    def _text_in(self, body: bytes) -> str:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise GenerationFailed(
                f"{self._address} answered what is no JSON: {self._beginning(body)}"
            ) from error
        match answer:
            case {"choices": [{"message": {"content": str(text)}} as choice, *_]}:
                reason = choice.get("finish_reason")
            case _:
                raise GenerationFailed(
                    f"{self._address} answered without a text: {self._beginning(body)}"
                )
        if isinstance(reason, str) and reason in _CUT:
            raise GenerationFailed(
                f"{self._address} answered {len(text):,} characters, which are not all: "
                f"{_CUT[reason]}. Ask for less, or let the endpoint answer more."
            )
        return text

    def _beginning(self, body: bytes) -> str:
        text = self._hide(body.decode(errors="replace"))
        text = " ".join(text.split())
        return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"

    def _hide(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text


def _completions_at(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise InvalidEndpoint(f"The address of the endpoint is none: {error}.") from error
    if url.userinfo:
        raise InvalidEndpoint(
            "The address of the endpoint has a name or password in it. Give them as `api_key`."
        )
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidEndpoint(
            f"{base_url!r} is no address of an endpoint. One is https://api.openai.com/v1."
        )
    return url.copy_with(path=f"{url.path.rstrip('/')}/chat/completions", fragment=None)


def _checked(api_key: str | None) -> str | None:
    """A key that may stand in a header; the library would quote any other in its error."""
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise InvalidEndpoint(
            f"The key of {len(key)} characters has some that a header cannot hold: look for "
            "line breaks, and letters outside ASCII. It is not quoted here."
        )
    return key or None


def _backoff(retry: int) -> float:
    """Seconds before a retry, counted from 0; at random, lest many callers come back at once."""
    return min(FIRST_PAUSE * 2.0 ** min(retry, 10), LONGEST_PAUSE) * random.uniform(0.5, 1.0)


def _wanted_pause(retry_after: str | None) -> float | None:
    """Seconds that a Retry-After asks for, which may name a time; None if it says nothing."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
