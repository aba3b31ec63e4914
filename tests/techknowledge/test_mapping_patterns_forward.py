"""All knowledge of one technology and category becomes one pattern: each cell by its rule."""

from typing import Any

import pytest

from tests.rows import JSON_NULL, Row, insert, knowledge
from tests.scratch import Scratch
from tests.walks import Aligned, Forward

KNOWLEDGE = Forward("technology_knowledge", knowledge)
row = KNOWLEDGE.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    KNOWLEDGE.insert(shared)
    shared.migrate()
    return KNOWLEDGE.partners(shared, "technology_patterns")


def group(technology: str, *metadata: Any) -> list[Row]:
    """Rows of one technology, in order of time, with these metadata."""
    return [row(technology=technology, metadata=one) for one in metadata]


# --- Which rows ----------------------------------------------------------------------------------

TOGETHER = group("together", {}, {})
APART = [*group("apart", {}), row(technology="apart", category="tool")]


def test_rows_of_one_technology_and_category_have_one_pattern(aligned: Aligned) -> None:
    first, second = map(aligned, TOGETHER)

    assert first["id"] == second["id"]
    assert (first["technology_name"], first["technology_type"]) == ("together", "language")


def test_each_category_has_a_pattern_of_its_own(aligned: Aligned) -> None:
    found = [aligned(one) for one in APART]

    assert [one["technology_name"] for one in found] == ["apart", "apart"]
    assert [one["technology_type"] for one in found] == ["language", "tool"]


WITHOUT_TEMPLATE = row(template=None)


def test_a_row_without_a_template_has_a_pattern(aligned: Aligned) -> None:
    assert aligned(WITHOUT_TEMPLATE)["technology_name"] == WITHOUT_TEMPLATE["technology"]


# --- Lists ---------------------------------------------------------------------------------------


LISTS = ("file_patterns", "directory_patterns", "config_files")
UNIONS: list[tuple[list[Any], list[str]]] = [
    ([["b", "a"], ["c", "a"], ["d"]], ["b", "a", "c", "d"]),
    ([["a", "a"]], ["a"]),
    ([["a", 7, None, ["b"], ""]], ["a", ""]),
    (["a", {"a": 1}, None, 7], []),
    ([[]], []),
]


def _technology(key: str, said: Any) -> str:
    return f"{key} {said!r}"[:255]


for list_key in LISTS:
    for lists, _ in UNIONS:
        group(_technology(list_key, lists), *({list_key: one} for one in lists))


@pytest.fixture(scope="module")
def cells(aligned: Aligned) -> dict[str, Row]:
    """The patterns by technology."""
    return {one["technology"]: aligned(one) for one in KNOWLEDGE.rows}


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize(("lists", "union"), UNIONS)
def test_a_list_is_the_union_in_order(
    cells: dict[str, Row], key: str, lists: list[Any], union: list[str]
) -> None:
    assert cells[_technology(key, lists)][key] == union


# --- What the first row says that has it ---------------------------------------------------------

TEXTS = (
    "version_pattern",
    "build_command",
    "dev_command",
    "install_command",
    "test_command",
    "output_directory",
)
FIRST: list[tuple[list[Any], str | None]] = [
    (["a", "b"], "a"),
    (["", "b"], "b"),
    ([None, 7, ["x"], "b", "c"], "b"),
    ([], None),
    ([""], None),
    (["x" * 1_000], "x" * 1_000),
]
for text_key in TEXTS:
    for values, _text in FIRST:
        group(_technology(text_key, values), {}, *({text_key: one} for one in values))


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize(("values", "text"), FIRST)
def test_a_text_is_that_of_the_first_row_that_has_it(
    cells: dict[str, Row], key: str, values: list[Any], text: str | None
) -> None:
    assert cells[_technology(key, values)][key] == text


BACKDATED = [
    row(technology="backdated", metadata={"build_command": "late"}),
    row(
        technology="backdated",
        metadata={"build_command": "early"},
        inserted_at=knowledge(0)["inserted_at"],
    ),
]


def test_first_is_by_time(aligned: Aligned) -> None:
    assert aligned(BACKDATED[0])["build_command"] == "early"
    assert aligned(BACKDATED[0])["extended_metadata"]["knowledge"][0]["id"] == str(
        BACKDATED[1]["id"]
    )


