"""What does the ledger know about one letter?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from demandgen.batch.kept import Told
from demandgen.casefile.model import Agent, Case, Channel, Country, PaperId, Party
from demandgen.casefile.scalars import Day
from demandgen.claim.model import Claim, Money
from demandgen.documents.plans import called_in
from demandgen.money import Currency
from demandgen.problems import Location, Message, Problem, say

State = Literal["proposed", "approved", "rendered", "posted", "delivered", "returned", "withdrawn"]
NEXT: dict[State, frozenset[State]] = {
    "proposed": frozenset({"approved", "withdrawn"}),
    "approved": frozenset({"rendered", "withdrawn"}),
    "rendered": frozenset({"rendered", "posted", "withdrawn"}),
    "posted": frozenset({"delivered", "returned"}),
    "delivered": frozenset(),
    "returned": frozenset(),
    "withdrawn": frozenset(),
}
"""Which states may follow; a letter once posted can only arrive or come back."""
POSTAL: frozenset[Channel] = frozenset(
    {"registered-declared", "bailiff", "registered-post", "courier"}
)
"""Ways that bring a letter to a street and town."""
SENT: frozenset[State] = frozenset({"posted", "delivered", "returned"})


class Row(BaseModel):
    """Base of what the ledger keeps: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Owed(Row):
    """What a letter demands in one currency."""

    currency: Currency
    total: Money


class Recipient(Row):
    """Whom the post brings a letter to, or who sends it."""

    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    county: str = ""
    country: str = ""
    email: str = ""

    @classmethod
    def of(cls, party: Party | Agent) -> Recipient:
        """Take the name and address of a party."""
        address, contact = party.address, party.contact
        email = contact.email if contact and contact.email else ""
        if address is None:
            return cls(name=party.name, email=email)
        return cls(
            name=party.name,
            street=address.street,
            postal_code=address.postal_code or "",
            city=address.city,
            county=address.county or "",
            country=address.country or "",
            email=email,
        )

    @property
    def is_addressed(self) -> bool:
        """Whether the post can find it."""
        return bool(self.street and self.city)

    @property
    def lines(self) -> list[str]:
        """The address as written on an envelope."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return [line for line in (self.name, self.street, town, self.county) if line]


class Source(Row):
    """Where a letter's case comes from: a case file, or the facts of a table's rows."""

    path: str
    snapshot: str | None = None
    """The case as JSON, for a table; `path` is then the creditor's file."""
    digest: str = ""
    """Fingerprint of the files or the snapshot when last rendered."""
    files: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder evidence, logo and templates are relative to."""
        return Path(self.path).parent


class Letter(Row):
    """One letter from proposal to delivery. `number` is its place in the run, from 1."""

    id: str
    run: str
    number: int | None = None
    state: State = "proposed"
    case_id: str
    law: Country
    creditor: str
    debtor: str
    addressee: int = 0
    """Which of the case's debtors it goes to, from 0."""
    paper: PaperId
    level: int = 0
    invoices: tuple[str, ...]
    as_of: date
    channel: Channel | None = None
    term_days: int | None = None
    """Romanian papers give days from receipt; Polish ones a calendar day, `term_date`."""
    term_date: date | None = None
    days_late: int = 0
    why: Told = Message("")
    owed: tuple[Owed, ...]
    sender: Recipient
    recipient: Recipient
    source: Source
    file: str | None = None
    sha256: str | None = None
    pages: int = 0
    job: int | None = None
    part: int | None = None
    tracking: str | None = None
    posted: date | None = None
    delivered: date | None = None
    returned: date | None = None

    @property
    def place_in_post(self) -> tuple[str, str, str, str]:
        """Letters go to the post ordered by this: country, postal code, name."""
        to = self.recipient
        return to.country or self.law, to.postal_code, to.name.casefold(), self.id


class PaymentRow(Row):
    """A payment the bank reported, towards an invoice, else towards a case as a whole."""

    creditor: str
    debtor: str
    case_id: str = ""
    invoice: str | None = None
    date: Day
    amount: Money
    currency: Currency
    reference: str = ""
    ordinal: int = 0
    """Which of several equal lines of one list: equal payments on one day are all counted."""


class History(Row):
    """What the ledger remembers of one debtor of one creditor."""

    letters: tuple[Letter, ...] = ()
    payments: tuple[PaymentRow, ...] = ()


def owed_in(claim: Claim, paper: PaperId) -> tuple[Owed, ...]:
    """Return what a letter about a claim comes to, per currency, without empty currencies.

    The declaration that a plan's whole balance is due asks for more than what fell due so far.
    """
    called = called_in(claim) if paper == "plan-default-notice" else None
    if called and claim.plan:
        return (Owed(currency=claim.plan.currency, total=called.total),)
    return tuple(
        Owed(currency=t.currency, total=t.total) for t in claim.totals if t.total > Decimal(0)
    )


def no_address(recipient: Recipient, where: Location) -> Problem:
    """Say that nobody knows where the post should bring a letter."""
    return Problem(
        "no-address",
        say("{name} has no street and city to send the letter to", name=recipient.name),
        where,
        say("give debtor.address a street and a city, or choose e-mail in `dunning`"),
    )


def sender_of(case: Case) -> Recipient:
    """Return who gives a case's letters to the post: the agent, else the creditor."""
    return Recipient.of(case.agent or case.creditor)
