"""Rows that crossed, within the transaction of a test.

The tables of the test database are aligned already. Legacy rows are put into the archive, and the
engine carries what it finds there that has no receipt, as on any second alignment.
"""

from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from psycopg.sql import SQL, Identifier

from alignment.carry import carry
from alignment.catalog import archive, archive_schema, bring_home, current_schema, execute
from alignment.models import Direction, MovedRow
from alignment.section import Section, sections
from tests.laws.hostile import HOSTILE_ROWS
from tests.rows import Row, insert, update
from tests.scratch import Scratch

HERE = Scratch("default")


def section_of(label: str) -> Section:
    [section] = [one for one in sections() if one.label == label]
    return section


def archived(table: str, *rows: Row) -> None:
    """Put rows into an archived table."""
    _look_at(archive_schema(connection), current_schema(connection))
    insert(HERE, table, *rows)
    _look_at("public")


def hostile_rows() -> None:
    """Put rows of every shape into the archived tables."""
    _look_at(archive_schema(connection), current_schema(connection))
    execute(connection, HOSTILE_ROWS)
    _look_at("public")


def tamper(table: str, row_id: Any, **columns: Any) -> None:
    """Write to an archived row."""
    _look_at(archive_schema(connection), current_schema(connection))
    update(HERE, table, row_id, **columns)
    _look_at("public")


def cross(label: str) -> None:
    """Carry what is in the archive of a section and has not crossed."""
    with connection.schema_editor(atomic=False) as editor:
        carry(section_of(label), Direction.FORWARD, apps, editor)


def crossed(label: str, table: str, *rows: Row) -> list[MovedRow]:
    """Legacy rows that have just crossed; the receipts of the first."""
    archived(table, *rows)
    cross(label)
    return list(MovedRow.objects.of_legacy(table, rows[0]["id"]).order_by("aligned_table"))


def roll_back(label: str) -> None:
    """Have the legacy tables of a section in use, as after `migrate <label> 0001`."""
    section = section_of(label)
    for table in section.aligned_tables:
        archive(connection, table)
    for table in section.legacy_tables:
        bring_home(connection, table)


def page(client: Client, path: str, **query: str) -> str:
    """The text of a page that is there."""
    answer = client.get(f"/admin/{path}", query)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.headers}"
    return answer.content.decode()


def _look_at(*schemas: str) -> None:
    path = SQL(", ").join(map(Identifier, schemas))
    execute(connection, SQL("SET LOCAL search_path = {}").format(path))
