"""Words that stand in for those of a kind that the tables have none of."""

FRAMEWORKS = (
    "Cargo.toml",
    "Dockerfile",
    "Gemfile",
    "composer.json",
    "go.mod",
    "manage.py",
    "mix.exs",
    "next.config.js",
    "pom.xml",
    "pyproject.toml",
)

PATTERNS = (
    # Elixir
    "defmodule ",
    "def init(state)",
    "def handle_info(message, state)",
    # Rust
    "impl ",
    "pub async fn ",
    "#[derive(Debug)]",
    "#[tokio::main]",
    # NATS
    "Gnat.request(",
    "nats.subscribe(",
    # Others
    "with open(",
    "yield ",
    "await ",
    "try:",
    "raise ",
    "except ",
    "func main()",
    "interface ",
    "export default ",
    "const ",
    "useState(",
    "SELECT ",
)
