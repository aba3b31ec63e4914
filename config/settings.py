"""Settings, each of them from the environment.

With an empty environment this is a production: DEBUG is off and everything wants TLS. `DEBUG=1` is
the one switch for looking around on localhost: it turns debugging on and the demand for TLS off.
"""

from pathlib import Path

import environ

from config.database import EMBEDDED, database_settings
from config.secret_key import kept_secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent

# What the running project writes: the secret key, the embedded database. Not under version control.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# --- Database ------------------------------------------------------------------------------------

DATABASES = {"default": database_settings(env.str("DATABASE_URL", default=""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Alignment -----------------------------------------------------------------------------------

# The versions that Ecto's schema_migrations lists while the tables are aligned, so that
# `mix ecto.migrate` does not try to do the same work again.
ALIGNMENT_ECTO_VERSIONS = env.list("ALIGNMENT_ECTO_VERSIONS", int, default=[20250101000014])

# The PostgreSQL schema that keeps tables which went out of use. Empty: the connection's current
# schema with `_archive` after it.
ALIGNMENT_ARCHIVE_SCHEMA = env.str("ALIGNMENT_ARCHIVE_SCHEMA", default="")

# Seconds that a `migrate` waits for another one that is at work.
ALIGNMENT_MIGRATION_WAIT = env.float("ALIGNMENT_MIGRATION_WAIT", default=60)

# Seconds that a request for a table's exclusive lock may hold up others, and how often it is made,
# with longer and longer pauses in between.
ALIGNMENT_LOCK_TIMEOUT = env.float("ALIGNMENT_LOCK_TIMEOUT", default=5)
ALIGNMENT_LOCK_TRIES = env.int("ALIGNMENT_LOCK_TRIES", default=6)

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come first: of two apps with a command or template of one name, the earlier one wins.
    "alignment",
    "snapshots",
    "gitcoord",
    "techknowledge",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
if DATABASES["default"]["ENGINE"] == EMBEDDED:
    INSTALLED_APPS.insert(0, EMBEDDED)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"

# --- Security ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = not DEBUG
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
# A year, the least that browsers' preload lists take. Browsers heed it over TLS only, so it cannot
# lock anybody out of a server that never had TLS.
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG

# Behind a proxy that ends TLS every request arrives as plain HTTP and would be redirected for ever.
# Only for a proxy that sets this header itself: otherwise any client could claim to use TLS.
if env.bool("TRUST_X_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
