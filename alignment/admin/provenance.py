"""Where a row came from, and what became of it since, in words."""

from __future__ import annotations

from collections.abc import Iterable

from alignment.admin.archive import Archive
from alignment.admin.origin import Origin, State
from alignment.shapes import FOUND
from alignment.state import retired_at


def headline(known: Origin) -> str:
    """All of it in a line."""
    legacy = known.pair.legacy
    if not known.receipts:
        return f"Born here, not carried from {legacy}."
    rows = f"{legacy} row {known.receipts[0].legacy_id}"
    if len(known.receipts) > 1:
        rows = f"{_count(known)} rows of {legacy}"
    return f"Came from {rows}, {'changed' if known.is_changed else 'unchanged'} since."


def _count(known: Origin) -> str:
    count = len(known.receipts)
    return f"more than {count}" if known.has_more else str(count)


def sentences(known: Origin) -> Iterable[str]:
    """The same at length; the last one says what was written since."""
    if not known.receipts:
        yield from _born(known)
        return
    rows = "row" if _count(known) == "1" else "rows"
    yield f"Carried from {known.pair.legacy}: {_count(known)} {rows}."
    yield from _found(known)
    if not known.archive.exists:
        yield _absent(known)
    yield _since(known)


def _born(known: Origin) -> Iterable[str]:
    pair = known.pair
    yield (
        f"Born here: the ledger has no receipt for it. It was written to {pair.aligned}, by "
        f"the application or before this project came, and not carried from {pair.legacy}."
    )
    if pair.aligned_births:
        yield f"A rollback makes a row of {pair.legacy} of it."
    else:
        yield (
            f"{pair.legacy} has no place for it: a rollback keeps it, archived, until it is undone."
        )


def _since(known: Origin) -> str:
    if not known.is_changed:
        return (
            "There are no differences: it is as it crossed, and nothing has been written to it "
            "since."
        )
    if not known.is_told:
        return f"Written to since it crossed. In which columns cannot be told: {_why_not(known)}."
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


def _why_not(known: Origin) -> str:
    if known.has_more:
        return "it has too many legacy rows"
    if not all(receipt.row for receipt in known.receipts):
        return "not all of its legacy rows are in the archive"
    return "the mapping could not be asked, which takes the right to make temporary tables"


def _absent(known: Origin) -> str:
    legacy = known.pair.legacy
    retired = retired_at(known.archive.connection, legacy)
    if retired:
        return f"retire_archive dropped the archived {legacy} on {retired:%Y-%m-%d}."
    return f"The archived {legacy} is not there; verify_alignment says more."


def _found(known: Origin) -> Iterable[str]:
    """Legacy rows may be made of a table that was half aligned when this project came."""
    archive = known.archive
    found = Archive(archive.connection, FOUND.format(known.pair.aligned), archive.schema)
    if found.exists:
        ids = found.rows([receipt.legacy_id for receipt in known.receipts])
        if ids:
            yield (
                f"{found.name}, in the archive, is the table that was found half aligned; this "
                f"row stood there as {', '.join(ids)}."
            )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
