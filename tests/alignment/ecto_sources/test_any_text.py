"""Whatever a file has in it, reading ends and raises nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.ecto_sources import Reading
from tests.alignment.ecto_sources.snippets import APPLICATION, module, read

SOURCES = [file.read_text() for file in sorted(APPLICATION.rglob("*.ex"))]

# What the tokenizer, the nesting and the statements take a special view of.
PIECES = (
    *('"', "'", '"""', "'''", "~s(", '~S"""', "~w[", "#{", "}", "\\", "?", ":", '":', "#", "\n"),
    *("(", ")", "[", "]", "{", "<<", ">>", " do ", " do: ", " fn ", " -> ", " end ", ";", ",", "="),
    *("schema ", 'schema "t" do ', "embedded_schema do ", "use Ecto.Schema\n", "defmodule A do "),
    *("@table ", "@primary_key ", "@a [@a]\n", "alias A.{B}\n", "quote ", "field ", "timestamps "),
    *(":id", "a: ", "1", "A.B", "__MODULE__", ".", "|>", "%", "\r\n", " ", "\x00", "\u2028", "é"),
)

texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def check(text: str) -> None:
    """Read a text and all that was found in it."""
    for source in (text, module(text), f"schema {text}"):
        reading = read(source)
        lines = source.count("\n") + 1

        assert isinstance(reading, Reading)
        assert all(1 <= schema.line <= lines for schema in reading.schemas)
        assert all(1 <= unread.line <= lines and unread.why for unread in reading.unread)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    check(text)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_change_of_a_source(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SOURCES))
    for _ in range(data.draw(st.integers(1, 5))):
        begin = data.draw(st.integers(0, len(source)))
        end = min(len(source), begin + data.draw(st.integers(0, 40)))
        source = source[:begin] + data.draw(texts) + source[end:]

    check(source)


@given(st.sampled_from(SOURCES), st.data())
@settings(max_examples=50, deadline=None)
def test_any_beginning_of_a_source(source: str, data: st.DataObject) -> None:
    check(source[: data.draw(st.integers(0, len(source)))])


@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from((63, 64, 65, 3000)))
@settings(max_examples=40, deadline=None)
def test_any_repetition(one: str, other: str, times: int) -> None:
    check(one * times + other * times)
    check((one + other) * times)
