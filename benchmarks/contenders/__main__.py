"""`python -m benchmarks.contenders NAME`: one contender at work on DATABASE_URL."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from alignment.narration import Lines, listening


def _orm() -> Callable[[], None]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # Only this one is made ready for models, and pays for it.

    django.setup()
    from benchmarks.contenders import orm

    return orm.forward


def _plain() -> dict[str, Callable[[], None]]:
    from benchmarks.contenders import floor, in_place

    return {
        "floor": floor.copy_legacy,
        "floor-aligned": floor.copy_aligned,
        "in-place-forward": in_place.forward,
        "in-place-back": in_place.backward,
    }


def main() -> None:
    [name] = sys.argv[1:]
    work = _orm() if name == "orm-forward" else _plain()[name]
    sys.stdout.write("At work:\n")
    with listening(Lines()):
        work()


if __name__ == "__main__":
    main()
