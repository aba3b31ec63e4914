"""What calls come to: for programs, and in words."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass
from typing import Any, Literal

from alignment.page import Page, printable
from gitcoord.coordinator.clashes import Clash
from gitcoord.coordinator.tasks import Task
from gitcoord.coordinator.tidying import Left


@dataclass(frozen=True)
class BranchResult:
    """What became of a branch that waited.

    Attributes:
        status: as history has it.
        commit: the merge.
        files: in conflict.
        reason: of an error.
    """

    branch: str
    status: Literal["merged", "conflict", "error"]
    agent_id: str
    task_id: str | None
    pr_number: int | None
    commit: str | None
    files: tuple[str, ...]
    reason: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"files": list(self.files)}

    def tell(self, page: Page) -> None:
        if self.status == "merged":
            page.claim(printable(f"{self.branch} is merged: {self.commit}"), holds=True)
        else:
            page.claim(printable(f"{self.branch}, {self.status}: {self._why}"), holds=False)

    @property
    def _why(self) -> str:
        return "; ".join(filter(None, [", ".join(self.files), self.reason]))


@dataclass(frozen=True)
class Waiting:
    """Branches of an epic that wait to be merged, in the order they came."""

    correlation_id: str
    branches: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.branches)


@dataclass(frozen=True)
class EpicMerge:
    """What became of an epic's branches, each once and in the order of merging.

    Attributes:
        left: branches that were merged, and could not be cleared up wholly.
    """

    correlation_id: str
    results: tuple[BranchResult, ...]
    left: tuple[Left, ...]

    @property
    def findings(self) -> int:
        return sum(result.status != "merged" for result in self.results)

    def as_json(self) -> dict[str, Any]:
        return {
            "correlation_id": self.correlation_id,
            "results": [result.as_json() for result in self.results],
            "left": [asdict(each) for each in self.left],
        }

    def tell(self, page: Page) -> None:
        for result in self.results:
            result.tell(page)
        merged = len(self.results) - self.findings
        page.say(
            printable(
                f"Merged {merged:,} of {len(self.results):,} branches of {self.correlation_id}."
            )
        )
        if self.findings:
            page.say("The others wait until they can be: mend them and submit them again.")
        for each in self.left:
            page.say(printable(f"{each.branch} is merged, and stays: {each.reason}"))


@dataclass(frozen=True)
class Submission:
    """What became of it.

    Attributes:
        branch: None for work by rules.
        commit: what is queued, or was merged; None if there is nothing in it.
        status: ``queued``, ``empty``; for work by rules, what merging it came to.
        clashes: conflicts to be expected.
        note: why there is no pull request, where there should be one.
        merged: of work by rules.
    """

    task: Task
    commit: str | None = None
    status: Literal["queued", "empty", "merged", "conflict", "error"] = "empty"
    pr_number: int | None = None
    clashes: tuple[Clash, ...] = ()
    note: str = ""
    merged: BranchResult | None = None

    @property
    def branch(self) -> str | None:
        return self.task.branch

    @property
    def findings(self) -> int:
        return len(self.clashes) + (self.status in ("conflict", "error"))

    def as_json(self) -> dict[str, Any]:
        return {
            "agent_id": self.task.agent_id,
            "task_id": self.task.task_id,
            "correlation_id": self.task.correlation_id,
            "branch": self.branch,
            "outcome": self.status,
            "commit": self.commit,
            "pr_number": self.pr_number,
            "clashes": [each.as_json() for each in self.clashes],
            "note": self.note,
            "merged": self.merged.as_json() if self.merged else None,
        }

    def tell(self, page: Page) -> None:
        if self.merged:
            self.merged.tell(page)
        elif self.status == "empty":
            page.say("There is nothing in it that the base does not have. Nothing was queued.")
        else:
            number = f" as pull request {self.pr_number}" if self.pr_number else ""
            page.say(printable(f"{self.branch} waits to be merged{number}: {self.commit}."))
            if self.task.correlation_id is None:
                self._ask_for_an_epic(page)
        if self.note:
            page.say(printable(self.note))
        for clash in self.clashes:
            files = [printable(file) for file in clash.files]
            page.names(printable(f"in conflict with {clash.branch}"), files)

    def _ask_for_an_epic(self, page: Page) -> None:
        page.say(
            "It belongs to no epic, and branches are merged by epic. Hand it in again with one:"
        )
        again = ["git_submit", self.task.agent_id, f"--branch={self.branch}", "--correlation=EPIC"]
        page.commands(printable(f"python manage.py {shlex.join(again)}"))
