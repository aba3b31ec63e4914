"""Merges that are only tried: told of at once, and without a trace."""

from pathlib import Path

from gitcoord.git.repository import Repository
from gitcoord.git.trial import try_merges
from tests.gitcoord.git.repositories import branch, git, repository


def objects(made: Repository) -> str:
    return git(made.path, "count-objects", "-v")


def test_each_pair_is_answered_and_nothing_is_kept(tmp_path: Path) -> None:
    made = repository(tmp_path, {"a": "x", "b ü\n": "x", "d/c": "c\n" * 9})
    base = made.tip("main")
    tips = [
        branch(made, "0", {"a": "0", "b ü\n": "0"}),
        branch(made, "1", {"a": "1", "b ü\n": "1"}),
        branch(made, "2", {"new": "2"}),
    ]
    before = objects(made)
    found = try_merges(
        made, base, [(tips[0], tips[1]), (tips[0], tips[2]), (base, tips[1]), (tips[1], tips[0])]
    )
    assert [each.files for each in found] == [("a", "b ü\n"), (), (), ("a", "b ü\n")]
    assert [each.tree is None for each in found] == [True, False, False, True]
    assert objects(made) == before
    assert not list(made.private.glob("trial-*"))


def test_one_that_cannot_be_tried_does_not_take_the_others_along(tmp_path: Path) -> None:
    made = repository(tmp_path, {"a": "x"})
    base = made.tip("main")
    alien = git(made.path, "commit-tree", git(made.path, "rev-parse", "main^{tree}"), "-m", "x")
    pairs = [(base, base), (base, alien), (base, "1" * 40), (base, base)]
    found = try_merges(made, base, pairs)
    assert [bool(each.reason) for each in found] == [False, True, True, False]
    assert "unrelated histories" in found[1].reason


def test_nothing_to_try_is_nothing_tried(tmp_path: Path) -> None:
    made = repository(tmp_path)
    assert try_merges(made, made.tip("main"), []) == []


def test_union_counts_in_a_trial_too(tmp_path: Path) -> None:
    made = repository(tmp_path, {".gitattributes": "*.log merge=union\n", "x.log": "0\n"})
    pair = branch(made, "1", {"x.log": "0\n1\n"}), branch(made, "2", {"x.log": "0\n2\n"})
    (found,) = try_merges(made, made.tip("main"), [pair])
    assert found.tree
