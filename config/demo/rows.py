"""A legacy database's rows, as some months of Singularity would have left them.

The same rows every time, in the shapes that real ones come in: several sessions of one agent,
commits without a session, two descriptions of one technology, metadata that is NULL, JSON null, or
no object at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from config.demo import words

Row = dict[str, Any]

EVENTS, SESSIONS, COMMITS, LESSONS = 6000, 400, 2400, 260

# A code base, an agent, knowledge: the ones that the story follows.
CODEBASE = "checkout-web"
AGENT = "ada-builder-1"
TEMPLATE = ("Phoenix", "framework", "live view")
OUTDATED = ("Bower", "package_manager")
COUNTED = ("Podman", "container")

DIMENSIONS = 768

_FIRST_DAY = datetime(2025, 3, 3, 8)
_LAST_MINUTE = 215 * 24 * 60


class Legacy:
    """The four legacy tables, filled row by row from one source of chance."""

    def __init__(self, *, embeddings: bool) -> None:
        self._random = Random(20250101000014)
        self._meaning = Random(768)  # of its own: all else is the same with and without embeddings
        self._embeddings = embeddings
        self.detection_events = list(self._sorted(self._event, EVENTS))
        self.git_sessions = list(self._sorted(self._session, SESSIONS))
        self.git_commits = list(self._sorted(self._commit, COMMITS))
        self.technology_knowledge = [*self._followed(), *self._sorted(self._lesson, LESSONS)]

    def tables(self) -> dict[str, list[Row]]:
        """Rows by table, in an order that foreign keys allow."""
        return {
            "detection_events": self.detection_events,
            "git_sessions": self.git_sessions,
            "git_commits": self.git_commits,
            "technology_knowledge": self.technology_knowledge,
        }

    # --- What a detector saw ---------------------------------------------------------------------

    def _event(self, at: datetime) -> Row:
        codebase = self._random.choice(words.CODEBASES)
        return {
            "id": self._uuid(),
            "event_type": self._random.choice(words.EVENT_TYPES),
            "detector": self._random.choice(words.DETECTORS),
            "confidence": self._often(0.998, round(self._random.uniform(0.4, 1), 2), float("nan")),
            "data": Jsonb(self._seen(codebase, at)),
            "metadata": self._event_metadata(),
            **_timestamps(at),
        }

    def _seen(self, codebase: words.Codebase, at: datetime) -> Row:
        """What the event says, in one of the ways that detectors came to say it."""
        found = codebase.technologies
        named = [f"{kind}:{name}" for kind, names in found.items() for name in names]
        listed = [{"category": kind, "name": name} for kind, _, name in map(_split, named)]
        counted = {f"{kind}_count": len(names) for kind, names in found.items()}
        # Seconds since 1970; detectors that finish in the same minute claim the same number.
        number = int((at - datetime(1970, 1, 1)).total_seconds())
        full = {"codebase_id": codebase.name, "technologies": found, "features": counted}
        [seen] = self._random.choices(
            (
                full | {"snapshot_id": number},
                full,
                {"codebase_id": codebase.name, "technologies": listed, "summary": found},
                {"codebase_path": f"/srv/code/{codebase.name}", "detected_technologies": named},
                {"files": self._random.randrange(1, 9000), "technologies": None},
            ),
            weights=(60, 15, 10, 10, 5),
        )
        return seen

    def _event_metadata(self) -> Jsonb | None:
        took = {"took_ms": round(self._random.expovariate(1 / 40), 3)}
        return self._odd(
            took,
            took | {"commit": f"{self._random.getrandbits(160):040x}"},
            took | {"event_type": "its own, not the column's"},
            took | {"seed": self._random.getrandbits(100)},
        )

    # --- What agents did -------------------------------------------------------------------------

    def _session(self, at: datetime) -> Row:
        agent, topic = self._agent(), self._random.choice(words.TOPICS)
        place = {"agent_id": agent, "workspace_path": f"/var/agents/{agent}"}
        return {
            "id": self._uuid(),
            "session_type": self._random.choice(("agent", "agent", "agent", "rules")),
            "branch_name": f"agents/{agent}/{topic}",
            "base_branch": self._random.choice(("main", "main", "develop", None)),
            "status": self._random.choice(("active", "merged", "merged", "abandoned")),
            "metadata": self._odd(place, place | {"correlation_id": f"request-{at:%m%d}"}),
            **_timestamps(at, at + timedelta(minutes=self._random.randrange(600))),
        }

    def _commit(self, at: datetime) -> Row:
        session = self._often(0.97, self._random.choice(self.git_sessions)["id"], None)
        deed, thing = self._random.choice(words.DEEDS), self._random.choice(words.THINGS)
        files = self._random.sample(words.FILES, self._random.randrange(5))
        return {
            "id": self._uuid(),
            "session_id": session,
            "commit_hash": f"{self._random.getrandbits(160):040x}",
            "message": f"{deed} {thing}",
            "author": self._often(0.9, self._random.choice(words.GIVEN_NAMES).title(), None),
            "files_changed": self._often(0.97, files, None),
            "metadata": self._odd({}, {"lines": self._random.randrange(1, 400)}),
            **_timestamps(at),
        }

    def _agent(self) -> str:
        name, trade = self._random.choice(words.GIVEN_NAMES), self._random.choice(words.TRADES)
        return f"{name}-{trade}-{self._random.randrange(1, 3)}"

    # --- What is known of technologies -----------------------------------------------------------

    def _followed(self) -> Iterator[Row]:
        """The pieces of knowledge that the story follows."""
        technology, category, name = TEMPLATE
        yield self._knowledge(_FIRST_DAY, technology, category, name, "defmodule <%= name %> do")
        for name in ("installing", "moving away from it"):
            yield self._knowledge(_FIRST_DAY, *OUTDATED, name, None)
        yield self._knowledge(_FIRST_DAY, *COUNTED, "rootless", "FROM <%= image %>")

    def _lesson(self, at: datetime) -> Row:
        category = self._random.choice(list(words.KNOWN))
        technology = self._random.choice(words.KNOWN[category])
        name = self._random.choice(words.LESSONS)
        template = f"# {name} with {technology}\n\n<%= body %>\n"
        [text] = self._random.choices((template, None, ""), weights=(60, 35, 5))
        return self._knowledge(at, technology, category, name, text)

    def _knowledge(
        self, at: datetime, technology: str, category: str, name: str, template: str | None
    ) -> Row:
        row = {
            "id": self._uuid(),
            "technology": technology,
            "category": category,
            "name": name,
            "description": self._often(0.8, f"How {technology} does {name}.", None),
            "template": template,
            "examples": self._often(0.9, [f"see {technology.lower()}/{name}"], None),
            "best_practices": self._often(0.7, "Keep it small. Measure first.", None),
            "antipatterns": self._often(0.9, ["copy and paste"], []),
            "metadata": self._odd(*self._pattern_notes(technology)),
            **_timestamps(at),
        }
        return row | ({"embedding": self._embedding()} if self._embeddings else {})

    def _pattern_notes(self, technology: str) -> Iterator[Row]:
        notes = words.PATTERN_NOTES.get(technology, words.Notes())
        lists = {
            kind: self._random.sample(names, len(names) // 2 + len(names) % 2)
            for kind, names in notes._asdict().items()
        }
        yield lists
        yield lists | {"build_command": "make", "confidence_weight": 0.9, "version": "1.2"}
        yield {"source": "handbook", "test_command": "make test"}

    def _embedding(self) -> str | None:
        """What a piece of knowledge means, as a vector; for every third nobody computed it."""
        numbers = (f"{self._meaning.gauss(0, 0.04):.6f}" for _ in range(DIMENSIONS))
        vector = f"[{','.join(numbers)}]"
        return vector if self._meaning.random() < 0.66 else None

    # --- Chance ----------------------------------------------------------------------------------

    def _sorted(self, make: Any, count: int) -> Iterator[Row]:
        """So many rows, in the order of time."""
        minutes = sorted(self._random.randrange(_LAST_MINUTE) for _ in range(count))
        return (make(_FIRST_DAY + timedelta(minutes=minute)) for minute in minutes)

    def _odd(self, *usual: Row) -> Jsonb | None:
        """Metadata: most often one of the usual objects, now and then what nobody expects."""
        odd = None, Jsonb(None), Jsonb("imported by hand"), Jsonb([1, "two"]), Jsonb({})
        expected = self._random.random() < 0.9
        return Jsonb(self._random.choice(usual)) if expected else self._random.choice(odd)

    def _often(self, share: float, usual: Any, seldom: Any) -> Any:
        return usual if self._random.random() < share else seldom

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)


def _timestamps(at: datetime, later: datetime | None = None) -> Row:
    return {"inserted_at": at, "updated_at": later or at}


def _split(label: str) -> tuple[str, str, str]:
    return label.partition(":")
