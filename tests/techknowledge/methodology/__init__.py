"""Five phases from a task to code."""
