"""Globs, understood in one way wherever they come from (behaviour D-7).

A glob stands for whole paths from the root of the tree, case-sensitive:

    *        anything within a name, nothing included; a leading dot too
    ?        one character of a name
    [a-z]    one of these, [!a-z] any other
    **/      any number of folders, none included; `lib/**` is everything below lib
    {a,b}    either, nested as may be; without a comma, braces are just braces
    \\x       x itself

A leading "/" or "./" makes no difference. Globs come from data, and so from anybody: they are
matched by RE2, and what grows beyond all use is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

import re2

from snapshots.errors import InvalidGlob
from techknowledge.regexes import RegexSet

# Characters of a glob, braces within braces, and globs that one with braces may stand for.
LONGEST = 500
DEEPEST = 10
MOST = 200

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CLASS = r"\[(?P<not>[!^]?)(?P<class>\]?(?:\\.|[^]\\])*)\]"
_BRACES = re.compile(rf"\\.|{_CLASS}|[{{}},]|[^\\\[{{}},]+|.", re.DOTALL)
_NAME = re.compile(
    rf"\\(?P<escaped>.)|{_CLASS}|(?P<any>\*+)|(?P<one>\?)|(?P<plain>[^\\\[*?]+)|(?P<open>.)",
    re.DOTALL,
)
_MEMBER = re.compile(r"\\?(.)(?:-\\?(.))?", re.DOTALL)


class GlobSet:
    """All globs of a run, matched in one pass over a path.

    Args:
        globs: a match is told by its place in this list.

    Raises:
        InvalidGlob: one of them is none; `translate` tells which beforehand.
    """

    def __init__(self, globs: Sequence[str]) -> None:
        self._set = RegexSet([translate(glob) for glob in globs], whole=True, case_sensitive=True)

    def matching(self, path: str) -> list[int]:
        """Places of the globs that match a whole path, ascending.

        A byte of a name that is not UTF-8 (a lone surrogate) is taken for a question mark.
        """
        return self._set.matching(path.encode("utf-8", "replace"))


def translate(glob: str) -> str:
    """The regular expression that a glob stands for, to be matched by RE2 from end to end.

    Raises:
        InvalidGlob: it is empty or too large, ends as a folder, leads out of the tree, or has
            brackets or braces that do not close.
    """
    regexes = []
    for plain in expand(glob):
        try:
            regexes.append(_path(plain))
        except ValueError as error:
            raise InvalidGlob(glob, str(error)) from error
    return "|".join(dict.fromkeys(regexes))


def expand(glob: str) -> list[str]:
    """The globs without alternatives that a glob stands for, in order.

    >>> expand("lib/**/*.{ex,exs}")
    ['lib/**/*.ex', 'lib/**/*.exs']

    Raises:
        InvalidGlob: a brace opens or closes nothing, or they are more than anybody means.
    """
    # For each brace that is open: the alternatives before the last comma, those after it.
    levels: list[tuple[list[str], list[str]]] = [([], [""])]
    for match in _BRACES.finditer(_bounded(glob)):
        piece = match[0]
        before, last = levels[-1]
        if piece == "{":
            levels.append(([], [""]))
        elif piece == "}":
            levels.pop()
            if not levels:
                raise InvalidGlob(glob, "a brace closes that was not opened")
            levels[-1][1][:] = _joined(glob, levels[-1][1], _alternatives(before, last))
        elif piece == "," and len(levels) > 1:
            levels[-1] = (before + last, [""])
        else:
            last[:] = [one + piece for one in last]
        if len(levels) > DEEPEST:
            raise InvalidGlob(glob, f"braces are nested more than {DEEPEST} deep")
    if len(levels) > 1:
        raise InvalidGlob(glob, "a brace is not closed")
    return levels[0][1]


def _bounded(glob: str) -> str:
    if len(glob) > LONGEST:
        raise InvalidGlob(f"{glob[:40]}…", f"it has more than {LONGEST} characters")
    if _SURROGATE.search(glob):
        raise InvalidGlob(glob, "it has half a character (a lone surrogate)")
    return glob


def _alternatives(before: list[str], last: list[str]) -> list[str]:
    """What is between two braces; they stand for themselves if it has no comma."""
    return before + last if before else [rf"\{{{one}\}}" for one in last]


def _joined(glob: str, beginnings: list[str], ends: list[str]) -> list[str]:
    if len(beginnings) * len(ends) > MOST:
        raise InvalidGlob(glob, f"it stands for more than {MOST} others")
    return [beginning + end for beginning, end in product(beginnings, ends)]


def _path(plain: str) -> str:
    """The expression for a glob without alternatives.

    Raises:
        ValueError: there is none; says why.
    """
    *folders, name = plain.split("/")
    if not name:
        raise ValueError(
            "it ends with a folder; `/**` is what is below one" if folders else "it is empty"
        )
    if ".." in (*folders, name):
        raise ValueError("`..` leads out of the tree")
    folders = [folder for folder in folders if folder not in ("", ".")]
    above = ["(?:[^/]+/)*" if folder == "**" else f"{_name(folder)}/" for folder in folders]
    return "".join(above) + ("(?s:.+)" if name == "**" else _name(name))


def _name(glob: str) -> str:
    """The expression for a part of a glob between slashes."""
    return "".join(map(_piece, _NAME.finditer(glob)))


def _piece(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "any":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "class":
            if not piece["class"]:
                raise ValueError("square brackets with nothing between them")
            members = "".join(_members(piece["class"]))
            return f"[^/{members}]" if piece["not"] else f"[{members}]"
        case "open":
            is_last = "a backslash is the last of a name"
            raise ValueError(is_last if piece[0] == "\\" else "a square bracket is not closed")
    return str(re2.escape(piece["escaped"] or piece["plain"]))


def _members(inside: str) -> Iterator[str]:
    """What is between square brackets; a range leaves the slash out, which is in no name."""
    if "[:" in inside:
        raise ValueError("classes by name, as [:alpha:], are not known")
    for member in _MEMBER.finditer(inside):
        first, last = member[1], member[2] or member[1]
        if first > last:
            raise ValueError(f"the range {first}-{last} runs backwards")
        ranges = [(first, "."), ("0", last)] if first < "/" < last else [(first, last)]
        yield from (f"{re2.escape(one)}-{re2.escape(other)}" for one, other in ranges)
