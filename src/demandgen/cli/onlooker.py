"""How does a long run show itself: a bar on the screen, lines in a log?"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from demandgen.cli.app import err
from demandgen.language import translated
from demandgen.problems import say

_STAGES = {
    "assess": say("Reading cases"),
    "render": say("Rendering letters"),
    "print": say("Print files"),
}


class _Rate(ProgressColumn):
    """Items per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="dim")


class Onlooker:
    """Shows progress on standard error, unless quiet, and writes a log of JSON lines.

    The bar is drawn by this process when work comes in, not by a thread: worker processes are
    forked from it.
    """

    def __init__(self, *, quiet: bool, log: Path | None, language: str) -> None:
        self._language = language
        self._quiet = quiet or not err.is_terminal
        self._log: IO[str] | None = log.open("a", encoding="utf-8") if log else None
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=err,
            auto_refresh=False,
            transient=True,
            disable=self._quiet,
        )
        self._task = self._bar.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._bar.stop()
        if error is not None:
            self.note("ended", error=str(error))
        if self._log:
            self._log.close()

    def begin(self, what: str, total: int) -> None:
        """Begin a stage."""
        named = translated(_STAGES[what], self._language)
        self._bar.reset(self._task, total=total, description=named, visible=total > 0)
        self.note("stage", stage=what, items=total)

    def advance(self, count: int) -> None:
        """Move the bar on."""
        self._bar.advance(self._task, count)
        self._bar.refresh()

    def note(self, event: str, **facts: object) -> None:
        """Write a line into the log."""
        if self._log:
            moment = datetime.now().astimezone().isoformat(timespec="milliseconds")
            line = {"time": moment, "event": event, **facts}
            self._log.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._log.flush()
