"""How a value is shown. All of it is data, and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from itertools import islice
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alignment.admin.verbatim import Literal, is_whole, parsed

# In a list.
SHORT_TEXT, FEW_CHIPS = 120, 6

# In a heading: longer words are cut, and what is kept of their two ends.
LONG_WORD, WORD_HEAD, WORD_TAIL = 35, 14, 8

# On a page.
LONG_TEXT, MANY_CHIPS, CUT_DOCUMENT = 20_000, 500, 4_000

# Levels of a document that can be opened one by one; what is deeper is text.
DEEPEST = 12

NULL = format_html('<span class="nothing">{}</span>', "NULL")


def nothing(words: str) -> SafeString:
    """What is there, and is empty: not the same as NULL."""
    return format_html('<span class="nothing">{}</span>', words)


def text(value: str | None, longest: int = LONG_TEXT) -> SafeString:
    """A text; of a long one its beginning."""
    if value is None:
        return NULL
    if not value:
        return nothing("empty text")
    if value.isspace():
        return nothing(f"white space, {len(value):,} characters")
    if len(value) > longest:
        return format_html(
            '{}<span class="nothing">… {} characters</span>', value[:longest], f"{len(value):,}"
        )
    return format_html("{}", value)


def number(value: float | None) -> SafeString:
    """A number in plain digits, which can be copied."""
    return NULL if value is None else format_html("{}", str(value))


def figure(value: int | None) -> SafeString:
    """How many, in groups of three digits."""
    return NULL if value is None else format_html('<span class="figure">{}</span>', f"{value:,}")


def instant(value: str | None) -> SafeString:
    """An instant as PostgreSQL writes it, without the fraction of a second that is zero."""
    if value is None:
        return NULL
    return format_html('<span class="instant">{}</span>', value)


def chips(values: Sequence[Any] | None, most: int = MANY_CHIPS) -> SafeString:
    """The texts of an array, each for itself."""
    if values is None:
        return NULL
    if not values:
        return nothing("empty list")
    items = format_html_join("", "<li>{}</li>", ((_chip(value),) for value in values[:most]))
    more = len(values) - most
    rest = format_html('<li class="nothing">{} more</li>', f"{more:,}") if more > 0 else ""
    return format_html('<ul class="chips">{}{}</ul>', items, rest)


def document(value: str | None, whole: str | None = None) -> SafeString:
    """A JSON document that can be opened part by part; of a long one its beginning.

    Args:
        value: its text, as `verbatim.documents` reads it.
        whole: where all of it is.
    """
    if value is None:
        return NULL
    if not is_whole(value):
        return _cut(value, whole)
    try:
        return _part(parsed(value), 0)
    except (ValueError, RecursionError):
        return preformatted(value)


def preformatted(value: str) -> SafeString:
    return format_html('<pre class="json">{}</pre>', value)


def link(url: str, words: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words)


def name(value: str) -> SafeString:
    """A name of a column, which may be broken behind an underscore and nowhere else."""
    *parts, last = value.split("_")
    return format_html("{}{}", format_html_join("", "{}_<wbr>", ((part,) for part in parts)), last)


def shortened(value: str) -> str:
    """A name for a heading: its long words, as ids are, without their middle."""
    words = (
        word if len(word) <= LONG_WORD else f"{word[:WORD_HEAD]}…{word[-WORD_TAIL:]}"
        for word in value.split(" ")
    )
    short = " ".join(words)
    return short if len(short) <= SHORT_TEXT else f"{short[:SHORT_TEXT]}…"


def heading(value: str) -> SafeString:
    """A name shortened; the whole is told to whoever points at it."""
    short = shortened(value)
    if short == value:
        return format_html("{}", value)
    return format_html('<span title="{}">{}</span>', value, short)


def lines(items: Iterable[Any]) -> SafeString:
    """One below the other."""
    return format_html(
        '<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", ((one,) for one in items))
    )


def _chip(value: Any) -> SafeString:
    if isinstance(value, list):
        return format_html("{}", str(value))
    return text(value, SHORT_TEXT)


def _cut(value: str, whole: str | None) -> SafeString:
    rest = format_html(
        '<p class="help">The first {} characters. {}</p>',
        f"{CUT_DOCUMENT:,}",
        link(whole, "The whole document") if whole else "It is cut here.",
    )
    return format_html("{}{}", preformatted(value[:CUT_DOCUMENT]), rest)


def _part(value: Any, level: int) -> SafeString:
    match value:
        case dict() | list() if not value:
            return nothing("empty object" if isinstance(value, dict) else "empty list")
        case dict():
            return _opened(value.items(), _summary(value), level)
        case list():
            return _opened(enumerate(value), _counted(value, "item"), level)
    return _scalar(value)


def _scalar(value: Any) -> SafeString:
    match value:
        case None:
            return nothing("JSON null")
        case bool():
            return format_html('<span class="literal">{}</span>', "true" if value else "false")
        case Literal():
            return format_html('<span class="literal">{}</span>', value)
        case str() if "\n" in value:
            return preformatted(value)
    return text(value)


def _opened(items: Iterable[tuple[Any, Any]], summary: str, level: int) -> SafeString:
    """The first level is open, those below wait to be opened."""
    if level >= DEEPEST:
        return nothing(f"{summary}, deeper than {DEEPEST} levels: see the whole document")
    parts = format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>", ((_key(key), _part(one, level + 1)) for key, one in items)
    )
    details = '<details class="json" open>' if level == 0 else '<details class="json">'
    return format_html(details + "<summary>{}</summary><dl>{}</dl></details>", summary, parts)


def _key(key: Any) -> Any:
    return nothing("empty key") if key == "" else key


def _summary(value: dict[str, Any]) -> str:
    """How many keys, and the first of them."""
    some = ", ".join(f"{key:.40}" for key in islice(value, 5))
    more = ", …" if len(value) > 5 else ""
    return f"{_counted(value, 'key')}: {some}{more}"


def _counted(value: Sized, noun: str) -> str:
    return f"{len(value):,} {noun}{'' if len(value) == 1 else 's'}"
