"""The page of a row: all of it shown, and edited as far as somebody may and it can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from alignment.admin import columns
from alignment.admin.forms import DocumentField, ListField, RowForm
from alignment.admin.listing import ListedRows
from alignment.admin.verbatim import (
    Verbatim,
    documents,
    is_document,
    is_list,
    is_whole,
    text_name,
)
from alignment.fields import UtcNow


class EditedRows(ListedRows):
    """Rows with a page each.

    Attributes:
        fieldsets: as Django's. Instants are never edited.
        kept: columns that nobody edits.
        checks: by column, what makes a new value fit.
    """

    kept: ClassVar[Sequence[str]] = ()
    checks: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    form = RowForm
    change_form_template = "admin/alignment/row.html"

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.on_page = {
            name: columns.on_page(field, self.document_url, name in self.counts)
            for name, field in self.fields_by_name.items()
        }

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        rows = self.get_queryset(request).annotate(**documents(self.documents))
        try:
            row: models.Model = rows.get(pk=self.opts.pk.to_python(object_id))
        except (self.model.DoesNotExist, ValidationError):
            return None
        for name in self.documents:
            text = getattr(row, text_name(name))
            if is_whole(text):
                setattr(row, name, None if text is None else Verbatim(text))
        return row

    def document_url(self, row: models.Model, name: str) -> str:
        """Where all of a document is."""
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_document",
            args=[row.pk],
            query={"column": name},
            current_app=self.admin_site.name,
        )

    # --- What is shown, and what is edited -------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        shown = self._shown(request, obj)
        groups: list[tuple[Any, dict[str, Any]]] = []
        for title, options in self.fieldsets or ():
            names = [name for name in options["fields"] if obj or name not in self._given]
            fields = [self.on_page[name] if name in shown else name for name in names]
            if fields:
                groups.append((title, {**options, "fields": fields}))
        return groups + self._sources(shown, obj)

    @property
    def _given(self) -> set[str]:
        """Columns that somebody else fills in."""
        return {"id", *self.instants, *self.kept}

    def _shown(self, request: HttpRequest, obj: models.Model | None) -> set[str]:
        """Columns that are shown and not edited; documents are edited elsewhere on the page."""
        if obj is None:
            return set()
        if not self.has_change_permission(request, obj):
            return set(self.fields_by_name)
        return {*self._given, *self.documents}

    def _sources(
        self, shown: set[str], obj: models.Model | None
    ) -> list[tuple[Any, dict[str, Any]]]:
        """The documents as text to edit, below all that is shown."""
        if obj is None or shown == set(self.fields_by_name):
            return []
        names = [name for name in self.documents if is_whole(getattr(obj, text_name(name), ""))]
        options = {"fields": names, "classes": ["collapse"]}
        return [("Edit the documents", options)] if names else []

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return [
            field
            for field in flatten_fieldsets(self.get_fieldsets(request, obj))
            if callable(field)
        ]

    # --- Edits -----------------------------------------------------------------------------------

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        options: dict[str, Any] = {
            "required": not db_field.blank,
            "label": capfirst(columns.label(db_field)),
            "help_text": db_field.help_text,
        }
        if is_document(db_field):
            return DocumentField(**options)
        if is_list(db_field):
            return ListField(**options)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kw: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kw)
        form.checks = self.checks
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what was changed, and nothing else."""
        if not change:
            self.complete(obj, form.changed_data)
            obj.save()
        elif form.changed_data:
            more = self.complete(obj, form.changed_data)
            if "updated_at" in self.fields_by_name:
                obj.updated_at = UtcNow()
                more = [*more, "updated_at"]
            obj.save(update_fields=[*form.changed_data, *more])

    def complete(self, obj: Any, changed: Sequence[str]) -> Sequence[str]:
        """Set what follows from the columns that were changed; the names of what was set."""
        return ()
