"""What came back from the post office and the bank?

The lists are tables with named columns; a list is taken whole or, with any line wrong, not at
all, and all wrong lines are named. Taking a list twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from demandgen.batch.identity import instalment_number
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import SENT, History, Letter, PaymentRow, State
from demandgen.batch.run import run_in, select
from demandgen.batch.sheets import Row, read_sheet, unguarded
from demandgen.casefile.faults import problems_of
from demandgen.casefile.model import Channel
from demandgen.casefile.scalars import Amount, Day
from demandgen.casefile.sources import Sources
from demandgen.money import Currency
from demandgen.problems import CaseFileError, Location, Message, Problem, UsageError, say


@dataclass(frozen=True)
class Went:
    """How many letters of a run went to the post now, and were withdrawn now or before.

    `unmade` are the numbers of those that are in no print job, and no e-mail was made of them.
    """

    sent: int
    withdrawn: int
    before: int
    unmade: tuple[int, ...] = ()


def mark_sent(
    folder: Path,
    day: date,
    *,
    numbers: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
    posting_list: Path | None = None,
    channel: Channel | None = None,
) -> Went:
    """Record a run's printed letters and e-mails as sent; returns how many, and withdrawn.

    A letter that was withdrawn before stays so: telling it twice changes nothing.

    `numbers` limits it to these letters (default: all made), `withdrawn` did not go out and
    may be proposed again; the posting list, filled in at the counter, tells tracking numbers;
    `channel` how the letters went, if otherwise than proposed.

    Raises:
        UsageError: no such run or letter, a day before that of the letters, or a letter was named
            that is in no print job and of which no e-mail was made.
        CaseFileError: a line of the posting list is wrong.
        OutputError: a letter is in another state.
    """
    folder = folder.resolve()
    with Ledger(folder.parent, writing=True) as ledger:
        run = run_in(ledger, folder)
        _not_before(ledger.runs()[run], day, folder)
        letters = ledger.letters(run)
        tracking = _tracking(posting_list, letters) if posting_list else {}
        named = select(letters, withdrawn, folder)
        kept_back = {x.id for x in named}
        before = {x.id for x in named if x.state == "withdrawn"}
        chosen = select(letters, numbers, folder) if numbers else letters
        rest = [x for x in chosen if x.id not in kept_back]
        unmade = tuple(x.number or 0 for x in rest if x.state == "rendered" and x.job is None)
        if numbers and unmade:
            hint = say("run it again, for paper with --by post; or withdraw the letter")
            raise UsageError(Problem("not-made", not_made(unmade), Location(str(folder)), hint))
        made = [x.id for x in rest if x.state == "rendered" and x.job is not None]
        going = [x.id for x in rest if x.state not in SENT] if numbers else made
        ledger.withdraw(sorted(kept_back - before), day)
        ledger.post(going, day, tracking, channel)
        return Went(len(going), len(kept_back - before), len(before), unmade)


def not_made(numbers: Iterable[int]) -> Message:
    """Say which letters exist, but nothing that could go to anybody."""
    listed = ", ".join(map(str, numbers))
    return say("neither printed nor written as an e-mail: letters {numbers}", numbers=listed)


def _not_before(dated: date, day: date, folder: Path) -> None:
    if day < dated:
        message = say(
            "has letters of {dated}; they cannot have gone on {day}", dated=dated, day=day
        )
        raise UsageError(Problem("sent-before-dated", message, Location(str(folder))))


def _tracking(path: Path, letters: Iterable[Letter]) -> dict[str, str]:
    known = {letter.id for letter in letters}
    rows = read_sheet(path).rows
    problems = [
        Problem("unknown-letter", say("no letter of this run"), row.where)
        for row in rows
        if _text(row, "letter") not in known
    ]
    if problems:
        raise CaseFileError(*problems)
    return {_text(x, "letter"): _text(x, "tracking") for x in rows if _text(x, "tracking")}


def _text(row: Row, name: str) -> str:
    return unguarded(row.cells[name].text).strip() if name in row.cells else ""


# --- what the post brought ---


class _Arrival(BaseModel):
    """A line of the post's list: which letter, and the day it arrived or came back."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    letter: str | None = None
    tracking: str | None = None
    delivered: Day | None = None
    returned: Day | None = None


def take_deliveries(folder: Path, path: Path) -> dict[State, int]:
    """Record the post's list: columns `tracking` or `letter`, and `delivered` or `returned`.

    Returns how many letters became delivered and returned; what is known already is not counted.

    Raises:
        CaseFileError: lines that name no sent letter, no day, or another day than known.
    """
    with Ledger(folder, writing=True) as ledger:
        letters = ledger.letters()
        by_name = {x.id: x for x in letters} | {x.tracking: x for x in letters if x.tracking}
        problems: list[Problem] = []
        days: dict[State, dict[str, date]] = {"delivered": {}, "returned": {}}
        for row in read_sheet(path).rows:
            arrival = _read(_Arrival, row, problems)
            if arrival is None:
                continue
            letter = by_name.get(arrival.letter or arrival.tracking or "")
            refusal = _not_arrived(letter, arrival)
            if refusal:
                problems.append(Problem("delivery", refusal, row.where))
            elif letter and letter.state == "posted":
                state: State = "delivered" if arrival.delivered else "returned"
                days[state][letter.id] = arrival.delivered or arrival.returned or letter.as_of
        if problems:
            raise CaseFileError(*problems)
        for state, arrived in days.items():
            ledger.arrived(arrived, state)
        return {state: len(arrived) for state, arrived in days.items()}


