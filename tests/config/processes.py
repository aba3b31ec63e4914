"""Other Python processes, for what happens once per process: settings, starting, stopping."""

import os
import subprocess
import sys
from collections.abc import Mapping

from django.conf import settings

# What would make another process differ from one that a newcomer starts.
_OURS = {
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "REQUIRE_TLS",
    "SECRET_KEY",
    "VAR_DIR",
}


def environment(**variables: str) -> dict[str, str]:
    """This environment with the project's variables being these and no others."""
    return {name: value for name, value in os.environ.items() if name not in _OURS} | variables


def manage(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a process of its own."""
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        env=environment(**variables),
        cwd=settings.BASE_DIR,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


def managing(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """`manage.py` in a process of its own, still at work."""
    return subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        env=environment(**variables),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def speaking(code: str, variables: Mapping[str, str]) -> subprocess.Popen[str]:
    """A process that runs the code after django.setup(), and that we talk to line by line."""
    start = "import django; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code],
        env=environment(DJANGO_SETTINGS_MODULE="config.settings", **variables),
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
