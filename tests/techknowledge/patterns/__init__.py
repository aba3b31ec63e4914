"""Tests of technology patterns: the shipped set, how it is loaded, how patterns learn."""
