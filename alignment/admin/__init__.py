"""Django's admin of what moved: where it came from, and that nothing is missing."""

from alignment.admin import inspections, ledger, runs

__all__ = ["inspections", "ledger", "runs"]
