"""A coordinator to try things with, and agents who work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gitcoord.coordinator import (
    Assignment,
    Coordination,
    Submission,
    assign_task,
    git_status,
    merge_all_for_epic,
    submit_work,
)
from gitcoord.coordinator.status import Status
from gitcoord.git.remote import Remote
from gitcoord.git.repository import open_repository
from tests.gitcoord.git.repositories import Files, files_of, git, repository, write

EPIC = "epic-1"


def coordination(folder: Path, files: Files | None = None, **options: Any) -> Coordination:
    """On a repository of its own, whose base has files."""
    return Coordination(repository(folder, files or {"README": "read\n"}), wait=30, **options)


def bare(folder: Path, files: Files | None = None) -> Path:
    """A bare repository to be a remote, whose base has files."""
    git(folder, "init", "-q", "--bare", "-b", "main", "remote.git")
    git(folder, "clone", "-q", "remote.git", "seed")
    git(folder / "seed", "checkout", "-q", "-b", "main")
    write(folder / "seed", files or {"README": "read\n"})
    git(folder / "seed", "add", "--all")
    git(folder / "seed", "commit", "-q", "-m", "Seed")
    git(folder / "seed", "push", "-q", "origin", "main")
    return folder / "remote.git"


def machine(folder: Path, remote: Path, **options: Any) -> Coordination:
    """A coordinator of its own that shares a remote with others."""
    made = open_repository(folder / "repository")
    return Coordination(made, Remote(made, str(remote)), wait=30, **options)


def assign(at: Coordination, agent: Any = "ana", task: Any = 1, **options: Any) -> Assignment:
    return assign_task(agent, task, at=at, **{"correlation_id": EPIC, **options})


def submit(at: Coordination, agent: Any = "ana", **result: Any) -> Submission:
    return submit_work(agent, result, at=at)


def work(
    at: Coordination, files: Files, agent: Any = "ana", task: Any = 1, **options: Any
) -> Submission:
    """Assign, work, submit."""
    assigned = assign(at, agent, task, **options)
    write(assigned.workspace, files)
    return submit(at, agent, branch=assigned.branch)


def merged(at: Coordination, epic: str = EPIC) -> dict[str, str]:
    """Merge an epic; statuses by branch, in their order."""
    results = merge_all_for_epic(epic, at=at).results
    assert len({each.branch for each in results}) == len(results)
    return {each.branch: each.status for each in results}


def history(at: Coordination) -> list[tuple[str, str]]:
    """Branches and what became of them, in that order."""
    return list(at.history.order_by("id").values_list("branch", "status"))


def base_files(at: Coordination) -> Mapping[str, str]:
    """Contents by path, without the last line's end."""
    return files_of(at.repository, at.repository.tip("main"))


def found(at: Coordination) -> list[str]:
    """Ids of the differences that there are."""
    return [each.id for each in git_status(at=at).differences]


def repaired(at: Coordination) -> Status:
    """After a repair; a second one has nothing to do."""
    status = git_status(repair=True, at=at)
    assert git_status(repair=True, at=at).mended == ()
    return status
