"""The secret key of whoever has not set one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secret_key import kept_secret_key


def test_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    first = kept_secret_key(path)

    assert len(first) >= 50
    assert kept_secret_key(path) == first


def test_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    kept_secret_key(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_all_who_start_together_get_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_secret_key(path), range(8)))

    assert keys == {path.read_text()}
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]  # no drafts left


def test_a_place_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()

    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY") as refusal:
        kept_secret_key(blocked / "secret_key")

    assert str(blocked / "secret_key") in str(refusal.value)
