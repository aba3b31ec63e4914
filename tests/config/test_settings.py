"""The settings as a whole, each time in a process of its own."""

from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

from tests.config.processes import manage


def settings_shown(**variables: str) -> set[str]:
    """All settings as `NAME = value`, without the marks of `diffsettings`."""
    shown = manage("diffsettings", "--all", **variables).stdout
    return {line.strip("# ") for line in shown.splitlines()}


def test_production_has_nothing_to_warn_of(tmp_path: Path) -> None:
    outcome = manage("check", "--deploy", "--fail-level=WARNING", VAR_DIR=str(tmp_path))

    assert outcome.returncode == 0, outcome.stderr


def test_an_empty_environment_is_a_production(tmp_path: Path) -> None:
    shown = settings_shown(VAR_DIR=str(tmp_path))

    assert {"DEBUG = False", "SECURE_SSL_REDIRECT = True"} <= shown


def test_debug_lets_a_newcomer_in_without_tls(tmp_path: Path) -> None:
    shown = settings_shown(DEBUG="1", VAR_DIR=str(tmp_path))

    assert {"DEBUG = True", "SECURE_HSTS_SECONDS = 0"} <= shown
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert f"{name} = False" in shown


def test_tls_can_be_given_up_without_debugging(tmp_path: Path) -> None:
    shown = settings_shown(REQUIRE_TLS="0", VAR_DIR=str(tmp_path))

    assert {"DEBUG = False", "SECURE_SSL_REDIRECT = False", "SECURE_HSTS_SECONDS = 0"} <= shown


def test_lists_are_read_from_the_environment(tmp_path: Path) -> None:
    shown = settings_shown(
        VAR_DIR=str(tmp_path),
        ALLOWED_HOSTS="a.example,b.example",
        ALIGNMENT_ECTO_VERSIONS="1,2",
    )

    assert "ALLOWED_HOSTS = ['a.example', 'b.example']" in shown
    assert "ALIGNMENT_ECTO_VERSIONS = [1, 2]" in shown


def test_a_wrong_database_is_said_in_one_line(tmp_path: Path) -> None:
    outcome = manage("check", DATABASE_URL="mysql://me@host/name", VAR_DIR=str(tmp_path))

    assert outcome.returncode == 1
    assert "DATABASE_URL is 'mysql://me@host/name'" in outcome.stderr.splitlines()[-1]


def test_our_apps_come_before_those_of_others() -> None:
    """Of several apps with a command of one name, Django takes the first."""
    foreign = [app.startswith("django.") for app in settings.INSTALLED_APPS]

    assert foreign == sorted(foreign)


def test_a_command_of_ours_replaces_the_one_of_django() -> None:
    assert get_commands()["migrate"] == "alignment"
