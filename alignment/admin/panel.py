"""The panel below a row that tells where it came from, and what was written to it since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.safestring import SafeString

from alignment.admin import cells
from alignment.admin.archive import Archive, Value
from alignment.admin.origin import Column, Origin, Receipt, State, origin_of
from alignment.admin.places import archive_url, list_url, may_view, may_view_archive
from alignment.admin.verbatim import is_list, is_whole, parsed
from alignment.models import MovedRow
from alignment.shapes import FOUND
from alignment.state import retired_at

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
        sentences: that say so.
        is_changed: whether it was written to since it crossed.
        receipts: the list of its receipts; None for who may not see them.
    """

    template: ClassVar[str] = "admin/alignment/origin.html"
    anchor: ClassVar[str] = "origin"
    words: ClassVar[str] = "Origin"

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
        return OriginPanel([page.nothing_legacy], False, (), (), None)
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
            list(self._sentences()),
            known.is_changed,
            [self._compared(column) for column in known.columns] if known.receipts else (),
            [self._legacy_row(receipt) for receipt in known.receipts],
            self._receipts(),
        )

    # --- Sentences ---

    def _sentences(self) -> Iterable[str]:
        known, pair = self.known, self.known.pair
        if not known.receipts:
            yield from self._born()
            return
        count = f"more than {len(known.receipts)}" if known.has_more else len(known.receipts)
        yield f"Carried from {pair.legacy}: {_counted(count, 'row')}."
        yield from self._found()
        if not known.archive.exists:
            yield self._absent()
        yield self._since()

    def _born(self) -> Iterable[str]:
        pair = self.known.pair
        yield (
            f"Born here: the ledger has no receipt for it. It was written to {pair.aligned}, by "
            f"the application or before this project came, and not carried from {pair.legacy}."
        )
        if pair.aligned_births:
            yield f"A rollback makes a row of {pair.legacy} of it."
        else:
            yield (
                f"{pair.legacy} has no place for it: a rollback keeps it, archived, until it is "
                "undone."
            )

    def _since(self) -> str:
        known = self.known
        if not known.is_changed:
            return (
                "There are no differences: it is as it crossed, and nothing has been written to it "
                "since."
            )
        if not known.is_told:
            return (
                f"Written to since it crossed. In which columns cannot be told: {self._why_not()}."
            )
        states = [column.state for column in known.columns]
        changed, perhaps = states.count(State.CHANGED), states.count(State.UNDECIDED)
        if not changed and not perhaps:
            return (
                "Written to since it crossed, and yet each column is what the mapping makes of the "
                "legacy row today."
            )
        more = f", and perhaps {perhaps} more" if perhaps else ""
        return (
            f"Written to since it crossed: {_counted(changed, 'column')}{more} "
            f"{'is' if changed == 1 else 'are'} not what the mapping makes of the legacy row."
        )

    def _why_not(self) -> str:
        if self.known.has_more:
            return "it has too many legacy rows"
        if not all(receipt.row for receipt in self.known.receipts):
            return "not all of its legacy rows are in the archive"
        return "the mapping could not be asked, which takes the right to make temporary tables"

    def _absent(self) -> str:
        legacy = self.known.pair.legacy
        retired = retired_at(self.known.archive.connection, legacy)
        if retired:
            return f"retire_archive dropped the archived {legacy} on {retired:%Y-%m-%d}."
        return f"The archived {legacy} is not there; verify_alignment says more."

    def _found(self) -> Iterable[str]:
        """Legacy rows may be made of a table that was half aligned when this project came."""
        archive = self.known.archive
        found = Archive(archive.connection, FOUND.format(self.known.pair.aligned), archive.schema)
        if found.exists:
            ids = found.rows([receipt.legacy_id for receipt in self.known.receipts])
            if ids:
                yield (
                    f"{found.name}, in the archive, is the table that was found half aligned; this "
                    f"row stood there as {', '.join(ids)}."
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
        if text is not None and is_list(self.page.fields_by_name[name]) and is_whole(text):
            return cells.chips(parsed(text))
        return Value(name, name in self.page.documents, text).cell()

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


def _counted(count: object, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
