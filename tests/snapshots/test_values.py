"""What snapshots are recorded under and with."""

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from snapshots.errors import InvalidValue, SnapshotError
from snapshots.values import codebase_of, number_of, technologies_of
from techknowledge.technologies import Technology

# --- Code bases ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["/srv/shop", "/srv/shop/", "//srv//shop//", "/srv/./shop/../shop", " /srv/shop\n"]
)
def test_a_path_is_one_code_base_however_it_is_written(written: str) -> None:
    """S-7: the original had one for each of these."""
    assert codebase_of(written) == "/srv/shop"
    assert codebase_of(Path(written.strip())) == "/srv/shop"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (".", "work/shop"),
        ("./", "work/shop"),
        ("./lib/", "work/shop/lib"),
        ("..", "work"),
        ("../other", "work/other"),
        (Path(), "work/shop"),
        (Path("lib"), "work/shop/lib"),
        (Path(".."), "work"),
    ],
)
def test_a_relative_path_becomes_absolute(
    written: str | Path, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-7."""
    (tmp_path / "work/shop").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work/shop")

    assert codebase_of(written) == str(tmp_path / meant)


def test_a_home_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")

    assert codebase_of("~") == "/home/ada"
    assert codebase_of("~/shop/") == "/home/ada/shop"


def test_the_root_keeps_its_slash() -> None:
    assert codebase_of("/") == "/"


def test_a_symbolic_link_is_a_code_base_of_its_own(tmp_path: Path) -> None:
    """So that `current` is the same one after each release."""
    (tmp_path / "release-1").mkdir()
    (tmp_path / "current").symlink_to("release-1")

    assert codebase_of(tmp_path / "current") == f"{tmp_path}/current"


@pytest.mark.parametrize("written", ["shop", "acme/shop", ".hidden", "...", "a/../b", "Ünïcode 店"])
def test_any_other_text_is_an_id_that_stays(written: str) -> None:
    assert codebase_of(f"  {written}\t") == written


def test_a_long_path_is_fine_as_long_as_an_index_holds_it() -> None:
    """S-7: more than 255 characters failed."""
    assert codebase_of("/" + "x" * 2599) == "/" + "x" * 2599

    with pytest.raises(InvalidValue, match="2,601 bytes, more than 2,600"):
        codebase_of("/" + "x" * 2600)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"),
        (" \n", "empty"),
        (None, "neither a path nor a text"),
        (7, "neither a path nor a text"),
        (True, "neither a path nor a text"),
        (b"/srv", "neither a path nor a text"),
        ("/srv/\0", "NUL character"),
        (Path("/srv/\udc80"), "lone surrogate"),
        ("~nobody-of-this-name/shop", "no path can be made of it"),
        ("ü" * 1301, "2,602 bytes"),
    ],
)
def test_what_names_no_code_base_is_refused(written: Any, why: str) -> None:
    with pytest.raises(InvalidValue, match=f"^codebase_id is .*{why}"):
        codebase_of(written)


def test_a_folder_that_is_gone_is_no_place_to_start_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(InvalidValue, match=r"codebase_id is '\.'.*Give an absolute one"):
        codebase_of(".")


# --- Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (1, 1),
        (2**63 - 1, 2**63 - 1),
        ("42", 42),
        (" 007\n", 7),
        pytest.param("0" * 5000 + "1", 1, id="zeros"),
    ],
)
def test_a_number_may_be_written_in_digits(written: int | str, number: int) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize(
    "written",
    [
        0,
        -1,
        2**63,
        pytest.param(10**6000, id="long"),
        "0",
        "-1",
        "",
        "1e3",
        "1_000",
        "٤",
        "9" * 19,
        "9" * 20,
        True,
        1.0,
        [1],
        "x",
    ],
)
def test_what_is_no_positive_bigint_is_refused(written: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^snapshot_id is .*: not a whole number from 1 to"):
        number_of(written)


# --- Technologies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detected", "stored"),
    [
        (["b", "a", "b"], ["b", "a"]),
        (["frameworks:Phoenix", "framework:phoenix", "Framework: phoenix "], ["framework:phoenix"]),
        (["ai_frameworks:langchain", "messaging:NATS"], ["ai:langchain", "messaging:nats"]),
        ([Technology("language", "rust"), "languages:Rust"], ["language:rust"]),
        (["Rust", " Rust "], ["Rust"]),
        (["custom:Thing"], ["custom:thing"]),
        ([":x", "x:"], [":x", "x:"]),
        ([5, 1.5, "5"], ["5", "1.5"]),
        (("a", "b"), ["a", "b"]),
        (iter("ab"), ["a", "b"]),
        ({"a": 1}.keys(), ["a"]),
        (None, []),
        ([], []),
    ],
)
def test_technologies_are_stored_once_and_canonical(
    detected: Iterable[object] | None, stored: list[str]
) -> None:
    """D-11: the original's two detectors and its documents each wrote another form."""
    assert technologies_of(detected) == stored


def test_null_and_empty_ones_are_left_out() -> None:
    """S-4: the original stored "nil"."""
    assert technologies_of([None, "", "  ", "a"]) == ["a"]


@pytest.mark.parametrize(
    "value",
    [True, False, {"name": "rust"}, ["rust"], {"rust"}, float("nan"), b"rust", "a\0", "\ud800"],
)
def test_what_names_no_technology_is_refused_by_its_place(value: object) -> None:
    """S-4: of a boolean the original made "true", and a map raised whatever it raised."""
    with pytest.raises(InvalidValue, match=r"^detected_technologies\[1\] is "):
        technologies_of(["language:rust", value])


def test_an_object_is_told_to_be_no_technology_rather_than_no_json() -> None:
    with pytest.raises(InvalidValue, match=r"a dict, which names no technology\. Give a text"):
        technologies_of([{}])


@pytest.mark.parametrize(
    "value", ["rust", b"rust", 5, True, {"rust": 1}, MappingProxyType({}), Technology("a", "b")]
)
def test_what_is_no_list_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^detected_technologies is .*: not a list"):
        technologies_of(value)


def test_a_name_too_long_for_the_index_is_refused() -> None:
    assert technologies_of(["x" * 2600]) == ["x" * 2600]

    with pytest.raises(InvalidValue, match=r"2,601 bytes.*Shorten it"):
        technologies_of(["x" * 2601])


def test_a_refusal_is_an_error_of_this_app_and_tells_whose_value_it_was() -> None:
    with pytest.raises(SnapshotError) as refusal:
        number_of("many")

    assert isinstance(refusal.value, InvalidValue)
    assert (refusal.value.field, refusal.value.value) == ("snapshot_id", "many")
