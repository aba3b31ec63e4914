"""Work handed in: committed, pushed, proposed, queued, and tried against all that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from alignment.narration import step
from gitcoord.coordinator.assignment import unmerged_branch
from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.clashes import clashes
from gitcoord.coordinator.configuration import Coordination, coordination
from gitcoord.coordinator.errors import NothingAssigned, NotMergeable
from gitcoord.coordinator.merging import merge_rows
from gitcoord.coordinator.origins import origin, refuse_elsewhere
from gitcoord.coordinator.results import Submission
from gitcoord.coordinator.submitted import commit_of
from gitcoord.coordinator.tasks import Task, task_of
from gitcoord.coordinator.tidying import tidy
from gitcoord.errors import PullRequestFailed
from gitcoord.git.changes import changes
from gitcoord.git.commits import commit_all
from gitcoord.git.errors import GitFailed, NoSuchBranch, RemoteMoved
from gitcoord.git.process import Identity
from gitcoord.git.worktrees import require
from gitcoord.models import PendingMerge
from gitcoord.pull_requests import Proposal
from gitcoord.values import Identifier, optional_text, text

# Words where the agent gave none (behaviour 3.5).
MESSAGE = "Agent work"
TITLE = "Agent-generated code"
BODY = "Automated pull request from agent"

# Bytes that GitHub takes.
_LONGEST_BODY = 65_536


@dataclass(frozen=True)
class Result:
    """What an agent hands in; all of it may be left out (behaviour G-12).

    Attributes:
        branch: the one that it works on now, if none is given.
        commit_message: of what is not committed yet.
        pr_title, pr_body: of the pull request.
        task_id, correlation_id: those of the assignment, if none are given.
    """

    branch: Identifier | None = None
    commit_message: str | None = None
    pr_title: str | None = None
    pr_body: str | None = None
    task_id: Identifier | None = None
    correlation_id: Identifier | None = None


def submit_work(
    agent_id: Identifier,
    result: Mapping[str, Any] | None = None,
    *,
    at: Coordination | None = None,
) -> Submission:
    """Commit everything in an agent's worktree and queue the branch to be merged.

    With a remote it is pushed and proposed first, so that what is queued is to be had by every
    merger. Work by rules is merged at once. What was interrupted is completed by doing it again.

    Args:
        result: what `Result` names.

    Returns:
        With the conflicts to be expected with others that wait, and with the base.

    Raises:
        TypeError: the result has a key that it has not.
        CoordinationDisabled: it is not turned on.
        NothingAssigned: no branch is named, and the agent has none.
        NoSuchBranch: there is none of that name (behaviour G-8).
        NotOwner: it is another agent's.
        NotMergeable: whatever the base, it cannot be merged.
        OfAnotherRepository: one with the same tables has the branch's row.
        RemoteMoved: somebody else has pushed to the branch.
        GitFailed: it cannot be committed, or pushed; the latter is in the history as well.
    """
    given = Result(**(result or {}))
    at = at or coordination()
    agent = text("agent_id", agent_id)
    with at.alone_with(agent):
        task = _task(at, agent, given)
        submission = _handed_in(at, task, given)
        row = at.pending.filter(branch=submission.branch).first()
    if task.branch is None:
        return _merged(at, task, row)
    return submission


def _task(at: Coordination, agent_id: str, given: Result) -> Task:
    branch = optional_text("branch", given.branch)
    if branch is not None and at.repository.find(branch) is None:
        raise NoSuchBranch(branch, at.repository.path)
    found = task_of(at, agent_id, branch)
    return replace(
        found,
        task_id=optional_text("task_id", given.task_id) or found.task_id,
        correlation_id=optional_text("correlation_id", given.correlation_id)
        or found.correlation_id,
    )


def _handed_in(at: Coordination, task: Task, given: Result) -> Submission:
    """Commit and queue; the submission's branch is the one that waits, also of work by rules."""
    author = Identity(task.agent_id, "agent@singularity.invalid")
    with step("Commit the work"):
        message = given.commit_message or MESSAGE
        commit_all(at.repository, task.workspace, task.branch, message, author)
        tip = _tip(at, task)
    branch = task.branch or _name_for_rules(at, task)
    named = replace(task, branch=branch)
    base = base_of(at).commit
    change = changes(at.repository, base, [tip])[tip]
    if change.fault:
        raise NotMergeable(branch, change.fault)
    row = at.pending.filter(branch=branch).first()
    refuse_elsewhere(at, row)
    if not (change.commits or (row and task.branch is None)):
        return Submission(named)
    if task.branch is None:
        _make_branch(at, branch, tip)
    number, note = row.pr_number if row else None, ""
    if at.remote:
        _push(at, named, tip, row)
        if number is None and task.branch:
            number, note = _propose(at, branch, given)
    with step("Queue the branch"):
        _queue(at, named, number, {"commit": tip, **origin(at, base)}, note)
    with step("Look for conflicts"):
        found = clashes(at, base, branch, tip) if task.branch else []
    return Submission(named, tip, "queued", number, tuple(found), note)


