"""A database backend that brings its own PostgreSQL, for trying things out and for the tests.

`ENGINE = "config.embedded"` is Django's PostgreSQL backend, with a server that starts at the first
connection and stops when the last process that used it ends. It is an app too, for the sake of its
one management command.
"""
