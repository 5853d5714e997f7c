"""Where is the wording of a paper, its stylesheet, its letterhead?

The templates shipped with demandgen, or a file of the same name in a firm's own folder, which
wins. A name is relative to the folder: ``ro/formal-notice.html``, ``letter.css``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

from demandgen.problems import DemandgenError, Location, say

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*\.(html|jinja|css|docx)")


class WordingError(DemandgenError):
    """A template cannot be used as it is: the wording, the phrases or a Word document."""

    exit_code: ClassVar[int] = 3


@cache
def shipped() -> Path:
    """The folder of the shipped templates: in the package, else at the repository's root."""
    inside = Path(__file__).parent.parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "templates"


@dataclass(frozen=True)
class Found:
    """A template's file, its name, and whose it is."""

    name: str
    path: Path
    origin: Literal["firm", "shipped"]

    @property
    def shown(self) -> str:
        """The file as a message names it."""
        return str(self.path) if self.origin == "firm" else f"templates/{self.name}"

    def text(self) -> str:
        """The file's text.

        Raises:
            WordingError: it is not UTF-8.
        """
        try:
            return self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise WordingError.of(
                "template-not-utf-8",
                say("the file is not UTF-8 text"),
                where=Location(self.shown),
                hint=say("save it as UTF-8"),
            ) from None


def look_for(name: str, firm: Path | None = None) -> Found | None:
    """Find a template by name, in the firm's folder first; None if there is none."""
    if not _NAME.fullmatch(name):
        return None
    if firm and (firm / name).is_file():
        return Found(name, firm / name, "firm")
    return Found(name, shipped() / name, "shipped") if (shipped() / name).is_file() else None


def find(name: str, firm: Path | None = None) -> Found:
    """Find a template by name, in the firm's folder first.

    Raises:
        WordingError: there is none of that name.
    """
    found = look_for(name, firm)
    if found is None:
        raise WordingError.of("template-missing", say("there is no template {name}", name=name))
    return found
