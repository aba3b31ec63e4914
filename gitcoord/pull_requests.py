"""Pull requests: opened by a function that takes a proposal and gives a number.

There is `nobody`, which opens none, and `by_gh`, which asks GitHub's command line. Another forge is
another function.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from gitcoord.errors import PullRequestFailed
from gitcoord.git.remote import Remote

# Seconds for gh and the server behind it.
LIMIT = 60.0

# What gh prints is the address of the pull request, no `#12` (behaviour G-11).
_NUMBER = re.compile(r"/pull/(\d{1,18})\b")


@dataclass(frozen=True)
class Proposal:
    """A branch that is proposed for the base."""

    branch: str
    base: str
    title: str
    body: str


OpenPullRequest = Callable[[Proposal], int | None]
"""Opens one and gives its number, or that of the one there is; None if it opens none.

Raises PullRequestFailed, which keeps nobody from going on.
"""


def nobody(_proposal: Proposal) -> None:
    """Opens none."""
    return


def by_gh(remote: Remote, proposal: Proposal) -> int:
    """Open one with ``gh pr create``, which logs in by its own configuration.

    It runs in no workspace, so that nothing is read there.

    Raises:
        PullRequestFailed: there is no gh, or it opened none, or said no number.
    """
    command = [
        "gh", "pr", "create", f"--repo={remote.address}", f"--head={proposal.branch}",
        f"--base={proposal.base}", f"--title={' '.join(proposal.title.split())}", "--body-file=-",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            input=proposal.body.encode(errors="backslashreplace"),
            capture_output=True,
            cwd="/",
            env=_environment(),
            timeout=LIMIT,
            start_new_session=True,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise PullRequestFailed(f"No pull request for {proposal.branch!r}: {error}.") from error
    said = (done.stdout + b"\n" + done.stderr).decode(errors="backslashreplace")
    # That there is one already, as after an interruption, is a failure with its address.
    number = _NUMBER.search(said)
    if number is None or (done.returncode and "already exists" not in said):
        words = " ".join(said.split())[-500:] or "no word"
        raise PullRequestFailed(
            f"No pull request for {proposal.branch!r}: gh ended with {done.returncode} and said: "
            f"{words}. Open it by hand, or submit again."
        )
    return int(number[1])


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
    return ours | quiet | {"GIT_TERMINAL_PROMPT": "0"}
