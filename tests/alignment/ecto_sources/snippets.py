"""Sources for the tests: those of an application, and short ones."""

from pathlib import Path

from alignment.ecto_sources import EctoField, Reading
from alignment.ecto_sources.source import read_source

APPLICATION = Path(__file__).parent / "application"


def module(block: str, before: str = "") -> str:
    """A module with a schema, whose lines begin in line 4."""
    return f'defmodule M do\nuse Ecto.Schema; {before}\nschema "m" do\n{block}\nend\nend\n'


def read(text: str) -> Reading:
    return read_source("lib/m.ex", text)


def fields(block: str, before: str = "") -> tuple[EctoField, ...]:
    """The columns of a block, without the primary key."""
    reading = read(module(block, f"@primary_key false; {before}"))
    assert reading.unread == ()
    return reading.schemas[0].fields


def field(line: str, before: str = "") -> EctoField:
    (found,) = fields(line, before)
    return found


def reasons(text: str) -> list[tuple[int, str]]:
    """Line and reason of all that was not understood."""
    return [(unread.line, unread.why) for unread in read(text).unread]
