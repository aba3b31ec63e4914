"""Patterns are found by an index, in whatever case they are asked for."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from techknowledge.models import TechnologyPattern
from tests.techknowledge.patterns.rows import pattern

pytestmark = pytest.mark.django_db

patterns = TechnologyPattern.objects

# Five hundred patterns of each name of a type, of which two mean the same type.
FILL = """
    INSERT INTO technology_patterns (technology_name, technology_type)
    SELECT 'Technology ' || n,
           CASE n % 20 WHEN 0 THEN 'framework' WHEN 1 THEN 'Frameworks' ELSE 'Type ' || n % 20 END
    FROM generate_series(1, 10000) AS n"""

# 2,600 bytes that hardly become fewer by compression, of letters that grow when they are capitals.
GROWING = "".join(Random(1).choices([chr(number) for number in range(0x250, 0x2AB)], k=1300))


@pytest.fixture
def many() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("ANALYZE technology_patterns")


def plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("asked", ["framework", "Frameworks", "TYPE 7"])
def test_those_of_a_type_by_the_index_of_its_capitals(asked: str) -> None:
    found = patterns.of_type(asked)

    plan = found.explain()
    assert "technology_patterns_upper_technology_type_index" in plan
    assert "Seq Scan" not in plan
    assert len(found) == (500 if asked == "TYPE 7" else 1000)


@pytest.mark.usefixtures("many")
def test_one_of_a_name_by_the_index_of_its_capitals() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert patterns.named("TECHNOLOGY 77") is not None

    plan = plan_of(asked[0]["sql"])
    assert "technology_patterns_upper_technology_name_index" in plan
    assert "Seq Scan" not in plan


def test_names_that_begin_alike_are_told_apart() -> None:
    """An index has no more than the beginning of a name."""
    beginning = "x" * 300
    pattern(technology_type=f"{beginning}A")
    pattern(technology_type=f"{beginning}b")

    assert [one.technology_type for one in patterns.of_type(f"{beginning}a")] == [f"{beginning}A"]


def test_a_name_that_grows_in_capitals_fits_into_the_indexes() -> None:
    row = pattern("", technology_type=GROWING)

    assert list(patterns.of_type(GROWING.upper())) == [row]
