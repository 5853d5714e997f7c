"""What does a computed claim consist of?

The frozen result of `demandgen.claim.engine.claim_on`, printed by every paper and published as
JSON. Amounts have two decimals and are in the currency of their item; rates are percent per
year; ranges of days include both ends.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from demandgen.casefile.model import (
    Country,
    CreditNote,
    Fact,
    InstalmentPlan,
    InterestTerms,
    Invoice,
    PartyKind,
    Payment,
    Settings,
)
from demandgen.money import ZERO, Currency, total
from demandgen.problems import Problem

Money = Annotated[Decimal, PlainSerializer(lambda a: f"{a:.2f}", return_type=str, when_used="json")]
Rate = Annotated[
    Decimal,
    PlainSerializer(
        lambda r: f"{r:.2f}" if r == round(r, 2) else f"{r.normalize():f}",
        return_type=str,
        when_used="json",
    ),
]
ExchangeRate = Annotated[
    Decimal,
    PlainSerializer(
        lambda r: f"{r:.4f}" if r == round(r, 4) else f"{r:f}", return_type=str, when_used="json"
    ),
]
Plain = Annotated[
    Decimal,
    PlainSerializer(lambda r: f"{r.normalize():f}", return_type=str, when_used="json"),
]
Note = Annotated[
    Problem,
    PlainSerializer(
        lambda p: {"code": p.code, "message": str(p.message)},
        return_type=dict[str, str],
        when_used="json",
    ),
]
"""A warning: its code and sentence; the place is for the screen."""


class Part(BaseModel):
    """Base of the parts of a claim: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LimitationFact(Fact):
    """Something that may interrupt limitation, as the engine reads it from the history."""

    date: date
    kind: Literal["acknowledgement", "request-for-time", "part-payment", "notice"]
    invoices: tuple[str, ...] = ()
    proof: str | None = None


class ContractFacts(Fact):
    """What the engine reads of the contract."""

    signed: date | None = None
    kind: str | None = None
    payment_days: int | None = None
    procurement_began: date | None = None


class ClaimInputs(Fact):
    """Exactly the facts the engine reads; enough to compute the claim again."""

    case: str
    law: Country
    creditor_kind: PartyKind
    creditor_country: str
    debtor_kind: PartyKind
    debtor_country: str
    assigned: bool = False
    contract: ContractFacts | None = None
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[CreditNote, ...] = ()
    payments: tuple[Payment, ...] = ()
    interest: InterestTerms
    events: tuple[LimitationFact, ...] = ()
    plan: InstalmentPlan | None = None
    plan_notice: date | None = None
    settings: Settings = Settings()
    on_hold: tuple[str, ...] = ()
    """Invoices that nothing is to be sent about on the day."""
    asked: tuple[str, ...] = ()
    """The items a letter asks for, where it does not ask for all that is due."""


class LawDatum(Part):
    """A table of the law the claim used: name, day of the last check, fingerprint."""

    parameter: str
    checked_on: date
    sha256: str
    user_supplied: bool = False


class Assumption(Part):
    """Something the case does not say and the closed list of assumptions allows to assume."""

    code: str
    text: str


class CreditNoteLine(Part):
    """A credit note that lowered an item."""

    number: str
    date: date
    amount: Money


class PaymentLine(Part):
    """The share of a payment that went to an item, and what it paid there."""

    date: date
    amount: Money
    whole: Money
    """The payment itself, other items' shares included."""
    to_costs: Money = ZERO
    to_interest: Money = ZERO
    to_principal: Money = ZERO
    reference: str | None = None
    designation: str | None = None
    """What the payer said it was for: principal, interest or costs."""


class InterestRow(Part):
    """Interest for the days `first` to `last`, both included, on `base`.

    `reference_rate`, `margin` and `factor` are None where the rate is agreed or published as a
    whole. `note` tells what changed the amount: a cap reached, the maximum rate.
    """

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    days: int
    base: Money
    regime: str
    reference_rate: Rate | None
    margin: Rate | None
    factor: Plain | None
    rate: Rate
    amount: Money
    source: str
    note: Literal["capped", "maximum-rate"] | None = None


class Compensation(Part):
    """The fixed compensation for recovery costs of one late payment.

    `amount` is None where the law fixes the exchange rate only on the day of payment.
    """

    eur: Money
    fx_rate: ExchangeRate | None
    fx_day: date | None
    amount: Money | None
    paid: Money = ZERO
    source: str


class LimitationEvent(Part):
    """An event behind a limitation date and what it does."""

    date: date
    kind: str
    effect: str
    condition: str | None
    proof: str | None
    source: str


class Limitation(Part):
    """The earliest day on whose end the claim may be time-barred, and the latest."""

    earliest: date
    latest: date
    years: int
    source: str
    events: tuple[LimitationEvent, ...] = ()
    interest_barred_to: date | None = None


class PaymentTerm(Part):
    """The term in days that a due day was counted with: from which event and day, agreed or not."""

    days: int
    after: Literal["received", "performed"]
    since: date
    agreed: bool


LeftOut = Literal["disputed", "on-hold", "not-asked"]
"""Why an open item is not claimed: contested, on hold, or the matter of another letter."""


