"""A small database in each state, on the server of the tests."""

from collections.abc import Iterator

import pytest

from benchmarks.server import Server
from benchmarks.states import States

EVENTS = 600


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def states(server: Server) -> States:
    return States(server, EVENTS, seed=1, told=lambda line: None)
