"""Tokens: one for each word, and texts in which they stand for the words.

A token is ``<|kind:text|>``, the text percent-encoded as in addresses (RFC 3986):
``<|variable:%7B%7BModuleName%7D%7D|>``, ``<|sparc:specification|>``. So two words never share one,
the token of a word does not change when other words come or go, and whatever is met between
``<|`` and ``|>`` in an encoded text is a token: a ``<|`` that was there before is written ``<||>``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from urllib.parse import quote

from techknowledge.vocabulary.words import Kind, Vocabulary, Word

# What every token begins with, and what stands for that where it is no token.
BEGIN = "<|"
ESCAPED = "<||>"

# What is replaced where nothing else is said (behaviour 3.10).
REPLACED = frozenset({Kind.VARIABLE, Kind.SPARC})

_TOKEN = re.compile(r"<\|[A-Za-z0-9_.~%:-]*+\|>")

# A hyphen belongs to the identifier here: no keyword is found in `api-specification-v2`.
_IN_IDENTIFIER = re.compile(r"[\w-]")


def token_of(word: Word) -> str:
    """The token that stands for a word."""
    return f"{BEGIN}{word.kind}:{quote(word.text, safe='', errors='surrogatepass')}|>"


def custom_tokens(vocabulary: Vocabulary) -> list[str]:
    """What a tokenizer has to know: one token for each word of the vocabulary (V-3)."""
    return [token_of(word) for word in vocabulary.words()]


class Preprocessor:
    """Puts tokens in the place of words, and words in the place of tokens.

    Args:
        vocabulary: whose words are looked for.
        kinds: of the words to replace.
    """

    def __init__(self, vocabulary: Vocabulary, kinds: Collection[Kind] = REPLACED) -> None:
        self._tokens: dict[str, str] = {}
        for word in vocabulary.words():
            if word.kind in kinds and word.text:
                self._tokens.setdefault(word.text, token_of(word))
        self._texts = {ESCAPED: BEGIN} | {token: text for text, token in self._tokens.items()}
        self._words = re.compile(_alternation(self._tokens))

    def encode(self, code: str) -> str:
        """A text with tokens for its words, the longest first, none within an identifier (V-4)."""
        return self._words.sub(lambda match: self._tokens.get(match[0], ESCAPED), code)

    def decode(self, text: str) -> str:
        """What an encoded text was; a token of another vocabulary stays as it is."""
        return _TOKEN.sub(lambda match: self._texts.get(match[0], match[0]), text)


def _alternation(words: Iterable[str]) -> str:
    """An expression for the beginning of a token and for all words.

    What has to stand before a word stands before all those that it is the same for: a long
    alternation is fast as long as each branch begins with a letter.
    """
    branches: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        branches[_before(word)].append(re.escape(word) + _after(word))
    groups = (f"{before}(?:{'|'.join(those)})" for before, those in branches.items())
    return "|".join((re.escape(BEGIN), *groups))


def _before(word: str) -> str:
    """Where a word may begin; of variables, variables.py has the reasons."""
    if word.startswith("{{"):
        return r"(?<![{$])"
    if word.startswith("{"):
        return r"(?<![{$#%])"
    return r"(?<![\w-])" if _IN_IDENTIFIER.match(word[0]) else ""


def _after(word: str) -> str:
    return r"(?![\w-])" if _IN_IDENTIFIER.match(word[-1]) else ""
