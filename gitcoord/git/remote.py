"""Where the base is shared with others: branches fetched from there and pushed to it.

An address is given to git as such, so nothing that the repository says of a remote is followed,
neither its ``uploadpack`` nor its ``insteadOf``. A name is looked up in the repository's file
`config`, which agents can write to, so it may lead to a server only: a repository on this machine
would run hooks of theirs. For a server, and only there, configuration of the account applies: how
it logs in, through which proxy. ssh takes its keys from its own files or from GIT_SSH_COMMAND.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gitcoord.git.errors import GitFailed, InvalidRemote, RemoteMoved
from gitcoord.git.presence import present
from gitcoord.git.private import write_whole
from gitcoord.git.process import Finished, git
from gitcoord.git.repository import HEADS, Moves, Repository

# Seconds for all that one command says to the other side.
LIMIT = 300.0

# Ours of a remote's branches, which nobody has checked out.
FETCHED = "refs/singularity/remote/"

_NETWORK = {"http", "https", "ssh", "git"}

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://.", re.IGNORECASE)
_HOST_AND_PATH = re.compile(r"[^-/:\s][^/:\s]*:(?!:|//).+")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

_REMEDY = "See whether the remote is there and lets this account in: git ls-remote."


@dataclass(frozen=True)
class Remote:
    """Another repository.

    Attributes:
        repository: ours.
        name: a name that it knows, or an address, or the absolute path of a folder.
        limit: seconds for each command.
    """

    repository: Repository
    name: str
    limit: float = LIMIT

    @property
    def address(self) -> str:
        """Where it is; a name is looked up each time (behaviour G-10).

        Raises:
            InvalidRemote: it is neither a name the repository knows nor an address we go to.
        """
        if _protocol(self.name):
            return self.name
        if not _NAME.fullmatch(self.name):
            raise InvalidRemote(self.name, "it is neither a name nor an address we go to")
        found = self._looked_up()
        if _protocol(found) not in _NETWORK:
            raise InvalidRemote(
                self.name, f"it is a name for {found!r}, and a name may only lead to a server"
            )
        return found

    def branches(self, names: Sequence[str]) -> dict[str, str]:
        """Those of the branches that the remote has, with their commits, which need not be here.

        Raises:
            GitFailed: the remote is not to be had, or took too long.
        """
        wanted = [HEADS + name for name in names]
        listed = self._git("ls-remote", "--quiet", "--refs", "--", self.address, *wanted)
        pairs = (line.split("\t") for line in os.fsdecode(listed.stdout).split("\n") if line)
        tips = {reference: commit for commit, reference in pairs}
        return {name: tips[HEADS + name] for name in names if HEADS + name in tips}

    def fetch(self, branch: str) -> str | None:
        """The commit that a branch of the remote is on, with all it takes; None without one.

        Raises:
            GitFailed: the remote is not to be had, or took too long.
        """
        return self.fetch_all([branch]).get(branch)

    def fetch_all(self, names: Sequence[str]) -> dict[str, str]:
        """Those of the branches that the remote has, with their commits and all these take.

        They are kept from collection as ``refs/singularity/remote/<branch>``.

        Raises:
            GitFailed: the remote is not to be had, or took too long, or a branch was deleted there
                since it was asked for them.
        """
        there = self.branches(names)
        here = present(self.repository, there.values())
        absent = [name for name, commit in there.items() if commit not in here]
        if absent:
            self._git(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
                "--no-recurse-submodules", "--stdin", "--", self.address,
                stdin=os.fsencode("".join(f"{HEADS}{name}\n" for name in absent)),
            )  # fmt: skip
        lines = "".join(f"update {FETCHED}{name} {commit}\n" for name, commit in there.items())
        self.repository.git("update-ref", "--stdin", stdin=os.fsencode(lines))
        return there

    def push(self, moves: Moves) -> None:
        """Make, move and delete branches of the remote, all or none, if they are where we think.

        Those that are where they should be already, as after an interruption, are left alone.

        Raises:
            RemoteMoved: one is somewhere else; fetch, merge and push again.
            GitFailed: the remote is not to be had, refuses for a reason of its own, or took too
                long.
        """
        leases = [
            f"--force-with-lease={HEADS}{name}:{old or ''}" for name, (_, old) in moves.items()
        ]
        wanted = [f"{new or ''}:{HEADS}{name}" for name, (new, _) in moves.items()]
        pushed = self._git(
            "push", "--quiet", "--atomic", "--no-verify", "--no-follow-tags", "--no-signed",
            "--recurse-submodules=no", *leases, "--", self.address, *wanted,
            accept=(0, 1),
        )  # fmt: skip
        if pushed.status:
            self._push_the_rest(moves, pushed)

    def _push_the_rest(self, moves: Moves, refused: Finished) -> None:
        there = self.branches(list(moves))
        rest = {name: move for name, move in moves.items() if there.get(name) != move[0]}
        moved = [name for name, (_, old) in rest.items() if there.get(name) != old]
        if moved:
            raise RemoteMoved(moved)
        if len(rest) == len(moves):
            command = ["git", "push", self.name, *moves]
            raise GitFailed(command, refused.status, refused.stderr, "The remote says why.")
        if rest:
            self.push(rest)

    def _looked_up(self) -> str:
        """The address of a name."""
        found = git(
            ["config", "--file", str(self.repository.git_dir / "config"), "--no-includes", "-z",
             "--get", f"remote.{self.name}.url"],
            variables={},
            accept=(0, 1),
        )  # fmt: skip
        if not found.parts:
            raise InvalidRemote(self.name, "the repository knows no such name")
        return os.fsdecode(found.parts[-1])

    def _git(self, *arguments: str, accept: Sequence[int] = (0,), stdin: bytes = b"") -> Finished:
        local = _protocol(self.address) == "file"
        return self.repository.git(
            *arguments,
            variables=self._for_a_folder() if local else _for_a_server(),
            accept=accept,
            stdin=stdin,
            limit=self.limit,
            remedy=_REMEDY,
        )

    def _for_a_folder(self) -> dict[str, str | None]:
        """Git starts a second one there, which knows none of our settings, only this file.

        Whoever owns the folder, it is the one that the operator has named.
        """
        account = self.repository.private / "account"
        write_whole(account, "[safe]\n\tdirectory = *\n[core]\n\tfsmonitor = false\n")
        return {"GIT_CONFIG_GLOBAL": str(account), "GIT_ALLOW_PROTOCOL": "file"}


def _for_a_server() -> dict[str, str | None]:
    ssh = os.environ.get("GIT_SSH_COMMAND", "ssh")
    return {
        "GIT_CONFIG_GLOBAL": None,
        "GIT_ALLOW_PROTOCOL": ":".join(sorted(_NETWORK)),
        "GIT_SSH_COMMAND": f"{ssh} -o BatchMode=yes",
    }


def _protocol(address: str) -> str | None:
    """How git would go to an address; None if it is none that we go to."""
    scheme = _SCHEME.match(address)
    if scheme:
        name = scheme[1].lower()
        return name if name in _NETWORK | {"file"} else None
    if address.startswith("/"):
        return "file"
    return "ssh" if _HOST_AND_PATH.fullmatch(address) else None
