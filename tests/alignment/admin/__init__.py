"""The admin of what moved."""
