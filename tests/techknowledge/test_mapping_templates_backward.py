"""A template becomes knowledge, and is found again when that is carried anew."""

from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from tests.rows import (
    JSON_NULL,
    Json,
    Row,
    delete,
    fetch,
    insert,
    knowledge,
    template,
    update,
    uuid,
)
from tests.scratch import Scratch
from tests.walks import Backward, Case, There, touch

TEMPLATES = Backward("technology_knowledge", "technology_templates", knowledge)
changed, born = TEMPLATES.changed, TEMPLATES.born


@pytest.fixture(scope="module")
def there(shared: Scratch) -> There:
    return TEMPLATES.walk(shared)


DOCUMENT = {
    "technology": "go",
    "name": "cli",
    "description": "d",
    "template": "t",
    "examples": ["e"],
    "best_practices": "b",
    "antipatterns": ["a"],
}
LONG = "ü" * 300
FINE = datetime(2025, 6, 1, 12, 0, 0, 654321)


def document(**keys: Any) -> Row:
    return {"template": DOCUMENT | keys}


NULLS = {"description": None, "examples": None, "best_practices": None, "antipatterns": None}


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        (changed(**document()), DOCUMENT),
        (changed(**document(**NULLS)), NULLS),
        (changed(**document(examples=[None, "x"])), {"examples": [None, "x"]}),
        (changed(category="tool"), {"category": "tool", "metadata": {}}),
        (changed(category=LONG), {"category": LONG[:255], "metadata": {"category": LONG}}),
        (changed(version="2"), {"metadata": {"version": "2"}}),
        (changed({"metadata": {"version": "1"}}, version=None), {"metadata": {"version": None}}),
        (changed(source="store"), {"metadata": {"source": "store"}}),
        (changed(source=None), {"metadata": {"source": None}}),
        (changed(source=""), {"metadata": {"source": ""}}),
        (changed({"metadata": None}, category="tool"), {"metadata": None}),
        (changed({"metadata": JSON_NULL}, category="tool"), {"metadata": JSON_NULL}),
        (changed({"metadata": [1]}, category="tool"), {"metadata": [1]}),
        (changed(metadata={"aliases": [], "own": 1}), {"metadata": {"own": 1}}),
        (changed({"metadata": {"aliases": 1}}, category="tool"), {"metadata": {"aliases": 1}}),
        (changed(metadata=None), {"metadata": None}),
        (
            changed(inserted_at=FINE),
            {
                "inserted_at": datetime(2025, 6, 1, 12, 0, 1),
                "metadata": {"inserted_at": "2025-06-01T12:00:00.654321"},
            },
        ),
        (changed(updated_at=FINE), {"metadata": {"updated_at": "2025-06-01T12:00:00.654321"}}),
    ],
)
def test_a_change_comes_back(there: There, case: Case, columns: Row) -> None:
    assert there.back(case).items() >= columns.items()


# --- Documents of another shape ------------------------------------------------------------------

ODD_DOCUMENTS = [
    changed(**document(more={"n": 1.5e300, "\U0001f418": [1], "\uffff": -0.0})),
    changed(**document(name=LONG, technology=LONG)),
    changed(**document(antipatterns=[LONG, None])),
    changed(**document(template="")),
    changed(**document(template=None)),
    changed(**document(template={"files": []})),
    changed(**document(name=7, technology=None)),
    changed(**document(examples=[7], antipatterns=[1], description=[])),
    changed(template={}),
    changed(template={"body": "x"}),
    changed(template=[1, "x"]),
    changed(template="text"),
    changed(template=JSON_NULL),
]


@pytest.mark.parametrize("case", ODD_DOCUMENTS)
def test_a_document_that_is_more_than_its_columns_is_noted_in_full(
    there: There, case: Case
) -> None:
    assert there.back(case)["metadata"]["template"] == there.before(case)["template"] or (
        there.before(case)["template"] == JSON_NULL
    )


@pytest.mark.parametrize("case", ODD_DOCUMENTS)
def test_the_text_is_never_empty(there: There, case: Case) -> None:
    assert there.back(case)["template"]


EMPTIED = changed({"name": "n"}, template={"body": "x"})


def test_what_a_document_does_not_say_stays_and_the_document_is_the_text(there: There) -> None:
    back = there.back(EMPTIED)

    assert (back["name"], back["description"]) == ("n", "A module")
    assert back["template"] == '{"body": "x"}'


ENORMOUS = changed(template=Json('{"template": "t", "huge": 1e400, "tiny": 1e-400}'))
PRECISE = changed(template=Json('{"template": "t", "pi": 3.14159265358979323846264338327}'))


@pytest.mark.parametrize(("case", "key"), [(ENORMOUS, "huge"), (PRECISE, "pi")])
def test_numbers_keep_their_digits(there: There, shared: Scratch, case: Case, key: str) -> None:
    row = f"FROM technology_templates WHERE id = {case.aligned_id}"

    digits = shared.value(f"SELECT template ->> '{key}' {row}")
    assert digits == shared.value(f"SELECT metadata -> 'template' ->> '{key}' {row}")
    assert len(digits) > 29


