"""The project: settings, urls, and a PostgreSQL to try things with."""
