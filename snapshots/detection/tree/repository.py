"""What git says belongs to a repository, whoever configured it.

A repository that somebody sent is not trusted: its configuration can name programs that git runs
(core.fsmonitor), and its index paths that lead anywhere. No such program runs, nothing is fetched,
and of the paths only those count that are below the root without a link in between.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from snapshots.detection.tree.folders import left_out, scan
from snapshots.detection.tree.vendored import is_vendored

_GIT = ("git", "--no-pager")
_CONFIGURED = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.excludesFile=/dev/null"),
)
_LIST = ("ls-files", "-co", "--exclude-standard", "-z")

_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # Objects that a partial clone left behind would be fetched, with a command from its
    # configuration. Versions of git before 2.45 heed only the second.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # Its reasons are told, and read.
    "LC_ALL": "C",
}

_UNLISTED = re.compile(r"^warning: could not open directory '(.+)': (.+)$", re.MULTILINE)


def listed(root: Path, seconds: float, unread: dict[str, str]) -> list[str]:
    """Paths that git tracks below a folder, and those it neither tracks nor ignores.

    Empty if git is missing, refuses or takes longer, and if the folder is in no repository or is
    ignored by the one around it, as that of an installed package is.

    Args:
        unread: why git did not answer is added, and folders that it could not list.
    """
    top = next((one for one in (root, *root.parents) if os.path.lexists(one / ".git")), None)
    if top is None:
        return []
    try:
        answer = subprocess.run(
            [*_GIT, *_CONFIGURED, "-C", root, *_LIST],
            # core.worktree could name any folder of the machine.
            env=_clean(os.environ) | _ENVIRONMENT | {"GIT_WORK_TREE": str(top)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        unread["./"] = (
            f"{_reason(error, seconds)} So the folders were gone through by their .gitignore "
            "files, and what is tracked though ignored was not seen."
        )
        return []
    unread.update((folder, f"cannot be read: {why}") for folder, why in _warned(answer.stderr))
    return [os.fsdecode(path) for path in answer.stdout.split(b"\0") if path]


def _reason(error: Exception, seconds: float) -> str:
    """Why git did not answer, and what to do."""
    match error:
        case subprocess.TimeoutExpired():
            return (
                f"git took longer than {seconds:g} s. `git status` there shows what it waits for."
            )
        case subprocess.CalledProcessError():
            said = os.fsdecode(error.stderr).strip().removeprefix("fatal: ")
            first, *others = said.split("\n")
            if remedy := next((line for line in others if "safe.directory" in line), None):
                return f"git refuses: {first}. If you trust it: `{remedy.strip()}`."
            return f"git refuses: {first or error}. `git status` there has to succeed."
        case FileNotFoundError():
            return "git is not installed, or not on the PATH. Install it."
    return f"git cannot be run: {error}."


def _warned(said: bytes) -> Iterator[tuple[str, str]]:
    """Folders that git could not list, and why."""
    for folder, why in _UNLISTED.findall(os.fsdecode(said)):
        yield f"{folder.rstrip('/')}/", why


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what would lead git elsewhere, GIT_DIR above all."""
    return {name: value for name, value in environment.items() if not name.startswith("GIT_")}


def present(
    root: Path, paths: Iterable[str], skipped: Counter[str], unread: dict[str, str]
) -> Iterator[str]:
    """The regular files among listed paths, the nearest to the root first.

    Repositories within the repository are gone through too. What is left out is counted in
    `skipped`; what may not be looked at is added to `unread`.
    """
    folders = _Folders(root, skipped, unread)
    for path in sorted({path.rstrip("/") for path in paths}, key=nearness):
        if not folders.lead_to(path):
            continue
        try:
            mode = os.lstat(f"{root}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue  # Deleted, and not yet committed so.
        except OSError as error:
            unread[path] = f"cannot be read: {error.strerror}"
            continue
        if not stat.S_ISDIR(mode):
            if reason := left_out(path, link=stat.S_ISLNK(mode), regular=stat.S_ISREG(mode)):
                skipped[reason] += 1
            else:
                yield path
        elif os.path.lexists(f"{root}/{path}/.git") and folders.own(path):
            yield from scan(root, path, skipped, unread)


def nearness(path: str) -> tuple[int, str]:
    """Sorts paths by their distance from the root."""
    return path.count("/"), path


class _Folders:
    """Folders that paths lead through, each looked at once."""

    def __init__(self, root: Path, skipped: Counter[str], unread: dict[str, str]) -> None:
        self._root = root
        self._skipped = skipped
        self._unread = unread
        self._known = {"": True}

    def lead_to(self, path: str) -> bool:
        """Whether what a path leads through are folders of the tree, and its own."""
        pending = []
        folder = path.rpartition("/")[0]
        while folder not in self._known:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        entered = self._known[folder]
        for folder in reversed(pending):
            entered = entered and self.own(folder)
            self._known[folder] = entered
        return entered

    def own(self, folder: str) -> bool:
        """Whether a folder is one, and was written for this tree."""
        if folder.rpartition("/")[2] in ("", ".", ".."):
            return False  # No such path is in an index that git made.
        path = f"{self._root}/{folder}"
        try:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                return False
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            self._unread[f"{folder}/"] = f"cannot be read: {error.strerror}"
            return False
        if is_vendored(path):
            self._skipped["vendored folder"] += 1
            return False
        return True
