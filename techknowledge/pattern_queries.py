"""What is asked of technology_patterns, and how it learns (behaviour 3.8).

A row is of the technology that its names spell in lower case and in the singular: what is counted
for ``framework:phoenix`` is counted for a row that says ``Frameworks``, ``Phoenix``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Coalesce

from alignment.catalog import execute
from techknowledge.capitals import says
from techknowledge.errors import NoTechnology, UnknownTechnology
from techknowledge.technologies import Technology, category_of, type_of

if TYPE_CHECKING:
    from techknowledge.models.patterns import TechnologyPattern

# The most successful first; what was never judged counts as always right, as Ecto's default says.
BEST_FIRST = (
    Coalesce("success_rate", 1.0).desc(),
    Coalesce("detection_count", 0).desc(),
    F("id").asc(),
)

# What Python cannot always hold: PostgreSQL has `infinity` and years before Christ, and the
# alignment carries what the legacy rows had.
TIMES = ("last_detected_at", "created_at", "updated_at")

# What is known stays; what is not known yet, and config files in any case, are taken. A count that
# is at the end of bigint stays there. What is returned leaves created_at out, see TIMES.
LEARN = """
    INSERT INTO technology_patterns AS known (
        technology_type, technology_name, file_patterns, directory_patterns, config_files,
        build_command, dev_command, install_command, test_command, output_directory,
        confidence_weight, detection_count, success_rate, last_detected_at, extended_metadata,
        created_at, updated_at)
    VALUES (
        %(type)s, %(name)s, %(files)s, %(directories)s, %(config_files)s,
        %(build_command)s, %(dev_command)s, %(install_command)s, %(test_command)s,
        %(output_directory)s, 1.0, 1, 1.0, timezone('utc', now()), '{"source": "learned"}',
        timezone('utc', now()), timezone('utc', now()))
    ON CONFLICT (technology_name, technology_type) DO UPDATE SET
        file_patterns = coalesce(nullif(known.file_patterns, '{}'), excluded.file_patterns),
        directory_patterns =
            coalesce(nullif(known.directory_patterns, '{}'), excluded.directory_patterns),
        config_files = ARRAY(
            SELECT one
            FROM unnest(ARRAY(SELECT unnest(known.config_files)) || excluded.config_files)
                WITH ORDINALITY AS every (one, place)
            WHERE one IS NOT NULL GROUP BY one ORDER BY min(place)),
        build_command = coalesce(known.build_command, excluded.build_command),
        dev_command = coalesce(known.dev_command, excluded.dev_command),
        install_command = coalesce(known.install_command, excluded.install_command),
        test_command = coalesce(known.test_command, excluded.test_command),
        output_directory = coalesce(known.output_directory, excluded.output_directory),
        detection_count = least(coalesce(known.detection_count, 0), 9223372036854775806) + 1,
        last_detected_at = excluded.last_detected_at,
        updated_at = excluded.updated_at
    RETURNING known.id, known.technology_type, known.technology_name, known.version_pattern,
        known.file_patterns, known.directory_patterns, known.config_files, known.build_command,
        known.dev_command, known.install_command, known.test_command, known.output_directory,
        known.confidence_weight, known.detection_count, known.success_rate,
        known.last_detected_at, known.extended_metadata, known.updated_at"""

# Rows are locked in the order in which shipped.loading writes them, so that nobody waits in a
# circle.
JUDGE = """
    WITH judged AS MATERIALIZED (
        SELECT pattern.id, verdict.detections, verdict.was_right
        FROM unnest(%s::bigint[], %s::integer[], %s::integer[])
            AS verdict (id, detections, was_right)
        JOIN technology_patterns AS pattern ON pattern.id = verdict.id
        ORDER BY technology_type COLLATE "C", technology_name COLLATE "C"
        FOR UPDATE OF pattern
    )
    UPDATE technology_patterns AS pattern SET
        detection_count = least(coalesce(detection_count, 0),
                                9223372036854775807 - judged.detections) + judged.detections,
        success_rate = 0.9 * coalesce(success_rate, 1.0) + 0.1 * judged.was_right,
        last_detected_at = CASE WHEN judged.detections > 0 THEN timezone('utc', now())
                                ELSE last_detected_at END
    FROM judged WHERE pattern.id = judged.id"""


class TechnologyPatternQuerySet(models.QuerySet["TechnologyPattern"]):
    """Patterns of technologies."""

    def of_type(self, technology_type: str) -> TechnologyPatternQuerySet:
        """Patterns of one kind of technology, the best first: by success, then by detections.

        Their extended_metadata, which may be all that was known before the alignment, are read when
        they are asked for; `readable` reads them at once.

        Args:
            technology_type: in the singular or as a category: ``framework``, ``Frameworks``.
        """
        singular = type_of(technology_type)
        found = self.filter(says("technology_type", singular, category_of(singular)))
        return found.without_times().defer("extended_metadata").order_by(*BEST_FIRST)

    def named(self, name: str) -> TechnologyPattern | None:
        """The best pattern of a name, whatever its type; None if there is none."""
        named = self.filter(says("technology_name", name.strip()))
        return named.without_times().order_by(*BEST_FIRST).first()

    def without_times(self) -> TechnologyPatternQuerySet:
        """The same rows, whose times are read when they are asked for.

        A row with a time that Python cannot hold, such as ``infinity``, can be read like any other.
        """
        return self.defer(*TIMES)

    def readable(self) -> Iterator[TechnologyPattern]:
        """Each pattern, `without_times`, also those whose extended_metadata Python cannot hold.

        PostgreSQL takes JSON that is nested deeper than Python's parser goes, and numbers of more
        digits. Such a row comes with a text in place of it, which `signature_of` reports.
        """
        rows = self.defer(None).without_times()
        try:
            yield from list(rows)
        except (RecursionError, ValueError):
            yield from map(rows._readable, list(self.values_list("pk", flat=True)))

    def learn(
        self,
        technology: Technology,
        *,
        files: Iterable[str] = (),
        directories: Iterable[str] = (),
        config_files: Iterable[str] = (),
        build_command: str | None = None,
        dev_command: str | None = None,
        install_command: str | None = None,
        test_command: str | None = None,
        output_directory: str | None = None,
    ) -> TechnologyPattern:
        """Take in what was found out about a technology, and count a detection.

        A pattern that is there keeps what it has: new config files are added to its own, the rest
        goes where it has nothing (behaviour 3.8, P-4).

        Args:
            files: globs, for file_patterns.
            directories: for directory_patterns.

        Raises:
            NoTechnology: its type or name is empty.
        """
        technology = _canonical(technology)
        values = {
            "type": technology.type,
            "name": technology.name,
            "files": _unique(files),
            "directories": _unique(directories),
            "config_files": _unique(config_files),
            "build_command": build_command,
            "dev_command": dev_command,
            "install_command": install_command,
            "test_command": test_command,
            "output_directory": output_directory,
        }
        (pattern,) = self.using(self._written).raw(LEARN, values)
        return pattern

    def judge(self, technology: Technology, right: bool) -> None:
        """Say whether a detection was right: a tenth of its success_rate goes that way.

        Raises:
            UnknownTechnology: there is no pattern of it.
        """
        if not self._judge({_canonical(technology): (0, int(right))}):
            raise UnknownTechnology(technology)

    def count_detections(self, detected: Iterable[Technology]) -> int:
        """Count what one detection found (behaviour D-13); the number of rows written.

        Each gets one detection more, of now, and a judgement of right; that one was wrong is told
        by `judge`. Technologies without a pattern are passed over: a user may have deleted it
        meanwhile.
        """
        return self._judge(dict.fromkeys(map(_canonical, detected), (1, 1)))

    def _judge(self, verdicts: Mapping[Technology, tuple[int, int]]) -> int:
        """Write verdicts: how many detections to count, and whether they were right."""
        rows = self.using(self._written).order_by()
        named = rows.values_list("pk", "technology_type", "technology_name")
        judged = [
            (pk, *verdicts[technology])
            for pk, kind, name in named
            if (technology := Technology.of(kind, name)) in verdicts
        ]
        columns = [list(column) for column in zip(*judged, strict=True)]
        return execute(connections[self._written], JUDGE, columns) if judged else 0

    def _readable(self, pk: int) -> TechnologyPattern:
        try:
            return self.get(pk=pk)
        except (RecursionError, ValueError) as error:
            pattern = self.defer("extended_metadata").get(pk=pk)
            pattern.extended_metadata = f"unreadable: {error}"
            return pattern

    @property
    def _written(self) -> str:
        """Alias of the database that rows are written to, and locked in."""
        return self.select_for_update().db


def _canonical(technology: Technology) -> Technology:
    canonical = Technology.of(*technology)
    if not all(canonical):
        raise NoTechnology(technology)
    return canonical


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
