"""`python -m benchmarks`: the figures that it writes, and that it leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.server import Server

SERVER = os.environ.get("DATABASE_URL") or "embedded"


def bench(folder: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    """What it says, and what is in its JSON."""
    command = [sys.executable, "-m", "benchmarks", *arguments, "--server", SERVER]
    with subprocess.Popen(
        [*command, "--rows", "300", "--out", str(folder)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert left_by(process.pid) == []
    [file] = folder.glob("*.json")
    return output, json.loads(file.read_text())


def left_by(pid: int) -> list[str]:
    """Databases of that process."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    with Server() as server, server.connect() as connection:
        return [name for (name,) in connection.execute(query, [f"bench_{pid}_"])]


def test_crossings_are_measured(tmp_path: Path) -> None:
    names = ["floor", "in-place-forward"]

    output, found = bench(tmp_path, "--only", *names, "--repeat", "1")

    assert set(found["machine"]) >= {"cores", "memory", "processor", "postgresql", "settings"}
    assert found["rows"]["detection_events"] == 300
    assert list(found["measurements"]) == names
    for name, figures in found["measurements"].items():
        assert f"| {name} " in output
        assert {key for key in ("seconds", "memory", "wal") if not figures[key]["median"]} == set()
        assert "temporary" in figures
        [run] = figures["runs"]
        assert 0 < sum(step["seconds"] for step in run["steps"]) <= run["seconds"]
        assert {"bytes", "indexes", "dead_rows", "filled"} <= set(run["tables"][0])
    assert ("Drawn in" in output) == any(tmp_path.glob("*.svg"))  # with matplotlib only
    in_place = found["measurements"]["in-place-forward"]
    assert set(in_place["ratios"]) == {"floor", "in-place-forward"}
    assert in_place["longest_blocked"]["median"] > 0
    assert [account["lost"] for account in in_place["writes"][0]] == [0, 0, 0, 0]


def test_what_is_left_after_a_preparation_is_measured(tmp_path: Path) -> None:
    _, found = bench(tmp_path, "--only", "ours-prepared", "--repeat", "1")

    prepared = found["measurements"]["ours-prepared"]
    titles = [step["title"] for run in prepared["runs"] for step in run["steps"]]
    assert "Bring codebase_snapshots home" in titles
    assert prepared["longest_blocked"]["median"] > 0
    assert [account["lost"] for account in prepared["writes"][0]] == [0, 0, 0, 0]


def test_queries_are_asked(tmp_path: Path) -> None:
    output, found = bench(tmp_path, "queries", "--only", "technology", "pending")

    technology, pending = found["queries"]
    assert "| snapshots with a technology " in output
    assert technology["aligned"]["milliseconds"]["median"] > 0
    assert technology["aligned"]["plans"][0]["scans"]
    assert technology["legacy"]["calls"] > 0
    assert "legacy" not in pending


def test_pages_are_loaded(tmp_path: Path) -> None:
    output, found = bench(tmp_path, "pages", "--only", "overview", "--repeat", "1")

    [overview] = found["pages"]
    assert "| overview " in output
    assert overview["address"] == "/admin/overview/"
    assert overview["queries"] > 10
    assert found["goal"] == 100
