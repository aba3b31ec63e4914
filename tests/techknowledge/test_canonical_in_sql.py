"""The checksum of a document is the same in Python and in the database (behaviour T-5)."""

import json
import math
from fractions import Fraction
from typing import Any, cast

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignment.documents import flaw_in
from alignment.jsonb import FUNCTIONS
from techknowledge.canonical import canonical, checksum
from techknowledge.mapping.canonical import CANONICAL

pytestmark = pytest.mark.django_db


def is_settled(number: float) -> bool:
    """Whether PostgreSQL's shortest decimal of a double is ECMAScript's too.

    A decimal midway between two doubles is read as the even one, so ECMAScript may write it for
    that; PostgreSQL never does. There are such ones from 2**54 on: 18208524241906870.
    """
    double = float(number)
    shortest = Fraction(repr(double))
    return all(
        2 * shortest != Fraction(double) + Fraction(beside)
        for beside in (math.nextafter(double, -math.inf), math.nextafter(double, math.inf))
        if math.isfinite(beside)
    )


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS.filter(is_settled) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=40),
    max_leaves=60,
)


@pytest.fixture
def _functions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute(CANONICAL)


def in_sql(document: Any) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, pg_temp.checksum(text) "
            "FROM (SELECT pg_temp.canonical(%s::jsonb) AS text) AS canonical",
            [json.dumps(document)],
        )
        return cast(tuple[str, str], cursor.fetchone())


@pytest.mark.usefixtures("_functions")
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(VALUES)
def test_python_and_sql_agree(document: Any) -> None:
    assert flaw_in("document", document) is None
    assert in_sql(document) == (canonical(document).decode(), checksum(document))
