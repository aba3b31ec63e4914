"""What a page of the admin offers: links, by what they are there for, and texts to search for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

# Elements that have no end.
_VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


class Link(NamedTuple):
    """A way to another page.

    Attributes:
        kind: what it is there for.
        address: path and query.
    """

    kind: str
    address: str


@dataclass(frozen=True)
class Offer:
    """What a page offers.

    Attributes:
        links: in the order of the page, to each address one.
        texts: what stands in the first row of its list.
        has_search: whether it can be searched.
    """

    links: tuple[Link, ...]
    texts: tuple[str, ...]
    has_search: bool


def offer(page: str, address: str) -> Offer:
    """Read a page.

    Args:
        page: its HTML.
        address: where it is.
    """
    reader = _Reader(address)
    reader.feed(page)
    reader.close()
    links = (Link(kind, target) for target, kind in reader.kinds.items())
    return Offer(tuple(links), tuple(reader.texts), reader.has_search)


class _Element(NamedTuple):
    tag: str
    attributes: dict[str, str]

    def is_of(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def is_named(self, name: str) -> bool:
        return self.attributes.get("id") == name


class _Reader(HTMLParser):
    """Reads a page from its beginning to its end.

    Attributes:
        kinds: of links, by address.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.kinds: dict[str, str] = {}
        self.texts: dict[str, None] = {}
        self.has_search = False
        self._open: list[_Element] = []
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        if tag == "a" and "href" in element.attributes:
            self._note(element)
        if tag == "form" and element.attributes.get("role") == "search":
            self.has_search = True
        if tag == "tr" and self._is_in_rows():
            self._rows += 1
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass  # one whose end was left out

    def handle_data(self, data: str) -> None:
        if self._rows == 1 and self._is_in_rows() and data.strip():
            self.texts[data.strip()] = None

    def _is_in_rows(self) -> bool:
        in_list = any(one.is_named("result_list") for one in self._open)
        return in_list and any(one.tag == "tbody" for one in self._open)

    def _note(self, link: _Element) -> None:
        target = urlsplit(urljoin(self.address, link.attributes["href"]))
        address = target.path + (f"?{target.query}" if target.query else "")
        kind = _kind(link, self._open, address)
        if kind and address != self.address:
            self.kinds.setdefault(address, kind)


def _kind(link: _Element, around: Sequence[_Element], address: str) -> str:
    """What a link is there for; '' for what stands beside every page."""
    for one in around:
        if title := one.attributes.get("data-filter-title"):
            return f"filter {title}"
    if link.attributes.get("rel") == "next":
        return "next"
    if any(one.is_of("paginator") for one in around):
        return "page"
    if any(one.is_of("object-tools") for one in around):
        _, _, file = address.partition("/export/")
        return f"export {file.partition('/')[0]}" if file else "tool"
    if any(one.is_named("result_list") for one in around):
        return "sort" if any(one.tag == "thead" for one in around) else "row"
    if link.attributes.get("class") == "deletelink":
        return "delete"
    in_content = any(one.is_named("content") for one in around)
    return "link" if in_content and "?" in address else ""
