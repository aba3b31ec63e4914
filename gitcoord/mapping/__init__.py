"""Which git tables cross together, and how; frozen with the migration that uses it."""

from __future__ import annotations

from alignment.adoption import adopter
from alignment.carry import carriers
from alignment.section import Section, register
from gitcoord.mapping import commits, sessions, shapes

SECTION = register(
    Section(
        label="gitcoord",
        title="Git coordination",
        pairs=(sessions.PAIR, commits.PAIR),
        only_aligned=("git_pending_merges",),
        shapes=shapes.SHAPES,
    )
)

adopt = adopter(SECTION)
carry_forward, carry_back = carriers(SECTION)
