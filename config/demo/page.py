"""What the reader of the demo sees: chapters, and claims of which none may fail."""

from __future__ import annotations

from alignment import page


class Page(page.Page):
    """A page that counts its chapters, and the claims that do not hold."""

    def __init__(self) -> None:
        super().__init__(indent="   ")
        self.failed = 0
        self._chapters = 0

    def chapter(self, title: str) -> None:
        self._chapters += 1
        self.heading(f"{self._chapters}. {title}")

    def claim(self, text: str, *, holds: bool) -> None:
        """State what was checked. One that does not hold makes the demo fail."""
        self.failed += not holds
        super().claim(text, holds=holds)
