"""Tests of the technology knowledge."""