class ClaimItem(Part):
    """One invoice, or one instalment of a plan in force, on the day of the claim.

    `amount` is as issued, `principal` after credit notes, `outstanding` the unpaid principal.
    For a converted invoice `original` tells the foreign amount and `currency` is RON.
    """

    kind: Literal["invoice", "instalment"] = "invoice"
    number: str
    description: str | None = None
    currency: Currency
    issued: date
    due: date
    effective_due: date
    term: PaymentTerm | None = None
    days_late: int
    disputed: bool = False
    left_out: LeftOut | None = None
    amount: Money
    original: str | None = None
    principal: Money
    credit_notes: tuple[CreditNoteLine, ...] = ()
    payments: tuple[PaymentLine, ...] = ()
    outstanding: Money
    interest_rows: tuple[InterestRow, ...] = ()
    interest_cap_reached: bool = False
    interest_carried: Money = ZERO
    """Interest of a plan's debt that falls due with this instalment."""
    costs_carried: Money = ZERO
    interest_accrued: Money = ZERO
    interest_paid: Money = ZERO
    interest_outstanding: Money = ZERO
    costs_outstanding: Money = ZERO
    interest_per_day: Money = ZERO
    interest_per_day_exact: Decimal = Field(ZERO, exclude=True)
    """Not rounded, so that a total of several items is rounded once."""
    compensation: Compensation | None = None
    limitation: Limitation | None = None

    @property
    def paid(self) -> Decimal:
        """Everything paid towards this item: principal, interest and costs."""
        return total(p.amount for p in self.payments)

    @property
    def carried_outstanding(self) -> Decimal:
        """What is left of the interest a plan carries into this instalment; it is paid first."""
        return max(ZERO, self.interest_carried - self.interest_paid)

    @property
    def unpaid(self) -> Decimal:
        """What is left of the invoice or instalment itself, without interest for delay."""
        return self.outstanding + self.costs_outstanding + self.carried_outstanding

    @property
    def delay_interest_paid(self) -> Decimal:
        """What was paid of the interest for delay, without what a plan's schedule carries."""
        return max(ZERO, self.interest_paid - self.interest_carried)

    @property
    def delay_interest(self) -> Decimal:
        """The interest for delay still owed, without what a plan's schedule carries."""
        return self.interest_outstanding - self.carried_outstanding

    def principal_before(self, day: date) -> Decimal:
        """What was open of the principal when a day began."""
        return self.principal - total(p.to_principal for p in self.payments if p.date < day)

    @property
    def is_due(self) -> bool:
        """The (shifted) due day is over."""
        return self.days_late > 0

    @property
    def compensation_outstanding(self) -> Decimal:
        """The fixed compensation not yet paid, in its own currency (EUR before payment in lei)."""
        if self.compensation is None:
            return ZERO
        amount = self.compensation.amount
        return (self.compensation.eur if amount is None else amount) - self.compensation.paid

    @property
    def is_open(self) -> bool:
        """Something is owed: principal, interest, costs or compensation."""
        return any(
            (
                self.outstanding,
                self.interest_outstanding,
                self.costs_outstanding,
                self.compensation_outstanding,
            )
        )


class PlanState(Part):
    """Where an instalment plan in force stands."""

    signed: date
    debt: Money
    currency: Currency
    paid: Money
    balance: Money
    overdue: Money
    missed: tuple[str, ...] = ()
    default_since: date | None = None
    accelerates_on: date | None = None
    """The first day on which the clause's condition is (or will be) met, payments unchanged."""
    accelerated_on: date | None = None
    """The day the whole balance fell due, if it has."""


class SurplusPayment(Part):
    """Money that found nothing to pay."""

    date: date
    amount: Money
    currency: Currency


class Total(Part):
    """The claim in one currency. `total` adds the three columns before it."""

    currency: Currency
    outstanding: Money
    interest: Money
    compensation: Money
    costs: Money = ZERO
    total: Money
    interest_per_day: Money

    @property
    def accessories(self) -> Decimal:
        """Everything owed besides principal."""
        return self.total - self.outstanding


class Claim(Part):
    """The claim on a day, with everything needed to recompute it."""

    case: str
    law: Country
    as_of: date
    inputs: ClaimInputs
    law_data: tuple[LawDatum, ...]
    assumptions: tuple[Assumption, ...] = ()
    conventions: dict[str, str]
    regime: str
    invoices: tuple[ClaimItem, ...]
    instalments: tuple[ClaimItem, ...] = ()
    plan: PlanState | None = None
    unallocated_payments: tuple[SurplusPayment, ...] = ()
    totals: tuple[Total, ...]
    warnings: tuple[Note, ...] = ()

    @property
    def items(self) -> tuple[ClaimItem, ...]:
        """What can be claimed: instalments under a plan in force, else the invoices kept in."""
        own = self.instalments if self.plan else self.invoices
        return tuple(i for i in own if not i.left_out)

    @property
    def due_items(self) -> tuple[ClaimItem, ...]:
        """The items past their due day on which something is still owed."""
        return tuple(i for i in self.items if i.is_due and i.is_open)

    @property
    def future_items(self) -> tuple[ClaimItem, ...]:
        """The items not yet due on which something is owed."""
        return tuple(i for i in self.items if not i.is_due and i.unpaid)


def claim_schema_text() -> str:
    """The JSON Schema of a claim as `demandgen claim --json` prints it, as a JSON document."""
    schema = Claim.model_json_schema(mode="serialization", by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
