"""Which files are tests."""

import pytest

from snapshots.detection.scope import is_test


@pytest.mark.parametrize(
    "path",
    [
        "tests/app.py",
        "apps/shop/test/shop_test.exs",
        "spec/models/cart_spec.rb",
        "src/__tests__/cart.js",
        "src/cart.test.ts",
        "pkg/cart_test.go",
        "shop/test_cart.py",
        "shop/conftest.py",
    ],
)
def test_test(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize(
    "path",
    ["src/contest.py", "latest/app.py", "attests/x.rb", "test.py", "src/spectral.ts", "tests"],
)
def test_no_test(path: str) -> None:
    """Whole names of folders, not parts of them (behaviour D-8)."""
    assert not is_test(path)
