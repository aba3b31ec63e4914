"""`hostile`: a legacy database with rows nobody expects. Batches are small and follow at once."""

import pytest
from pytest_django.fixtures import Settings

from tests.laws.hostile import HOSTILE_ROWS, ORNAMENTS
from tests.scratch import Scratch


@pytest.fixture(autouse=True)
def _small_batches(settings: Settings) -> None:
    settings.ALIGNMENT_PREPARE_BATCH = 3
    settings.ALIGNMENT_PREPARE_PAUSE = 0


@pytest.fixture
def hostile(legacy: Scratch) -> Scratch:
    legacy.script(ORNAMENTS)
    legacy.script(HOSTILE_ROWS)
    return legacy
