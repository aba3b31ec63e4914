"""Artifacts can be kept, and made again of what was kept."""

import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from techknowledge.methodology import PHASES, Artifacts
from techknowledge.methodology.errors import InvalidArtifact
from techknowledge.methodology.phases import phase_named


def test_artifacts_come_back_from_json() -> None:
    artifacts = Artifacts(specification="spéc 🦀", architecture="parts")

    assert Artifacts(**json.loads(json.dumps(artifacts.as_json()))) == artifacts


def test_artifacts_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Artifacts().code = "x"  # type: ignore[misc]


@pytest.mark.parametrize("value", [7, b"text", ["text"], {"text": 1}, True])
def test_an_artifact_is_text(value: Any) -> None:
    with pytest.raises(InvalidArtifact, match=r"pseudocode is .*, which is no text"):
        Artifacts(pseudocode=value)


def test_a_phase_knows_its_place() -> None:
    refinement = phase_named("refinement")

    assert refinement.number == 4
    assert refinement.before == PHASES[:3]
