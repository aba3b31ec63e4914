"""One name for a technology, whatever vocabulary it comes in (behaviour D-11)."""

import pytest

from techknowledge.technologies import CATEGORIES, Technology, category_of, type_of

PHOENIX = Technology("framework", "phoenix")


@pytest.mark.parametrize(
    "text",
    [
        "framework:phoenix",
        "frameworks:phoenix",  # the detector in Elixir
        "framework:Phoenix",  # the detector in Rust
        "Frameworks:PHOENIX",
        " framework : phoenix ",
    ],
)
def test_all_vocabularies_name_one_technology(text: str) -> None:
    assert Technology.parse(text) == PHOENIX


@pytest.mark.parametrize(
    "text", ["", ":", "phoenix", "framework:", ":phoenix", " : ", "framework: "]
)
def test_a_text_without_type_or_name_names_none(text: str) -> None:
    assert Technology.parse(text) is None


def test_what_follows_the_first_colon_is_the_name() -> None:
    assert Technology.parse("build_system:gradle:kotlin") == ("build_system", "gradle:kotlin")


@pytest.mark.parametrize(("singular", "plural"), CATEGORIES.items())
def test_each_category_of_the_detector_is_a_type(singular: str, plural: str) -> None:
    assert type_of(plural) == type_of(singular) == singular
    assert category_of(singular) == plural
    assert str(Technology.of(plural.upper(), "X")) == f"{singular}:x"


def test_a_type_of_the_users_is_its_own_category() -> None:
    assert type_of("Game_Engines") == category_of("game_engines") == "game_engines"


def test_a_technology_is_written_as_it_is_read() -> None:
    assert Technology.parse(str(PHOENIX)) == PHOENIX


def test_spellings_of_the_field_lead_back_to_it() -> None:
    assert PHOENIX.spellings == ["framework:phoenix", "frameworks:phoenix"]
    assert {Technology.parse(one) for one in PHOENIX.spellings} == {PHOENIX}


def test_a_category_that_is_its_own_singular_is_spelled_once() -> None:
    assert Technology("messaging", "nats").spellings == ["messaging:nats"]
