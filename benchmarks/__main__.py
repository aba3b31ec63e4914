"""`python -m benchmarks` measures crossings, `… queries` the tables in use, `… pages` the admin."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.core.exceptions import ImproperlyConfigured
from psycopg import OperationalError

if TYPE_CHECKING:
    from benchmarks.server import Server

EMBEDDED = "embedded"


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=[*_WAYS], default="crossings")
    parser.add_argument(
        "--rows",
        type=int,
        default=10_000,
        help="Events; a tenth as many sessions and knowledge, a fifth commits. (%(default)s)",
    )
    parser.add_argument("--server", default=EMBEDDED, help="The URL of a server. (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="Other rows for another. (%(default)s)")
    parser.add_argument(
        "--repeat", type=int, default=3, help="Rounds, or loads of a page. (%(default)s)"
    )
    parser.add_argument("--out", type=Path, help="A folder. (var/bench)")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="NAME",
        help="Measurements, as ours-* or floor; words of a name.",
    )
    parser.add_argument(
        "--orm-rows",
        type=int,
        default=100_000,
        help="The ORM's way is measured up to so many events. (%(default)s)",
    )
    parser.add_argument(
        "--writes",
        type=float,
        default=50,
        help="Writes a second to each table, to see how they are blocked, or 0. (%(default)s)",
    )
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    options = arguments(given)
    if options.server == EMBEDDED:
        os.environ.pop("DATABASE_URL", None)
    else:
        os.environ["DATABASE_URL"] = options.server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # From here on, because they need Django's settings.
    from django.conf import settings

    from benchmarks.process import Failed

    options.out = options.out or Path(settings.VAR_DIR, "bench")
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        _WAYS[options.what](options)
    except (Failed, ImproperlyConfigured, OperationalError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _crossings(options: argparse.Namespace) -> None:
    from benchmarks import crossings, plot
    from benchmarks.report import Report, lost, steps, table
    from benchmarks.server import Server
    from benchmarks.states import States

    measurements = crossings.chosen(options.only, orm=options.rows <= options.orm_rows)
    with Server() as server:
        report = Report(_size(options, server))
        states = States(server, options.rows, options.seed, tell)
        bench = crossings.Bench(server, states, options.writes, tell)
        for name, figures in bench.rounds(measurements, options.repeat):
            report.add(name, figures)
            # What is known so far is kept, should the rest be interrupted.
            _write(options, report.document())
    tell(f"\n{table(report)}\n\n{steps(report)}\n")
    for name, number in lost(report).items():
        tell(f"{name} LOST {number} rows that an application had been confirmed.")
    picture = _file(options, "svg")
    if plot.draw(report, picture):
        tell(f"Drawn in {picture}")
    else:
        tell("Not drawn, for want of matplotlib: pip install -c constraints.txt -e '.[bench]'")
    tell(f"Everything is in {_file(options, 'json')}")


def _queries(options: argparse.Namespace) -> None:
    from benchmarks import queries
    from benchmarks.server import Server
    from benchmarks.states import States

    with Server() as server:
        states = States(server, options.rows, options.seed, tell)
        asked = queries.ask(server, states, options.only)
        _write(options, _size(options, server) | {"queries": asked})
    tell(f"\n{queries.table(asked)}\n")
    tell(f"Everything is in {_file(options, 'json')}")


def _pages(options: argparse.Namespace) -> None:
    from benchmarks import pages
    from benchmarks.server import Server
    from benchmarks.states import States

    with Server() as server:
        states = States(server, options.rows, options.seed, tell)
        costs = pages.measure(server, states, options.repeat, options.only)
        _write(options, _size(options, server) | {"goal": pages.GOAL, "pages": costs})
    tell(f"\n{pages.table(costs)}\n\n{pages.files(costs)}\n")
    for line in pages.too_slow(costs):
        tell(line)
    tell(f"Everything is in {_file(options, 'json')}")


def _size(options: argparse.Namespace, server: Server) -> dict[str, Any]:
    from benchmarks import machine, rows

    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "events": options.rows,
        "rows": rows.counts(options.rows),
        "seed": options.seed,
        "repeat": options.repeat,
        "writes_a_second": options.writes,
        "machine": machine.describe(server),
    }


def _file(options: argparse.Namespace, kind: str) -> Path:
    return Path(options.out, f"{options.what}-{options.rows}.{kind}")


def _write(options: argparse.Namespace, document: dict[str, Any]) -> None:
    _file(options, "json").write_text(json.dumps(document, indent=2) + "\n")


_WAYS = {"crossings": _crossings, "queries": _queries, "pages": _pages}


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
