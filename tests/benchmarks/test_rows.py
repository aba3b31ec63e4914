"""The rows: as many as asked for, and the same again for the same seed."""

from benchmarks import rows
from benchmarks.server import Server

CONTENTS = """
    SELECT count(*), md5(string_agg(text, chr(10) ORDER BY text))
    FROM (SELECT whole::text AS text FROM {table} AS whole) AS row"""


def fingerprints(server: Server, seed: int) -> dict[str, tuple[int, str]]:
    """Number and contents of the rows of each table."""
    name = server.create("rows")
    with server.connect(name) as connection:
        rows.fill(connection, 300, seed)
        found = {
            table: connection.execute(CONTENTS.format(table=table).encode()).fetchone()
            for table in rows.SHARES
        }
    server.drop(name)
    return found  # type: ignore[return-value]  # an aggregate has a row


def test_there_are_as_many_as_asked_for(server: Server) -> None:
    counted = {table: number for table, (number, _) in fingerprints(server, 1).items()}

    assert counted == rows.counts(300)


def test_one_seed_makes_the_same_and_another_makes_others(server: Server) -> None:
    first = fingerprints(server, 1)

    assert fingerprints(server, 1) == first
    assert not set(fingerprints(server, 2).values()) & set(first.values())
