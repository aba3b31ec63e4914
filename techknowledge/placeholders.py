"""Placeholders in texts that come from data: `{task}` and `{{task}}`, put in without str.format.

Templates quote code, and code is full of braces: only names that are known are replaced, all else
stays as it is. What is put in is not looked at again, so a task that says "{code}" keeps saying it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Not `${task}`, `#{task}` or `%{task}`: these are interpolations of the code that is quoted.
_PLACEHOLDER = re.compile(r"\{\{\s*+(\w++)\s*+\}\}|(?<![$#%{])\{(\w++)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders replaced, each once.

    Args:
        text: the template.
        values: what to put in, by name; a placeholder of another name stays.

    >>> fill("{task} in {{ language }}: {:ok, x} {other}", {"task": "{language}", "language": "C"})
    '{language} in C: {:ok, x} {other}'
    """

    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or match[2], match[0])

    return _PLACEHOLDER.sub(value, text)
