"""`demandgen next`: what each case calls for, from which day, and why."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from demandgen.casefile.model import Case
from demandgen.casefile.reading import load_case
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import claim_on
from demandgen.claim.next_step import NextStep, next_step
from demandgen.cli.app import (
    AsJson,
    Language,
    OnDay,
    app,
    out,
    print_json,
    print_problems,
    table,
    today,
)
from demandgen.cli.next_shown import data_of, owed, paper, print_in_full
from demandgen.language import translated
from demandgen.problems import DemandgenError, Message, OutputError, say

CasePaths = Annotated[
    list[Path], typer.Argument(help="Case files (YAML).", metavar="CASE...", readable=False)
]


@dataclass(frozen=True)
class _Found:
    """A case with its next step."""

    case: Case
    step: NextStep

    @property
    def debtor(self) -> str:
        return self.case.debtors[0].name


@app.command("next")
def next_command(
    paths: CasePaths,
    *,
    on: OnDay = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")] = False,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Write a calendar of deadlines.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Say what each case calls for next, from which day, and why.

    One case is shown in full: what the law allows, what is missing, the routes to court, the days
    that matter. A case that cannot be read does not stop the others (exit code as for it alone).

    [bold]Examples[/bold]

    demandgen next cases/ro-2025-014/case.yaml --on 2025-06-24

    demandgen next cases/*/case.yaml --on 2025-09-30 --ics deadlines.ics
    """
    found, failures = _read(paths, on or today())
    if as_json:
        print_json([data_of(f.debtor, f.step, lang) for f in found])
    elif as_csv:
        _print_csv(found, lang)
    elif found:
        _print(found, lang, in_full=len(paths) == 1)
    if ics:
        _write_calendar(ics, found, lang)
    for failure in failures:
        print_problems(failure.problems, lang=lang)
    if failures:
        raise typer.Exit(min(f.exit_code for f in failures))


def _read(paths: Iterable[Path], day: date) -> tuple[list[_Found], list[DemandgenError]]:
    found, failures = [], []
    for path in paths:
        try:
            case = load_case(path, on=day)
            claim = claim_on(case, day)
            found.append(_Found(case, next_step(case, claim, ladder_for(case))))
        except DemandgenError as failure:
            failures.append(failure)
    return found, failures


_COLUMNS = ("case", "debtor", "owed", "days_late", "state", "next", "when", "why", "deadline")


def _row(found: _Found, lang: str) -> list[str]:
    """The cells of a case, in the order of `_COLUMNS`."""
    step, proposal = found.step, found.step.next
    deadline = next(iter(step.deadlines), None)
    why = step.why if step.now or step.blocked or not proposal else proposal.why
    return [
        step.case,
        found.debtor,
        owed(step),
        str(step.days_late or ""),
        translated(Message(step.state), lang),
        paper(proposal),
        _when(step, lang),
        translated(why.message, lang),
        f"{deadline.day} {deadline.kind}" if deadline else "",
    ]


def _when(step: NextStep, lang: str) -> str:
    if step.now:
        return translated(say("now"), lang)
    return str(step.later.on) if step.later else ""


def _print(found: Sequence[_Found], lang: str, *, in_full: bool) -> None:
    if in_full and found:
        print_in_full(found[0].debtor, found[0].step, lang)
        return
    headings = ("Case, debtor", "Owed, late", "State", "Next, when", "Why", "Deadline")
    shown = table(*(translated(say(name), lang) for name in headings), right=(1,))
    for one in found:
        shown.add_row(*map(Text, _cells(_row(one, lang), lang)))
    out.print(shown)
    states = Counter(translated(Message(one.step.state), lang) for one in found)
    out.print("; ".join(f"{state}: {count}" for state, count in sorted(states.items())))


def _cells(row: Sequence[str], lang: str) -> list[str]:
    """Two facts a cell, so that a row fits the screen."""
    case, debtor, sums, late, state, what, when, why, deadline = row
    days = translated(say("{days} days late", days=late), lang) if late else ""
    return [
        f"{case}\n{debtor}",
        f"{sums}\n{days}",
        state,
        f"{what}\n{when}",
        why,
        deadline.replace(" ", "\n"),
    ]


def _print_csv(found: Iterable[_Found], lang: str) -> None:
    from demandgen.batch.sheets import guarded

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*_COLUMNS, "channel", "invoices"])
    for one in found:
        proposal = one.step.next
        more = [proposal.channel or "", ", ".join(proposal.invoices)] if proposal else ["", ""]
        writer.writerow([guarded(cell) for cell in (*_row(one, lang), *more)])


def _write_calendar(path: Path, found: Iterable[_Found], lang: str) -> None:
    """Write the calendar whole or not at all, over nothing but a calendar of ours."""
    from demandgen.documents.calendar import PRODUCT, calendar_of

    content = calendar_of(((one.debtor, one.step) for one in found), lang)
    try:
        if path.exists() and PRODUCT.encode() not in path.read_bytes()[:200]:
            raise OutputError.of(
                "not-ours",
                say(
                    "{file} exists and is no calendar of demandgen; nothing was written", file=path
                ),
                hint=say("choose another name, or delete it"),
            )
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = say("{file} cannot be written: {reason}", file=path, reason=reason)
        raise OutputError.of("unwritable", message) from None
