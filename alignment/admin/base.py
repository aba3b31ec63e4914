"""The base of all our admins: lists that answer at any size, rows shown as they are, edits checked.

A model's admin states what is particular to it: which columns have an index, how it crossed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, models
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path

from alignment.admin import export
from alignment.admin.absence import not_in_use
from alignment.admin.address import Misunderstood, check
from alignment.admin.changelist import RowsList, RowsToSave
from alignment.admin.editing import EditedRows
from alignment.admin.panel import origin_panel
from alignment.admin.rules import Rules, Shared
from alignment.section import Pair

READ_ONLY = "These rows are read-only: nobody adds, edits or deletes them here. Nothing was done."

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def while_in_use(view: View, otherwise: HTTPStatus = HTTPStatus.OK) -> View:
    """Answer with a page that says so, where the section was rolled back.

    Args:
        otherwise: the status of that page.
    """

    @wraps(view)
    def answer(
        self: RowsAdmin, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not self.has_any_permission(request):
            raise PermissionDenied
        if self.standing(request).in_use:
            return view(self, request, *args, **kwargs)
        page = not_in_use(self, request, self.connection(request))
        page.status_code = otherwise
        return page

    return cast(View, answer)


def file_while_in_use(view: View) -> View:
    """The same for a file: nobody shall take the page that says so for it."""
    return while_in_use(view, HTTPStatus.CONFLICT)


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

    def has_any_permission(self, request: HttpRequest) -> bool:
        """Whether the rows are any of somebody's business."""
        return self.has_view_or_change_permission(request) or any(
            (super().has_add_permission(request), self.has_delete_permission(request))
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not where there is no table to add to, as in the lists of what is here."""
        return super().has_add_permission(request) and self.is_in_use(request)

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
        try:
            return super().changelist_view(request, context)
        except Misunderstood as error:
            self.message_user(request, f"{error} This is the whole list.", messages.WARNING)
            return HttpResponseRedirect(request.path)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RowsList]:
        address = request.resolver_match
        is_file = address is not None and str(address.url_name).endswith("_export")
        return RowsToSave if is_file else RowsList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Raises: Misunderstood: the address asks for what the list does not have."""
        try:
            check(request.GET, len(self.list_display))
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            raise Misunderstood(error) from error

    def tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """What is beside a list: addresses, and what they are called."""
        return []

    @while_in_use
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs)

    @while_in_use
    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_view(request, *args, **kwargs)

    @file_while_in_use
    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """All rows of the list as it is filtered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return export.response(self.get_changelist_instance(request).queryset, kind)

    @file_while_in_use
    def document_view(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """All of a document, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        name = request.GET.get("column", "")
        if name not in self.documents:
            raise Http404
        rows = self.get_queryset(request).annotate(whole=Cast(name, models.TextField()))
        try:
            text = rows.filter(pk=key).values_list("whole", flat=True).first()
        except ValueError as error:
            raise Http404 from error
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
