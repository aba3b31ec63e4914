"""The commands in the documentation, run in the order of the page on a legacy database.

Every ```sh block is run, by one bash, unless the line above it is a comment that begins with
`<!-- not executed:` and says why. ```sql blocks are run too, before the shell. A ```text block is a
part of what the commands say, apart from the seconds. The other kinds (```console, ```python) are
for reading.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from django.conf import settings

from config.database import EMBEDDED
from config.demo import database
from config.demo.rows import Legacy
from config.embedded import server
from tests.scratch import Scratch

THERE, BACK = "Applying snapshots.0002_align", "Taking back snapshots.0002_align"

# What is to be seen while a page's commands run.
PAGES = {
    "README.md": (
        THERE,
        BACK,
        "Recorded as snapshot 1 of shop",
        "upserted 1: crate",
        "Merged 2 of 2 branches",
    ),
    "docs/runbook.md": (THERE, "nothing is amiss", "Nothing was dropped"),
    "docs/preparation.md": ("is prepared", "Left for migrate: 0 rows", THERE, "nothing is amiss"),
    "docs/rollback.md": (THERE, BACK, "nothing is amiss"),
    "docs/naming.md": (THERE, "no differences"),
    "docs/detection.md": ("technologies of the shipped set", "Recorded as snapshot 1 of shop"),
    "docs/templates.md": ("upserted 1: framework/phoenix", "upserted 1: framework:phoenix"),
    "docs/coordination.md": ("waits to be merged", "Merged 2 of 2 branches", "say the same"),
    "docs/reference.md": (),
}

BLOCK = re.compile(
    r"^(?P<excuse> *<!-- not executed: [^\n]+ -->\n)?"
    r"(?P<indent> *)```(?P<kind>\w+)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
EXCUSE = re.compile(r"^ *<!-- not executed:", re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]+)")


class Block(NamedTuple):
    kind: str
    text: str
    executed: bool


def blocks(page: str) -> list[Block]:
    text = (settings.BASE_DIR / page).read_text()
    found = list(BLOCK.finditer(text))
    assert len(found) * 2 == text.count("```"), "a block that is not recognised"
    assert len(EXCUSE.findall(text)) == sum(block["excuse"] is not None for block in found)
    return [Block(b["kind"], unindented(b), b["excuse"] is None) for b in found]


def unindented(block: re.Match[str]) -> str:
    """The text of a block, which stands as far in as its fence."""
    return re.sub(rf"^{block['indent']}", "", block["text"], flags=re.MULTILINE)


def script(page: str, kind: str) -> str:
    """All blocks of a kind that are executed, one after the other."""
    return "\n".join(block.text for block in blocks(page) if block.kind == kind and block.executed)


@pytest.fixture
def singularity(legacy: Scratch) -> Scratch:
    """A legacy database with the rows of the demo."""
    with psycopg.connect(legacy.url) as connection, connection.cursor() as cursor:
        database.fill(Legacy(embeddings=False).tables(), cursor)
    return legacy


@pytest.mark.parametrize("page", PAGES)
def test_commands_work(page: str, singularity: Scratch, tmp_path: Path) -> None:
    (tmp_path / "manage.py").symlink_to(settings.BASE_DIR / "manage.py")
    if statements := script(page, "sql"):
        singularity.script(statements)
    commands = script(page, "sh")

    outcome = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        env=os.environ
        | {"DATABASE_URL": singularity.url, "PATH": path(), "VAR_DIR": str(tmp_path / "var")},
        cwd=tmp_path,  # where files may be written
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert (outcome.returncode, outcome.stderr) == (0, "")
    for sight in PAGES[page]:
        assert sight in outcome.stdout
    said = without_seconds(outcome.stdout)
    for text in (block.text for block in blocks(page) if block.kind == "text"):
        assert without_seconds(text) in said, f"Paste from this:\n{said}"


def without_seconds(text: str) -> str:
    """What a command says apart from how long it took, and from spaces at the ends of lines."""
    return re.sub(r"(?: +[\d.]+ s)? *$", "", text, flags=re.MULTILINE)


def path() -> str:
    """PATH with this Python first, and with the client programs of the embedded PostgreSQL."""
    folders = [str(Path(sys.executable).parent), os.environ["PATH"]]
    if settings.DATABASES["default"]["ENGINE"] == EMBEDDED:
        folders.insert(0, str(server.start().bin_path))
    return os.pathsep.join(folders)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    file = settings.BASE_DIR / page

    for target in LINK.findall(file.read_text()):
        assert (file.parent / target).exists(), target


def test_settings_are_all_there() -> None:
    reference = (settings.BASE_DIR / "docs/reference.md").read_text()
    described = re.findall(r"^\| `([A-Z_]+)` \|", reference, re.M)
    source = (settings.BASE_DIR / "config/settings.py").read_text()
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source)

    assert read
    assert set(read) <= set(described)
