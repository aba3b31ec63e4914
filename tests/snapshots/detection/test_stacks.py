"""Whose each path is."""

from snapshots.detection.stacks import Stacks

STACKS = Stacks(["shop/package.json", "shop/api/mix.exs", "shopping/go.mod"])


def test_code_base_is_a_stack_too() -> None:
    assert Stacks([]).roots == [""]
    assert STACKS.roots == ["", "shop", "shop/api", "shopping"]


def test_nearest_root_above() -> None:
    assert STACKS.root_of("shop/api/lib/cart/item.ex") == "shop/api"
    assert STACKS.root_of("shop/src/app.js") == "shop"
    assert STACKS.root_of("shop/package.json") == "shop"
    assert STACKS.root_of("README.md") == ""


def test_names_are_compared_whole() -> None:
    assert STACKS.root_of("shopping/main.go") == "shopping"
    assert STACKS.root_of("shops/main.go") == ""


def test_folder_of_a_stack_stands_in_the_stack_around_it() -> None:
    """`services/a`, `services/b` with manifests of their own are services of what is around."""
    assert STACKS.root_of("shop/api") == "shop"
    assert STACKS.root_of("shop") == ""
