"""What the made-up company works on: the vocabulary of the demo's rows."""

from typing import NamedTuple


class Codebase(NamedTuple):
    """A code base and what a detector finds in it, by category."""

    name: str
    technologies: dict[str, list[str]]


CODEBASES = (
    Codebase("checkout-web", {"language": ["TypeScript"], "framework": ["Next.js", "React"]}),
    Codebase("checkout-api", {"language": ["Elixir"], "framework": ["Phoenix"]}),
    Codebase("invoice-press", {"language": ["Python"], "framework": ["Django"]}),
    Codebase("ledger", {"language": ["Rust"], "database": ["PostgreSQL"]}),
    Codebase("parcel-tracker", {"language": ["Elixir", "Rust"], "messaging": ["NATS"]}),
    Codebase("search-index", {"language": ["Rust"], "database": ["SQLite"]}),
    Codebase("stock-forecast", {"language": ["Python"], "ai": ["LangChain"]}),
    Codebase("warehouse-map", {"language": ["Go"], "database": ["Redis"], "messaging": ["Kafka"]}),
    Codebase("label-printer", {"language": ["C++"]}),
    Codebase("staff-portal", {"language": ["TypeScript"], "framework": ["NestJS"]}),
    Codebase("night-jobs", {"language": ["Python"], "messaging": ["RabbitMQ"]}),
    Codebase("lookout", {"language": ["Go"], "monitoring": ["Prometheus", "Grafana"]}),
    Codebase("données-ouvertes", {"language": ["Ruby"], "framework": ["Rails"]}),
)

DETECTORS = ("manifest_reader", "lockfile_reader", "file_walker", "layered_detector")
EVENT_TYPES = ("technology_detected", "technology_detected", "dependency_found", "scan_finished")

GIVEN_NAMES = ("ada", "alan", "barbara", "dennis", "edsger", "frances", "grace", "joe", "ken")
TRADES = ("builder", "cleaner", "joiner", "mason", "painter", "roofer", "surveyor", "tiler")

TOPICS = (
    "retry-on-timeout", "faster-search", "drop-dead-code", "dark-mode", "paginate-orders",
    "typed-config", "idempotent-jobs", "german-translation", "healthcheck", "split-module",
)  # fmt: skip

DEEDS = ("Add", "Fix", "Remove", "Simplify", "Speed up", "Document", "Test", "Rename")
THINGS = (
    "the order parser", "a race in the job queue", "the price formatter", "unused imports",
    "the address form", "rounding of taxes", "the label layout", "a flaky test",
    "connection pooling", "the search ranking", "the naïve date maths", "log noise 🪵",
)  # fmt: skip

FILES = (
    "lib/orders.ex", "lib/orders/price.ex", "src/main.rs", "src/index.ts", "app/jobs.py",
    "test/orders_test.exs", "README.md", "docs/über-uns.md", "mix.exs", "package.json",
)  # fmt: skip

# Technologies to know something about, by category.
KNOWN = {
    "language": ("Elixir", "Rust", "Python", "TypeScript", "Go", "Ruby", "C++"),
    "framework": ("Phoenix", "Django", "Next.js", "NestJS", "Rails", "React"),
    "database": ("PostgreSQL", "SQLite", "Redis"),
    "messaging": ("NATS", "Kafka", "RabbitMQ", "Redis"),  # one technology in two categories
    "monitoring": ("Prometheus", "Grafana"),
    "ai": ("LangChain",),
}

LESSONS = (
    "project layout", "error handling", "background jobs", "configuration", "CI/CD pipeline",
    "logging", "testing", "deployment",
)  # fmt: skip


class Notes(NamedTuple):
    """By what files and folders a technology is recognised."""

    file_patterns: tuple[str, ...] = ()
    directory_patterns: tuple[str, ...] = ()
    config_files: tuple[str, ...] = ()


PATTERN_NOTES = {
    "Elixir": Notes(("**/*.ex", "**/*.exs"), ("lib/",), ("mix.exs",)),
    "Rust": Notes(("**/*.rs",), ("src/",), ("Cargo.toml",)),
    "Python": Notes(("**/*.py",), (), ("pyproject.toml", "setup.py")),
    "TypeScript": Notes(("**/*.ts", "**/*.tsx"), ("src/",), ("tsconfig.json",)),
    "Go": Notes(("**/*.go",), ("cmd/", "internal/"), ("go.mod",)),
    "Ruby": Notes(("**/*.rb",), ("app/", "lib/"), ("Gemfile",)),
    "C++": Notes(("**/*.cpp", "**/*.hpp"), ("include/",), ("CMakeLists.txt",)),
    "Phoenix": Notes(("lib/**/router.ex", "lib/**/endpoint.ex"), ("priv/gettext/",)),
    "Django": Notes(("**/settings.py",), ("migrations/",), ("manage.py",)),
    "Next.js": Notes(("app/**/page.tsx",), ("pages/",), ("next.config.js", "next.config.mjs")),
    "NestJS": Notes(("**/*.module.ts",), (), ("nest-cli.json",)),
    "Rails": Notes(("app/controllers/**/*.rb",), ("app/models/",), ("config/routes.rb",)),
    "React": Notes(("**/*.jsx", "**/*.tsx"), ("components/",)),
    "Prometheus": Notes((), (), ("prometheus.yml",)),
    "Grafana": Notes((), ("dashboards/",), ("grafana.ini",)),
}
