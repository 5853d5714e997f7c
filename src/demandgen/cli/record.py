"""`demandgen sent`, `delivered`, `returned`, `paid`: what happened goes into the case file."""

from __future__ import annotations

import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from demandgen.casefile import record
from demandgen.casefile.model import Case, Channel, PaperId
from demandgen.casefile.reading import load_case
from demandgen.casefile.scalars import plain_amount
from demandgen.claim.dunning import SEVERITY
from demandgen.claim.engine import claim_on
from demandgen.cli.app import CasePath, Language, app, happened, out, refuse
from demandgen.documents.reminders import reminder_of
from demandgen.language import translated
from demandgen.money import CENT, Currency
from demandgen.problems import DemandgenError, say


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"expected a date as YYYY-MM-DD, found {text!r}") from None


def _amount(text: str) -> Decimal:
    if re.fullmatch(r"\d{1,13}(\.\d{1,2})?", text) and Decimal(text):
        return Decimal(text).quantize(CENT)
    right = plain_amount(text)
    way_out = f": write {right}" if right and Decimal(right) else ""
    raise typer.BadParameter(f"expected an amount such as 1234.50, found {text!r}{way_out}")


Paper = Annotated[PaperId, typer.Argument(help="Which paper.")]
On = Annotated[
    date | None,
    typer.Option("--on", parser=_day, metavar="DAY", help="The day it happened; default: today."),
]
Proof = Annotated[
    Path | None, typer.Option("--proof", metavar="FILE", help="The proof, in the case folder.")
]
File = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="The document, in the case folder.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DEBTOR", help="Whose letter, of several debtors.")
]
Sent = Annotated[
    date | None,
    typer.Option("--sent", parser=_day, metavar="DAY", help="The letter sent on this day."),
]
Invoice = Annotated[
    str | None, typer.Option("--invoice", metavar="NUMBER", help="The letter that names this one.")
]
Tracking = Annotated[
    str | None,
    typer.Option("--tracking", metavar="NUMBER", help="The letter with this number of the post."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")]


@app.command()
def sent(
    case: CasePath,
    paper: Paper,
    channel: Annotated[Channel, typer.Option("--channel", help="How it went out.")],
    *,
    on: On = None,
    level: Annotated[int | None, typer.Option("--level", min=1, help="Of a reminder.")] = None,
    ref: Annotated[str | None, typer.Option("--ref", help="Our outgoing number.")] = None,
    term: Annotated[int | None, typer.Option("--term", min=1, help="Days given to pay.")] = None,
    term_date: Annotated[
        date | None,
        typer.Option("--term-date", parser=_day, metavar="DAY", help="Day given to pay by."),
    ] = None,
    tracking: Annotated[str | None, typer.Option("--tracking", help="The post's number.")] = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option("--invoice", help="Only this invoice (may be repeated); default: all."),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Only this debtor (may be repeated); default: all."),
    ] = None,
    proof: Proof = None,
    file: File = None,
    yes: Yes = False,
    lang: Language = "en",
) -> None:
    """Record a letter as sent: show the change to the case file, ask, write.

    The entry is put in; nothing else of the file changes.

    [bold]Examples[/bold]

    demandgen sent case.yaml reminder --level 3 --channel email --on 2025-03-20

    demandgen sent case.yaml formal-notice --channel bailiff --ref 145/2025 --term 15
    """
    entry = {
        "date": happened(on),
        "direction": "sent",
        "channel": channel,
        "paper": paper,
        "to": to or None,
        "level": level,
        "ref": ref,
        "term": term,
        "term_date": term_date,
        "tracking": tracking,
        "invoices": invoice or _asked_on(case, paper, happened(on)),
        "posted_proof": _evidence(case, proof),
        "file": _evidence(case, file),
    }
    _write(record.added(case, "correspondence", _stated(entry)), yes, lang)


def _asked_on(path: Path, paper: PaperId, day: date) -> list[str] | None:
    """What the letter of a day asked for, where "all that was late" would later mean more.

    An invoice on hold or disputed that day was not in it, and is late as well once it is free.
    """
    if paper not in SEVERITY:
        return None
    try:
        case = load_case(path, on=day)
        claim = claim_on(case, day)
    except DemandgenError:  # what is wrong with the file is told when it is written
        return None
    if not any(item.left_out and item.is_open for item in claim.invoices):
        return None
    items = claim.due_items or (reminder.items if (reminder := reminder_of(case, claim)) else ())
    return [item.number for item in items] or None


@app.command()
def delivered(
    case: CasePath,
    paper: Paper,
    *,
    on: On = None,
    proof: Proof = None,
    sent: Sent = None,
    invoice: Invoice = None,
    tracking: Tracking = None,
    to: To = None,
    yes: Yes = False,
    lang: Language = "en",
) -> None:
    """Record that a letter on its way has reached the debtor.

    Terms run from this day: the 15 days of a Romanian somație, for one.

    If several letters of the kind are on their way, say which.

    [bold]Examples[/bold]

    demandgen delivered case.yaml formal-notice --on 2025-06-05 --proof evidence/ar.jpg

    demandgen delivered case.yaml formal-notice --on 2025-06-05 --sent 2025-06-02
    """
    letter = record.OnItsWay(paper, sent, invoice, tracking, to)
    _write(record.delivered(case, letter, happened(on), _evidence(case, proof)), yes, lang)


@app.command()
def returned(
    case: CasePath,
    paper: Paper,
    *,
    on: On = None,
    sent: Sent = None,
    invoice: Invoice = None,
    tracking: Tracking = None,
    to: To = None,
    yes: Yes = False,
    lang: Language = "en",
) -> None:
    """Record that a letter on its way came back.

    If several letters of the kind are on their way, say which.

    [bold]Examples[/bold]

    demandgen returned case.yaml formal-notice --on 2025-06-25

    demandgen returned case.yaml formal-notice --on 2025-06-25 --invoice "ABF 1057"
    """
    letter = record.OnItsWay(paper, sent, invoice, tracking, to)
    _write(record.returned(case, letter, happened(on)), yes, lang)


@app.command()
def paid(
    case: CasePath,
    amount: Annotated[Decimal, typer.Argument(parser=_amount, metavar="AMOUNT")],
    *,
    on: On = None,
    invoice: Annotated[
        str | None,
        typer.Option("--for", metavar="INVOICE", help="Default: the order the law prescribes."),
    ] = None,
    currency: Annotated[
        Currency | None, typer.Option("--currency", help="Default: that of the invoices.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", help="What the transfer says.")
    ] = None,
    file: File = None,
    yes: Yes = False,
    lang: Language = "en",
) -> None:
    """Record a payment on the day it reached the creditor's account.

    [bold]Examples[/bold]

    demandgen paid case.yaml 5000 --on 2025-04-22 --for "ABF 1041"

    demandgen paid case.yaml 120.50 --on 2025-04-22 --file evidence/statement.pdf --yes
    """
    entry = {
        "date": happened(on),
        "amount": amount,
        "currency": currency or _currency(load_case(case), invoice),
        "for": invoice,
        "reference": reference,
        "file": _evidence(case, file),
    }
    _write(record.added(case, "payments", _stated(entry)), yes, lang)


def _evidence(case: Path, file: Path | None) -> str | None:
    return record.evidence_name(case, file) if file else None


def _stated(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


def _currency(case: Case, number: str | None) -> Currency:
    """Return the currency of the invoice paid, or the one all invoices share."""
    if number is not None and number not in {i.number for i in case.invoices}:
        refuse(
            "unknown-invoice",
            "there is no invoice {number} in this case; there are: {known}",
            number=number,
            known=", ".join(i.number for i in case.invoices),
        )
    currencies = {i.currency for i in case.invoices if number in (None, i.number)}
    if len(currencies) != 1:
        refuse("which-currency", "state --currency: the invoices do not decide it")
    return currencies.pop()


def _write(change: record.Change, yes: bool, lang: str) -> None:
    """Show the change, ask, and write it."""
    for line in change.difference().splitlines():
        out.print(Text(line, style="green" if line.startswith("+") else ""), soft_wrap=True)
    if not yes:
        if not sys.stdin.isatty():
            refuse("nobody-to-ask", "nobody is there to agree; nothing was written. Give --yes")
        if not typer.confirm(translated(say("Write this?"), lang)):
            out.print(translated(say("nothing was written"), lang))
            return
    record.write(change)
    out.print(translated(say("written: {file}", file=change.path), lang), markup=False)
