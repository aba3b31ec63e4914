"""Django's admin of what moved: where it came from, and that nothing is missing."""

from alignment.admin import ledger, runs

__all__ = ["ledger", "runs"]
