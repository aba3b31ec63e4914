"""Which files are the program, and which are there to develop it."""

import pytest

from snapshots.detection.manifests.manifest import Manifest
from snapshots.detection.scope import is_development, is_fixture

DEVELOPMENT = """
    tests/app.py apps/shop/test/shop_test.exs spec/models/cart_spec.rb src/__tests__/cart.js
    src/cart.test.ts pkg/cart_test.go shop/test_cart.py shop/conftest.py orders/tests.py
    Tests/ShopTests/Cart.swift Shop.Tests/Cart.cs Shop.Test/Cart.cs ShopUITests/Cart.swift
    pkg/testdata/main.go src/it/shop/pom.xml examples/app.py docs/conf.py benchmarks/run.rs
    shop/fixtures/app/main.rb packages/ui/example/src/App.tsx tests/
"""

RUNTIME = """
    src/contest.py latest/app.py attests/x.rb test.py src/spectral.ts tests specs/openapi.py
    src/main/java/com/example/demo/App.java src/main/java/org/springframework/samples/Owner.java
    app/docs/page.tsx lib/shop/docs.ex src/components/docs/Page.vue contests/a.py docs
"""


@pytest.mark.parametrize("path", DEVELOPMENT.split())
def test_development(path: str) -> None:
    assert is_development(path)


@pytest.mark.parametrize("path", RUNTIME.split())
def test_program(path: str) -> None:
    """Whole names of folders, not parts of them (behaviour D-8)."""
    assert not is_development(path)


@pytest.mark.parametrize("path", DEVELOPMENT.split() + RUNTIME.split())
def test_manifests_know_no_other_folders(path: str) -> None:
    folder = path.rpartition("/")[0]

    assert Manifest(f"{folder}/package.json", b"").for_development is is_development(f"{folder}/")


def test_fixtures_are_by_their_folder() -> None:
    assert is_fixture("tests/Fixtures/rails/Gemfile")
    assert not is_fixture("tests/fixtures.py")
