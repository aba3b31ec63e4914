"""Knowledge becomes a template: each cell by its rule."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from tests.rows import JSON_NULL, Row, fetch, knowledge, update
from tests.scratch import Scratch
from tests.walks import Aligned, Forward, partners

KNOWLEDGE = Forward("technology_knowledge", knowledge)
row = KNOWLEDGE.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    KNOWLEDGE.insert(shared)
    shared.migrate()
    return KNOWLEDGE.partners(shared, "technology_templates")


WITHOUT_TEMPLATE = [row(template=None), row(template="")]


@pytest.mark.parametrize("legacy_row", WITHOUT_TEMPLATE)
def test_without_a_text_there_is_no_template(
    aligned: Aligned, shared: Scratch, legacy_row: Row
) -> None:
    found = partners(shared, "technology_knowledge", "technology_templates")

    assert str(legacy_row["id"]) not in found


BLANK = row(template=" ")


def test_a_blank_is_a_text(aligned: Aligned) -> None:
    assert aligned(BLANK)["template"]["template"] == " "


# --- identifier, aliases -------------------------------------------------------------------------


def named(category: str, technology: str, name: str) -> Row:
    return row(category=category, technology=technology, name=name)


@pytest.mark.parametrize(
    ("rows", "identifiers"),
    [
        ([named("lang", "go", "cli")], ["go/cli"]),
        (
            [named("lang", "rust", "cli"), named("tool", "rust", "cli")],
            ["rust/cli", "tool/rust/cli"],
        ),
        (
            [named("lang", "nim", "cli") for _ in range(4)],
            ["nim/cli", "lang/nim/cli", "lang/nim/cli-2", "lang/nim/cli-3"],
        ),
        (
            [named("c", "a/b", "d"), named("c", "a", "b/d"), named("a", "b", "d")],
            ["a/b/d", "c/a/b/d", "b/d"],
        ),
        (
            [named("x", "k", "n"), named("x", "k", "n"), named("x", "k", "n-2")],
            ["k/n", "x/k/n", "k/n-2"],
        ),
        ([named("c", "", "")], ["/"]),
        ([named("c" * 255, "t" * 255, "n" * 255)], ["t" * 255 + "/" + "n" * 255]),
    ],
)
def test_the_identifier_is_the_first_free_one(
    aligned: Aligned, rows: list[Row], identifiers: list[str]
) -> None:
    assert [aligned(one)["identifier"] for one in rows] == identifiers


THRICE = [named("lang", "zig", "cli") for _ in range(3)]


def test_the_aliases_are_the_other_names_it_could_have_had(aligned: Aligned) -> None:
    assert [aligned(one)["metadata"]["aliases"] for one in THRICE] == [
        ["lang/zig/cli"],
        ["zig/cli"],
        ["zig/cli", "lang/zig/cli"],
    ]


def test_an_identifier_once_given_stays(legacy: Scratch) -> None:
    rows = Forward("technology_knowledge", knowledge)
    first = rows.row(technology="go", name="cli")
    rows.insert(legacy)
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    update(legacy, "technology_knowledge", first["id"], name="web")

    legacy.migrate()

    [found] = fetch(legacy, "technology_templates").values()
    assert found["identifier"] == "go/cli"
    assert found["template"]["name"] == "web"
    assert found["metadata"] == {"aliases": ["go/web", "language/go/web"]}


# --- The other columns ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("legacy_row", "columns"),
    [
        (row(category="framework"), {"category": "framework"}),
        (row(category="framework", metadata={"category": "x"}), {"category": "framework"}),
        (row(metadata={"version": "1.2"}), {"version": "1.2"}),
        (row(metadata={"version": 1.2}), {"version": None}),
        (row(metadata={}), {"version": None, "source": "migrated"}),
        (row(metadata={"source": "store"}), {"source": "store"}),
        (row(metadata={"source": ""}), {"source": "migrated"}),
        (row(metadata={"source": None}), {"source": "migrated"}),
        (row(metadata=["source"]), {"source": "migrated"}),
    ],
)
def test_a_column(aligned: Aligned, legacy_row: Row, columns: Row) -> None:
    assert aligned(legacy_row).items() >= columns.items()


DATED = row(metadata={"inserted_at": "text"})


def test_the_timestamps_are_those_of_the_row(aligned: Aligned) -> None:
    assert aligned(DATED)["inserted_at"] == DATED["inserted_at"]
    assert aligned(DATED)["updated_at"] == DATED["updated_at"]


@pytest.mark.parametrize(
    ("legacy_row", "metadata"),
    [
        (row(metadata={"own": 1, "aliases": "hidden"}), {"own": 1}),
        (row(metadata=None), {}),
        (row(metadata=JSON_NULL), {"metadata": None}),
        (row(metadata=[1]), {"metadata": [1]}),
    ],
)
def test_metadata_is_the_old_object_with_aliases(
    aligned: Aligned, legacy_row: Row, metadata: Row
) -> None:
    alias = f"language/{legacy_row['technology']}/module"

    assert aligned(legacy_row)["metadata"] == metadata | {"aliases": [alias]}


# --- template, checksum --------------------------------------------------------------------------

SEVEN = (
    "technology",
    "name",
    "description",
    "template",
    "examples",
    "best_practices",
    "antipatterns",
)
HOSTILE = "".join(map(chr, range(1, 32))) + "\"\\/\x7f\x80\u2028\u2029ÿ\ue000\uffff\U0001f418'{},"

DOCUMENTS = [
    row(),
    row(description=None, best_practices=None, examples=None, antipatterns=None),
    row(examples=[], antipatterns=[]),
    row(examples=[None, "", "NULL", "null"], antipatterns=[None]),
    row(template=HOSTILE, description=HOSTILE, best_practices=HOSTILE, examples=[HOSTILE]),
    row(technology=HOSTILE, name=HOSTILE, category=HOSTILE, antipatterns=[HOSTILE, None]),
    row(template="x\n" * 500_000),
]


@pytest.mark.parametrize("legacy_row", DOCUMENTS)
def test_the_document_is_seven_columns(aligned: Aligned, legacy_row: Row) -> None:
    assert aligned(legacy_row)["template"] == {key: legacy_row[key] for key in SEVEN}


@pytest.mark.parametrize("legacy_row", DOCUMENTS)
def test_the_checksum_is_that_of_the_canonical_document(aligned: Aligned, legacy_row: Row) -> None:
    document: Any = {key: legacy_row[key] for key in SEVEN}

    assert aligned(legacy_row)["checksum"] == sha256(rfc8785.dumps(document)).hexdigest()
