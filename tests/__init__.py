"""The tests; each folder mirrors the package it tests."""
