"""Tokens stand for words, and give them back (V-3, V-4)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techknowledge.vocabulary import Kind, Preprocessor, Vocabulary, Word, custom_tokens
from techknowledge.vocabulary.tokens import BEGIN, ESCAPED, token_of

VOCABULARY = Vocabulary(
    sparc=("specification", "architecture", "code review", "sparc-specification"),
    templates=("{{ModuleName}}", "{{ subject }}", "{{subject}}", "{task}", "{code}"),
    prompts=("<plan>", "</plan>", "## Output"),
    frameworks=("mix.exs", "lib/**/router.ex"),
    patterns=("use Agent", "def init(", "specification"),
)
PREPROCESSOR = Preprocessor(VOCABULARY)

SPECIFICATION = "<|sparc:specification|>"
MODULE = "<|variable:%7B%7BModuleName%7D%7D|>"

# What vocabularies and texts are made of where something could go wrong.
PIECES = [
    *(word.text for word in VOCABULARY.words()),
    *custom_tokens(VOCABULARY),
    *(BEGIN, ESCAPED, "|>", "<", "|", ">", "{", "}", "{{", "-", "_", " ", "\n", "%7B", "sparc:"),
]
any_text = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)
any_words = st.lists(any_text.filter(bool), max_size=8, unique=True).map(tuple)
vocabularies = st.builds(Vocabulary, sparc=any_words, templates=any_words, patterns=any_words)


def test_every_word_has_a_token() -> None:
    """V-3: what is counted is used; frameworks were left out."""
    tokens = custom_tokens(VOCABULARY)
    assert len(set(tokens)) == VOCABULARY.total
    assert "<|framework:mix.exs|>" in tokens
    assert "<|framework:lib%2F%2A%2A%2Frouter.ex|>" in tokens


@given(vocabularies)
def test_no_two_words_share_a_token(vocabulary: Vocabulary) -> None:
    """A short hash, as the original's, would collide some day."""
    assert len(set(custom_tokens(vocabulary))) == vocabulary.total


@given(st.text())
def test_a_token_is_of_plain_characters(text: str) -> None:
    assert re.fullmatch(r"<\|pattern:[A-Za-z0-9_.~%-]*\|>", token_of(Word(Kind.PATTERN, text)))


def test_tokens_of_other_words_do_not_matter() -> None:
    assert set(custom_tokens(Vocabulary(templates=("{task}",)))) <= set(custom_tokens(VOCABULARY))


def test_a_text_is_encoded() -> None:
    code = "defmodule {{ModuleName}} do # specification"
    assert PREPROCESSOR.encode(code) == f"defmodule {MODULE} do # {SPECIFICATION}"


@pytest.mark.parametrize(
    "code",
    [
        "specifications",
        "SPECIFICATIONS",
        "specification_id",
        "my_specification",
        "subspecification",
        "specification2",
        "specificationé",
        "api-specification-v2",
        "${task}",
        '"#{code}"',
        "%{task}",
        "{tasks}",
        "{{{ModuleName}}}",
        "{{ModuleNames}}",
        "code",
        "use Agent",
        "mix.exs",
    ],
)
def test_nothing_is_replaced_within_an_identifier_or_in_an_interpolation(code: str) -> None:
    """V-4: the original replaced every occurrence."""
    assert PREPROCESSOR.encode(code) == code


@pytest.mark.parametrize("place", ["{}", "({})", "a.{}", ":{}", "{}.id", '"{}"', "\n{}\n"])
def test_a_keyword_is_found_between_other_signs(place: str) -> None:
    code = place.replace("{}", "specification")
    assert PREPROCESSOR.encode(code) == place.replace("{}", SPECIFICATION)


def test_a_variable_is_found_within_a_name_that_it_makes() -> None:
    assert PREPROCESSOR.encode("My{{ModuleName}}Server") == f"My{MODULE}Server"


def test_the_longest_word_is_replaced() -> None:
    words = Preprocessor(Vocabulary(sparc=("code", "code review", "sparc-code")))
    assert words.encode("code review") == "<|sparc:code%20review|>"
    assert words.encode("sparc-code") == "<|sparc:sparc-code|>"


def test_a_token_is_not_replaced_again() -> None:
    """In passes, one for each word, `specification` would be found in the token of the other."""
    words = Vocabulary(sparc=("specification", "the specification", "sparc"))
    assert Preprocessor(words).encode("the specification") == "<|sparc:the%20specification|>"


def test_kinds_can_be_chosen() -> None:
    frameworks = Preprocessor(VOCABULARY, kinds={Kind.FRAMEWORK})
    assert frameworks.encode("specification in mix.exs") == (
        "specification in <|framework:mix.exs|>"
    )


def test_a_text_that_looks_like_a_token_stays_what_it_is() -> None:
    """V-4: otherwise decoding would make a word of it."""
    encoded = PREPROCESSOR.encode(f"{SPECIFICATION} {ESCAPED}")
    assert encoded == "<||>sparc:<|sparc:specification|>|> <||>|>"
    assert PREPROCESSOR.decode(encoded) == f"{SPECIFICATION} {ESCAPED}"


def test_a_token_of_another_vocabulary_stays() -> None:
    assert PREPROCESSOR.decode("<|variable:other|> <|im_end|>") == "<|variable:other|> <|im_end|>"


def test_an_empty_vocabulary_replaces_nothing() -> None:
    nothing = Preprocessor(Vocabulary())
    assert nothing.encode("specification {{ModuleName}}") == "specification {{ModuleName}}"


@given(any_text)
def test_encoding_can_be_undone(text: str) -> None:
    """V-4"""
    assert PREPROCESSOR.decode(PREPROCESSOR.encode(text)) == text


@given(vocabularies, any_text)
def test_encoding_can_be_undone_with_any_words(vocabulary: Vocabulary, text: str) -> None:
    """V-4"""
    preprocessor = Preprocessor(vocabulary, kinds=frozenset(Kind))
    assert preprocessor.decode(preprocessor.encode(text)) == text


@given(any_text)
def test_encoding_twice_can_be_undone_twice(text: str) -> None:
    twice = PREPROCESSOR.encode(PREPROCESSOR.encode(text))
    assert PREPROCESSOR.decode(PREPROCESSOR.decode(twice)) == text
