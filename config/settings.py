"""Settings, each of them from the environment.

With an empty environment this is a production: DEBUG is off and everything wants TLS. `DEBUG=1` is
the one switch for looking around on localhost: it turns debugging on and the demand for TLS off.
`REQUIRE_TLS=0` alone does the latter, which is how `make serve` shows what a production shows.
"""

from datetime import timedelta
from pathlib import Path

import environ

from config.database import EMBEDDED, database_settings
from config.secret_key import kept_secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent

# What the running project writes: the secret key, the embedded database. Not under version control.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
REQUIRE_TLS = env.bool("REQUIRE_TLS", default=not DEBUG)
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

# Rows that `prepare_alignment` carries in one transaction, and seconds it pauses after each.
ALIGNMENT_PREPARE_BATCH = env.int("ALIGNMENT_PREPARE_BATCH", default=20_000)
ALIGNMENT_PREPARE_PAUSE = env.float("ALIGNMENT_PREPARE_PAUSE", default=0.1)

# It waits while a standby is more bytes behind than this, or a transaction is older than so many
# seconds.
ALIGNMENT_PREPARE_MAX_LAG = env.int("ALIGNMENT_PREPARE_MAX_LAG", default=64 * 1024**2)
ALIGNMENT_PREPARE_MAX_TRANSACTION = env.float("ALIGNMENT_PREPARE_MAX_TRANSACTION", default=300)

# --- Git coordination ----------------------------------------------------------------------------

# Off, unless somebody turns it on: every call is refused then.
GIT_COORDINATOR_ENABLED = env.bool("GIT_COORDINATOR_ENABLED", default=False)

# The repository that agents' work comes together in, made if it is not there; from where the
# process was started. Worktrees go beside it.
GIT_COORDINATOR_REPO_PATH = Path(
    env.str("GIT_COORDINATOR_REPO_PATH", default=".singularity/git-coordinator")
).absolute()

# The branch that tasks begin from and are merged into.
GIT_COORDINATOR_BASE_BRANCH = env.str("GIT_COORDINATOR_BASE_BRANCH", default="main")

# Where the base is shared: an address, or a name of the repository's for a server. Empty: nowhere.
GIT_COORDINATOR_REMOTE = env.str("GIT_COORDINATOR_REMOTE", default="")

# Whether branches that are pushed there are proposed with `gh`, if that is installed.
GIT_COORDINATOR_PULL_REQUESTS = env.bool("GIT_COORDINATOR_PULL_REQUESTS", default=True)

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come first: of two apps with a command or template of one name, the earlier one wins.
    "alignment",
    "snapshots",
    "gitcoord",
    "techknowledge",
    "config.apps.LoginsConfig",
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
    "config.headers.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns what a login came to into its answer
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

# --- Log -----------------------------------------------------------------------------------------

# Without DEBUG Django sends errors by mail and says nothing where the server runs. What went wrong
# is told there, and not on the page that somebody gets.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "production": {"()": "django.utils.log.RequireDebugFalse"},
        "brief": {"()": "config.log.Brief"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["production", "brief"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------------

# WhiteNoise serves them from where the apps have them: there is nothing to collect first, and no
# other server to set up.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True

# --- Security ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = REQUIRE_TLS
SESSION_COOKIE_SECURE = REQUIRE_TLS
CSRF_COOKIE_SECURE = REQUIRE_TLS
# A year, the least that browsers' preload lists take. Browsers heed it over TLS only, so it cannot
# lock anybody out of a server that never had TLS.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if REQUIRE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = REQUIRE_TLS
SECURE_HSTS_PRELOAD = REQUIRE_TLS

# Nothing inline, nothing from elsewhere: a row's text, even if taken for a script, would not run.
SECURE_CSP = {
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SECURE_REFERRER_POLICY = "same-origin"

# Behind a proxy that ends TLS every request arrives as plain HTTP and would be redirected for ever.
# Only for a proxy that sets this header itself: otherwise any client could claim to use TLS.
if env.bool("TRUST_X_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Who tries passwords has five wrong ones for a name, from one address, and then waits. By the name
# alone anybody could keep the operator out; behind a proxy, where all come from one address, it is
# the name alone all the same.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
