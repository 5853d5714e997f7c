"""What do the two countries' rules have in common: the questions asked and the shape of answers.

`rules_for` gives the module of a country; `CountryRules` is the contract both fulfil. Nothing
outside `romania.py` and `poland.py` knows what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal, Protocol, cast

from demandgen.law.parameters import DatedValue, Law
from demandgen.problems import Problem

PUBLIC = frozenset({"public-authority", "public-healthcare"})
PEOPLE = frozenset({"consumer", "private"})
"""Kinds of parties that act outside any business."""


@dataclass(frozen=True)
class Relation:
    """The facts that decide which regime of interest applies."""

    creditor_kind: str
    debtor_kind: str
    creditor_country: str
    debtor_country: str
    first_issued: date
    contract_signed: date | None = None
    contract_kind: str | None = None


@dataclass(frozen=True)
class Regime:
    """A regime of interest, and the code of the assumption it rests on, if any."""

    key: str
    assumption: str | None = None


@dataclass(frozen=True)
class RateSegment:
    """The rate for the days `first` to `last`, both included, in percent a year.

    `reference_rate`, `margin` and `factor` are None where the rate is set as a whole.
    `parameters` names the law data used, `consulted` the latest day they were asked for;
    `source` is what a paper prints.
    """

    first: date
    last: date
    rate: Decimal
    source: str
    parameters: tuple[str, ...]
    consulted: date
    reference_rate: Decimal | None = None
    margin: Decimal | None = None
    factor: Decimal | None = None
    note: Literal["maximum-rate"] | None = None


@dataclass(frozen=True)
class FixedCompensation:
    """The compensation for one late payment; `amount` is None until the day of payment fixes it."""

    eur: Decimal
    source: str
    parameters: tuple[str, ...]
    fx_rate: Decimal | None = None
    fx_day: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class LimitationTerm:
    """Years of limitation: the lower that may apply and the possible higher.

    `from_performance`: the lower runs from the performance, not from the due day.
    """

    years: int
    years_at_most: int
    source: str
    from_performance: bool = False


class CountryRules(Protocol):
    """What `romania.py` and `poland.py` answer."""

    REGIMES: Mapping[str, str]

    def regime_for(self, relation: Relation) -> Regime | Problem:
        """Choose the regime from the facts, or tell what must be stated."""

    def check_regime(self, stated: str, relation: Relation) -> Iterable[Problem]:
        """Tell why a stated regime is not the law's between these parties."""

    def default_settings(self, regime: str, *, contractual: bool) -> dict[str, str]:
        """The default of every setting of the calculation under a regime."""

    def check_settings(self, regime: str, settings: Mapping[str, str]) -> Iterable[Problem]:
        """Tell which settings the law of this country does not allow."""

    def statutory_rates(
        self, law: Law, regime: str, first: date, last: date, settings: Mapping[str, str]
    ) -> Iterator[RateSegment]:
        """The statutory rates between two days, both included."""

    def agreed_rates(
        self,
        law: Law,
        regime: str,
        rate: Decimal,
        first: date,
        last: date,
        *,
        settings: Mapping[str, str],
    ) -> Iterator[RateSegment]:
        """An agreed yearly rate between two days, cut where the law cuts it."""

    def compensation(
        self,
        law: Law,
        regime: str,
        amount: Decimal,
        effective_due: date,
        settings: Mapping[str, str],
    ) -> FixedCompensation | Problem | None:
        """The fixed compensation of one late payment of `amount` (gross, in the law's currency)."""

    def limitation(self, law: Law, relation: Relation, on: date) -> LimitationTerm:
        """The limitation term of an invoice."""

    def limitation_end(self, start: date, years: int) -> date:
        """The last day of a limitation term that starts with `start`."""


def rules_for(country: str) -> CountryRules:
    """Return the rules of a country, 'ro' or 'pl'."""
    name = {"ro": "romania", "pl": "poland"}[country]
    return cast("CountryRules", import_module(f"demandgen.law.{name}"))


def decimal(value: DatedValue | Any) -> Decimal:
    """Read a number of the law data, which is kept as text."""
    return Decimal(str(value.value if isinstance(value, DatedValue) else value))
