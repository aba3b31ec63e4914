"""Times that PostgreSQL has and Python cannot hold; the alignment carries such rows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from techknowledge.importing import import_templates
from techknowledge.models import TechnologyTemplate
from techknowledge.references import resolve
from tests.techknowledge.importing.trees import write

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 12:00:00 BC"]),
]

templates = TechnologyTemplate.objects


def set_times(time: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE technology_templates SET inserted_at = %s, updated_at = %s", [time, time]
        )


@pytest.mark.parametrize(
    "asked",
    [
        lambda: [templates.find("a/b")],
        lambda: [templates.find("its id")],
        lambda: templates.templates_for_phase("architecture"),
        lambda: [*templates.in_category("a")],
    ],
)
def test_a_template_is_found(time: str, asked: Callable[[], list[object]]) -> None:
    templates.upsert("a/b", {"id": "its id", "phase": "architecture"})
    set_times(time)

    assert [str(one) for one in asked()] == ["a/b"]


def test_what_it_builds_on_is_resolved(time: str) -> None:
    templates.upsert("a/b", {"x": 1})
    templates.upsert("a/c", {"extends": "a/b"})
    set_times(time)

    found = templates.find("a/c")

    assert found is not None
    assert resolve(found).document == {"x": 1}


def test_it_is_imported_again(time: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"framework/kite.json": {"extends": "base"}, "base.json": {}})
    import_templates([root])
    set_times(time)

    assert import_templates([root], force=True).errors == []
