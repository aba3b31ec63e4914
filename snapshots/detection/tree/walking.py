"""Walking a tree."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

from snapshots.detection.tree.files import USUAL, Limits, Tree
from snapshots.detection.tree.folders import scan
from snapshots.detection.tree.repository import listed, present
from snapshots.errors import NoReadableFolder


def walk(root: Path, limits: Limits = USUAL) -> Tree:
    """The files below a folder that were written for it, in the same order every time.

    Left out is what git ignores, what is vendored (node_modules, virtual environments, build
    output), files made for browsers, and what is no regular file. Links are not followed: what they
    lead to is either in the tree under its own name or none of its business. The folder itself may
    be a link, vendored or ignored.

    Raises:
        NoReadableFolder: there is no folder of this name, or it may not be read.
    """
    folder = _folder(root)
    skipped: Counter[str] = Counter()
    unread: dict[str, str] = {}
    paths = listed(folder, limits.git_seconds, unread)
    left = skipped, unread
    found = present(folder, paths, *left) if paths else scan(folder, "", *left)
    files = sorted(set(islice(found, limits.files)))
    if beyond := sum(1 for _ in found):
        skipped[f"file beyond the first {limits.files:,}"] = beyond
    return Tree(folder, tuple(files), dict(sorted(skipped.items())), limits, unread)


def _folder(root: Path) -> Path:
    """The folder without links, once it is certain that it can be listed."""
    try:
        folder = os.path.realpath(root, strict=True)
        with os.scandir(folder):
            return Path(folder)
    except OSError as error:
        raise NoReadableFolder(str(root), error.strerror or str(error)) from error
    except ValueError as error:
        raise NoReadableFolder(str(root), str(error)) from error
