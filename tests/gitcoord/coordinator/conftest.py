"""Two machines that share a database and a remote."""

from pathlib import Path

import pytest

from gitcoord.coordinator.configuration import Coordination
from tests.gitcoord.coordinator.world import bare, machine


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare(tmp_path)


@pytest.fixture
def one(tmp_path: Path, remote: Path) -> Coordination:
    return machine(tmp_path / "one", remote)


@pytest.fixture
def two(tmp_path: Path, remote: Path) -> Coordination:
    return machine(tmp_path / "two", remote)
