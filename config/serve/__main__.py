"""`python -m config.serve`: the admin on localhost, with an administrator to log in as."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError

# Nobody else can reach it, so nothing is to be hidden from a network.
ADDRESS = "127.0.0.1"


def main() -> int:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("REQUIRE_TLS", "0")
    django.setup()
    signal.signal(signal.SIGTERM, _stop)
    try:
        _serve(options)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    except (CommandError, ImproperlyConfigured, OperationalError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"Port {options.port}: {error.strerror}. Choose another by PORT=…\n")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 for any (default: %(default)s)")
    parser.add_argument(
        "--new-password", action="store_true", help="give the administrator another password"
    )
    return parser.parse_args()


def _serve(options: argparse.Namespace) -> None:
    # Only now, because they need Django's settings.
    from django.core.servers.basehttp import run
    from django.core.wsgi import get_wsgi_application

    from alignment.page import Page
    from config.serve import administrator, ground

    page = Page()
    ground.prepare(page)
    administrator.introduce(page, options.new_password)

    def tell(port: object) -> None:
        page.line(f"http://{ADDRESS}:{port}/admin/", "bold")
        page.say("Ctrl-C stops it.")

    run(ADDRESS, options.port, get_wsgi_application(), threading=True, on_bind=tell)


def _stop(*_signal: Any) -> None:
    """End as after any other last line, so that an embedded PostgreSQL ends too."""
    raise SystemExit(0)


if __name__ == "__main__":
    # Who reads along over a pipe sees each line when it is said.
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    sys.exit(main())
