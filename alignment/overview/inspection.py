"""Looks at every row, in the background: asked for in one request, watched by others.

An inspection works in a thread with two connections of its own. One asks, in a transaction that
sees one moment and cannot write. The other one keeps the log: it writes how far the first one is,
and holds an advisory lock meanwhile. The lock is the session's, so that it is gone with the
process, however that ended, and an inspection without an end and without the lock was interrupted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from alignment.catalog import execute, value
from alignment.errors import AlignmentError, InspectionAtWork
from alignment.locks import HELD, NO_TIMEOUTS
from alignment.management.report import Answer, connect
from alignment.models import Inspection, InspectionKind
from alignment.narration import listening
from alignment.plan import plan
from alignment.section import sections
from alignment.state import Side, has_crossed, side_of
from alignment.verification import verify

logger = logging.getLogger(__name__)

# Advisory locks belong to a database; this makes one of each schema in it.
KEY = "hashtextextended('alignment inspection:' || current_schema(), 0)"

TRY = f"SELECT pg_try_advisory_lock({KEY})"

IS_HELD = f"SELECT EXISTS (SELECT FROM pg_locks WHERE {HELD.format(key=KEY)})"

# So that whoever is kept waiting by its queries reads in pg_stat_activity whose they are.
NAME = "SET application_name = 'alignment inspection'"

LOG_STEP = "UPDATE alignment_inspection SET step = %s WHERE id = %s"
LOG_DONE = "UPDATE alignment_inspection SET done = done + 1 WHERE id = %s"

ANSWERS: dict[str, Callable[[BaseDatabaseWrapper], Answer]] = {
    InspectionKind.VERIFICATION: verify,
    InspectionKind.ROLLBACK: partial(plan, rollback=True),
}

# Each pair is compared with its ledger; a verification looks at the side that is kept as well.
STEPS = {InspectionKind.VERIFICATION: 2, InspectionKind.ROLLBACK: 1}


def start(alias: str, kind: str, asked_by: str) -> Inspection:
    """Begin an inspection, and return while it is at work.

    Args:
        alias: of the database.
        asked_by: name of the user.

    Raises:
        InspectionAtWork: there is one at work, of whichever kind.
        NoConnection: the database takes no further connection.
    """
    begun: Future[Inspection] = Future()
    work = partial(_work, alias, InspectionKind(kind), asked_by, begun)
    # A daemon: the server stops when it is told to, not when the last row has been looked at.
    Thread(target=work, name=f"inspection {kind}", daemon=True).start()
    return begun.result()


def is_at_work(connection: BaseDatabaseWrapper) -> bool:
    """Whether any process inspects this database."""
    return bool(value(connection, IS_HELD))


def at_work(connection: BaseDatabaseWrapper) -> Inspection | None:
    """The inspection that somebody is at."""
    if not is_at_work(connection):
        return None
    unfinished = Inspection.objects.using(connection.alias).filter(finished=None)
    return unfinished.order_by("-id").first()


# --- In the thread -------------------------------------------------------------------------------


def _work(alias: str, kind: InspectionKind, asked_by: str, begun: Future[Inspection]) -> None:
    try:
        with _alone(alias) as log:
            inspection = _begin(alias, kind, asked_by)
            begun.set_result(inspection)
            _answer(connections[alias], inspection, _Log(log, inspection.pk))
    except Exception as error:
        if begun.done():
            logger.exception("Inspection %s could not be brought to its end", kind)
        else:
            begun.set_exception(error)
    finally:
        connections[alias].close()


@contextmanager
def _alone(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to keep the log on, which holds the lock.

    Raises:
        InspectionAtWork: another one does.
    """
    log = connect(alias).copy()
    try:
        if not value(log, TRY):
            raise InspectionAtWork
        for connection in (log, connections[alias]):
            execute(connection, NAME)
            # A role's timeouts are made for an application's queries, not for a look at every row.
            execute(connection, NO_TIMEOUTS)
        yield log
    finally:
        log.close()


def _begin(alias: str, kind: InspectionKind, asked_by: str) -> Inspection:
    return Inspection.objects.using(alias).create(
        kind=kind,
        asked_by=asked_by,
        started=timezone.now(),
        steps=_pairs(connections[alias]) * STEPS[kind],
    )


def _pairs(connection: BaseDatabaseWrapper) -> int:
    """How many pairs of tables there are to compare: of sections that crossed, on a clear side."""
    return sum(
        len(section.pairs)
        for section in sections()
        if side_of(connection, section) in (Side.LEGACY, Side.ALIGNED)
        and has_crossed(connection, section)
    )


def _answer(connection: BaseDatabaseWrapper, inspection: Inspection, log: _Log) -> None:
    try:
        with listening(log):
            answer = ANSWERS[inspection.kind](connection)
    except Exception as error:
        # Whatever it was: who asked waits for an end, and the log has all of it.
        logger.exception("Inspection %s ended without an answer", inspection.pk)
        connection.close()  # whatever state it is in; the end is told on a new one
        _end(inspection, error=_in_words(error))
    else:
        _end(inspection, findings=answer.findings, answer=answer.as_json())


def _end(inspection: Inspection, **outcome: object) -> None:
    told = Inspection.objects.using(inspection._state.db).filter(pk=inspection.pk)
    told.update(finished=timezone.now(), **outcome)


def _in_words(error: Exception) -> str:
    """What went wrong, without the statement, which the server's log has."""
    if isinstance(error, AlignmentError):
        return str(error)
    if not isinstance(error, DatabaseError):
        return f"Something unforeseen went wrong, {error!r}; the log of the server says more."
    said = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
    return f"PostgreSQL said: {said or str(error).partition(chr(10))[0]}"


@dataclass(frozen=True)
class _Log:
    """Writes down each step as it begins and ends, where everybody sees it at once."""

    connection: BaseDatabaseWrapper
    inspection: int

    @contextmanager
    def working(self, title: str) -> Iterator[None]:
        execute(self.connection, LOG_STEP, [title, self.inspection])
        yield

    def finished(self, title: str, result: str, seconds: float) -> None:
        execute(self.connection, LOG_DONE, [self.inspection])
