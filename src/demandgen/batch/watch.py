"""How does a long run tell what it is doing?"""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """Someone who looks on: a progress bar, a log, nobody."""

    def begin(self, what: str, total: int) -> None:
        """A stage begins: `assess`, `render` or `print`, with so many items."""

    def advance(self, count: int) -> None:
        """So many more items of the stage are done."""

    def note(self, event: str, **facts: object) -> None:
        """Something worth a line in the log."""


class Nobody:
    """Looks away."""

    def begin(self, what: str, total: int) -> None:
        """See `Watch`."""

    def advance(self, count: int) -> None:
        """See `Watch`."""

    def note(self, event: str, **facts: object) -> None:
        """See `Watch`."""
