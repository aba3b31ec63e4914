"""What is said where a table is not in use: which side is, and what to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.template.response import TemplateResponse

from alignment.admin.archive import Archive
from alignment.admin.places import archive_url, may_view_archive, section_of
from alignment.section import Section
from alignment.state import Side, side_of

if TYPE_CHECKING:
    from alignment.admin.base import RowsAdmin


def not_in_use(
    page: RowsAdmin, request: HttpRequest, connection: BaseDatabaseWrapper
) -> TemplateResponse:
    """The page in place of a list, a row or an export."""
    table = page.opts.db_table
    section = section_of(table)
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": f"Not in use: {page.opts.verbose_name_plural}",
        "opts": page.opts,
        "table": table,
        "media": page.media,
    }
    if section:
        context |= _about(page, request, connection, section)
    return TemplateResponse(request, "admin/alignment/not_in_use.html", context)


def _about(
    page: RowsAdmin, request: HttpRequest, connection: BaseDatabaseWrapper, section: Section
) -> dict[str, Any]:
    side = side_of(connection, section)
    table = page.opts.db_table
    is_kept = Archive(connection, table).exists
    link = is_kept and may_view_archive(request, table)
    return {
        "section": section,
        "side": side.told,
        "is_kept": is_kept,
        "archive": archive_url(page.admin_site, table) if link else "",
        "commands": [
            f"python manage.py migrate {section.label}"
            if side == Side.LEGACY
            else "python manage.py plan_alignment",
            "python manage.py verify_alignment",
        ],
    }
