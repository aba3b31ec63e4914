"""Snapshots in the admin."""

import pytest
from django.test import Client

from alignment.admin.rules import paths
from snapshots.mapping import events, shapes
from snapshots.models import CodebaseSnapshot
from tests.alignment.admin.crossing import HERE, page
from tests.rows import event, insert, snapshot

LIST = "snapshots/codebasesnapshot/"


def test_there_is_a_rule_for_every_column() -> None:
    assert list(events.RULES) == [field.name for field in CodebaseSnapshot._meta.concrete_fields]


def test_rules_read_columns_that_events_have() -> None:
    assert {path.partition(".")[0] for path in paths(events.RULES)} <= set(event(1))
    assert shapes.SHAPES


@pytest.mark.django_db
def test_others_of_a_code_base_are_a_link_away(admin_client: Client) -> None:
    first, second, _ = insert(
        HERE,
        "codebase_snapshots",
        snapshot(1, codebase_id="a&b"),
        snapshot(2, codebase_id="a&b"),
        snapshot(3),
    )
    text = page(admin_client, f"{LIST}{first}/change/")
    assert f"/admin/{LIST}{second}/change/" in text
    assert "?codebase_id=a%26b" in text
    assert "codebase 3" not in text


@pytest.mark.django_db
def test_technologies_are_found_in_any_vocabulary(admin_client: Client) -> None:
    insert(HERE, "codebase_snapshots", snapshot(1, detected_technologies=["frameworks:phoenix"]))
    for query in ({"technology": "framework:phoenix"}, {"q": "framework:phoenix"}):
        assert ">codebase 1</a>" in page(admin_client, LIST, **query)
    assert ">codebase 1</a>" not in page(admin_client, LIST, technology="framework:rails")
