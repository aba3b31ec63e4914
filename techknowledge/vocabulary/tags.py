"""Prompt tags: what marks off the parts of a prompt, and by what an answer is cut into parts.

They are read from texts that are given to a model (the keys of PROMPT_KEYS), outside of fenced
code. Four forms are tags:

``<context>``, ``</context>``   opened and closed in one text, without attributes. Not elements of
                                HTML and not ``CamelCase``, which are components of JSX; none at all
                                in a text that is markup itself, as attributes give away.
``=== FILES ===``               alone on its line
``## Output``                   a heading of the second level or below, not indented. One ``#``
                                begins a comment in too many languages.
``REQUIREMENTS:``               in capitals, alone on its line, not indented

A line with braces is none, because what is filled in differs from prompt to prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from techknowledge.vocabulary.documents import texts

PROMPT_KEYS = frozenset(
    {
        "prompts",
        "prompt",
        "system_prompt",
        "instruction",
        "template_content",
        "template",
        "prompt_bits",
        "analysis_prompts",
    }
)

_ELEMENTS_OF_HTML = """
    a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption
    cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
    ins kbd label legend li link main map mark menu meta meter nav noscript object ol optgroup
    option output p picture pre progress q rp rt ruby s samp script search section select slot
    small source span strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr track u ul var video wbr
"""
HTML = frozenset(_ELEMENTS_OF_HTML.split())

LONGEST = 100

_LINE = re.compile(
    r"={3,} \S[^={}]* ={3,}"  # === FILES ===
    r"|\#{2,6} [^{}]+"  # ## Output
    r"|[A-Z][A-Z0-9_ ]+:"  # REQUIREMENTS:
)
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9_-]*+|[A-Z][A-Z0-9_-]*+)>")
_MARKUP = re.compile(r"<\?xml|<!DOCTYPE|<[A-Za-z][\w.:-]*+\s++[\w.:-]++=", re.IGNORECASE)


def tags_of(document: Any) -> Iterator[str]:
    """Prompt tags of a template; some of them more than once."""
    for text in texts(document, under=PROMPT_KEYS):
        lines = list(_outside_fences(text))
        yield from filter(_is_tag, lines)
        yield from _elements("\n".join(lines))


def _outside_fences(text: str) -> Iterator[str]:
    fenced = False
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield line.rstrip()


def _is_tag(line: str) -> bool:
    return len(line) <= LONGEST and bool(_LINE.fullmatch(line))


def _elements(text: str) -> Iterator[str]:
    if _MARKUP.search(text):
        return
    opened: set[str] = set()
    closed: set[str] = set()
    for match in _ELEMENT.finditer(text):
        (closed if match[1] else opened).add(match[2])
    for name in opened & closed:
        if name.lower() not in HTML and len(name) <= LONGEST:
            yield from (f"<{name}>", f"</{name}>")
