"""The files of a source tree that somebody wrote.

    tree = walk(Path("/srv/shop"))
    tree.files             # paths from the root: ("lib/shop.ex", "mix.exs", …)
    tree.read("mix.exs")   # contents, or None, with the reason in tree.unread
    tree.skipped           # {"vendored folder": 2, "symbolic link": 1}

Within a git repository, git says which files belong to it; elsewhere, and where git does not
answer (`unread` tells why), the folders are gone through and their .gitignore files heeded. Either
way what is there decides, never whose machine it is: ignore rules of the user or of the clone do
not count.
"""

from snapshots.detection.tree.files import USUAL, Limits, Tree
from snapshots.detection.tree.walking import walk

__all__ = ["USUAL", "Limits", "Tree", "walk"]
