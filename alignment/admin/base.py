"""The base of all our admins: lists that answer at any size, rows shown as they are, edits checked.

A model's admin states what is particular to it: which columns have an index, how it crossed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, IntegrityError, models
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path

from alignment.admin import export
from alignment.admin.absence import not_in_use
from alignment.admin.editing import EditedRows
from alignment.admin.panel import origin_panel
from alignment.admin.rules import Rules, Shared
from alignment.section import Pair

READ_ONLY = "These rows are read-only: nobody adds, edits or deletes them here. Nothing was done."

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def while_in_use(view: View) -> View:
    """Answer with a page that says so, where the section was rolled back."""

    @wraps(view)
    def answer(
        self: RowsAdmin, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not any(self.get_model_perms(request).values()):
            raise PermissionDenied
        if self.standing(request).in_use:
            return view(self, request, *args, **kwargs)
        return not_in_use(self, request, self.connection(request))

    return cast(View, answer)


class RowsAdmin(EditedRows):
    """The rows of a table.

    Attributes:
        pair: how they crossed; None for those to which nothing legacy corresponds.
        rules, shared: what to say of that, column by column.
        nothing_legacy: what to say where nothing legacy corresponds to the rows.
    """

    pair: ClassVar[Pair | None] = None
    rules: ClassVar[Rules] = {}
    shared: ClassVar[Shared] = {}
    nothing_legacy: ClassVar[str] = ""

    class Media:
        css: ClassVar = {"all": ["alignment/rows.css"]}

    @while_in_use
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DatabaseError as error:
            # The latter is Django's own: an UPDATE that found no row.
            if not (isinstance(error, IntegrityError) or type(error) is DatabaseError):
                raise
        self.message_user(
            request,
            "Nothing was saved: meanwhile somebody wrote a row of this name, or deleted this one.",
            messages.ERROR,
        )
        return HttpResponseRedirect(request.get_full_path())

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and request.method == "POST":
            # Django has put what was refused into the row; the page is still that of what it was.
            stored = self.get_object(request, str(obj.pk))
            context |= {"original": stored, "subtitle": str(stored)} if stored else {}
        elif obj is not None:
            context["panels"] = self.panels(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def panels(self, request: HttpRequest, obj: Any) -> list[Any]:
        """What stands below a row."""
        related = [one for one in self.related(request, obj) if one]
        return [*related, origin_panel(self, request, self.connection(request), obj)]

    def related(self, request: HttpRequest, obj: Any) -> Iterable[Any]:
        """Lists of rows that belong to one."""
        return ()

    # --- More views ------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("export/<str:kind>/", view(self.export_view), name=f"{name}_export"),
            path("<str:key>/document/", view(self.document_view), name=f"{name}_document"),
            *super().get_urls(),
        ]

    @while_in_use
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"tools": self.tools(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """What is beside a list: addresses, and what they are called."""
        return []

    @while_in_use
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs)

    @while_in_use
    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_view(request, *args, **kwargs)

    @while_in_use
    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """All rows of the list as it is filtered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise BadRequest("The filters of this address are no filters of this list.") from error
        return export.response(rows, kind)

    @while_in_use
    def document_view(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """All of a document, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        name = request.GET.get("column", "")
        if name not in self.documents:
            raise Http404
        rows = self.get_queryset(request).annotate(whole=Cast(name, models.TextField()))
        text = rows.filter(pk=key).values_list("whole", flat=True).first()
        if text is None:
            raise Http404
        return HttpResponse(text, content_type="application/json; charset=utf-8")


class ReadOnlyAdmin(RowsAdmin):
    """Rows that only the machinery writes."""

    @while_in_use
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if object_id is None or request.method == "POST":
            raise PermissionDenied(READ_ONLY)
        return super().changeform_view(request, object_id, *args, **kwargs)

    @while_in_use
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied(READ_ONLY)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
