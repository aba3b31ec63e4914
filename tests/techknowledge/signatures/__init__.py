"""Tests of rules, as rows state them."""
