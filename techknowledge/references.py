"""Templates that build on others: what they name is looked up, and put together (behaviour 3.11).

extends     one name or several. Keys of the template win over those of what it extends, of several
            the last; objects are merged key by key, other values replaced, ``tags`` united. The
            content of the parents stands before the template's own. An ``id`` is not inherited.
compose     names whose content stands between the two: of texts in Markdown that came with the
            import, or of templates.
workflows   names of templates, in a list or under keys; each is replaced by its document, resolved.

A name is a path from the root, with or without ``.json``, or relative to the template's folder; or
an id. Content is under ``template_content``, ``instruction`` or ``template``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from alignment.documents import flaw_in
from techknowledge.models import TechnologyTemplate

CONTENT = ("template_content", "instruction", "template")

# Names that are looked up for one template, and how many of them may follow from each other.
MOST = 100
DEEPEST = 32


@dataclass(frozen=True)
class Problem:
    """A name that leads nowhere.

    Attributes:
        chain: the template, whatever led from it to the name, the name.
    """

    chain: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        return f"{' → '.join(self.chain)}: {self.reason}"


@dataclass(frozen=True)
class Resolved:
    """A template with all that it builds on.

    Attributes:
        sources: what it was made of, parents first, itself last.
        problems: names that are not in it.
    """

    document: dict[str, Any]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]


def refers(document: Any) -> bool:
    """Whether a document builds on others."""
    return isinstance(document, dict) and not document.keys().isdisjoint(_REFERRING)


def resolve(template: TechnologyTemplate) -> Resolved:
    """A template put together with all that it names. Never raises for what is in templates."""
    resolution = _Resolution(template._state.db or DEFAULT_DB_ALIAS)
    document = resolution.document_of(template, ())
    return Resolved(document, tuple(resolution.sources), tuple(resolution.problems))


_REFERRING = ("extends", "compose", "workflows")

Chain = tuple[str, ...]


@dataclass
class _Resolution:
    """One template's; remembers what it met."""

    using: str
    sources: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    followed: int = 0

    def document_of(self, template: TechnologyTemplate, chain: Chain) -> dict[str, Any]:
        chain = (*chain, template.identifier)
        own = self._own(template, chain)
        parents = [found for _, found in self._all(own.get("extends"), template, chain)]
        bits = [*self._composed(own.get("compose"), template, chain)]
        document: dict[str, Any] = {}
        for parent in parents:
            document = _merged(document, parent)
        document.pop("id", None)
        document = _merged(document, {k: v for k, v in own.items() if k not in _REFERRING})
        contents = [*map(_content, parents), *bits, _content(own)]
        document = _with_content(document, own, "\n\n".join(filter(None, contents)))
        if "workflows" in own:
            document["workflows"] = self._workflows(own["workflows"], template, chain)
        self.sources[template.identifier] = None
        return document

    def _own(self, template: TechnologyTemplate, chain: Chain) -> dict[str, Any]:
        own = template.template
        flaw = flaw_in("document", own) if isinstance(own, dict) else "its document is no object"
        if flaw:
            self.problems.append(Problem(chain, str(flaw)))
        return {} if flaw else own

    def _workflows(self, stated: Any, template: TechnologyTemplate, chain: Chain) -> Any:
        found = dict(self._all(stated, template, chain))
        return found if isinstance(stated, dict) else [*found.values()]

    def _composed(self, stated: Any, template: TechnologyTemplate, chain: Chain) -> Iterator[str]:
        metadata = template.metadata if isinstance(template.metadata, dict) else {}
        bits = metadata.get("bits")
        for _, name in _names(stated):
            text = bits.get(name) if isinstance(bits, dict) and isinstance(name, str) else None
            if isinstance(text, str):
                self.sources[name] = None
                yield text
            elif document := self._follow(name, template, chain):
                yield _content(document)

    def _all(
        self, stated: Any, template: TechnologyTemplate, chain: Chain
    ) -> Iterator[tuple[Any, dict[str, Any]]]:
        for key, name in _names(stated):
            if (document := self._follow(name, template, chain)) is not None:
                yield key, document

    def _follow(
        self, name: Any, template: TechnologyTemplate, chain: Chain
    ) -> dict[str, Any] | None:
        """The document that a name leads to; None, and a problem, where it leads nowhere."""
        self.followed += 1
        if self.followed > MOST:
            if self.followed == MOST + 1:
                self.problems.append(Problem(chain, f"leads to more than {MOST} names; no further"))
            return None
        found = self._look_up(name, template)
        if isinstance(found, TechnologyTemplate) and found.identifier in chain:
            found = "leads back to a template that it comes from"
        elif len(chain) >= DEEPEST:
            found = f"is the end of a chain of more than {DEEPEST} templates"
        if isinstance(found, str):
            shown = name if isinstance(name, str) else repr(name)
            self.problems.append(Problem((*chain, shown[:200]), found))
            return None
        return self.document_of(found, chain)

    def _look_up(self, name: Any, template: TechnologyTemplate) -> TechnologyTemplate | str:
        """A template, or why there is none."""
        if not isinstance(name, str) or not name.strip():
            return "is no name of a template"
        places = _places(name.strip().removesuffix(".json"), template.identifier)
        if not places:
            return "leads out of the templates"
        stored = TechnologyTemplate.objects.using(self.using)
        found = (stored.find(place) for place in dict.fromkeys(places))
        return next(filter(None, found), "is no template that is stored")


def _names(stated: Any) -> list[tuple[Any, Any]]:
    """Names under their keys; a single one, or one of a list, is under its place."""
    if isinstance(stated, dict):
        return list(stated.items())
    if isinstance(stated, list):
        return list(enumerate(stated))
    return [] if stated is None else [(0, stated)]


def _places(name: str, identifier: str) -> list[str]:
    """Identifiers that a name can mean; none where it leads out of the templates."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(identifier), name))
    places = [beside] if name.startswith(".") else [posixpath.normpath(name), beside]
    outside = any(place == ".." or place.startswith(("../", "/")) for place in places)
    return [] if outside or "\\" in name or "://" in name else places


def _merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    merged = parent | child
    for key in parent.keys() & child.keys():
        ours, theirs = child[key], parent[key]
        if isinstance(ours, dict) and isinstance(theirs, dict):
            merged[key] = _merged(theirs, ours)
        elif key == "tags" and isinstance(ours, list) and isinstance(theirs, list):
            merged[key] = [*theirs, *(one for one in ours if one not in theirs)]
    return merged


def _content_key(document: dict[str, Any]) -> str | None:
    return next((key for key in CONTENT if isinstance(document.get(key), str)), None)


def _content(document: dict[str, Any]) -> str:
    key = _content_key(document)
    return document[key] if key else ""


def _with_content(document: dict[str, Any], own: dict[str, Any], content: str) -> dict[str, Any]:
    """A document with its content under the key that is its own, else its parent's."""
    if not content:
        return document
    key = _content_key(own) or _content_key(document) or CONTENT[0]
    rest = {k: v for k, v in document.items() if k not in CONTENT or k in own}
    return rest | {key: content}
