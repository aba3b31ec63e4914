"""A pattern becomes knowledge, and is found again when that is carried anew."""

from datetime import datetime
from typing import Any

import pytest

from tests.rows import JSON_NULL, Row, delete, fetch, insert, knowledge, pattern, update, uuid
from tests.scratch import Scratch
from tests.walks import Backward, Case, There, touch

PATTERNS = Backward("technology_knowledge", "technology_patterns", knowledge)
changed, born = PATTERNS.changed, PATTERNS.born


@pytest.fixture(scope="module")
def there(shared: Scratch) -> There:
    return PATTERNS.walk(shared)


LONG = "ü" * 300
FINE = datetime(2025, 6, 1, 12, 0, 0, 654321)
FIVE = {
    "name": "n",
    "description": "d",
    "examples": ["e"],
    "best_practices": "b",
    "antipatterns": ["a"],
}
NULLS = {"description": None, "examples": None, "best_practices": None, "antipatterns": None}
SAID = {"metadata": {"file_patterns": ["a"], "build_command": "make", "confidence_weight": 0.5}}


def noted(**keys: Any) -> Row:
    return {"metadata": keys}


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        (changed(technology_name="other"), {"technology": "other", "metadata": {}}),
        (changed(technology_type="tool"), {"category": "tool", "metadata": {}}),
        (changed(technology_name=LONG), {"technology": LONG[:255], **noted(technology_name=LONG)}),
        (changed(technology_type=LONG), {"category": LONG[:255], **noted(technology_type=LONG)}),
        (changed(extended_metadata=FIVE), FIVE),
        (changed(extended_metadata=FIVE | NULLS), NULLS),
        (changed(FIVE, extended_metadata={}), FIVE),
        (changed(FIVE, extended_metadata=None), FIVE),
        (changed(FIVE, extended_metadata=JSON_NULL), FIVE),
        (changed(FIVE, extended_metadata=["x"]), FIVE | noted(extended_metadata=["x"])),
        (changed(FIVE, extended_metadata="text"), FIVE | noted(extended_metadata="text")),
        (changed(FIVE, extended_metadata=7), FIVE | noted(extended_metadata=7)),
        (
            changed(FIVE, extended_metadata={"name": 7, "examples": [7], "more": 1}),
            FIVE | noted(extended_metadata={"name": 7, "examples": [7], "more": 1}),
        ),
        (
            changed(extended_metadata=FIVE | {"name": LONG}),
            {"name": LONG[:255], **noted(extended_metadata={"name": LONG})},
        ),
        (
            changed(extended_metadata=FIVE | {"antipatterns": [LONG, None]}),
            {
                "antipatterns": [LONG[:255], None],
                **noted(extended_metadata={"antipatterns": [LONG, None]}),
            },
        ),
        (changed(file_patterns=["b", "a"]), noted(file_patterns=["b", "a"])),
        (changed(directory_patterns=["a", "a", None]), noted(directory_patterns=["a", "a", None])),
        (changed(config_files=["a"]), noted(config_files=["a"])),
        (changed(SAID, file_patterns=[]), noted(build_command="make", confidence_weight=0.5)),
        (changed(SAID, file_patterns=None), noted(build_command="make", confidence_weight=0.5)),
        (changed(SAID, build_command=None), noted(file_patterns=["a"], confidence_weight=0.5)),
        (changed(SAID, confidence_weight=1.0), noted(file_patterns=["a"], build_command="make")),
        (changed(SAID, confidence_weight=None), noted(file_patterns=["a"], build_command="make")),
        (changed(version_pattern=LONG), noted(version_pattern=LONG)),
        (changed(dev_command=""), noted(dev_command="")),
        (
            changed(install_command="i", test_command="t"),
            noted(install_command="i", test_command="t"),
        ),
        (changed(output_directory="o"), noted(output_directory="o")),
        (changed(confidence_weight=float("nan")), noted(confidence_weight="NaN")),
        (changed(confidence_weight=float("-inf")), noted(confidence_weight="-Infinity")),
        (changed(detection_count=7), noted(detection_count=7)),
        (changed(success_rate=0.25), noted(success_rate=0.25)),
        (changed(last_detected_at=FINE), noted(last_detected_at="2025-06-01T12:00:00.654321")),
        (changed({"metadata": None}, technology_type="tool"), {"metadata": None}),
        (changed({"metadata": JSON_NULL}, technology_type="tool"), {"metadata": JSON_NULL}),
        (changed({"metadata": [1]}, detection_count=7), noted(metadata=[1], detection_count=7)),
        (changed(created_at=FINE), {"inserted_at": datetime(2025, 6, 1, 12, 0, 1)}),
        (changed(updated_at=FINE), {"updated_at": datetime(2025, 6, 1, 12, 0, 1)}),
    ],
)
def test_a_change_comes_back(there: There, case: Case, columns: Row) -> None:
    assert there.back(case).items() >= columns.items()


# --- Rows born aligned ---------------------------------------------------------------------------

PLAIN = born(pattern(901, detection_count=3, file_patterns=["*.x"]))
NAMED = born(pattern(902, extended_metadata=FIVE))


def test_a_born_pattern(there: There) -> None:
    back = there.back(PLAIN)

    assert {key: back[key] for key in knowledge(1) if key != "id"} == {
        "technology": "made901",
        "category": "language",
        "name": "made901",
        "description": None,
        "template": None,
        "examples": None,
        "best_practices": None,
        "antipatterns": None,
        "metadata": {"detection_count": 3, "file_patterns": ["*.x"]},
        "inserted_at": pattern(901)["created_at"],
        "updated_at": pattern(901)["updated_at"],
    }


