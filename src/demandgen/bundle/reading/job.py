"""What does a reader know about the file it reads, and what does it tell about it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demandgen.casefile.model import Country
from demandgen.problems import Message, say

MAX_BYTES = 200 * 1024**2
MAX_PAGES = 3000
MAX_PIXELS = 100_000_000


class Refused(Exception):  # noqa: N818  # the word the program uses for it
    """The file cannot become pages of a bundle: a stable code and the reason."""

    def __init__(self, code: str, message: Message) -> None:
        self.code, self.message = code, message
        super().__init__(str(message))


@dataclass
class Job:
    """One file to read: where our copy lies, the folder to write in, and what was found."""

    source: Path
    name: str
    folder: Path
    country: Country
    strict: bool = False
    rasterise: bool = False
    password: str | None = None
    depth: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    outline: list[tuple[int, str, int]] = field(default_factory=list)
    structured: dict[str, str] = field(default_factory=dict)
    attach: list[str] = field(default_factory=list)

    def note(self, code: str, /, **values: Any) -> None:
        """Record something done to the file, for the statement of processing."""
        entry = {"code": code, "values": values}
        if entry not in self.notes:
            self.notes.append(entry)

    def found(self) -> Mapping[str, Any]:
        """Everything found, as JSON."""
        return {
            "notes": self.notes,
            "signatures": self.signatures,
            "outline": self.outline,
            "structured": self.structured,
            "attach": self.attach,
        }


def refuse(code: str, template: str, /, **values: Any) -> Refused:
    """Build the refusal of a file."""
    return Refused(code, say(template, **values))
