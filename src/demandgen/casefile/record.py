"""How is something that happened written into the user's case file?

A change is prepared and checked first (the file with the entry must load, and state the old facts
and the new one, nothing else), shown as a difference, and written whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from demandgen.casefile.insertion import Entry, Insertion, NoPlaceError, new_fields, new_item
from demandgen.casefile.model import Case, CorrespondenceEvent, PaperId
from demandgen.casefile.reading import load_case
from demandgen.problems import CaseFileError, Location, OutputError, Problem, say

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

ListField = Literal["correspondence", "payments"]


@dataclass(frozen=True)
class Change:
    """A case file as it is and as it will be; the new text has one piece more, at one place."""

    path: Path
    before: bytes
    after: bytes

    def difference(self) -> str:
        """Return the change as lines with `+`, with the lines around it."""
        old, new = (_text(raw).splitlines() for raw in (self.before, self.after))
        lines = unified_diff(old, new, str(self.path), str(self.path), n=2, lineterm="")
        return "\n".join(lines)


def added(path: Path, field: ListField, entry: Entry) -> Change:
    """Prepare a case file with one more entry in a list.

    Args:
        path: the case file.
        field: the list.
        entry: the fields as a case file names them, in the order to write them in.

    Raises:
        CaseFileError: the file, or the file with the entry, would not check; the same entry is
            there already; or the list stands in an included file.
    """
    case = load_case(path)
    _refuse_repetition(case, field, entry)
    _refuse_included(case, path, field)
    old = case.model_dump()
    change = _prepared(path, lambda text: new_item(text, field, entry))
    new = _checked(change)
    _refuse_side_effects({**new, field: new[field][:-1]}, old, change)
    return change


def evidence_name(path: Path, file: Path) -> str:
    """Return how a case file names an evidence file: relative to the case folder.

    Args:
        path: the case file.
        file: the evidence file, relative to the current folder or to the case folder.

    Raises:
        CaseFileError: there is no such file in the case folder.
    """
    folder = path.parent.resolve()
    for candidate in (file, path.parent / file):
        inside = candidate.resolve()
        if candidate.is_file() and inside.is_relative_to(folder):
            return inside.relative_to(folder).as_posix()
    raise CaseFileError.of(
        "evidence-missing",
        say(
            "the evidence file {file} is not in the case folder {folder}", file=file, folder=folder
        ),
        hint=say("copy it there first"),
    )


@dataclass(frozen=True)
class OnItsWay:
    """Which letter is meant; what is None fits every letter.

    `sent` is the day it went, `invoice` one it names, `tracking` the post's number, `to` the debtor
    it went to, where letters to several are recorded apart.
    """

    paper: PaperId
    sent: date | None = None
    invoice: str | None = None
    tracking: str | None = None
    to: str | None = None


def delivered(path: Path, letter: OnItsWay, on: date, proof: str | None = None) -> Change:
    """Prepare a case file in which a letter that was on its way has arrived.

    Args:
        path: the case file.
        letter: which letter arrived.
        on: the day the debtor received it.
        proof: the file with the proof, relative to the case folder.

    Raises:
        CaseFileError: no such letter is on its way, or several are; it was sent later; or the file
            would not check.
    """
    entry = {"delivered": on, "delivery_proof": proof}
    return _amended(path, letter, on, {k: v for k, v in entry.items() if v is not None})


def returned(path: Path, letter: OnItsWay, on: date) -> Change:
    """Prepare a case file in which a letter that was on its way came back.

    Raises:
        CaseFileError: as for `delivered`.
    """
    return _amended(path, letter, on, {"returned": on})


def write(change: Change) -> None:
    """Replace the case file by the changed one, whole or not at all.

    Raises:
        OutputError: the file was changed meanwhile, or cannot be written.
    """
    target = change.path.resolve()
    try:
        if target.read_bytes() != change.before:
            raise OutputError.of(
                "changed-meanwhile",
                say("{file} was changed meanwhile; nothing was written", file=change.path),
                hint=say("run the command again"),
            )
        with _new_file(target.parent, change) as new:
            shutil.copymode(target, new)
            new.replace(target)
    except OSError as error:
        raise _unwritable(change.path, error) from None


def _amended(path: Path, letter: OnItsWay, on: date, fields: Mapping[str, Any]) -> Change:
    case = load_case(path)
    index = _on_its_way(case, letter, path)
    event = case.correspondence[index]
    if on < event.date:
        message = say(
            "the {paper} was sent on {sent}, after {day}",
            paper=letter.paper,
            sent=event.date,
            day=on,
        )
        where = case.where(f"correspondence[{index}].date")
        raise CaseFileError.of("delivered-before-sent", message, where=where)
    _refuse_included(case, path, f"correspondence[{index}]")
    change = _prepared(path, lambda text: new_fields(text, "correspondence", index, fields))
    expected = case.model_dump()
    events = list(expected["correspondence"])
    events[index] = {**events[index], **fields}
    _refuse_side_effects(_checked(change), {**expected, "correspondence": tuple(events)}, change)
    return change


def _on_its_way(case: Case, letter: OnItsWay, path: Path) -> int:
    """Index of the one letter meant that is neither delivered nor returned."""
    where = replace(case.where("correspondence"), file=str(path))
    sent = [(i, e) for i, e in enumerate(case.correspondence) if _is_open(e, letter.paper)]
    found = [(i, e) for i, e in sent if _is_meant(e, letter)]
    if not sent:
        raise CaseFileError.of(
            "not-on-its-way",
            say("no {paper} is on its way: none was sent, or all have arrived", paper=letter.paper),
            where=where,
            hint=say("record it first: demandgen sent"),
        )
    if len(found) != 1:
        several = say("several letters {paper} are on their way", paper=letter.paper)
        none = say("no letter {paper} on its way is the one named", paper=letter.paper)
        raise CaseFileError.of(
            "which-letter",
            several if found else none,
            where=where,
            hint=say(
                "say which with --sent, --invoice, --tracking or --to; on their way: {letters}",
                letters=_listed(e for _, e in found or sent),
            ),
        )
    return found[0][0]


def _is_open(event: CorrespondenceEvent, paper: PaperId) -> bool:
    sent = event.direction == "sent" and event.paper == paper
    return sent and event.delivered is None and event.returned is None


def _is_meant(event: CorrespondenceEvent, letter: OnItsWay) -> bool:
    return (
        letter.sent in {None, event.date}
        and (letter.invoice is None or letter.invoice in event.invoices)
        and letter.tracking in {None, event.tracking}
        and (letter.to is None or letter.to in event.to)
    )


def _listed(events: Iterable[CorrespondenceEvent]) -> str:
    """Letters by their days; in brackets what tells them apart."""
    told = ((e.date, (*e.invoices, *e.to, e.tracking)) for e in events)
    return "; ".join(
        f"{day} ({', '.join(filter(None, more))})" if any(more) else f"{day}" for day, more in told
    )


def _refuse_repetition(case: Case, field: ListField, entry: Entry) -> None:
    """Refuse an entry that says what another one says already."""
    for index, fact in enumerate(getattr(case, field)):
        if _as_entry(fact) == {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}:
            raise CaseFileError.of(
                "recorded-already",
                say("the same entry is there already; nothing was written"),
                where=case.where(f"{field}[{index}]"),
                hint=say("give a reference or tracking number if it happened twice"),
            )


def _as_entry(fact: BaseModel) -> dict[str, Any]:
    return {k: v for k, v in fact.model_dump(by_alias=True).items() if v not in (None, (), False)}


def _refuse_included(case: Case, path: Path, field: str) -> None:
    place = case.where(field)
    if place.line and place.file != str(path):
        raise CaseFileError.of(
            "included-list",
            say("{field} stands in an included file", field=field),
            where=place,
            hint=say("write the entry there yourself"),
        )


def _refuse_side_effects(found: Any, expected: Any, change: Change) -> None:
    """Make sure that the entry changed no other fact (an open text at the end could swallow it)."""
    if found != expected:
        raise CaseFileError.of(
            "not-recorded",
            say(
                "{file}: the entry cannot be placed without changing other facts", file=change.path
            ),
            hint=say("end the last line of the file with a line break and try again"),
        )


def _prepared(path: Path, place: Callable[[str], Insertion]) -> Change:
    before = path.read_bytes()
    try:
        insertion = place(_text(before))
    except NoPlaceError as error:
        where = Location(str(path))
        raise CaseFileError.of("no-place", error.message, where=where, hint=error.hint) from None
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b""
    return Change(path, before, mark + insertion.into(_text(before)).encode())


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig")


def _checked(change: Change) -> dict[str, Any]:
    """Load the changed file from a temporary name beside the old one; faults name the old one."""
    try:
        with _new_file(change.path.parent, change) as new:
            try:
                return load_case(new).model_dump()
            except CaseFileError as error:
                raise CaseFileError(
                    *(_named(p, new, change.path) for p in error.problems)
                ) from None
    except OSError as error:
        raise _unwritable(change.path, error) from None


def _named(problem: Problem, new: Path, old: Path) -> Problem:
    if problem.where is None or problem.where.file != str(new):
        return problem
    return replace(problem, where=replace(problem.where, file=str(old)))


@contextmanager
def _new_file(folder: Path, change: Change) -> Iterator[Path]:
    """Write the changed text to a temporary file in a folder; it is gone in the end."""
    handle, name = tempfile.mkstemp(".yaml", f".{change.path.stem}.", folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(stream.fileno())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError.of(
        "unwritable", say("{file} cannot be written: {reason}", file=path, reason=reason)
    )