def test_a_born_pattern_with_a_document(there: There) -> None:
    assert there.back(NAMED).items() >= FIVE.items()


# --- Found again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", PATTERNS.cases)
def test_forward_finds_everything_again(there: There, case: Case) -> None:
    before, after = dict(there.before(case)), dict(there.after(case))
    extended = before.pop("extended_metadata"), after.pop("extended_metadata")

    assert repr(after) == repr(before)  # NaN is not equal to itself
    assert _said(extended[1]).items() >= _said(extended[0]).items()


def _said(document: Any) -> Row:
    """What is said in a document about a column, in the type of that column."""
    if not isinstance(document, dict):
        return {}
    return {key: value for key, value in document.items() if key in FIVE and value not in (7, [7])}


# --- Several rows of one pattern, one database a story -------------------------------------------


@pytest.fixture
def three(legacy: Scratch) -> Scratch:
    """Three rows of one technology, aligned."""
    rows = [
        knowledge(1, technology="go", metadata={"file_patterns": ["a"], "own": 1}),
        knowledge(2, technology="go", metadata={"file_patterns": ["b"], "build_command": "make"}),
        knowledge(3, technology="go", metadata=[3], template=None),
    ]
    insert(legacy, "technology_knowledge", *rows)
    legacy.migrate()
    return legacy


def rolled_back(scratch: Scratch, column: str) -> list[Any]:
    scratch.migrate("alignment", "0001")
    return [row[column] for row in fetch(scratch, "technology_knowledge").values()]


def test_a_new_name_goes_to_all_rows(three: Scratch) -> None:
    update(three, "technology_patterns", 1, technology_name="golang")

    assert rolled_back(three, "technology") == ["golang"] * 3


def test_the_first_row_speaks_for_the_pattern(three: Scratch) -> None:
    update(three, "technology_patterns", 1, extended_metadata={"description": "new"})

    assert rolled_back(three, "description") == ["new", "A module", "A module"]


def test_a_list_that_is_changed_is_said_once(three: Scratch) -> None:
    update(three, "technology_patterns", 1, file_patterns=["b", "c"])

    assert rolled_back(three, "metadata") == [
        {"file_patterns": ["b", "c"], "own": 1},
        {"build_command": "make"},
        [3],
    ]


def test_a_text_that_is_cleared_is_said_by_nobody(three: Scratch) -> None:
    update(three, "technology_patterns", 1, build_command=None)

    assert rolled_back(three, "metadata") == [
        {"file_patterns": ["a"], "own": 1},
        {"file_patterns": ["b"]},
        [3],
    ]


def test_a_change_of_the_pattern_and_one_of_a_template_both_come_back(three: Scratch) -> None:
    document: Row = {
        "technology": "golang",
        "name": "web",
        "description": "by the template",
        "template": "new",
        "examples": [],
        "best_practices": None,
        "antipatterns": None,
    }
    later = knowledge(50)["updated_at"]
    update(three, "technology_templates", 1, template=document, category="x", updated_at=later)
    update(three, "technology_patterns", 1, detection_count=1)
    three.migrate("alignment", "0001")

    found = fetch(three, "technology_knowledge")[uuid(1)]

    assert found.items() >= (document | {"category": "x", "updated_at": later}).items()
    assert found["metadata"]["detection_count"] == 1


def test_what_both_change_the_pattern_says(three: Scratch) -> None:
    [before] = fetch(three, "technology_patterns").values()
    extended = before["extended_metadata"] | {"description": "by the pattern"}
    update(three, "technology_templates", 1, template={"description": "x", "template": "new"})
    update(three, "technology_patterns", 1, extended_metadata=extended, technology_name="golang")
    three.migrate("alignment", "0001")

    found = fetch(three, "technology_knowledge")[uuid(1)]

    assert (found["technology"], found["description"]) == ("golang", "by the pattern")
    assert found["template"] == "new"


def test_the_times_of_a_pattern_go_to_the_first_and_the_last_row(three: Scratch) -> None:
    early, late = datetime(2020, 1, 1), datetime(2030, 1, 1)
    update(three, "technology_patterns", 1, created_at=early, updated_at=late)
    three.migrate("alignment", "0001")

    rows = fetch(three, "technology_knowledge")

    assert [row["inserted_at"] for row in rows.values()] == [
        early,
        *(knowledge(n)["inserted_at"] for n in (2, 3)),
    ]
    assert [row["updated_at"] for row in rows.values()] == [
        *(knowledge(n)["updated_at"] for n in (1, 2)),
        late,
    ]


def test_deleting_a_pattern_deletes_the_rows_without_a_template(three: Scratch) -> None:
    delete(three, "technology_patterns", 1)

    three.migrate("alignment", "0001")

    assert list(fetch(three, "technology_knowledge")) == [uuid(1), uuid(2)]


def test_a_list_grows_by_what_another_row_adds(three: Scratch) -> None:
    update(three, "technology_patterns", 1, file_patterns=["b", "b"])
    three.migrate("alignment", "0001")
    update(three, "technology_knowledge", uuid(3), metadata={"file_patterns": ["c"]})

    three.migrate()

    assert fetch(three, "technology_patterns")[1]["file_patterns"] == ["b", "c"]


def test_a_row_that_leaves_takes_along_what_it_said(three: Scratch) -> None:
    three.migrate("alignment", "0001")
    update(three, "technology_knowledge", uuid(2), technology="other")
    touch(three, "technology_knowledge")

    three.migrate()

    found = {row["technology_name"]: row for row in fetch(three, "technology_patterns").values()}
    assert (found["go"]["file_patterns"], found["go"]["build_command"]) == (["a"], None)
    assert (found["other"]["file_patterns"], found["other"]["build_command"]) == (["b"], "make")
