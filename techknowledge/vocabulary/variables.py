"""Variables of a template: what is to be replaced, told from braces that belong to code.

Templates hold code of many languages, and most of them write braces of their own. The rule:

``{{name}}``    is a variable wherever it stands, with or without blanks inside, since no document
                uses two braces for anything else, and whoever fills it in replaces it everywhere.
                A name is letters, digits and ``_``, may be joined by ``.`` or ``-``, and does not
                begin with a digit. Not so
                  - in a longer run of braces: ``{{{name}}}`` is a Rust or Python format string;
                  - after ``$``: ``${{ name }}`` is an expression of GitHub's workflows;
                  - as value of an attribute in a tag that is still open: ``<Box style={{color}}>``
                    is an object of JSX. ``NAME={{name}}`` elsewhere is a variable.
``{name}``      is one only where the document declares it, for that is what a Rust format string, a
                JSX expression and a tuple of Elixir look like too. Declared are
                  - the keys (or elements) of ``template_variables`` and the keys of
                    ``ai_signature.inputs``, in the whole document;
                  - ``task`` and ``code`` below ``prompts`` (behaviour 3.9).
                Not after ``$``, ``#``, ``%``, ``{``: these are interpolations and maps.

What ``template_variables`` declares is a variable even where the document itself does not use it,
spelled ``{{name}}``: parts that it is composed with do. A declared name counts in a tag as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from techknowledge.vocabulary.documents import at, texts

# What is filled into the prompts of quality templates.
PROMPT_NAMES = frozenset({"task", "code"})

_NAME = r"[^\W\d]\w*+(?:[.-]\w++)*+"
_DOUBLE = re.compile(rf"(?<![{{$])\{{\{{[ \t]*+({_NAME})[ \t]*+\}}\}}")
_SINGLE = re.compile(rf"(?<![{{$#%])\{{({_NAME})\}}")
_DECLARABLE = re.compile(_NAME)

# A tag that is still open; the arrow of a function in an attribute does not close it.
_OPEN_TAG = re.compile(r"<[A-Za-z](?:=>|[^<>])*+\Z")

# How far back the beginning of a tag is looked for.
_TAG_LENGTH = 1000


def variables_of(document: Any) -> Iterator[str]:
    """Variables of a template, spelled as they stand there; some of them more than once."""
    always = set(_named(at(document, "template_variables")))
    declared = always | set(_names_in(at(document, "ai_signature", "inputs")))
    used = set(_used(document, declared))
    yield from used
    names = {one.strip("{ \t}") for one in used}
    yield from (f"{{{{{name}}}}}" for name in always - names)


def _used(document: Any, declared: Collection[str]) -> Iterator[str]:
    for text in _braced(texts(document)):
        yield from (m[0] for m in _DOUBLE.finditer(text) if m[1] in declared or not _in_tag(m))
        if declared:
            yield from (m[0] for m in _SINGLE.finditer(text) if m[1] in declared)
    for text in _braced(texts(at(document, "prompts"))):
        yield from (m[0] for m in _SINGLE.finditer(text) if m[1] in PROMPT_NAMES)


def _braced(found: Iterator[str]) -> Iterator[str]:
    return (text for text in found if "{" in text)


def _in_tag(match: re.Match[str]) -> bool:
    """Whether it is the value of an attribute."""
    begin = match.start()
    if not match.string.endswith("=", 0, begin):
        return False
    return bool(_OPEN_TAG.search(match.string, max(0, begin - _TAG_LENGTH), begin))


def _named(stated: Any) -> Iterator[str]:
    """Names out of an object's keys, or a list of names or of objects with a name."""
    if isinstance(stated, list):
        stated = [at(one, "name") if isinstance(one, dict) else one for one in stated]
    yield from _names_in(stated)


def _names_in(stated: Any) -> Iterator[str]:
    for one in stated if isinstance(stated, dict | list) else ():
        name = one.strip("{ \t}") if isinstance(one, str) else ""
        if _DECLARABLE.fullmatch(name):
            yield name
