"""What facts can a case state?

The frozen models behind the YAML of a case file. They hold facts, not conclusions: nothing here
knows a rate or a deadline. Scalars arrive as text (see `demandgen.casefile.reading`) and become
dates, decimals and numbers here; a value already of the right type is accepted too, so that the
models can be built in code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from demandgen.casefile.fact import (
    Channel,
    ContractKind,
    Country,
    EvidencePath,
    Fact,
    Form,
    PaperId,
    PartyKind,
    Proof,
)
from demandgen.casefile.parties import (
    Address,
    Agent,
    Assignment,
    BankAccount,
    Contact,
    Counsel,
    Creditor,
    Debtor,
    Letterhead,
    Mandate,
    Party,
    Representative,
)
from demandgen.casefile.plan import (
    Acceleration,
    EarlyPayment,
    GivenInstalment,
    InstalmentPlan,
    Instalments,
    PlanDebt,
)
from demandgen.casefile.scalars import (
    Amount,
    Day,
    Factor,
    MaybeText,
    Percent,
    PositiveAmount,
    PositiveInt,
    Text,
    YesNo,
)
from demandgen.casefile.settings import Bureau, Settings
from demandgen.casefile.sources import Sources
from demandgen.money import Currency
from demandgen.problems import Location

__all__ = [
    "Acceleration",
    "Acceptance",
    "Address",
    "Agent",
    "Assignment",
    "BankAccount",
    "BundleTerms",
    "Bureau",
    "Case",
    "Channel",
    "Contact",
    "Contract",
    "ContractKind",
    "Conversion",
    "CorrespondenceEvent",
    "Counsel",
    "Country",
    "CreditNote",
    "Creditor",
    "Debtor",
    "Dispute",
    "EarlyPayment",
    "EvidencePath",
    "Exhibit",
    "Fact",
    "Form",
    "GivenInstalment",
    "Hold",
    "InstalmentPlan",
    "Instalments",
    "InterestTerms",
    "Invoice",
    "Letterhead",
    "Mandate",
    "PaperId",
    "Party",
    "PartyKind",
    "Payment",
    "PlanDebt",
    "Proof",
    "Representative",
    "Settings",
]


class Contract(Fact):
    """The contract behind the invoices."""

    number: Text | None = None
    signed: Day | None = None
    subject: Text | None = None
    kind: ContractKind | None = None
    payment_days: PositiveInt | None = None
    arbitration: YesNo = False
    procurement_began: Day | None = None
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

    rate: Factor
    date: Day
    source: Text


class Invoice(Fact):
    """One invoice. `amount` is gross, in `currency`."""

    number: Text
    issued: Day
    due: Day | None = None
    payment_days: PositiveInt | None = None
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
    regime: Text | None = None
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
    to: tuple[Text, ...] = ()
    level: PositiveInt | None = None
    ref: Text | None = None
    term: PositiveInt | None = None
    term_date: Day | None = None
    tracking: Text | None = None
    posted_proof: EvidencePath | None = None
    delivered: Day | None = None
    returned: Day | None = None
    delivery_proof: EvidencePath | None = None
    acknowledges_debt: YesNo = False
    asks_for_time: YesNo = False
    invoices: tuple[Text, ...] = ()
    subject: Text | None = None
    summary: Text | None = None
    file: EvidencePath | None = None


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
    label: Text | None = None
    request: EvidencePath | None = None
    fee_proof: EvidencePath | None = None
    court: Text | None = None
    certify: Literal["none", "page", "exhibit"] = "none"


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
    message: MaybeText = ""
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

    @property
    def files(self) -> tuple[str, ...]:
        """The files the case's fields were read from."""
        return tuple(sorted({place.file for place in self._sources.places.values() if place.file}))

    def file_at(self, field: str, name: str) -> Path:
        """The file `name` stated at a field; an included file names files beside itself."""
        return self._sources.folder_of(field, self._folder) / name

    def placed(self, sources: Sources, folder: Path) -> Case:
        """This case, knowing where each of its fields was read."""
        self._sources, self._folder = sources, folder
        return self
