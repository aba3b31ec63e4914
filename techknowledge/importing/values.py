"""A document from anybody, read by path: what is of another type is passed over."""

from __future__ import annotations

from typing import Any


class Values:
    """Values of a document. A path is its keys with dots between them: ``build.command``."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def at(self, path: str) -> Any:
        """Whatever is there; None where nothing is."""
        value: Any = self._document
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def object(self, path: str) -> dict[str, Any]:
        """The object that is there, or an empty one."""
        value = self.at(path)
        return value if isinstance(value, dict) else {}

    def text(self, *paths: str) -> str | None:
        """The first text there is that says something."""
        found = (self.at(path) for path in paths)
        return next((one.strip() for one in found if isinstance(one, str) and one.strip()), None)

    def texts(self, *paths: str) -> list[str]:
        """All texts of some lists, each once, in order."""
        texts = (one for one in self._elements(*paths) if isinstance(one, str) and one.strip())
        return list(dict.fromkeys(texts))

    def regexes(self, *paths: str) -> list[str]:
        """Likewise; an element may also be an object with the text under ``regex``."""
        stated = (
            one.get("regex") if isinstance(one, dict) else one for one in self._elements(*paths)
        )
        return list(dict.fromkeys(one for one in stated if isinstance(one, str) and one.strip()))

    def share(self, *paths: str) -> float | None:
        """The first number there is from 0 to 1."""
        for value in map(self.at, paths):
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
                return float(value)
        return None

    def _elements(self, *paths: str) -> list[Any]:
        lists = (value for value in map(self.at, paths) if isinstance(value, list))
        return [element for one in lists for element in one]
