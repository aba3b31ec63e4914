"""How technology knowledge is split, and joined again; frozen with the migration that uses it."""

from __future__ import annotations

from alignment.adoption import adopter
from alignment.carry import carriers
from alignment.section import Section, register
from techknowledge.mapping import patterns, shapes, templates

SECTION = register(
    Section(
        label="techknowledge",
        title="Technology knowledge",
        # In this order: a pattern has to see what its rows' templates wrote to them.
        pairs=(templates.PAIR, patterns.PAIR),
        shapes=shapes.SHAPES,
    )
)

adopt = adopter(SECTION)
carry_forward, carry_back = carriers(SECTION)
