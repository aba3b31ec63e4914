"""Several who write at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from techknowledge.importing import import_templates
from techknowledge.models import TechnologyPattern, TechnologyTemplate
from techknowledge.storing import Outcome
from tests.techknowledge.importing.trees import EXAMPLES, write_examples

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8

T = TypeVar("T")


def at_once(work: Callable[[int], T]) -> list[T]:
    """What each of MANY threads gets, which begin together, each with its own connection."""
    barrier = Barrier(MANY)

    def one(number: int) -> T:
        try:
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return [*pool.map(one, range(MANY))]


def _store(name: str, number: int) -> Outcome:
    return TechnologyTemplate.objects.upsert(name, {"by": number})


def test_of_many_who_store_one_template_none_is_refused() -> None:
    """T-6: the original reads and then writes; the second one gets an exception."""
    for name in "abcde":
        outcomes = at_once(partial(_store, name))
        assert Counter(outcomes) == {Outcome.INSERTED: 1, Outcome.UPDATED: MANY - 1}
        assert TechnologyTemplate.objects.filter(identifier=name).count() == 1


def test_of_many_who_store_the_same_one_writes() -> None:
    outcomes = at_once(lambda _: TechnologyTemplate.objects.upsert("a", {"same": True}))
    assert Counter(outcomes) == {Outcome.INSERTED: 1, Outcome.UNCHANGED: MANY - 1}


def test_of_imports_that_begin_together_one_writes(tmp_path: Path) -> None:
    root = write_examples(tmp_path)
    imports = at_once(lambda _: import_templates([root]))
    outcomes = Counter(became for one in imports for became in one.templates.values())
    templates = len(EXAMPLES) - 1
    assert outcomes == {Outcome.INSERTED: templates, Outcome.UNCHANGED: templates * (MANY - 1)}
    assert TechnologyTemplate.objects.count() == templates
    assert TechnologyPattern.objects.count() == 5
