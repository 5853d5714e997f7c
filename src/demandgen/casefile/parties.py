"""Who are the parties of a case, and who acts for them?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from demandgen.casefile.fact import EvidencePath, Fact, Form, PartyKind
from demandgen.casefile.scalars import Day, Text
from demandgen.casefile.settings import Settings
from demandgen.money import Currency

CountryCode = Annotated[Text, Field(pattern=r"^[A-Za-z]{2}$")]
"""The two letters of ISO 3166."""


class Address(Fact):
    """A postal address. `county` is the Romanian județ or sector."""

    street: Text
    city: Text
    postal_code: Text | None = None
    county: Text | None = None
    country: CountryCode | None = None


class BankAccount(Fact):
    """An account to pay to."""

    iban: Text
    bank: Text | None = None
    currency: Currency
    holder: Text | None = None


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
    registry_court: Text | None = None
    share_capital: Text | None = None
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
    templates: Text | None = None
    dunning: Text | None = None


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
