"""Names from any ids: git takes them, no two ids share one, and none leaves its folder."""

import subprocess
import unicodedata
from pathlib import PurePosixPath
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gitcoord.errors import InvalidValue
from gitcoord.names import branch_name, folder_name, rules_folder_name
from gitcoord.values import Identifier

NASTY = [
    "my agent", "..", ".", "-", "--upload-pack=x", "a..b", "a.lock", ".a", "a.", "@{", "@{-1}", "@",
    "a/b", "../../etc", "/abs", "a\\b", "~^:?*[", "HEAD", "a\n", "\x7f", "é", "e\u0301", "A", "a",
    "\u017f", "\u212a", "ﬁ", "ß", "🦊", "\u202e", "x" * 1200, "x" * 1199, "con",
    "a-0123456789abcdef",
    "refs/heads/main", "'; rm -rf ~", "$(id)", "%00", "_", "0", "a.b", "a_b-c",
]  # fmt: skip

IDS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40).filter(
        str.strip
    ),
    st.text("aA.-_/é", min_size=1, max_size=4),
    st.integers(),
    st.uuids(),
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(IDS, IDS), min_size=2, max_size=20, unique_by=lambda ids: tuple(map(str, ids))
    )
)
@example([("a", "b"), ("A", "b"), ("a", "B"), ("a-", "b"), ("a", "-b")])
@example([(a, "t") for a in NASTY])
@example([("a", t) for t in NASTY])
def test_different_ids_have_different_names_that_git_takes(
    ids: list[tuple[Identifier, Identifier]],
) -> None:
    """G-14: ids went into branch names and paths as they were."""
    names = [branch_name(agent, task) for agent, task in ids]
    assert len({seen_by_a_file_system(name) for name in names}) == len(ids)
    assert len({seen_by_a_file_system(folder_name(name)) for name in names}) == len(ids)
    for name in names:
        assert [len(part) <= 200 for part in name.split("/")] == [True] * 3
        assert ".." not in PurePosixPath(name).parts
        assert not any(part.startswith(("-", ".")) for part in name.split("/"))
    for name in names[:3]:
        assert accepted(name), name


@pytest.mark.parametrize("value", NASTY)
def test_git_takes_whatever_an_agent_or_a_task_is_called(value: str) -> None:
    assert accepted(branch_name(value, value))
    assert accepted(rules_folder_name(value))


@settings(deadline=None)
@given(IDS, IDS)
def test_agents_have_different_folders(one: Identifier, other: Identifier) -> None:
    same = str(one) == str(other)
    names = rules_folder_name(one), rules_folder_name(other)
    assert (seen_by_a_file_system(names[0]) == seen_by_a_file_system(names[1])) == same


def test_a_usual_id_stands_in_the_name_as_it_is() -> None:
    assert branch_name("agent_1", 123).startswith("feature/agent-agent_1/123-")
    uuid = UUID("550e8400-e29b-41d4-a716-446655440000")
    assert branch_name(uuid, "fix.css").startswith(f"feature/agent-{uuid}/fix.css-")
    assert rules_folder_name("agent_1") == "rules/agent-agent_1"


def test_a_name_is_the_same_every_time_and_another_for_another_attempt() -> None:
    names = [branch_name("a", "t"), branch_name("a", "t"), branch_name("a", "t", attempt=2)]
    assert names[0] == names[1] != names[2]


def test_a_number_is_its_text() -> None:
    """G-12: a folder was looked up by the number under a map of texts."""
    assert branch_name(7, 8) == branch_name("7", "8")


def test_no_branch_is_a_folder_of_another() -> None:
    """`it` and `it/x` cannot both be branches."""
    names = {branch_name(agent, task) for agent in NASTY for task in NASTY}
    assert {name.count("/") for name in names} == {2}


def test_an_id_like_the_changed_name_of_another_is_changed_too() -> None:
    changed = rules_folder_name("My Agent").removeprefix("rules/agent-")
    assert rules_folder_name(changed) != rules_folder_name("My Agent")


@pytest.mark.parametrize("value", ["", "  ", None, b"a", 1.0, True, "a\0b"])
def test_what_is_no_id_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match="task_id"):
        branch_name("a", value)  # type: ignore[arg-type]


def accepted(name: str) -> bool:
    check = ["git", "check-ref-format", "--branch", name]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def seen_by_a_file_system(name: str) -> str:
    """Without case, and in one normal form, as some file systems compare names."""
    return unicodedata.normalize("NFKD", name).casefold()
