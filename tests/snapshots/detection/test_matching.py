"""What is looked at, and how often."""

from collections import Counter
from pathlib import Path

import pytest

from snapshots.detection import detect_technologies
from snapshots.detection.tree import Tree
from techknowledge.models import TechnologyPattern
from tests.snapshots.detection.world import (
    detected,
    detection,
    elixir,
    knows,
    pattern,
    places,
    plant,
    python,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file is read."""
    counted: Counter[str] = Counter()
    read = Tree.read

    def counting(tree: Tree, path: str) -> bytes | None:
        counted[path] += 1
        return read(tree, path)

    monkeypatch.setattr(Tree, "read", counting)
    return counted


def test_files_are_read_once_and_only_if_it_matters(tmp_path: Path, reads: Counter[str]) -> None:
    """A manifest that is source too (`mix.exs`) included."""
    expressions = ["Phoenix", "use", "defmodule"]
    knows(elixir(), *(pattern(f"framework:{n}", code_patterns=expressions) for n in range(50)))
    plant(
        tmp_path, {"mix.exs": "use Mix\n", "lib/a.ex": "use A\n", "README.md": "use", "x.png": ""}
    )

    detect_technologies(tmp_path)

    assert reads == {"mix.exs": 1, "lib/a.ex": 1}


def test_lock_files_are_no_source(tmp_path: Path) -> None:
    knows(
        python(),
        pattern("framework:x", code_patterns=["import x"], lock_files=["lock.py"]),
    )

    found = detection(
        detect_technologies(plant(tmp_path, {"lock.py": "import x\n"})), "framework:x"
    )

    assert places(found) == ["lock.py lock file"]


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    knows(pattern("framework:x", dependencies=["x"]))
    plant(tmp_path, {"outside/requirements.txt": "x\n", "tree/readme": ""})
    (tmp_path / "tree/requirements.txt").symlink_to(tmp_path / "outside/requirements.txt")
    (tmp_path / "tree/more").symlink_to(tmp_path / "outside")

    assert detected(detect_technologies(tmp_path / "tree")) == set()


def test_folder_behind_a_link_keeps_the_name_it_was_given(tmp_path: Path) -> None:
    """S-7: `/srv/shop/current` is one code base, whatever release it leads to."""
    knows(pattern("framework:x", config_files=["x.toml"]))
    plant(tmp_path / "releases/1", {"x.toml": ""})
    (tmp_path / "current").symlink_to(tmp_path / "releases/1")

    report = detect_technologies(f"{tmp_path}/releases/../current/")

    assert report.codebase == f"{tmp_path}/current"
    assert detected(report) == {"framework:x"}


def test_what_could_not_be_listed_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git the answer can be another one, and nobody would know why."""
    knows(python())
    plant(tmp_path, {".git/HEAD": "nonsense", "a.py": ""})
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    [problem] = detect_technologies(tmp_path).problems

    assert problem.where == "./"
    assert problem.what.startswith("git is not installed")


def test_rows_can_be_chosen(tmp_path: Path) -> None:
    knows(
        pattern("framework:x", config_files=["x.toml"]),
        pattern("framework:y", config_files=["x.toml"]),
    )
    chosen = TechnologyPattern.objects.filter(technology_name="y")

    report = detect_technologies(plant(tmp_path, {"x.toml": ""}), patterns=chosen)

    assert detected(report) == {"framework:y"}


def test_user_rows_count_at_once(tmp_path: Path) -> None:
    knows(python())
    plant(tmp_path, {"ours.toml": ""})
    before = detected(detect_technologies(tmp_path))

    TechnologyPattern.objects.create(
        technology_name="Ours", technology_type="framework", config_files=["ours.toml"]
    )

    assert (before, detected(detect_technologies(tmp_path))) == (set(), {"framework:ours"})
