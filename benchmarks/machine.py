"""The machine and the server that figures were made on; without them they say nothing."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

from benchmarks.server import Server

_SETTINGS = """
    SELECT name, current_setting(name) FROM pg_settings
    WHERE name IN (
        'autovacuum', 'block_size', 'checkpoint_timeout', 'data_checksums', 'effective_cache_size',
        'full_page_writes', 'fsync', 'hash_mem_multiplier', 'io_method', 'jit',
        'maintenance_work_mem', 'max_parallel_maintenance_workers',
        'max_parallel_workers', 'max_parallel_workers_per_gather', 'max_wal_size',
        'random_page_cost', 'shared_buffers', 'synchronous_commit', 'wal_buffers',
        'wal_compression', 'wal_level', 'work_mem')
    ORDER BY name"""


def describe(server: Server) -> dict[str, Any]:
    """Processors, memory, versions, and the server's settings that matter for speed."""
    with server.connect() as connection:
        [version] = connection.execute("SELECT version()").fetchone() or ("",)
        settings: dict[str, str] = dict(connection.execute(_SETTINGS).fetchall())
    return {
        "processor": _found(Path("/proc/cpuinfo"), r"^model name\s*: (.+)$")
        or platform.processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": version,
        "settings": settings,
    }


def _found(file: Path, pattern: str) -> str:
    try:
        found = re.search(pattern, file.read_text(), re.MULTILINE)
    except OSError:  # no Linux
        return ""
    return found[1] if found else ""
