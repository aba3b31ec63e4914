"""Where a row can be looked at: on a model's page, or among the archived ones."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from alignment.models import MovedRow
from alignment.section import Section, sections
from alignment.shapes import FOUND


def model_of(table: str) -> type[models.Model] | None:
    """The model whose rows are in a table."""
    found = (model for model in apps.get_models() if model._meta.db_table == table)
    return next(found, None)


def section_of(table: str) -> Section | None:
    """The section that a table belongs to, one that was found half-aligned too."""
    known = _sections_by_table()
    return known.get(table) or known.get(table.removesuffix(FOUND.format("")))


@cache
def _sections_by_table() -> dict[str, Section]:
    """Once a process: to ask for the sections, Python looks for a module in every app."""
    return {name: one for one in sections() for name in one.tables}


def may_view(request: HttpRequest, model: type[models.Model]) -> bool:
    """Whether somebody may see the rows of a model."""
    options = model._meta
    return any(
        request.user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")
        for action in ("view", "change")
    )


def may_view_archive(request: HttpRequest, table: str) -> bool:
    """Whether somebody may see an archived table: who may see the ledger and all of its section."""
    section = section_of(table)
    if section is None or not may_view(request, MovedRow):
        return False
    models_of_section = [model_of(name) for name in section.aligned_tables]
    return all(model is None or may_view(request, model) for model in models_of_section)


def list_url(site: AdminSite, model: type[models.Model], **lookups: Any) -> str:
    """The list of a model, or what of it has some values."""
    options = model._meta
    query = {name: value for name, value in lookups.items() if value is not None}
    return reverse(
        f"admin:{options.app_label}_{options.model_name}_changelist",
        query=query or None,
        current_app=site.name,
    )


def row_url(site: AdminSite, model: type[models.Model], key: Any) -> str:
    """The page of a row."""
    options = model._meta
    name = f"admin:{options.app_label}_{options.model_name}_change"
    return reverse(name, args=[key], current_app=site.name)


def archive_url(site: AdminSite, table: str = "", key: str | None = None, column: str = "") -> str:
    """The archive, a table of it, a row of that, or all of what stands in one of its columns."""
    arguments = [part for part in (table, key) if part]
    name = ("archive", "archived_table", "archived_row")[len(arguments)]
    return reverse(
        f"admin:alignment_{'archived_value' if column else name}",
        args=arguments,
        query={"column": column} if column else None,
        current_app=site.name,
    )
