"""How values are shown: NULL told from emptiness, documents part by part, all of it escaped."""

import json

import pytest

from alignment.admin import cells
from alignment.admin.verbatim import LONGEST

SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_null_is_told_from_what_is_empty() -> None:
    shown = [cells.text(None), cells.text(""), cells.text("  "), cells.chips(None), cells.chips([])]
    words = [one.partition(">")[2].partition("<")[0] for one in map(str, shown)]
    assert words == ["NULL", "empty text", "white space, 2 characters", "NULL", "empty list"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "NULL"),
        ("null", "JSON null"),
        ("{}", "empty object"),
        ("{\n}", "empty object"),
        ("[]", "empty list"),
        ('""', "empty text"),
        ("false", "false"),
    ],
)
def test_so_it_is_within_documents(document: str | None, words: str) -> None:
    assert words in cells.document(document)


def test_a_document_opens_part_by_part() -> None:
    shown = cells.document('{"a": {"b": [1, 2]}, "c": "x"}')
    assert "2 keys: a, c" in shown
    assert "2 items" in shown
    assert shown.count("<details") == 3
    assert shown.count('<details class="json" open>') == 1


def test_numbers_keep_their_digits() -> None:
    digits = "3.14159265358979323846264338327950", "1e400", "9" * 5000
    for one in digits:
        assert one in cells.document(f'{{"n": {one}}}')


@pytest.mark.parametrize(
    "document",
    [
        json.dumps({SCRIPT: SCRIPT}),
        json.dumps([SCRIPT]),
        json.dumps(SCRIPT),
        json.dumps({"a": {SCRIPT: f"line\n{SCRIPT}"}}),
        "not JSON " + SCRIPT,
        json.dumps({SCRIPT: "x" * LONGEST}),
    ],
)
def test_keys_and_values_are_escaped(document: str) -> None:
    shown = cells.document(document)
    assert SCRIPT not in shown
    assert "&lt;script&gt;" in shown


def test_texts_and_chips_are_escaped() -> None:
    shown = [
        cells.text(SCRIPT),
        cells.chips([SCRIPT]),
        cells.chips([[SCRIPT]]),
        cells.instant(SCRIPT),
    ]
    assert all(ESCAPED in one and SCRIPT not in one for one in shown)


def test_a_long_document_is_cut_and_the_whole_is_a_link_away() -> None:
    shown = cells.document(json.dumps("y" * LONGEST), whole="/there/?column=a&b")
    assert len(shown) < cells.CUT_DOCUMENT + 500
    assert 'href="/there/?column=a&amp;b"' in shown


def test_a_document_of_any_depth_is_shown() -> None:
    for depth in (50, 900, 20_000):
        assert "<" in cells.document("[" * depth + "]" * depth)


def test_a_long_list_says_how_much_is_left_out() -> None:
    shown = cells.chips(["x"] * 10, most=3)
    assert shown.count("<li>") == 3
    assert "7 more" in shown


def test_of_a_long_word_a_heading_has_both_ends() -> None:
    short = "ada-builder-1 on agents/ada/fix"
    assert cells.shortened(short) == short
    receipt = "git_sessions 3f2504e0-4f89-11d3-9a0c-0305e82c3301 = git_agent_sessions 7"
    assert cells.shortened(receipt) == "git_sessions 3f2504e0-4f89-…e82c3301 = git_agent_sessions 7"
    assert cells.heading(short) == short
    assert f'<span title="{receipt}">' in cells.heading(receipt)
    assert SCRIPT not in cells.heading(SCRIPT + "x" * 99)
    assert len(cells.shortened("many words " * 100)) <= cells.SHORT_TEXT + 1


def test_a_name_is_broken_behind_its_underscores_only() -> None:
    assert cells.name("last_seen_at") == "last_<wbr>seen_<wbr>at"
    assert cells.name("id") == "id"
    assert SCRIPT not in cells.name(f"{SCRIPT}_{SCRIPT}")
