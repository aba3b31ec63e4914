"""The overview page: what is where, whether that is in order, and a button to look at every row."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from alignment.admin.address import Misunderstood, NotUnderstood
from alignment.admin.places import archive_url, list_url, may_view, may_view_archive, model_of
from alignment.errors import AlignmentError
from alignment.models import AlignmentRun, Inspection, InspectionKind
from alignment.overview import Overview, inspection, overview
from alignment.overview.frame import BROAD, NARROW
from alignment.overview.picture import picture
from alignment.overview.sentences import sentences, verdict
from alignment.overview.tables import Place, TableStanding

MAY_INSPECT = "alignment.add_inspection"


def may_see(request: HttpRequest) -> bool:
    """Whether somebody may see the overview: who may see the crossings, which it is made of."""
    return may_view(request, AlignmentRun)


@require_GET
def overview_view(request: HttpRequest) -> HttpResponse:
    """The page."""
    _require(may_see(request))
    connection = connections[DEFAULT_DB_ALIAS]
    found = overview(connection)
    told = sentences(connection, found)
    context = admin.site.each_context(request) | {
        "title": "Overview",
        "overview": found,
        "pictures": [picture(found, frame) for frame in (BROAD, NARROW)],
        "sentences": told,
        "verdict": verdict(told),
        "links": _links(request, found),
        "inspections": list_url(admin.site, Inspection) if may_view(request, Inspection) else "",
        "may_inspect": request.user.has_perm(MAY_INSPECT),
        "kinds": InspectionKind,
    }
    return render(request, "admin/alignment/overview.html", context)


@require_POST
def inspect_view(request: HttpRequest) -> HttpResponse:
    """Begin what somebody asked for, and show how far it is."""
    _require(request.user.has_perm(MAY_INSPECT))
    kind = request.POST.get("kind", "")
    if kind not in InspectionKind:
        raise Misunderstood(NotUnderstood("kind", kind, "there is no such inspection"))
    try:
        inspection.start(DEFAULT_DB_ALIAS, kind, request.user.get_username())
    except AlignmentError as error:
        messages.warning(request, str(error))
    return HttpResponseRedirect(reverse("alignment:overview"), status=HTTPStatus.SEE_OTHER)


@require_GET
def progress_view(request: HttpRequest, key: int) -> HttpResponse:
    """How far an inspection is, for the script that asks every second."""
    _require(may_see(request))
    connection = connections[DEFAULT_DB_ALIAS]
    asked = Inspection.objects.using(connection.alias).filter(pk=key).first()
    if asked is None:
        raise Http404
    return JsonResponse(
        {
            "at_work": asked.finished is None and inspection.is_at_work(connection),
            "step": asked.step,
            "done": asked.done,
            "steps": asked.steps,
            "seconds": round((timezone.now() - asked.started).total_seconds()),
        }
    )


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _links(request: HttpRequest, found: Overview) -> dict[str, str]:
    """By table, where its rows can be looked at by who asks."""
    tables = {name: table for one in found.sections for name, table in one.tables.items()}
    urls = {name: _url(request, table) for name, table in tables.items()}
    return {name: url for name, url in urls.items() if url}


def _url(request: HttpRequest, table: TableStanding) -> str:
    model: Any = model_of(table.name)
    try:
        if table.place == Place.ARCHIVE and may_view_archive(request, table.name):
            return archive_url(admin.site, table.name)
        if table.place == Place.IN_USE and model and may_view(request, model):
            return list_url(admin.site, model)
    except NoReverseMatch:  # no admin shows it
        pass
    return ""
