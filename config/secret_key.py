"""A secret key for whoever has not set one."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def kept_secret_key(path: Path) -> str:
    """The key in this file, which is made at the first call and readable by its owner only."""
    try:
        if not path.exists():
            _write_once(path, get_random_secret_key())
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"No SECRET_KEY: {path} cannot be read or made ({error.strerror}). Set SECRET_KEY in "
            "the environment, or run as the user this file or its folder belongs to."
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Write the file unless another process was faster.

    Linking a finished file into place is atomic, so nobody reads a key that is still being written,
    and of two processes that start together one wins and both use its key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        Path(draft).unlink()