def _tip(at: Coordination, task: Task) -> str:
    """The commit that an agent's worktree is on."""
    if task.branch:
        return at.repository.tip(task.branch)
    return str(require(at.repository, task.workspace, None).commit)


def _name_for_rules(at: Coordination, task: Task) -> str:
    if task.task_id is None:
        raise NothingAssigned(task.agent_id)
    return unmerged_branch(at, task.agent_id, task.task_id)


def _make_branch(at: Coordination, branch: str, tip: str) -> None:
    """Give work by rules a branch to wait on until it is merged; nobody has it checked out."""
    with step("Make the branch"):
        there = at.repository.find(branch)
        if there != tip:
            at.repository.move({branch: (tip, there)})


def _push(at: Coordination, task: Task, tip: str, row: PendingMerge | None) -> None:
    """Push a branch, over what was handed in before and over nothing else.

    Raises:
        RemoteMoved: somebody else has pushed to it.
        GitFailed: the remote refuses, or is not to be had.
    """
    branch = str(task.branch)
    assert at.remote
    with step("Push the branch"):
        try:
            there = at.remote.fetch(branch)
            ours = row is not None and there == commit_of(row)
            if there and not ours and not at.repository.contains(tip, there):
                raise RemoteMoved([branch])
            if there != tip:
                at.remote.push({branch: (tip, there)})
        except (GitFailed, RemoteMoved) as error:
            at.history.log(
                branch,
                status="error",
                agent_id=task.agent_id,
                task_id=task.task_id,
                correlation_id=task.correlation_id,
                details={"reason": str(error), "while": "push"},
            )
            raise


def _propose(at: Coordination, branch: str, given: Result) -> tuple[int | None, str]:
    """Open a pull request; its number, or why there is none."""
    title = text("pr_title", given.pr_title or TITLE)
    body = text("pr_body", given.pr_body or BODY, _LONGEST_BODY)
    proposal = Proposal(branch, at.repository.base, title, body)
    with step("Open a pull request"):
        try:
            return at.open_pull_request(proposal), ""
        except PullRequestFailed as error:
            return None, str(error)


def _queue(
    at: Coordination, task: Task, number: int | None, meta: dict[str, Any], note: str
) -> None:
    at.pending.upsert(
        str(task.branch),
        agent_id=task.agent_id,
        pr_number=number,
        task_id=task.task_id,
        correlation_id=task.correlation_id,
        meta=meta | ({"pull_request_error": note.replace("\0", "")} if note else {}),
    )


def _merged(at: Coordination, task: Task, row: PendingMerge | None) -> Submission:
    """Merge work by rules, and clear up, also after a run that was interrupted."""
    with at.merging_alone():
        results = merge_rows(at, [row]) if row else []
        tidy(at)
    for result in results:
        return Submission(task, result.commit, result.status, merged=result)
    return Submission(task)
