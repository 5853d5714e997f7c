"""What do the two countries' procedures have in common: letters, terms, and routes to court?

`procedure_for` gives the module of a country; `CountryProcedure` is the contract both fulfil.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, Protocol, cast

from demandgen.law.parameters import Law
from demandgen.problems import Message

MULTIPLE = Decimal(100)


@dataclass(frozen=True)
class Reason:
    """Why something may, may not or should be done: a stable code, a sentence, its legal source."""

    code: str
    message: Message
    source: str = ""


@dataclass(frozen=True)
class Demand:
    """A letter that asks for payment, as the law looks at it.

    `received` is the day the debtor got it, if recorded; `days` the term given in days, `until`
    the calendar day given.
    """

    paper: str
    channel: str
    sent: date
    received: date | None = None
    returned: date | None = None
    days: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class Term:
    """The term a letter gave: the last day to pay, None while it cannot be counted.

    `counts` is False where the letter does not do what the law asks of such a letter; `why`
    says from where the term runs, or what is wrong.
    """

    last_day: date | None
    why: Reason
    counts: bool = True


@dataclass(frozen=True)
class Suit:
    """What decides how a claim can be brought before a court on `day`.

    Amounts are in the currency of the law, or None where they are in another. `have` lists
    what the case can prove or name: `summons`, `summons-proof`, `contract`, `performance`,
    `invoice-receipt`, `acknowledgement`, `debtor-id`, `debtor-address`, `mandate`, `arbitration`,
    `commercial`.
    """

    day: date
    principal: Decimal | None
    interest: Decimal
    compensation: Decimal
    creditors: int
    debtors: int
    debtor_kind: str
    debtor_country: str
    contract_kind: str | None
    dues: Sequence[date]
    have: Collection[str]
    with_accessories: bool = False
    creditors_get_copies: bool = True
    invoices_received: date | None = None


@dataclass(frozen=True)
class Fee:
    """A court fee, the act it rests on, and whether a lawyer still has to confirm it."""

    amount: Decimal
    source: str
    verified: bool


@dataclass(frozen=True)
class Route:
    """A way to court: open where nothing is `missing` (could be supplied) or `closed` (could not).

    `value` is the value of the claim that decides court and fee; `copies` counts full sets, the
    court's own included; `attach` lists what goes with the request, by code.
    """

    code: str
    name: str
    court: str
    value: Decimal | None
    fee: Fee | None
    copies: int
    source: str
    missing: tuple[Reason, ...] = ()
    closed: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    attach: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """True when nothing stands in the way."""
        return not self.missing and not self.closed


class CountryProcedure(Protocol):
    """What `romania_procedure.py` and `poland_procedure.py` answer."""

    def term_of(self, law: Law, demand: Demand, usual_days: int) -> Term:
        """The term a demand gave; `usual_days` where the letter's own term is not recorded."""

    def suit_after_notice(self, law: Law, received: date) -> tuple[date, Reason] | None:
        """The last day on which a suit keeps the notice's effect on limitation, if it has one."""

    def before_demand(self, law: Law, debtor_kind: str, barred: bool) -> Reason | None:
        """Why no demand may be sent for a debt whose limitation may have run out, or None."""

    def routes(self, law: Law, suit: Suit) -> Iterator[Route]:
        """The routes to court, the first the one usually taken."""


def procedure_for(country: str) -> CountryProcedure:
    """Return the procedure of a country, 'ro' or 'pl'."""
    name = {"ro": "romania_procedure", "pl": "poland_procedure"}[country]
    return cast("CountryProcedure", import_module(f"demandgen.law.{name}"))


def tier(tiers: Sequence[dict[str, Any]], value: Decimal) -> dict[str, Any]:
    """Return the first tier of a fee table that reaches a value; the last has no end."""
    return next(t for t in tiers if "up_to" not in t or value <= Decimal(t["up_to"]))
