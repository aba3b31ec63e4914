"""Apps of others, by the names they have here."""

from axes.apps import AppConfig


class LoginsConfig(AppConfig):  # type: ignore[misc]  # django-axes has no types
    """Who tried to log in; django-axes goes by its own name otherwise."""

    verbose_name = "Logins"
