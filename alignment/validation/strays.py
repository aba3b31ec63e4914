"""Tables that no model owns: left over from before a migration, or one that was renamed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from alignment.catalog import current_schema, live, rows
from alignment.findings import Finding
from alignment.section import sections
from alignment.structure import columns_of

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)
      AND relkind IN ('r', 'p') AND NOT relispartition
    ORDER BY relname"""

# From here on a name, or a set of columns, is thought to be like another.
LIKE_NAME, LIKE_COLUMNS = 0.75, 0.5


def strays(connection: BaseDatabaseWrapper, wanted: dict[str, set[str]]) -> Iterator[Finding]:
    """Tables of the current schema that have had a model's place, or look as if they should.

    Args:
        wanted: columns by table, of the models that are looked at.
    """
    owned = {MigrationRecorder.Migration._meta.db_table}
    owned |= set(connection.introspection.django_table_names(include_views=False))
    former = _former_tables(connection) | _legacy_tables(connection)
    for (name,) in rows(connection, TABLES, [current_schema(connection)]):
        if name in former:
            yield Finding(
                "alignment.S14",
                f"table {name}",
                f"it is left over: {former[name]} took its place",
                "Look at its rows; if they are wanted, rename it, for a rollback needs the name.",
            )
        elif name not in owned:
            yield from _alike(connection, name, wanted)


def _legacy_tables(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Legacy tables of the sections whose aligned tables are in use, with those."""
    return {
        pair.legacy: pair.aligned
        for section in sections()
        for pair in section.pairs
        if live(connection, pair.aligned).exists
    }


def _former_tables(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Tables that applied migrations gave up, each with the app whose models replaced them."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations.keys() & loader.graph.nodes.keys()
    now = {
        model._meta.db_table
        for model in loader.project_state(list(applied)).apps.get_models(include_auto_created=True)
    }
    return {
        model.options.get("db_table", f"{label}_{name}"): f"a model of {label}"
        for node in applied
        for (label, name), model in loader.project_state(node).models.items()
        if label == node[0] and model.options.get("db_table", f"{label}_{name}") not in now
    }


def _alike(
    connection: BaseDatabaseWrapper, name: str, wanted: dict[str, set[str]]
) -> Iterator[Finding]:
    """The model's table that this one is most like, if it is like one."""
    columns = set(columns_of(live(connection, name)))
    likeness = {other: _likeness(name, columns, other, wanted[other]) for other in wanted}
    best = max(likeness, key=lambda other: max(likeness[other]), default="")
    if not best:
        return
    same_name, same_columns = likeness[best]
    if same_name >= LIKE_NAME or same_columns >= LIKE_COLUMNS:
        missing = "" if live(connection, best).exists else ", which is missing"
        yield Finding(
            "alignment.S15",
            f"table {name}",
            f"no model owns it, and it looks like {best}{missing}: {same_columns:.0%} of the "
            "columns have the same names",
            "If it is that table under another name, rename it, or say its name in the model's "
            "Meta.db_table.",
        )


def _likeness(name: str, columns: set[str], other: str, others: set[str]) -> tuple[float, float]:
    shared = len(columns & others) / max(len(columns | others), 1)
    return SequenceMatcher(None, name, other).ratio(), shared
