"""Where a row came from: verbatim beside what it became; what was changed is marked, and first."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alignment.catalog import archive_schema, execute
from alignment.models import RetiredTable
from alignment.state import retired_at
from tests.alignment.admin.crossing import HERE, crossed, page, tamper
from tests.rows import (
    commit,
    event,
    insert,
    knowledge,
    pending_merge,
    snapshot,
    update,
    uuid,
)

pytestmark = pytest.mark.django_db

SNAPSHOT = "snapshots/codebasesnapshot"

SHOP = {"codebase_id": "shop", "snapshot_id": 5, "features": {"files": 3}}


def origin(client: Client, path: str) -> str:
    """The panel on the page of a row."""
    text = page(client, path)
    return text[text.index('id="origin"') :].replace("<wbr>", "")


def marks(panel: str) -> list[tuple[str, str]]:
    """Columns that are marked, in their order, each with its mark."""
    found = re.findall(
        r'<th scope="row">(\w+)(?: <strong class="mark">≠ ([\w ]+)</strong>)?', panel
    )
    return [(name, mark) for name, mark in found if mark]


def columns(panel: str) -> list[str]:
    return re.findall(r'<th scope="row">(\w+)', panel)


@pytest.fixture
def shop() -> int:
    """The id of a snapshot that crossed."""
    [receipt] = crossed("snapshots", "detection_events", event(1, data=SHOP))
    assert receipt.aligned_id is not None
    return receipt.aligned_id


def test_a_row_as_it_crossed_has_no_differences(admin_client: Client, shop: int) -> None:
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert "Carried from detection_events: 1 row." in panel
    assert "There are no differences" in panel
    assert marks(panel) == []
    assert "<dt>data.codebase_id</dt><dd>shop</dd>" in panel
    assert "archive/detection_events/row/00000000-0000-0000-0000-000000000001/" in panel
    assert f"?aligned_table=codebase_snapshots&amp;aligned_id={shop}" in panel


def headline(client: Client, path: str) -> str:
    """The line below the heading."""
    [line] = re.findall(r'<p class="headline">(.*?)</p>', page(client, path))
    assert line.endswith(' <a href="#origin">Look at its origin</a>')
    return str(line.partition(" <a ")[0])


def test_below_the_heading_it_is_said_in_a_line(admin_client: Client, shop: int) -> None:
    path = f"{SNAPSHOT}/{shop}/change/"
    came = f"Came from detection_events row {uuid(1)}"
    assert headline(admin_client, path) == f"{came}, unchanged since."
    update(HERE, "codebase_snapshots", shop, features={})
    assert headline(admin_client, path) == f'<strong class="mark">≠</strong> {came}, changed since.'
    [born] = insert(HERE, "codebase_snapshots", snapshot(1))
    words = "Born here, not carried from detection_events."
    assert headline(admin_client, f"{SNAPSHOT}/{born}/change/") == words
    [waiting] = insert(HERE, "git_pending_merges", pending_merge(1))
    words = "Nothing legacy corresponds."
    assert headline(admin_client, f"gitcoord/pendingmerge/{waiting}/change/") == words
    rows = [knowledge(n, technology="phoenix") for n in (1, 2, 3)]
    pattern, _ = crossed("techknowledge", "technology_knowledge", *rows)
    words = "Came from 3 rows of technology_knowledge, unchanged since."
    path = f"techknowledge/technologypattern/{pattern.aligned_id}/change/"
    assert headline(admin_client, path) == words


def test_a_heading_has_the_whole_of_a_long_name_in_its_title(admin_client: Client) -> None:
    name = "agents/" + "x" * 60 + "-tail"
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1, codebase_id=name))
    text = page(admin_client, f"{SNAPSHOT}/{row_id}/change/")
    [heading] = re.findall(r'<h2><span title="([^"]+)">([^<]+)</span></h2>', text)[:1]
    assert name in heading[0]
    assert "agents/xxxxxxx…xxx-tail" in heading[1]


def test_arrays_of_the_legacy_row_are_lists(admin_client: Client) -> None:
    files = ["lib/a b.ex", 'say "hi", {you}', "NULL", ""]
    [receipt] = crossed("gitcoord", "git_commits", commit(1, files_changed=files))
    panel = origin(admin_client, f"gitcoord/mergehistory/{receipt.aligned_id}/change/")
    chips = re.findall(r'<dt>files_changed</dt><dd><ul class="chips">(.*?)</ul>', panel)
    assert len(chips) == 2  # beside the column it became, and in the row, verbatim
    items = ["lib/a b.ex", "say &quot;hi&quot;, {you}", "NULL", "empty text"]
    assert all([re.sub("<.*?>", "", one) for one in chip.split("</li>")[:-1]] == items
               for chip in chips)  # fmt: skip


def test_what_was_changed_comes_first_and_says_what_it_was(admin_client: Client, shop: int) -> None:
    update(HERE, "codebase_snapshots", shop, features={"files": 4}, detected_technologies=["a:b"])
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert marks(panel) == [("detected_technologies", "changed"), ("features", "changed")]
    assert columns(panel)[:2] == ["detected_technologies", "features"]
    assert "2 columns are not what the mapping makes of the legacy row" in panel
    made = panel[panel.index("The mapping makes:") :]
    assert "empty list" in made
    assert '<dt>files</dt><dd><span class="literal">3</span>' in made


def test_what_all_rows_decide_may_have_changed(admin_client: Client, shop: int) -> None:
    update(HERE, "codebase_snapshots", shop, snapshot_id=6)
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert marks(panel) == [("snapshot_id", "perhaps changed")]
    assert "0 columns, and perhaps 1 more" in panel


def test_asking_the_mapping_leaves_nothing_behind(admin_client: Client, shop: int) -> None:
    update(HERE, "codebase_snapshots", shop, snapshot_id=6)
    digest = "SELECT md5(string_agg(c::text, '')) FROM codebase_snapshots AS c"
    left = "SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
    before = HERE.value(digest), HERE.value(left)
    assert marks(origin(admin_client, f"{SNAPSHOT}/{shop}/change/"))
    assert (HERE.value(digest), HERE.value(left)) == before


def test_where_the_mapping_cannot_be_asked_that_is_said(
    admin_client: Client, shop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.admin.recrossing.PATIENCE", "SELECT 1 / 0")
    update(HERE, "codebase_snapshots", shop, features={})
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert "In which columns cannot be told: the mapping could not be asked" in panel
    assert 'class="changed">Written to since it crossed' in panel


def test_a_row_born_since_says_so(admin_client: Client) -> None:
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1))
    panel = origin(admin_client, f"{SNAPSHOT}/{row_id}/change/")
    assert "Born here" in panel
    assert "A rollback makes a row of detection_events of it." in panel
    assert columns(panel) == []


def test_an_archived_row_that_somebody_wrote_to(admin_client: Client, shop: int) -> None:
    tamper("detection_events", uuid(1), detector="somebody")
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert "it is not what its receipt says" in panel


def test_an_archived_row_that_somebody_deleted(admin_client: Client, shop: int) -> None:
    execute(connection, f"DELETE FROM {archive_schema(connection)}.detection_events")
    update(HERE, "codebase_snapshots", shop, features={})
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert "It is not in the archive." in panel
    assert "not all of its legacy rows are in the archive" in panel


def test_an_archive_that_was_retired(admin_client: Client, shop: int) -> None:
    execute(connection, f"DROP TABLE {archive_schema(connection)}.detection_events")
    assert "is not there; verify_alignment" in origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    RetiredTable.objects.create(section="snapshots", table="detection_events", rows=1, size=1)
    assert retired_at(connection, "detection_events") is not None
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert f"dropped the archived detection_events on {timezone.now():%Y-%m-%d}" in panel


def test_a_table_that_was_found_half_aligned_is_named(admin_client: Client, shop: int) -> None:
    found = f"{archive_schema(connection)}.codebase_snapshots_found"
    execute(connection, f"CREATE TABLE {found} (id uuid, codebase_id text)")
    assert "half aligned" not in origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    execute(connection, f"INSERT INTO {found} VALUES ('{uuid(1)}', 'shop')")
    panel = origin(admin_client, f"{SNAPSHOT}/{shop}/change/")
    assert f"found half aligned; this row stood there as {uuid(1)}" in panel


def test_a_pattern_shows_all_its_knowledge(admin_client: Client) -> None:
    rows = [
        knowledge(n, technology="phoenix", metadata={"file_patterns": [f"*.{n}"]})
        for n in (1, 2, 3)
    ]
    pattern, _ = crossed("techknowledge", "technology_knowledge", *rows)
    assert pattern.aligned_table == "technology_patterns"
    panel = origin(admin_client, f"techknowledge/technologypattern/{pattern.aligned_id}/change/")
    assert "Carried from technology_knowledge: 3 rows." in panel
    assert re.findall(r"Legacy row \S+?(\d), verbatim", panel) == ["1", "2", "3"]
    assert all(f"*.{n}" in panel for n in (1, 2, 3))


def test_what_the_application_counts_is_marked(admin_client: Client) -> None:
    pattern, _ = crossed("techknowledge", "technology_knowledge", knowledge(1), knowledge(2))
    assert pattern.aligned_id is not None
    update(HERE, "technology_patterns", pattern.aligned_id, detection_count=3, build_command="make")
    panel = origin(admin_client, f"techknowledge/technologypattern/{pattern.aligned_id}/change/")
    assert marks(panel) == [("build_command", "changed"), ("detection_count", "changed")]


def test_of_very_many_legacy_rows_some_are_shown(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.admin.origin.MOST_ROWS", 2)
    rows = [knowledge(n, technology="phoenix") for n in (1, 2, 3)]
    pattern, _ = crossed("techknowledge", "technology_knowledge", *rows)
    assert pattern.aligned_id is not None
    panel = origin(admin_client, f"techknowledge/technologypattern/{pattern.aligned_id}/change/")
    assert "Carried from technology_knowledge: more than 2 rows." in panel
    update(HERE, "technology_patterns", pattern.aligned_id, detection_count=3)
    panel = origin(admin_client, f"techknowledge/technologypattern/{pattern.aligned_id}/change/")
    assert "cannot be told: it has too many legacy rows" in panel


def test_columns_that_no_model_knows_are_shown_too(admin_client: Client) -> None:
    archived = f"{archive_schema(connection)}.detection_events"
    execute(connection, f"ALTER TABLE {archived} ADD \"Färbe %% {{x}}\" interval DEFAULT '1 day'")
    [receipt] = crossed("snapshots", "detection_events", event(1))
    panel = origin(admin_client, f"{SNAPSHOT}/{receipt.aligned_id}/change/")
    assert "<dt>Färbe %% {x}</dt><dd>1 day</dd>" in panel


def test_who_may_not_see_the_archive_gets_no_way_there(viewer: Client, shop: int) -> None:
    from tests.alignment.admin.conftest import staff

    assert "/archive/" in origin(viewer, f"{SNAPSHOT}/{shop}/change/")
    narrow = staff("narrow", "view_codebasesnapshot")
    panel = origin(narrow, f"{SNAPSHOT}/{shop}/change/")
    assert "verbatim" in panel
    assert "/archive/" not in panel
    assert "movedrow" not in panel