def _not_arrived(letter: Letter | None, arrival: _Arrival) -> Message | None:
    """Why a line cannot be taken."""
    if letter is None:
        return say("no letter has this number")
    if bool(arrival.delivered) == bool(arrival.returned):
        return say("expected a day in one of the columns delivered and returned")
    if letter.posted is None:
        return say(
            "the letter is {state}, not sent; mark it as sent first", state=Message(letter.state)
        )
    day = arrival.delivered or arrival.returned
    if day and day < letter.posted:
        return say("{day} is before it was sent, on {sent}", day=day, sent=letter.posted)
    if letter.state != "posted" and (letter.delivered, letter.returned) != (
        arrival.delivered,
        arrival.returned,
    ):
        known = letter.delivered or letter.returned
        return say(
            "the letter is {state} already, on {day}", state=Message(letter.state), day=known
        )
    return None


# --- what the bank brought ---


class _Receipt(BaseModel):
    """A line of the bank's list: what was paid for which invoice or case."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    date: Day
    amount: Amount
    currency: Currency
    invoice: str | None = None
    case: str | None = None
    reference: str = ""


@dataclass(frozen=True)
class Taken:
    """How many payments of a list were new, and how many known."""

    new: int
    known: int


def take_payments(folder: Path, path: Path) -> Taken:
    """Record the bank's list: columns `date`, `amount`, `currency`, and `invoice` or `case`.

    Raises:
        CaseFileError: lines whose invoice or case is not, or not only one, in the ledger.
    """
    with Ledger(folder, writing=True) as ledger:
        places = _places(ledger.histories().values())
        problems: list[Problem] = []
        payments: dict[PaymentRow, None] = {}
        for row in read_sheet(path).rows:
            receipt = _read(_Receipt, row, problems)
            if receipt is None:
                continue
            found = places.get(
                ("invoice", receipt.invoice) if receipt.invoice else ("case", receipt.case)
            )
            if not found or len(found) > 1:
                problems.append(Problem("payment", _unplaced(receipt, found or {}), row.where))
                continue
            payment = _payment(receipt, next(iter(found)))
            while payment in payments:
                payment = payment.model_copy(update={"ordinal": payment.ordinal + 1})
            payments[payment] = None
        if problems:
            raise CaseFileError(*problems)
        new = ledger.pay(payments)
        return Taken(new, len(payments) - new)


Place = tuple[str, str, str]
"""Creditor, debtor, case."""


def _places(known: Iterable[History]) -> dict[tuple[str, str | None], dict[Place, None]]:
    """Where a payment may belong, by invoice and by case.

    The letters to joint debtors are of one case. Its payments stand under one of them: the one
    they stand under already, else the first that a letter is for.
    """
    histories = list(known)
    debtors = {(p.creditor, p.case_id): p.debtor for h in histories for p in h.payments}
    found: dict[tuple[str, str | None], dict[Place, None]] = {}
    for x in sorted((x for h in histories for x in h.letters), key=lambda x: x.addressee):
        debtor = debtors.setdefault((x.creditor, x.case_id), x.debtor)
        invoices = (name for name in x.invoices if instalment_number(name) is None)
        for name in [("case", x.case_id), *(("invoice", number) for number in invoices)]:
            found.setdefault(name, {})[x.creditor, debtor, x.case_id] = None
    return found


def _unplaced(receipt: _Receipt, found: Mapping[Place, None]) -> Message:
    if found:
        cases = ", ".join(case for _, _, case in found)
        return say(
            "invoice {number} is in several cases: {cases}", number=receipt.invoice, cases=cases
        )
    if receipt.invoice:
        return say("no letter of the ledger claims invoice {number}", number=receipt.invoice)
    return say("no letter of the ledger belongs to case {case}", case=receipt.case or "''")


def _payment(receipt: _Receipt, place: Place) -> PaymentRow:
    creditor, debtor, case = place
    return PaymentRow(
        creditor=creditor,
        debtor=debtor,
        case_id=case,
        invoice=receipt.invoice,
        date=receipt.date,
        amount=receipt.amount,
        currency=receipt.currency,
        reference=receipt.reference,
    )


def _read(model: type[Any], row: Row, problems: list[Problem]) -> Any:
    """Read a row as a model; what is wrong with it goes to `problems`, with its cells."""
    places = {name: cell.where for name, cell in row.cells.items()}
    try:
        return model.model_validate({n: unguarded(cell.text) for n, cell in row.cells.items()})
    except ValidationError as error:
        problems += problems_of(error, Sources({"": row.where, **places}))
        return None
