"""Which pages of the admin there are: what it has registered, and what its pages offer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import connection
from django.urls import reverse

from alignment.admin.archive import Archive, known_tables
from alignment.admin.places import archive_url, list_url, row_url
from benchmarks.visitor.links import Offer, offer

# How far from where it begins a visit goes: to each choice of a filter, and from there to the first
# and the last of what can be asked besides.
_CLICKS = 2

# Rows of a table that are looked at, from either end of its keys. The first has been written to.
_ROWS = 3

# Texts of a row that are searched for.
_SEARCHES = 4

# And what nobody wrote.
_NOWHERE = "nowhere to be found"


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        of: whose rows it shows, as the admin calls them, or its own name.
        ways: how somebody comes there from the list of these rows.
    """

    of: str
    ways: tuple[str, ...]
    address: str

    @property
    def is_file(self) -> bool:
        """Whether a browser saves it."""
        return any(way.startswith("export") for way in self.ways)

    @property
    def is_whole_file(self) -> bool:
        """Whether it has all rows of a list."""
        return self.is_file and len(self.ways) == 1

    def leading(self, kind: str, address: str) -> Page:
        """The page behind a link on this one."""
        return Page(self.of, (*self.ways, kind), address)


def visit(load: Callable[[Page], str], words: Iterable[str] = ()) -> None:
    """Load each page once.

    Args:
        load: loads a page and returns its HTML; '' where nothing is to be followed.
        words: only pages of what has one of these in its name; all where there are none.
    """
    wanted = list(words)
    waiting = deque(
        page for page in beginnings() if not wanted or any(word in page.of for word in wanted)
    )
    seen: set[str] = set()
    while waiting:
        page = waiting.popleft()
        if page.address not in seen:
            seen.add(page.address)
            waiting.extend(_behind(page, load(page)))


def beginnings() -> Iterator[Page]:
    """Pages that a visit begins from: what belongs to no model, lists, some rows of each."""
    yield Page("index", (), reverse("admin:index"))
    yield Page("overview", (), reverse("alignment:overview"))
    for label in sorted({model._meta.app_label for model in admin.site._registry}):
        yield Page("index", ("app",), reverse("admin:app_list", args=[label]))
    for model in admin.site._registry:
        title = str(model._meta.verbose_name_plural)
        yield Page(title, (), list_url(admin.site, model))
        yield from (
            Page(title, ("row",), row_url(admin.site, model, quote(k))) for k in _keys(model)
        )
    yield Page("archive", (), archive_url(admin.site))
    for table in known_tables():
        if Archive(connection, table).exists:
            yield Page(f"archived {table}", (), archive_url(admin.site, table))


def _keys(model: Any) -> list[Any]:
    rows = model._default_manager.values_list("pk", flat=True)
    return list(dict.fromkeys([*rows.order_by("pk")[:_ROWS], *rows.order_by("-pk")[:_ROWS]]))


def _behind(page: Page, text: str) -> Iterator[Page]:
    """Pages that one page leads to."""
    if len(page.ways) == _CLICKS:
        return
    found = offer(text, page.address)
    for kind, addresses in _by_kind(found).items():
        is_whole = not page.ways and kind.startswith("filter")
        for address in addresses if is_whole else _ends(addresses):
            yield page.leading(kind, address)
    for term in _terms(found):
        yield page.leading("search", _with(page.address, q=term))


def _by_kind(found: Offer) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for link in found.links:
        kinds.setdefault(link.kind, []).append(link.address)
    return kinds


def _ends(addresses: list[str]) -> list[str]:
    return list(dict.fromkeys((addresses[0], addresses[-1])))


def _terms(found: Offer) -> list[str]:
    """What to search a list for: what a row has, all that begins like it, and what no row has."""
    if not found.has_search or not found.texts:
        return []
    return [found.texts[0][:1], *found.texts[:_SEARCHES], _NOWHERE]


def _with(address: str, **more: str) -> str:
    """An address that asks for more."""
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | more)}"
