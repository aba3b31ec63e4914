"""One git command: an argument list, a clean environment, a time limit, a checked status.

Agents write to what git reads, so nothing that git could take a command from is left to them:

    hooks                         core.hooksPath is no folder
    file system monitor           off
    configuration                 of the system never, of the account only for a remote; of the
                                  repository, see `gitcoord.git.private`
    filters, merge drivers, …     defined in configuration only, which is the line above
    remote helpers (``ext::``)    no protocol at all, but for what goes to a remote
    objects fetched in passing    never; replaced objects are not replaced
    prompts, editors, pagers      none; there is no terminal either
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gitcoord.git.errors import GitFailed, GitMissing, GitTooOld

OLDEST = 2, 39

# Seconds for what stays on this machine; remotes have their own limit.
LIMIT = 120.0

_CONFIGURATION = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.excludesFile": "/dev/null",
    "core.attributesFile": "/dev/null",
    # Milliseconds to wait for a reference that another process is just writing.
    "core.filesRefLockTimeout": "10000",
    "core.packedRefsTimeout": "10000",
    # Our view of a repository lacks the heads of its worktrees: a collection would delete them.
    "gc.auto": "0",
    "maintenance.auto": "false",
    "commit.gpgSign": "false",
    "push.gpgSign": "false",
    "protocol.ext.allow": "never",
    "credential.interactive": "false",
    "advice.detachedHead": "false",
    "advice.addEmbeddedRepo": "false",
}

_ENVIRONMENT = {
    "LC_ALL": "C",
    "TZ": "UTC0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "GIT_EDITOR": "false",
    "GIT_PAGER": "cat",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}

_LOCAL = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ALLOW_PROTOCOL": "none"}

_NOT_OURS = ("GIT_", "LC_", "LANG", "SSH_ASKPASS")


@dataclass(frozen=True)
class Identity:
    """Whom a commit names; git is never asked to guess (behaviour G-13)."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{_plain(self.name)} <{_plain(self.email)}>"

    def variables(self, role: str) -> dict[str, str]:
        """For git, as AUTHOR or COMMITTER."""
        return {
            f"GIT_{role}_NAME": _plain(self.name),
            f"GIT_{role}_EMAIL": _plain(self.email),
        }


COORDINATOR = Identity("Singularity coordinator", "coordinator@singularity.invalid")


@dataclass(frozen=True)
class Finished:
    """What a command said, and how it ended."""

    status: int
    stdout: bytes
    stderr: bytes

    @property
    def line(self) -> str:
        """Its output where that is one line of ASCII: an object id."""
        return self.stdout.decode("ascii").strip()

    @property
    def parts(self) -> list[bytes]:
        """Its output where each part ends with NUL."""
        return self.stdout.split(b"\0")[:-1]


def git(
    arguments: Sequence[str],
    *,
    variables: Mapping[str, str | None],
    folder: Path | None = None,
    stdin: bytes = b"",
    accept: Sequence[int] = (0,),
    limit: float = LIMIT,
    remedy: str = "Look at the repository with git by hand.",
) -> Finished:
    """Run git and wait for it.

    Args:
        arguments: the command and its options; whatever comes from outside stands after ``--`` or
            is an id.
        variables: of the environment, GIT_DIR among them: a repository is never looked for. None
            takes one away.
        folder: to run in; the root folder if none is given.
        accept: statuses other than a failure.
        limit: seconds; then it and all processes it has started are ended.
        remedy: what to do about a failure.

    Raises:
        GitFailed: it ended with another status, or its time was up.
        GitMissing: there is no git.
    """
    command = ["git", *arguments]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder or "/",
            env=environment(variables),
            start_new_session=True,  # no terminal to prompt on, and one group to end
        )
    except FileNotFoundError as error:
        if folder and not folder.is_dir():
            raise GitFailed(command, None, str(error).encode(), remedy) from error
        raise GitMissing from error
    finished = _finished(process, command, stdin, limit, remedy)
    if finished.status not in accept:
        raise GitFailed(command, finished.status, finished.stderr or finished.stdout, remedy)
    return finished


def require_git() -> None:
    """Make sure that there is a git which knows `merge-tree --stdin`.

    Raises:
        GitMissing: there is none.
        GitTooOld: it does not.
    """
    said = git(["version"], variables={}).stdout.decode(errors="replace").strip()
    number = re.search(r"(\d+)\.(\d+)", said)
    if not number or (int(number[1]), int(number[2])) < OLDEST:
        raise GitTooOld(said)


def environment(variables: Mapping[str, str | None]) -> dict[str, str]:
    """This process' environment without what would change git, and with what we want."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
    wanted = {**ours, **_ENVIRONMENT, **_LOCAL, **_configured(_CONFIGURATION), **variables}
    return {name: value for name, value in wanted.items() if value is not None}


def _configured(settings: Mapping[str, str]) -> dict[str, str]:
    """Configuration that goes before that of any file."""
    numbered = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        numbered |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return numbered


def _finished(
    process: subprocess.Popen[bytes],
    command: Sequence[str],
    stdin: bytes,
    limit: float,
    remedy: str,
) -> Finished:
    # `communicate(timeout=…)` looks for the end every other millisecond, which is half of what a
    # small command takes.
    too_late = threading.Event()
    watch = threading.Timer(limit, _end, [process, too_late])
    watch.start()
    try:
        stdout, stderr = process.communicate(stdin)
    except BaseException:
        _end(process, too_late)
        process.communicate()
        raise
    finally:
        watch.cancel()
    if too_late.is_set():
        raise GitFailed(command, None, f"more than {limit:g} seconds".encode(), remedy)
    return Finished(process.returncode, stdout, stderr)


def _end(process: subprocess.Popen[bytes], ended: threading.Event) -> None:
    """End a process and all it has started, also where it has ended itself and they have not."""
    ended.set()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _plain(text: str) -> str:
    """A name without what git's identity lines are made of."""
    kept = "".join(letter for letter in text if letter.isprintable() and letter not in "<>")
    return kept.strip(" .,:;\"'\\") or "unknown"
