"""A preparation from its beginning to its end, and taken back."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.executor import Executor
from alignment.preflight import inspect, require_clear
from alignment.preparation.passes import carry_ahead, catch_up
from alignment.preparation.tables import drop_tables, make_tables, obstacle
from alignment.section import sections
from alignment.state import is_prepared


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Prepare each section that can be, or catch up with it.

    Raises:
        PreflightFailed: `migrate` would refuse; nothing was changed.
    """
    executor = Executor(connection)
    executor.loader.check_consistent_history(connection)
    graph = executor.loader.graph
    require_clear(inspect(connection, executor.migration_plan(graph.leaf_nodes())))
    # What comes before the crossing: it adopts, and touches nothing. Of what is there already
    # Django would take back what stands on it.
    roots = [graph.root_nodes(label)[0] for label in ("alignment", *_labels())]
    missing = [root for root in roots if root not in executor.loader.applied_migrations]
    if missing:
        executor.migrate(missing)
    chosen = [section for section in sections() if not obstacle(connection, section)]
    for section in chosen:
        if not is_prepared(connection, section):
            make_tables(connection, section)
        carry_ahead(connection, section)
    for section in chosen:
        catch_up(connection, section)


def cancel(connection: BaseDatabaseWrapper) -> None:
    """Take back the preparation of every section that has not crossed since."""
    for section in sections():
        if is_prepared(connection, section):
            drop_tables(connection, section)


def _labels() -> list[str]:
    return [section.label for section in sections()]