CANONICAL = [
    changed(**document(number=number))
    for number in [0, -1, 1e21, 1e20, 123456789012345678, 1e-6, 1e-7, 1.5e-10, 5e-324, 1.1]
]


@pytest.mark.parametrize("case", [*CANONICAL, *ODD_DOCUMENTS[:4]])
def test_the_checksum_of_a_changed_document_is_canonical_too(there: There, case: Case) -> None:
    after = there.after(case)
    canonical = rfc8785.dumps(_floats(after["template"]))

    assert after["checksum"] == sha256(canonical).hexdigest()


def _floats(thing: Any) -> Any:
    """RFC 8785 knows doubles only."""
    if isinstance(thing, dict):
        return {key: _floats(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_floats(value) for value in thing]
    return float(thing) if isinstance(thing, int) else thing


# --- Rows born aligned ---------------------------------------------------------------------------

PLAIN = born(template(901))
PATH = born(template(902, identifier="elixir/web/page", template={"body": "x"}, category="c"))
WORD = born(template(903, identifier="word", template={"body": "x"}, category="c"))


def test_a_born_template(there: There) -> None:
    back = there.back(PLAIN)

    assert {key: back[key] for key in knowledge(1) if key != "id"} == {
        "technology": "made901",
        "category": "language",
        "name": "module",
        "description": None,
        "template": "text",
        "examples": None,
        "best_practices": None,
        "antipatterns": None,
        "metadata": {"source": "store", "template": template(901)["template"]},
        "inserted_at": template(901)["inserted_at"],
        "updated_at": template(901)["updated_at"],
    }


def test_its_names_come_from_the_identifier_if_need_be(there: There) -> None:
    path, word = there.back(PATH), there.back(WORD)

    assert (path["technology"], path["name"]) == ("web", "page")
    assert (word["technology"], word["name"]) == ("c", "word")
    assert path["metadata"]["identifier"] == "elixir/web/page"


# --- Found again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", TEMPLATES.cases)
def test_forward_finds_everything_again(there: There, case: Case) -> None:
    before, after = dict(there.before(case)), dict(there.after(case))
    # metadata has notes now; the checksum is computed anew.
    for column in ("metadata", "checksum"):
        before.pop(column)
        after.pop(column)
    before["template"] = _completed(before["template"], there.back(case))

    assert after == before


def _completed(document: Any, back: Row) -> Any:
    """What a document says is found again, what it does not say comes from the columns."""
    if not isinstance(document, dict):
        return document
    columns = {key: back[key] for key in DOCUMENT if key != "template" and back[key] is not None}
    return columns | {key: value for key, value in document.items() if _is_said(key, value)}


def _is_said(key: str, value: Any) -> bool:
    if key in ("technology", "name"):
        return isinstance(value, str)
    if key in ("examples", "antipatterns"):
        return value is None or all(isinstance(item, str | None) for item in value)
    return key not in ("description", "best_practices") or isinstance(value, str | None)


# --- One database a story ------------------------------------------------------------------------


@pytest.fixture
def two(legacy: Scratch) -> Scratch:
    """Two rows of one technology, so one pattern, aligned."""
    insert(legacy, "technology_knowledge", *(knowledge(n, technology="go") for n in (1, 2)))
    legacy.migrate()
    return legacy


def test_deleting_a_template_empties_the_text(two: Scratch) -> None:
    delete(two, "technology_templates", 1)

    two.migrate("alignment", "0001")

    found = fetch(two, "technology_knowledge")
    assert found[uuid(1)].items() >= (knowledge(1, technology="go") | {"template": None}).items()
    assert found[uuid(2)]["template"] == knowledge(2)["template"]


def test_deleting_its_pattern_too_deletes_the_row(two: Scratch) -> None:
    delete(two, "technology_templates", 1)
    delete(two, "technology_patterns", 1)

    two.migrate("alignment", "0001")

    assert list(fetch(two, "technology_knowledge")) == [uuid(2)]


def test_a_text_that_is_changed_beside_an_odd_document_crosses(two: Scratch) -> None:
    update(two, "technology_templates", 1, template=["odd"])
    update(two, "technology_templates", 2, template={"odd": 1})
    two.migrate("alignment", "0001")
    for number in 1, 2:
        update(two, "technology_knowledge", uuid(number), template="new")

    two.migrate()

    found = fetch(two, "technology_templates")
    assert [found[n]["template"]["template"] for n in (1, 2)] == ["new", "new"]
    assert found[2]["template"]["odd"] == 1


def test_an_emptied_text_deletes_the_template(two: Scratch) -> None:
    two.migrate("alignment", "0001")
    update(two, "technology_knowledge", uuid(1), template="")
    touch(two, "technology_knowledge")

    two.migrate()

    assert list(fetch(two, "technology_templates")) == [2]
