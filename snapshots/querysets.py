"""How snapshots are recorded and found."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import DataError, models
from psycopg.errors import NumericValueOutOfRange

from snapshots.documents import document_of
from snapshots.errors import NoNumberLeft
from snapshots.values import codebase_of, number_of, technologies_of, technology_of
from techknowledge.technologies import Technology

if TYPE_CHECKING:
    from snapshots.models import CodebaseSnapshot

# One statement for a number that is named and for the next one. The unique index is the lock: who
# inserts a number that another transaction is just inserting waits for it to end, and then replaces
# what is there, or gets no row where it did not name that number. inserted_at is left to be read
# when it is asked for: of a row that was aligned it may be `infinity`, which Python cannot hold.
RECORD = """
    INSERT INTO codebase_snapshots AS present
        (codebase_id, snapshot_id, metadata, summary, detected_technologies, features)
    SELECT %(codebase_id)s::varchar,
           coalesce(%(snapshot_id)s::bigint, greatest(max(snapshot_id), 0) + 1),
           %(metadata)s::jsonb, %(summary)s::jsonb, %(detected_technologies)s::varchar[],
           %(features)s::jsonb
    FROM codebase_snapshots
    WHERE codebase_id = %(codebase_id)s
    ON CONFLICT (codebase_id, snapshot_id) DO UPDATE
    SET metadata = excluded.metadata,
        summary = excluded.summary,
        detected_technologies = excluded.detected_technologies,
        features = excluded.features
    WHERE %(snapshot_id)s::bigint IS NOT NULL
    RETURNING present.id, present.codebase_id, present.snapshot_id, present.metadata,
        present.summary, present.detected_technologies, present.features"""


class CodebaseSnapshotQuerySet(models.QuerySet["CodebaseSnapshot"]):
    def record(
        self,
        codebase_id: str | os.PathLike[str],
        *,
        snapshot_id: int | str | None = None,
        metadata: Mapping[str, Any] | None = None,
        summary: Mapping[str, Any] | None = None,
        detected_technologies: Iterable[object] | None = None,
        features: Mapping[str, Any] | None = None,
    ) -> CodebaseSnapshot:
        """Write one snapshot, the only way to (behaviour S-2).

        Without a number it gets the next one of its code base, from 1 on, and overwrites nothing,
        however many processes record at once (behaviour S-5). Others that record the same code base
        wait until the caller's transaction ends; in a transaction of a higher isolation level than
        READ COMMITTED they get PostgreSQL's serialization failure, and have to try again.

        With a number it replaces the four documents of the snapshot that has it, if there is one;
        that keeps its id and inserted_at.

        A mapping of text keys, such as an event, is recorded by ``record(**event)``.

        Args:
            codebase_id: a path or an id, as `codebase_of` takes it.
            snapshot_id: a positive number, also in digits; None for the next.
            metadata, summary, features: documents; None for an empty one.
            detected_technologies: Technology or texts, in any vocabulary; stored canonical.

        Raises:
            InvalidValue: something cannot be recorded as it is.
            NoNumberLeft: the highest number of all is taken, so there is no next one.
        """
        columns: dict[str, Any] = {
            "codebase_id": codebase_of(codebase_id),
            "snapshot_id": None if snapshot_id is None else number_of(snapshot_id),
            "metadata": document_of("metadata", metadata),
            "summary": document_of("summary", summary),
            "detected_technologies": technologies_of(detected_technologies),
            "features": document_of("features", features),
        }
        self._for_write = True
        try:
            while not (recorded := list(self.raw(RECORD, columns))):
                pass  # Somebody else took the number; there is a next one now.
        except DataError as error:
            if isinstance(error.__cause__, NumericValueOutOfRange):
                raise NoNumberLeft(columns["codebase_id"]) from error
            raise
        return recorded[0]

    def of_codebase(self, codebase_id: str | os.PathLike[str]) -> CodebaseSnapshotQuerySet:
        """All snapshots of a code base, which is named as in `record`.

        Aligned rows have the ids of their events. One that `codebase_of` would write otherwise, as
        ``/srv/shop/``, is a code base of its own and found by ``filter(codebase_id="/srv/shop/")``.
        """
        return self.filter(codebase_id=codebase_of(codebase_id))

    def history(self, codebase_id: str | os.PathLike[str]) -> CodebaseSnapshotQuerySet:
        """All snapshots of a code base, newest first; the unique index has them in this order.

        The newest has the highest number: numbers are given in order, while inserted_at is the
        start of a transaction, stays when a snapshot is replaced, and may be missing.
        """
        name = codebase_of(codebase_id)
        # As a range, or PostgreSQL may walk the index of all numbers until it meets the code base:
        # past a million of another one whose numbers are higher.
        return self.filter(codebase_id__range=(name, name)).order_by("-codebase_id", "-snapshot_id")

    def latest_of(self, codebase_id: str | os.PathLike[str]) -> CodebaseSnapshot | None:
        """The newest snapshot of a code base, if it has any; see `history`.

        Its inserted_at is read when it is asked for, since Python cannot hold each that there is.
        """
        return self.history(codebase_id).defer("inserted_at").first()

    def with_technology(self, technology: str | Technology) -> CodebaseSnapshotQuerySet:
        """Snapshots with a technology, in whatever vocabulary; by the GIN index.

        ``framework:phoenix`` finds ``frameworks:phoenix`` too, and the other way round. Rows that
        were aligned have the capitals of their events: of these are found the name as it is given
        here, in lower case, and with a first capital.
        """
        return self.filter(detected_technologies__overlap=_spellings(technology))


def _spellings(technology: str | Technology) -> list[str]:
    text = technology_of(technology)
    if not (known := Technology.parse(text)):
        return [text]
    given = str(technology).partition(":")[2].strip()
    names = dict.fromkeys((known.name, given, known.name.capitalize()))
    return [text for name in names for text in Technology(known.type, name).spellings]