WEIGHTS: list[tuple[list[Any], str]] = [
    ([0.25, 0.5], "0.25"),
    (["0.25", None, 0.5], "0.5"),
    ([0], "0.0"),
    ([], "1.0"),
    (["NaN"], "nan"),
    (["Infinity"], "inf"),
    (["-Infinity"], "-inf"),
    ([10**400, 2], "2.0"),
]
for weights, _weight in WEIGHTS:
    group(_technology("weight", weights), {}, *({"confidence_weight": one} for one in weights))


@pytest.mark.parametrize(("weights", "weight"), WEIGHTS)
def test_the_weight_is_that_of_the_first_row_that_has_it(
    cells: dict[str, Row], weights: list[Any], weight: str
) -> None:
    assert str(cells[_technology("weight", weights)]["confidence_weight"]) == weight


@pytest.mark.parametrize(
    "one",
    [
        row(metadata=None),
        row(metadata=JSON_NULL),
        row(metadata=["file_patterns"]),
        row(metadata="text"),
    ],
)
def test_metadata_that_is_no_object_says_nothing(aligned: Aligned, one: Row) -> None:
    found = aligned(one)

    assert (found["file_patterns"], found["build_command"], found["confidence_weight"]) == (
        [],
        None,
        1.0,
    )


# --- Counters, timestamps, extended_metadata -----------------------------------------------------

THREE = [
    row(technology="three", name="z", examples=None, description=None),
    row(technology="three", name="a", updated_at=knowledge(5_000)["updated_at"]),
    row(technology="three", name="b", metadata={"detection_count": 7, "success_rate": 0.5}),
]


def test_timestamps_are_the_earliest_and_the_latest(aligned: Aligned) -> None:
    found = aligned(THREE[0])

    assert found["created_at"] == THREE[0]["inserted_at"]
    assert found["updated_at"] == THREE[1]["updated_at"]


def test_nothing_has_been_counted_yet(aligned: Aligned) -> None:
    found = aligned(THREE[0])

    assert (found["detection_count"], found["success_rate"], found["last_detected_at"]) == (
        0,
        1.0,
        None,
    )


def test_extended_metadata_is_the_first_row_and_all_rows_in_full(
    aligned: Aligned, pgvector: bool
) -> None:
    found = aligned(THREE[0])["extended_metadata"]
    embedding = {"embedding": None} if pgvector else {}

    assert found == {
        "name": "z",
        "description": None,
        "examples": None,
        "best_practices": "Keep it short",
        "antipatterns": ["god module"],
        "knowledge": [_in_full(one) | embedding for one in THREE],
    }


def _in_full(one: Row) -> Row:
    """A row of knowledge as JSON has it."""
    times = {key: one[key].isoformat() for key in ("inserted_at", "updated_at")}
    return one | {"id": str(one["id"])} | times


def test_an_embedding_is_a_list_of_numbers(legacy: Scratch, pgvector: bool) -> None:
    numbers = [0.5, -1.0, 1e-10, *map(float, range(765))]
    if not pgvector:  # what installations without it came to have in its place
        legacy.script("ALTER TABLE technology_knowledge ADD COLUMN embedding double precision[]")
    value = str(numbers) if pgvector else numbers
    insert(legacy, "technology_knowledge", knowledge(1, embedding=value), knowledge(2))

    legacy.migrate()

    statement = """
        SELECT extended_metadata #> '{knowledge,0,embedding}' #>> '{767}',
               jsonb_array_length(extended_metadata #> '{knowledge,0,embedding}'),
               (extended_metadata #>> '{knowledge,0,embedding,2}')::float8::text
        FROM technology_patterns WHERE technology_name = 'tech1'"""
    assert legacy.query(statement) == [("764", 768, "1e-10")]


@pytest.mark.parametrize("text", ["no list", "[broken", "{1,2}", "[1,]"])
def test_an_embedding_of_another_kind_is_kept_as_it_is(
    scratch_factory: Any, legacy_template: str, text: str
) -> None:
    legacy = scratch_factory(legacy_template)
    legacy.script("ALTER TABLE technology_knowledge DROP COLUMN IF EXISTS embedding")
    legacy.script("ALTER TABLE technology_knowledge ADD COLUMN embedding text")
    insert(legacy, "technology_knowledge", knowledge(1, embedding=text))

    legacy.migrate()

    path = "extended_metadata #>> '{knowledge,0,embedding}'"
    assert legacy.value(f"SELECT {path} FROM technology_patterns") == text
