"""How events cross, and how their tables may look; frozen with the migration that uses it."""

from __future__ import annotations

from alignment.adoption import adopter
from alignment.carry import carriers
from alignment.section import Section, register
from snapshots.mapping import events, shapes

SECTION = register(
    Section(
        label="snapshots",
        title="Codebase snapshots",
        pairs=(events.PAIR,),
        shapes=shapes.SHAPES,
    )
)

adopt = adopter(SECTION)
carry_forward, carry_back = carriers(SECTION)
