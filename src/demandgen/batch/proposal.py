"""What does a person read before approving, and what exactly did they approve?

The proposal is a CSV to edit and a page to read. Approving means leaving a line in the CSV with
`yes` in its first column; every other column only tells, and a line that no longer says what was
proposed is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from demandgen.batch.files import write_whole
from demandgen.batch.letters import Letter, Owed
from demandgen.batch.printrun import csv_bytes
from demandgen.batch.proposal_page import counted, items_told, render_page
from demandgen.batch.sheets import Row, guarded, read_sheet, unguarded
from demandgen.language import told, translated
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
    """A case for which nothing is proposed, and why; `failed` if the case itself is wrong.

    `case` is its id; where it cannot be read, its file, of a table with the rows.
    """

    case: str
    debtor: str
    problems: tuple[Problem, ...]
    failed: bool = False

    @property
    def kind(self) -> str:
        """A word to count by; none for what is wrong."""
        return "" if self.failed else self.problems[0].code


@dataclass(frozen=True)
class Proposal:
    """What would go to whom, and what was left out."""

    run: str
    day: date
    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]


def write_proposal(proposal: Proposal, folder: Path, language: str) -> None:
    """Write the CSV to edit and the page to read, in a language; columns keep their names.

    Raises:
        OutputError: the folder cannot be written.
    """
    rows = [list(_COLUMNS), *(_row(letter, language) for letter in proposal.letters)]
    write_whole(folder / PAGE, page_of(proposal, language).encode())
    write_whole(folder / CSV, csv_bytes(rows))


def _row(x: Letter, language: str = "en") -> list[str]:
    totals = " + ".join(f"{owed.total:.2f}" for owed in x.owed)
    currencies = " + ".join(owed.currency for owed in x.owed)
    to = x.recipient
    values = ("yes", x.id, x.paper, x.level or "", x.case_id, to.name, totals, currencies,
              x.days_late, items_told(x.invoices, language), x.channel or "", to.postal_code,
              to.city, translated(x.why, language))  # fmt: skip
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


def page_of(proposal: Proposal, language: str) -> str:
    """Return the page: totals first, then the letters, then what was left out and why."""
    quiet = [x for x in proposal.left_out if not x.failed]
    return render_page(
        language,
        proposal=proposal,
        summary=summary_of(proposal.letters),
        papers={_kind(letter): letter for letter in proposal.letters},
        reasons=counted(x.kind for x in quiet),
        failed=[x for x in proposal.left_out if x.failed],
        quiet=quiet,
    )


def summary_of(letters: Iterable[Letter]) -> list[tuple[str, int, list[Owed]]]:
    """Return, per paper and level, how many letters and what their cases owe per currency."""
    groups: dict[str, list[Letter]] = {}
    for letter in letters:
        groups.setdefault(_kind(letter), []).append(letter)
    return [(name, len(group), totals_of(group)) for name, group in sorted(groups.items())]


def _kind(letter: Letter) -> str:
    """The paper with its country and level."""
    return f"{letter.law}: {letter.paper}" + (f" {letter.level}" if letter.level else "")


def totals_of(letters: Iterable[Letter]) -> list[Owed]:
    """Add up what the cases of letters owe, per currency; joint debtors owe it once."""
    cases = {(letter.source.path, letter.case_id): letter.owed for letter in letters}
    totals: dict[Any, Decimal] = {}
    for owed in (owed for case in cases.values() for owed in case):
        totals[owed.currency] = totals.get(owed.currency, ZERO) + owed.total
    return [Owed(currency=c, total=t) for c, t in sorted(totals.items())]


def as_json(proposal: Proposal, language: str) -> str:
    """Return the proposal for machines, its reasons in a language."""
    letters = [
        {**x.model_dump(mode="json", exclude={"source"}), "why": translated(x.why, language)}
        for x in proposal.letters
    ]
    left_out = [
        {
            "case": x.case,
            "debtor": x.debtor,
            "why": "\n".join(told(problem, language) for problem in x.problems),
            "kind": x.kind,
            "failed": x.failed,
        }
        for x in proposal.left_out
    ]
    data = {
        "run": proposal.run,
        "day": proposal.day.isoformat(),
        "letters": letters,
        "left_out": left_out,
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
