"""How a column came to be, in words, as an app's mapping states it beside the SQL."""

from __future__ import annotations

from collections.abc import Mapping

# By aligned column: the legacy columns it is made of (`data`, or a key of one: `data.codebase_id`),
# and how.
Rules = Mapping[str, tuple[tuple[str, ...], str]]

# Columns that all rows decide together, as who gets a name of which there is one: what one legacy
# row says cannot tell whether they were changed. Each with the columns of which that is a question;
# none: of the column itself.
Shared = Mapping[str, tuple[str, ...]]


def paths(rules: Rules) -> list[str]:
    """All that rules read from a legacy row."""
    return list(dict.fromkeys(path for sources, _ in rules.values() for path in sources))
