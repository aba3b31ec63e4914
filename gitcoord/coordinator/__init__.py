"""Agents get tasks, hand in their work, and have it merged by epic (behaviour 3.5)."""

from gitcoord.coordinator.assignment import Assignment, assign_task
from gitcoord.coordinator.configuration import Coordination, coordination, is_enabled
from gitcoord.coordinator.merging import merge_all_for_epic, merge_status
from gitcoord.coordinator.results import BranchResult, EpicMerge, Submission, Waiting
from gitcoord.coordinator.status import Status, git_status
from gitcoord.coordinator.submission import submit_work

__all__ = [
    "Assignment",
    "BranchResult",
    "Coordination",
    "EpicMerge",
    "Status",
    "Submission",
    "Waiting",
    "assign_task",
    "coordination",
    "git_status",
    "is_enabled",
    "merge_all_for_epic",
    "merge_status",
    "submit_work",
]
