"""Source trees, planted from what should be in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def planted(root: Path, *paths: str, **contents: str | bytes) -> Path:
    """A folder with empty files at these paths; ``gitignore=`` is the content of its .gitignore."""
    files: dict[str, str | bytes] = dict.fromkeys(paths, "")
    files |= {".gitignore": contents.pop("gitignore")} if "gitignore" in contents else {}
    for path, content in files.items():
        plant(root / path, content)
    return root


def plant(file: Path, content: str | bytes = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def git(root: Path, *words: str) -> None:
    subprocess.run([*GIT, "-C", root, *words], check=True, capture_output=True)
