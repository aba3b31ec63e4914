"""Names of branches and folders, made from ids that are anything at all (behaviour G-14).

    branch    feature/agent-<agent>/<task>-<8 hex>
    folder    agent-<agent>/<task>-<8 hex>        and rules/agent-<agent> for work by rules

An id stands in them as it is where it is made of lower-case letters, digits and ``. _ -``. What
else there is becomes ``-``, and a hash of the id keeps it apart from others that look the same
then: ``A`` from ``a`` where the file system knows no case, one ``é`` from the other. Every branch
has three parts, so none is a folder of another's.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from gitcoord.values import Identifier, text

PREFIX = "feature/"

# What needs no change: no dot at an end or next to another, no name of a lock.
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9_-]))*")
_OTHER = re.compile(r"[^a-z0-9_]+")

# Looks like a hash of ours; kept as it is, it could be taken for the changed name of another id.
_HASHED = re.compile(r"-[0-9a-f]{16}$")

_OURS = re.compile(rf"{PREFIX}agent-[^/]+/[^/]+-[0-9a-f]{{8}}")

# Characters of an id that are kept; with all that is added a part stays far under 255 bytes.
_LONGEST = 80


def branch_name(agent_id: Identifier, task_id: Identifier, attempt: int = 1) -> str:
    """The branch for a task of an agent.

    It is the same every time, so that an assignment which was interrupted finds what it began.

    Args:
        attempt: 2 for the second branch of the same task, and so on.

    Raises:
        InvalidValue: an id is empty or of no kind that ids are of.

    >>> branch_name("agent_1", 123)
    'feature/agent-agent_1/123-8a12736f'
    """
    agent, task = text("agent_id", agent_id), text("task_id", task_id)
    # Lengths keep ("a", "bc") and ("ab", "c") apart.
    mark = _hash(f"{len(agent)}:{agent}{len(task)}:{task}{attempt}")[:8]
    return f"{PREFIX}agent-{_part(agent)}/{_part(task)}-{mark}"


def is_branch_name(branch: str) -> bool:
    """Whether `branch_name` can have made a name: ``feature/mine`` is somebody's own."""
    return _OURS.fullmatch(branch) is not None


def folder_name(branch: str) -> str:
    """The folder of a branch's worktree, below the one of all worktrees."""
    return branch.removeprefix(PREFIX)


def rules_folder_name(agent_id: Identifier) -> str:
    """The folder where an agent works by rules, on no branch.

    Raises:
        InvalidValue: the id is empty or of no kind that ids are of.
    """
    return f"rules/agent-{_part(text('agent_id', agent_id))}"


def _part(written: str) -> str:
    """An id as a part of a path, different for every id."""
    plain = _PLAIN.fullmatch(written) and not written.endswith(".lock")
    if plain and len(written) <= _LONGEST and not _HASHED.search(written):
        return written
    ascii_only = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    kept = _OTHER.sub("-", ascii_only.lower()).strip("-_")[:_LONGEST]
    return f"{kept or 'id'}-{_hash(written)[:16]}"


def _hash(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()
