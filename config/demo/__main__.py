"""`python -m config.demo` tells the story; with arguments, it is manage.py on its database."""

import io
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.base import CommandError
from django.db import OperationalError


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # From here on, because they need Django's settings.
    from config.demo import database
    from config.demo.page import Page
    from config.demo.story import Story

    if len(sys.argv) > 1:
        database.use()
        execute_from_command_line(["manage.py", *sys.argv[1:]])
        return 0
    page = Page()
    try:
        Story(page).tell()
    except (CommandError, ImproperlyConfigured, OperationalError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if page.failed else 0


if __name__ == "__main__":
    # A terminal that lacks a letter shows a question mark for it.
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
