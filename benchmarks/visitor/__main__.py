"""`python -m benchmarks.visitor FILE LOADS [WORD …]`: the pages of DATABASE_URL, as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    file, times, *words = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # From here on, because they need Django's settings.
    from benchmarks.visitor.costs import measure

    Path(file).write_text(json.dumps(measure(int(times), words)))


if __name__ == "__main__":
    main()
