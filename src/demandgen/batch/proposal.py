"""What does a person read before approving, and what exactly did they approve?

The proposal is a CSV to edit and a page to read. Approving means leaving a line in the CSV with
`yes` in its first column; every other column only tells, and a line that no longer says what was
proposed is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from demandgen.batch.files import write_whole
from demandgen.batch.letters import Letter, Owed
from demandgen.batch.printrun import csv_bytes
from demandgen.batch.sheets import Row, guarded, read_sheet, unguarded
from demandgen.money import ZERO
from demandgen.problems import CaseFileError, Problem, say

CSV = "proposal.csv"
PAGE = "proposal.html"
_COLUMNS = ("approve", "letter", "paper", "level", "case", "debtor", "total", "currency",
            "days_late", "invoices", "channel", "postal_code", "city", "why")  # fmt: skip
_YES = frozenset({"yes", "y", "da", "tak", "1", "x"})
_NO = frozenset({"no", "n", "nu", "nie", "0", ""})


@dataclass(frozen=True)
class LeftOut:
    """A case for which nothing is proposed, and why; `kind` to count by.

    `failed` if something is wrong with the case itself.
    """

    case: str
    debtor: str
    why: str
    kind: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Proposal:
    """What would go to whom, and what was left out."""

    run: str
    day: str
    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]


def write_proposal(proposal: Proposal, folder: Path) -> None:
    """Write the CSV to edit and the page to read.

    Raises:
        OutputError: the folder cannot be written.
    """
    rows = [list(_COLUMNS), *(_row(letter) for letter in proposal.letters)]
    write_whole(folder / PAGE, page_of(proposal).encode())
    write_whole(folder / CSV, csv_bytes(rows))


def _row(x: Letter) -> list[str]:
    totals = " + ".join(f"{owed.total:.2f}" for owed in x.owed)
    currencies = " + ".join(owed.currency for owed in x.owed)
    to = x.recipient
    values = ("yes", x.id, x.paper, x.level or "", x.case_id, to.name, totals, currencies,
              x.days_late, ", ".join(x.invoices), x.channel or "", to.postal_code, to.city,
              x.why)  # fmt: skip
    return [guarded(str(value)) for value in values]


def approved(path: Path, letters: Iterable[Letter]) -> list[str]:
    """Read the edited CSV: the ids of the approved letters, in its order.

    Raises:
        CaseFileError: lines that say something else than was proposed, each with its place.
    """
    proposed = {letter.id: letter for letter in letters}
    sheet = read_sheet(path)
    missing = {"approve", "letter"} - {cell.text for cell in sheet.headings}
    if missing:
        message = say("the column {name} is missing", name=min(missing))
        raise CaseFileError(Problem("proposal-column", message, sheet.headings[0].where))
    problems: list[Problem] = []
    ids: list[str] = []
    for row in sheet.rows:
        problem = _wrong(row, proposed, ids)
        if problem:
            problems.append(problem)
        elif _text(row, "approve").casefold() in _YES:
            ids.append(_text(row, "letter"))
    if problems:
        raise CaseFileError(*problems)
    return ids


def _wrong(row: Row, proposed: dict[str, Letter], before: Sequence[str]) -> Problem | None:
    letter = proposed.get(_text(row, "letter"))
    if letter is None:
        return Problem(
            "not-proposed",
            say("no letter {id} was proposed in this run", id=_text(row, "letter") or "''"),
            row.where,
        )
    if letter.id in before:
        return Problem("repeated-line", say("this letter stands twice"), row.where)
    if _text(row, "approve").casefold() not in _YES | _NO:
        found = _text(row, "approve")
        return Problem("approve", say("expected yes or no, found {found}", found=found), row.where)
    return _edited(row, letter)


def _edited(row: Row, letter: Letter) -> Problem | None:
    """Compare the words that decide what is sent; figures and dates a spreadsheet may rewrite."""
    expected = dict(zip(_COLUMNS, _row(letter), strict=True))
    for name in ("paper", "level", "case", "debtor", "currency"):
        found, meant = _text(row, name), unguarded(expected[name]).strip()
        if name in row.cells and found != meant:
            return Problem(
                "edited",
                say(
                    "{name} was {meant} in the proposal, found {found}",
                    name=name,
                    meant=meant,
                    found=found,
                ),
                row.cells[name].where,
                say("only the column `approve` may be changed; correct the case and propose again"),
            )
    return None


def _text(row: Row, name: str) -> str:
    return unguarded(row.cells[name].text).strip() if name in row.cells else ""


# --- the page ---


def page_of(proposal: Proposal) -> str:
    """Return the page: totals first, then the letters, then what was left out and why."""
    return _page().render(
        proposal=proposal,
        summary=summary_of(proposal.letters),
        reasons=Counter(x.kind for x in proposal.left_out if not x.failed).most_common(),
        failed=[x for x in proposal.left_out if x.failed],
        quiet=[x for x in proposal.left_out if not x.failed],
        amount=_amount,
    )


def summary_of(letters: Iterable[Letter]) -> list[tuple[str, int, list[Owed]]]:
    """Return, per paper and level, how many letters and what their cases owe per currency."""
    groups: dict[str, list[Letter]] = {}
    for letter in letters:
        name = f"{letter.law}: {letter.paper}" + (f" {letter.level}" if letter.level else "")
        groups.setdefault(name, []).append(letter)
    return [(name, len(group), totals_of(group)) for name, group in sorted(groups.items())]


def totals_of(letters: Iterable[Letter]) -> list[Owed]:
    """Add up what the cases of letters owe, per currency; joint debtors owe it once."""
    cases = {(letter.source.path, letter.case_id): letter.owed for letter in letters}
    totals: dict[Any, Decimal] = {}
    for owed in (owed for case in cases.values() for owed in case):
        totals[owed.currency] = totals.get(owed.currency, ZERO) + owed.total
    return [Owed(currency=c, total=t) for c, t in sorted(totals.items())]


def _amount(owed: Owed) -> str:
    return f"{owed.total:,.2f}".replace(",", "\u00a0") + f" {owed.currency}"


@cache
def _page() -> Template:
    text = resources.files("demandgen.batch").joinpath("proposal.html.j2").read_text("utf-8")
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(text)


def as_json(proposal: Proposal) -> str:
    """Return the proposal for machines."""
    return json.dumps(
        {
            "run": proposal.run,
            "day": proposal.day,
            "letters": [x.model_dump(mode="json", exclude={"source"}) for x in proposal.letters],
            "left_out": [vars(x) for x in proposal.left_out],
        },
        ensure_ascii=False,
        indent=2,
    )
