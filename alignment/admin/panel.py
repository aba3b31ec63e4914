"""The panel below a row that tells where it came from, and what was written to it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.safestring import SafeString

from alignment.admin import cells
from alignment.admin.archive import Value
from alignment.admin.origin import Column, Origin, Receipt, origin_of
from alignment.admin.places import archive_url, list_url, may_view, may_view_archive
from alignment.admin.provenance import headline, sentences
from alignment.admin.verbatim import is_list
from alignment.models import MovedRow

if TYPE_CHECKING:
    from alignment.admin.base import RowsAdmin


@dataclass(frozen=True)
class LegacyRow:
    """A legacy row, verbatim.

    Attributes:
        url: its page among the archived; None for who may not see them.
        amiss: what is wrong with it; '' for nothing.
        values: of each column its name and what stands in it.
    """

    id: str
    url: str | None
    amiss: str
    values: Sequence[tuple[str, SafeString]]


@dataclass(frozen=True)
class Compared:
    """A column of the row beside what it was made of.

    Attributes:
        mark: how it stands to that, in words; '' where it is what it was.
        made: what the mapping makes of the legacy row, where that is something else.
        sources: of each legacy row what the column was made of.
    """

    name: SafeString
    now: SafeString
    mark: str
    made: SafeString | None
    rule: str
    sources: Sequence[tuple[str, Sequence[tuple[str, SafeString]]]]


@dataclass(frozen=True)
class OriginPanel:
    """Where a row came from, and what became of it since.

    Attributes:
        headline: in a line, for the top of the page.
        sentences: that say so at length.
        is_changed: whether it was written to since it crossed.
        receipts: the list of its receipts; None for who may not see them.
    """

    template: ClassVar[str] = "admin/alignment/origin.html"
    anchor: ClassVar[str] = "origin"
    words: ClassVar[str] = "Origin"

    headline: str
    sentences: Sequence[str]
    is_changed: bool
    columns: Sequence[Compared]
    rows: Sequence[LegacyRow]
    receipts: str | None


def origin_panel(
    page: RowsAdmin, request: HttpRequest, connection: BaseDatabaseWrapper, row: models.Model
) -> OriginPanel:
    """The panel of a row that is shown."""
    if page.pair is None:
        return OriginPanel(
            "Nothing legacy corresponds.", [page.nothing_legacy], False, (), (), None
        )
    known = origin_of(connection, page.pair, page.rules, page.shared, row.pk)
    return _Telling(page, request, row, known).panel()


@dataclass(frozen=True)
class _Telling:
    """An origin, told to somebody."""

    page: RowsAdmin
    request: HttpRequest
    row: models.Model
    known: Origin

    def panel(self) -> OriginPanel:
        known = self.known
        return OriginPanel(
            headline(known),
            list(sentences(known)),
            known.is_changed,
            [self._compared(column) for column in known.columns] if known.receipts else (),
            [self._legacy_row(receipt) for receipt in known.receipts],
            self._receipts(),
        )

    # --- Columns and rows ---

    def _compared(self, column: Column) -> Compared:
        made = column.made if column.state else None
        return Compared(
            cells.name(column.name),
            self.page.on_page[column.name](self.row),
            str(column.state),
            self._made(column.name, made.text) if made else None,
            column.rule,
            [
                (receipt.legacy_id, self._sources(receipt, column))
                for receipt in self.known.receipts
                if receipt.row and column.sources
            ],
        )

    def _made(self, name: str, text: str | None) -> SafeString:
        kind = "jsonb" if name in self.page.documents else "text"
        return Value(name, "text[]" if self._is_list(name) else kind, text).cell()

    def _is_list(self, name: str) -> bool:
        return is_list(self.page.fields_by_name[name])

    def _sources(self, receipt: Receipt, column: Column) -> list[tuple[str, SafeString]]:
        """What a column was made of: keys that a document does not have are left out."""
        values = receipt.row.values if receipt.row else {}
        return [
            (path, values[path].cell(self._whole(receipt, path)))
            for path in column.sources
            if path in values and ("." not in path or values[path].text is not None)
        ]

    def _legacy_row(self, receipt: Receipt) -> LegacyRow:
        url = self._archived(receipt.legacy_id) if receipt.row else None
        values = receipt.row.values if receipt.row else {}
        return LegacyRow(
            receipt.legacy_id,
            url,
            _amiss(receipt),
            [
                (path, values[path].cell(self._whole(receipt, path)))
                for path in islice(values, len(self.known.archive.columns))
            ],
        )

    def _whole(self, receipt: Receipt, path: str) -> str | None:
        return self._archived(receipt.legacy_id, path.partition(".")[0])

    def _archived(self, key: str, column: str = "") -> str | None:
        table = self.known.pair.legacy
        if not may_view_archive(self.request, table):
            return None
        return archive_url(self.page.admin_site, table, key, column)

    def _receipts(self) -> str | None:
        if not self.known.receipts or not may_view(self.request, MovedRow):
            return None
        return list_url(
            self.page.admin_site,
            MovedRow,
            aligned_table=self.known.pair.aligned,
            aligned_id=self.row.pk,
        )


def _amiss(receipt: Receipt) -> str:
    if receipt.row is None:
        return "It is not in the archive."
    if not receipt.is_intact:
        return "Somebody wrote to it since it was archived: it is not what its receipt says."
    return ""
