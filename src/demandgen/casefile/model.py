"""What facts can a case state?

The frozen models behind the YAML of a case file. They hold facts, not conclusions: nothing here
knows a rate or a deadline. Scalars arrive as text (see `demandgen.casefile.reading`) and become
dates, decimals and numbers here; a value already of the right type is accepted too, so that the
models can be built in code.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from demandgen.casefile.scalars import (
    Amount,
    Day,
    Percent,
    PositiveAmount,
    PositiveInt,
    Text,
    YesNo,
)
from demandgen.casefile.sources import Sources
from demandgen.money import Currency
from demandgen.problems import Location

Country = Literal["ro", "pl"]
PartyKind = Literal["business", "consumer", "private", "public-authority", "public-healthcare"]
Form = Literal["company", "sole-trader", "person", "public-body"]
Channel = Literal[
    "registered-declared",
    "bailiff",
    "registered-post",
    "courier",
    "email",
    "e-delivery",
    "hand",
    "phone",
    "sms",
    "meeting",
]
PaperId = Literal[
    "reminder",
    "formal-notice",
    "default-notice",
    "final-notice",
    "instalment-agreement",
    "plan-default-notice",
    "account-statement",
    "interest-note",
    "debt-acknowledgement",
    "chronology",
    "handover-brief",
    "evidence-bundle",
]
ContractKind = Literal[
    "sale",
    "services",
    "works",
    "lease",
    "transport",
    "loan",
    "utilities",
    "condominium",
    "other",
]


def _inside(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path:
        raise PydanticCustomError("outside", "outside the case folder")
    return path


EvidencePath = Annotated[Text, AfterValidator(_inside)]
"""A path relative to the folder of the file that names it, which it may not leave."""


class Fact(BaseModel):
    """Base of everything a case states: frozen, closed, field names as in the YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Proof(Fact):
    """Something that happened on a day, and the file that proves it."""

    date: Day
    file: EvidencePath | None = None


class Address(Fact):
    """A postal address. `county` is the Romanian județ or sector."""

    street: Text
    city: Text
    postal_code: Text | None = None
    county: Text | None = None
    country: Text | None = Field(default=None, description="ISO code; default: that of the law")


class BankAccount(Fact):
    """An account to pay to."""

    iban: Text
    bank: Text | None = None
    currency: Currency
    holder: Text | None = Field(default=None, description="default: the creditor's name")


class Representative(Fact):
    """A person who signs for a party, and in what capacity."""

    name: Text
    role: Text | None = None
    gender: Literal["m", "f"] | None = None


class Contact(Fact):
    """How a party is reached."""

    email: Text | None = None
    phone: Text | None = None
    person: Text | None = None


class Party(Fact):
    """A creditor or a debtor. `kind` decides which law applies, `form` how it is named."""

    name: Text
    kind: PartyKind
    form: Form | None = None
    gender: Literal["m", "f"] | None = None
    tax_id: Text | None = None
    registration: Text | None = None
    registry_court: Text | None = Field(default=None, description="pl: sąd rejestrowy")
    share_capital: Text | None = Field(default=None, description="pl: kapitał zakładowy")
    regon: Text | None = None
    euid: Text | None = None
    address: Address | None = None
    bank_accounts: tuple[BankAccount, ...] = ()
    representative: Representative | None = None
    contact: Contact | None = None

    @property
    def named_as(self) -> Form:
        """The form stated, else the usual one of the kind."""
        if self.form:
            return self.form
        if self.kind in {"public-authority", "public-healthcare"}:
            return "public-body"
        return "company" if self.kind == "business" else "person"

    @property
    def is_natural_person(self) -> bool:
        """True for persons and sole traders."""
        return self.named_as in {"person", "sole-trader"}


