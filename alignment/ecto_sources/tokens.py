"""The tokens of Elixir source code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Interpolations within interpolations; each is a level of recursion.
DEEPEST = 20

WORD = r"[^\W\d]\w*[?!]?"
SIGIL = r"~(?:[a-z]|[A-Z][A-Z0-9]*)"

# The names of the groups are the kinds of tokens, but for those of `_Tokenizer._particular`.
TOKEN = re.compile(
    rf"""
    (?P<blank>[^\S\n]++)?
    (?:
        (?P<key>{WORD}):(?!\S)
        |(?P<alias>[A-Z]\w*(?:\.[A-Z]\w*)*)
        |(?P<block>(?:do|fn|end)\b(?![?!]))
        |(?P<name>{WORD})
        |(?P<eol>[\n;])
        |(?P<op>,)
        |(?P<open>[(\[{{]|<<(?![<~]))
        |(?P<close>[)\]}}]|>>(?!>))
        |:(?!:)(?P<atom>{WORD}(?:@\w+)*|<<>>|%?\{{\}}|[-+*/<>=!&|^~.%@\\]+)
        |@(?P<attribute>{WORD})
        |\.(?P<member>{WORD})
        |(?P<number>\d\w*(?:\.\d[\d_]*(?:[eE][-+]?\d+)?)?)
        |(?P<comment>\#[^\n]*)
        |(?P<quotation>(?::|{SIGIL})?(?:\"\"\"|'''|["'])|{SIGIL}[/|(\[{{<])
        |(?P<char>\?(?:\\.|\S))
        |(?P<continued>\\\r?\n)
        |(?P<operator>~~~|<<<|>>>|<<~|~>>|<~>|<\|>|\.\.\.?|\|>|->|<-|=>|<>|\+\+|--|===?|!==?|=~
            |&&|\|\||<=|>=|~>|<~|\\\\|::|//|[^\s])
    )
    """,
    re.VERBOSE | re.DOTALL,
)

PLAIN = frozenset(
    ("alias", "atom", "attribute", "char", "close", "key", "member", "name", "number", "op", "open")
)

CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
HEREDOCS = ('"""', "'''")

# What is as it is written, unless something in it is escaped or interpolated.
WRITTEN = {'"': "text", ':"': "atom", ":'": "atom", "~w": "words", "~W": "words"}

KEY_MARK = re.compile(r":(?!\S)")


class Malformed(Exception):
    """Strings or blocks that do not end, or end what did not begin."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


class Token(NamedTuple):
    """A token.

    Attributes:
        kind: ``alias`` (a module's name), ``atom``, ``attribute``, ``key`` (of a keyword list),
            ``member`` (a name after a dot), ``name``, ``number``, ``text`` (a string as it is),
            ``words`` (of a ``~w``), ``computed`` (any other string), ``char``, ``op``, ``eol``,
            ``open`` or ``close`` (brackets and blocks).
        text: without the marks that make it what it is: colon, ``@``, dot, quotation marks.
        line: where it begins.
        spaced: whether a blank is before it.
    """

    kind: str
    text: str
    line: int
    spaced: bool


def tokenize(text: str) -> list[Token]:
    """The tokens of a source, without comments and without blank lines.

    Raises:
        Malformed: a string does not end.
    """
    tokenizer = _Tokenizer(text)
    tokenizer.code(0)
    return tokenizer.tokens


@lru_cache
def _stops(opening: str) -> re.Pattern[str]:
    """What to look for in a string: its end, and what has to be stepped over."""
    quote = opening[-3:] if opening.endswith(HEREDOCS) else opening[-1]
    end = rf"^[^\S\n]*{quote}" if quote in HEREDOCS else re.escape(CLOSING.get(quote, quote))
    modifiers = "[a-zA-Z]*" if opening.startswith("~") else ""
    inside = r"\\." if opening[1:2].isupper() else r"\\.|\#\{"
    return re.compile(f"{inside}|(?P<end>{end}{modifiers})", re.DOTALL | re.MULTILINE)


class _Tokenizer:
    """A place in a text, and the tokens up to there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.tokens: list[Token] = []

    def code(self, level: int) -> None:
        """Go on to the end or, in an interpolation, past the brace that ends it."""
        braces = 0
        while match := TOKEN.match(self.text, self.at):
            self.at = match.end()
            kind, text, spaced = str(match.lastgroup), match[match.lastindex or 0], bool(match[1])
            if level:
                braces += (text == "{") - (text == "}")
                if braces < 0:
                    return
            if kind in PLAIN:
                self.tokens.append(Token(kind, text, self.line, spaced))
            else:
                self._particular(kind, text, spaced, level)
        if level:
            raise Malformed(self.line, "an interpolation does not end")

    def _particular(self, kind: str, text: str, spaced: bool, level: int) -> None:
        """Take in what is no token of its own kind, or none at all."""
        match kind:
            case "eol":
                self._end_line(text)
            case "block":
                self._add("close" if text == "end" else "open", text, spaced)
            case "operator":
                self._add("op", text, spaced)
            case "quotation":
                self._quotation(text, level, spaced)
            case "continued":
                self.line += 1

    def _add(self, kind: str, text: str, spaced: bool) -> None:
        self.tokens.append(Token(kind, text, self.line, spaced))

    def _end_line(self, text: str) -> None:
        # One end of line is as good as many; the reader of statements relies on it.
        if self.tokens and self.tokens[-1].kind != "eol":
            self._add("eol", text, spaced=False)
        self.line += text == "\n"

    def _quotation(self, opening: str, level: int, spaced: bool) -> None:
        """Add what begins with a quotation mark, or a sigil, as one token."""
        begin, line, mark = self.at, self.line, len(self.tokens)
        content = self._content(opening, level)
        del self.tokens[mark:]  # Those of interpolations.
        kind = WRITTEN.get(opening[:2], "computed")
        if content is None or kind == "computed":
            kind, content = "computed", opening + self.text[begin : self.at]
        elif kind == "text" and KEY_MARK.match(self.text, self.at):
            kind = "key"
            self.at += 1
        self.tokens.append(Token(kind, content, line, spaced))

    def _content(self, opening: str, level: int) -> str | None:
        """Go past the end of a string; what is in it, or None if that is not just as written."""
        begin, line, written = self.at, self.line, True
        stops = _stops(opening)
        while stop := stops.search(self.text, self.at):
            self.line += self.text.count("\n", self.at, stop.end())
            self.at = stop.end()
            if stop.lastgroup == "end":
                return self.text[begin : stop.start()] if written else None
            written = False
            if stop.group() == "#{":
                self._interpolation(level + 1)
        raise Malformed(line, f"what begins with `{opening}` does not end")

    def _interpolation(self, level: int) -> None:
        if level > DEEPEST:
            raise Malformed(self.line, f"interpolations are nested more than {DEEPEST} deep")
        self.code(level)
