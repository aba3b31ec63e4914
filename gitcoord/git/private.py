"""A git directory of our own for a repository that agents write to.

A worktree of an agent shares the configuration of the repository, so an agent can have git run
what it likes: as a hook, a filter, a merge driver, a transport. Which keys do that grows with every
version of git. So nearly everything we run, runs in a directory beside the repository which has
the same objects and references, by symbolic links, but configuration of ours and no hooks. (git's
own contrib/workdir/git-new-workdir makes such directories.) No repository is looked for either: a
``.git`` that an agent puts into its folder is never read.

What comes of it: filters are not run, so files that need one are refused (`FilterNeeded`); merge
drivers of the repository are not, but ``merge=union`` and ``binary`` are git's own and are.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from gitcoord.git.errors import NotARepository
from gitcoord.git.process import git

# What a repository is made of; `shallow` and `packed-refs` may come later.
_SHARED = ("objects", "refs", "packed-refs", "logs", "shallow", "info/exclude")

# Extensions of the format, lower case, that change nothing of what we share.
_HARMLESS = {"noop", "worktreeconfig", "relativeworktrees", "preciousobjects"}


def private_directory(git_dir: Path, private: Path) -> Path:
    """Make the directory, or see to it that it is as it should be; by any number of processes.

    Args:
        git_dir: the repository's.
        private: where ours goes; no agent should be able to write there.

    Raises:
        NotARepository: its format is one that cannot be shared so.
    """
    configuration = _configuration(git_dir)
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    (private / "info").mkdir(exist_ok=True)
    for name in _SHARED:
        _link(private / name, git_dir / name)
    write_whole(private / "config", configuration)
    write_whole(private / "HEAD", "ref: refs/heads/unborn-head-of-the-coordinator\n")
    return private


def _configuration(git_dir: Path) -> str:
    extensions = _extensions(git_dir)
    kind = extensions.pop("objectformat", "sha1")
    unknown = sorted(extensions.keys() - _HARMLESS)
    if unknown:
        raise NotARepository(git_dir, f"its format has the extension {unknown[0]!r}")
    lines = ["[core]", "\tbare = true"]
    if kind == "sha1":
        return "\n".join([*lines, "\trepositoryformatversion = 0", ""])
    tail = ["\trepositoryformatversion = 1", "[extensions]", f"\tobjectFormat = {kind}", ""]
    return "\n".join([*lines, *tail])


def _extensions(git_dir: Path) -> dict[str, str]:
    """Extensions of a repository's format, without a file that it may include."""
    found = git(
        ["config", "--file", str(git_dir / "config"), "--no-includes", "-z",
         "--get-regexp", r"^extensions\."],
        variables={},
        accept=(0, 1),
        remedy="Mend the repository's file `config`.",
    )  # fmt: skip
    pairs = (part.decode(errors="replace").partition("\n") for part in found.parts)
    return {key.removeprefix("extensions."): value.lower() for key, _, value in pairs}


def _link(at: Path, target: Path) -> None:
    if at.is_symlink() and at.readlink() == target:
        return
    if at.is_symlink() or at.exists():
        at.unlink()  # fails for a folder: then it is none of ours
    with suppress(FileExistsError):  # another process was first
        at.symlink_to(target)


def write_whole(path: Path, content: str) -> None:
    """Write a file as a whole or not at all."""
    with suppress(FileNotFoundError):
        if path.read_text() == content:
            return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
