"""What can be wrong with a user's input, where, and how the program ends.

A fault in a file is a value (`Problem`), so that all of them can be collected and shown at once.
An exception carries problems and owns its exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Message:
    """A sentence for the user's screen: an English template and its values.

    The template is the key under which translations are found, so values never go into it
    directly: ``say("invoice {number} is unknown", number=number)``.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values)


def say(template: str, /, **values: Any) -> Message:
    """Build a message from an English template and its values."""
    return Message(template, values)


@dataclass(frozen=True, order=True)
class Location:
    """A place in a user's file: 1-based line and column, and the field's path."""

    file: str
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.field}" if self.field else place


@dataclass(frozen=True)
class Problem:
    """One fault or warning: a stable code, what is wrong, where, and the way out.

    `code` names the kind of finding; a case file may accept a warning by this name.
    """

    code: str
    message: Message
    where: Location | None = None
    hint: Message | None = None

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else str(self.message)
        return f"{text} ({self.hint})" if self.hint else text


def sorted_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of their places in the files, without repetitions."""
    nowhere = Location("")
    unique = {(p.where or nowhere, p.code, str(p)): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


class DemandgenError(Exception):
    """Something a user can mend; `exit_code` is the program's exit status."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = sorted_problems(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    @classmethod
    def of(
        cls,
        code: str,
        message: Message,
        *,
        where: Location | None = None,
        hint: Message | None = None,
    ) -> Self:
        """Build the exception around a single problem."""
        return cls(Problem(code, message, where, hint))


class UsageError(DemandgenError):
    """The command was called wrongly."""

    exit_code = 2


class CaseFileError(DemandgenError):
    """The case file or an evidence file cannot be used as it is."""

    exit_code = 3


class NotAllowedError(DemandgenError):
    """The law does not allow this paper or act now."""

    exit_code = 4


class LawDataError(DemandgenError):
    """A value of the law is missing for the day asked."""

    exit_code = 5


class OutputError(DemandgenError):
    """Output could not be written, or the ledger is in use."""

    exit_code = 6


class BatchError(DemandgenError):
    """A batch finished, and some of its cases failed."""

    exit_code = 7


class VerificationError(DemandgenError):
    """A document differs from what it should be."""

    exit_code = 8