class Letterhead(Fact):
    """How a firm's letters look."""

    logo: EvidencePath | None = None
    colour: Annotated[Text, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    footer: Text | None = None
    window: Literal["left", "right"] = "left"
    """Which side the address window of the firm's envelopes is on."""


class Creditor(Party):
    """The creditor, with what belongs to the firm rather than to one case."""

    settings: Settings | None = None
    letterhead: Letterhead | None = None
    templates: Text | None = Field(default=None, description="folder of the firm's own wording")
    dunning: Text | None = Field(default=None, description="file with the firm's dunning ladder")


class Debtor(Party):
    """A debtor; several may owe jointly or stand as guarantor."""

    liability: Literal["joint", "guarantor"] | None = None


class Mandate(Fact):
    """A written power to act."""

    signed: Day
    number: Text | None = None
    file: EvidencePath | None = None


class Agent(Fact):
    """A collection agency or other agent acting for the creditor."""

    name: Text
    form: Form | None = None
    tax_id: Text | None = None
    registration: Text | None = None
    address: Address | None = None
    contact: Contact | None = None
    representative: Representative | None = None
    mandate: Mandate | None = None


class Counsel(Fact):
    """The lawyer who acts for the creditor."""

    name: Text
    role: Literal["avocat", "consilier juridic", "adwokat", "radca prawny", "rzecznik patentowy"]
    gender: Literal["m", "f"] | None = None
    address: Address | None = None
    contact: Contact | None = None
    power_of_attorney: Mandate | None = None


class Assignment(Fact):
    """The creditor acquired the claim from somebody."""

    assignor: Text = Field(alias="from")
    date: Day
    notified: Day | None = None
    file: EvidencePath | None = None


class Contract(Fact):
    """The contract behind the invoices."""

    number: Text | None = None
    signed: Day | None = None
    subject: Text | None = None
    kind: ContractKind | None = None
    payment_days: PositiveInt | None = None
    arbitration: YesNo = False
    procurement_began: Day | None = Field(default=None, description="pl: public procurement")
    file: EvidencePath | None = None


class Dispute(Fact):
    """The debtor contests an invoice."""

    since: Day
    reason: Text | None = None
    amount: Amount | None = None


class Hold(Fact):
    """Nothing is to be sent for the time being."""

    since: Day
    until: Day | None = None
    reason: Text


class Conversion(Fact):
    """The agreed or stated rate at which a foreign-currency invoice is claimed in lei."""

    rate: Annotated[Decimal, Field(gt=0)]
    date: Day
    source: Text


class Invoice(Fact):
    """One invoice. `amount` is gross, in `currency`."""

    number: Text
    issued: Day
    due: Day | None = None
    payment_days: PositiveInt | None = Field(
        default=None, description="a term in days from receipt, instead of a due date"
    )
    amount: PositiveAmount
    currency: Currency
    description: Text | None = None
    performed: Proof | None = None
    received: Proof | None = None
    disputed: Dispute | None = None
    hold: Hold | None = None
    conversion: Conversion | None = None
    ksef: Text | None = None
    spv: Text | None = None
    file: EvidencePath | None = None


class CreditNote(Fact):
    """A correction that lowers an invoice from its date on."""

    number: Text
    date: Day
    invoice: Text = Field(alias="for")
    amount: PositiveAmount
    currency: Currency
    file: EvidencePath | None = None


class Payment(Fact):
    """Money that arrived on the creditor's account on `date`."""

    date: Day
    amount: PositiveAmount
    currency: Currency
    invoice: Text | None = Field(default=None, alias="for")
    designation: Literal["principal", "interest", "costs"] | None = None
    reference: Text | None = None
    file: EvidencePath | None = None


class InterestTerms(Fact):
    """Which interest is claimed for delay. `rate` is percent per `per`."""

    kind: Literal["statutory", "contractual", "none"]
    regime: Text | None = Field(default=None, description="when it does not follow from the facts")
    rate: Percent | None = None
    per: Literal["day", "month", "year"] | None = None
    cap_percent: Percent | None = None
    clause: Text | None = None
    quote: Text | None = None

    @model_validator(mode="after")
    def _contractual_is_complete(self) -> Self:
        if self.kind == "contractual" and (self.rate is None or self.per is None):
            raise PydanticCustomError("contractual-incomplete", "rate or per missing")
        if self.kind != "contractual" and self.rate is not None:
            raise PydanticCustomError("rate-not-contractual", "rate without contract")
        return self


class CorrespondenceEvent(Fact):
    """Something sent, received or said."""

    date: Day
    direction: Literal["sent", "received"]
    channel: Channel
    paper: PaperId | None = None
    level: PositiveInt | None = None
    ref: Text | None = None
    term: PositiveInt | None = Field(default=None, description="days given to pay")
    term_date: Day | None = Field(default=None, description="calendar day given to pay")
    tracking: Text | None = None
    posted_proof: EvidencePath | None = None
    delivered: Day | None = None
    returned: Day | None = None
    delivery_proof: EvidencePath | None = None
    acknowledges_debt: YesNo = False
    asks_for_time: YesNo = False
    invoices: tuple[Text, ...] = Field(default=(), description="default: all of the case")
    subject: Text | None = None
    summary: Text | None = None
    file: EvidencePath | None = None


class PlanDebt(Fact):
    """The debt as the agreement states it on a day."""

    as_of: Day
    principal: Amount
    interest: Amount = Decimal("0.00")
    costs: Amount = Decimal("0.00")


class GivenInstalment(Fact):
    """One instalment with its own day and amount."""

    due: Day
    amount: PositiveAmount


class Instalments(Fact):
    """A regular schedule: equal parts on the same day of each month or each week."""

    count: PositiveInt
    first: Day
    every: Literal["week", "month"] = "month"
    down_payment: GivenInstalment | None = None


class Acceleration(Fact):
    """The clause by which the whole balance falls due."""

    after_days: PositiveInt
    missed: PositiveInt = 1
    notice_days: Annotated[int, Field(ge=0)] = 0
    quote: Text | None = None


class EarlyPayment(Fact):
    """A discount for paying the whole balance early."""

    before: Day
    discount_percent: Percent


class InstalmentPlan(Fact):
    """An instalment plan, proposed or signed."""

    status: Literal["proposed", "signed"]
    signed: Day | None = None
    place: Text | None = None
    number: Text | None = None
    file: EvidencePath | None = None
    debt: PlanDebt | None = Field(default=None, description="proposed: default, the claim's")
    instalments: Instalments | tuple[GivenInstalment, ...]
    interest: Literal["none", "capital", "delay"] | None = None
    capitalise_arrears: YesNo = False
    early_payment: EarlyPayment | None = None
    acceleration: Acceleration | None = None
    waived_interest: Amount | None = Field(default=None, description="the creditor's concession")
    securities: tuple[Text, ...] = ()
    concessions: tuple[Text, ...] = ()
    copies: PositiveInt = 2

    @model_validator(mode="after")
    def _signed_is_complete(self) -> Self:
        if self.status == "signed" and (self.signed is None or self.debt is None):
            raise PydanticCustomError("signed-incomplete", "signed or debt missing")
        return self


class Exhibit(Fact):
    """A further piece of evidence and what it proves."""

    file: EvidencePath
    title: Text
    date: Day | None = None
    proves: Text | None = None
    label: Text | None = None
    language: Text | None = None
    original: YesNo = False


class BundleTerms(Fact):
    """How the evidence bundle of this case departs from the country's custom."""

    order: tuple[Text, ...] = ()
    label: Text | None = Field(default=None, description="for example 'Anexa {n}'")
    request: EvidencePath | None = Field(default=None, description="ro: cererea proprie")
    fee_proof: EvidencePath | None = None
    court: Text | None = None
    certify: Literal["none", "page", "exhibit"] = "none"


class Bureau(Fact):
    """A Polish credit bureau as the user took it from the official list."""

    name: Text
    seat: Text
    checked_on: Day


class Settings(Fact):
    """Choices of the calculation and the papers; None means the default of the law.

    Names and values are explained in docs/settings.md.
    """

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    day_count: Literal["actual/365"] | None = None
    rate_fixing: Literal["semester", "per-change"] | None = None
    due_date_shift: Literal["none", "next-working-day", "kc115"] | None = None
    days_term_count: Literal["civil-2553", "plain"] | None = None
    rounding: Literal["per-period", "once"] | None = None
    imputation: Literal["statutory", "interest-first", "principal-first"] | None = None
    consumer_rate: Literal["plus4", "plus4-x080"] | None = None
    compensation: Literal["on", "off"] | None = None
    compensation_fx_day: Literal["payment-date"] | None = None
    compensation_fx_month: Literal["month-of-shifted-due-date", "month-of-next-day"] | None = None
    limitation_start: Literal["due-date", "day-after"] | None = None
    pre_2020_contract: Literal["split-at-2020", "old-law"] | None = None
    demand_term_days: PositiveInt | None = None
    agreed_rate_floor: Literal["on", "off"] | None = None
    somatie_delivery: Literal["bailiff", "declared-content-letter"] | None = None
    big_warning: Literal["off"] | tuple[Bureau, ...] | None = None
    reminder_fee: Literal["none"] | Amount | None = None
    amount_words: Literal["words", "words-and-hundredths"] | None = None
    claim_value: Literal["principal", "principal-plus-accessories"] | None = None
    copies: Literal["creditors-plus-debtors-plus-1", "debtors-plus-1"] | None = None
    disputed: Literal["left-out", "included"] | None = None

    @classmethod
    def choices(cls, name: str) -> tuple[str, ...]:
        """The values a setting may have, by its name in a case file."""
        annotation = cls.model_fields[name.replace("-", "_")].annotation
        return tuple(v for choice in get_args(annotation) for v in get_args(choice))

    def over(self, other: Settings | None) -> Settings:
        """These settings, with `other` filling what is not set here."""
        if other is None:
            return self
        return other.model_copy(update=self.model_dump(exclude_none=True))


class Acceptance(Fact):
    """A check overruled or a finding waived, by whom and why."""

    field: Text | None = None
    finding: Text | None = None
    reason: Text
    by: Text


class Case(Fact):
    """One creditor's case against one or more debtors.

    `folder` is where the case file lies; evidence paths are relative to it.
    """

    id: Text = Field(alias="case")
    law: Country
    language: Country | None = None
    creditor: Creditor
    agent: Agent | None = None
    counsel: Counsel | None = None
    assignment: Assignment | None = None
    debtors: tuple[Debtor, ...] = Field(min_length=1)
    contract: Contract | None = None
    invoices: tuple[Invoice, ...] = Field(min_length=1)
    credit_notes: tuple[CreditNote, ...] = ()
    payments: tuple[Payment, ...] = ()
    interest: InterestTerms
    correspondence: tuple[CorrespondenceEvent, ...] = ()
    instalment_plan: InstalmentPlan | None = None
    evidence: tuple[Exhibit, ...] = ()
    bundle: BundleTerms = BundleTerms()
    settings: Settings = Settings()
    hold: Hold | None = None
    message: str = ""
    accept: tuple[Acceptance, ...] = ()

    _sources: Sources = PrivateAttr(default_factory=Sources)
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="before")
    @classmethod
    def _one_debtor(cls, data: Any) -> Any:
        if isinstance(data, dict) and "debtor" in data and "debtors" not in data:
            return {**{k: v for k, v in data.items() if k != "debtor"}, "debtors": [data["debtor"]]}
        return data

    @field_validator("message", mode="before")
    @classmethod
    def _no_message_is_empty(cls, value: Any) -> Any:
        return value or ""

    @property
    def folder(self) -> Path:
        """The folder evidence paths are relative to."""
        return self._folder

    @property
    def papers_language(self) -> Country:
        """The language the papers are written in."""
        return self.language or self.law

    @property
    def effective_settings(self) -> Settings:
        """The case's settings over the firm's."""
        return self.settings.over(self.creditor.settings)

    def where(self, field: str) -> Location:
        """Where the file states a field (``invoices[0].due``), or its nearest parent."""
        return self._sources.locate(field)

    def placed(self, sources: Sources, folder: Path) -> Case:
        """This case, knowing where each of its fields was read."""
        self._sources, self._folder = sources, folder
        return self


Creditor.model_rebuild()
