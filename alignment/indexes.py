"""Indexes under the names that Ecto gives them, which are longer than Django's 30 characters."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

POSTGRESQL_NAME_LENGTH = 63


class EctoIndex(models.Index):
    """A b-tree index named as Ecto's migrations name it: ``<table>_<columns>_index``."""

    max_name_length = POSTGRESQL_NAME_LENGTH


class EctoGinIndex(GinIndex):
    """A GIN index named as Ecto's migrations name it."""

    max_name_length = POSTGRESQL_NAME_LENGTH
