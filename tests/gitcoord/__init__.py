"""Tests of the git coordination."""
