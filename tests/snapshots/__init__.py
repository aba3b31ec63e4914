"""Tests of the codebase snapshots."""
