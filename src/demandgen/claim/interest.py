"""How much interest does a base bear over a stretch of days?

Interest = base x rate / 100 x days / 365, in every year (actual/365). The first day is the day
after the due date, the last the day of payment or of the claim; both ends of a row count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil

from demandgen.claim.model import InterestRow
from demandgen.law.parameters import Law
from demandgen.law.rates import RateSegment, rules_for
from demandgen.money import ZERO, rounded, rounded_once, total
from demandgen.problems import Problem, say

Piece = tuple[date, date, RateSegment]
"""The first and last day, both included, on which a rate is asked for, and that rate."""
Priced = tuple[Decimal, Piece, Decimal, bool]
"""A base, its days and rate, the rounded amount, and whether a cap cut it."""

DAY = timedelta(days=1)
DAYS_IN_YEAR = 365
PER_YEAR = {"day": 365, "month": 12, "year": 1}
"""How often an agreed rate per day, month or year counts in a year of 365 days."""


@dataclass(frozen=True)
class Span:
    """A base that stood from `first` to `last`, both included."""

    first: date
    last: date
    base: Decimal


@dataclass(frozen=True)
class RateLine:
    """The rates of one regime over the whole time of a claim, in order, without gaps."""

    regime: str
    segments: tuple[RateSegment, ...]
    rounding: str = "per-period"

    @cached_property
    def _starts(self) -> list[date]:
        return [s.first for s in self.segments]

    def over(self, first: date, last: date) -> Iterator[Piece]:
        """Yield the rates between two days, each with its own days."""
        index = max(0, bisect_right(self._starts, first) - 1)
        for segment in self.segments[index:]:
            if segment.first > last:
                return
            yield max(first, segment.first), min(last, segment.last), segment

    def rows(self, spans: Iterable[Span], cap: Decimal | None = None) -> list[InterestRow]:
        """Price spans of days; with a cap the row that reaches it is cut and none follows."""
        return [self._row(*priced) for priced in self._priced(spans, cap)]

    def interest(self, spans: Iterable[Span], cap: Decimal | None = None) -> Decimal:
        """Return the rounded interest of spans of days."""
        return total(amount for _, _, amount, _ in self._priced(spans, cap))

    def _priced(self, spans: Iterable[Span], cap: Decimal | None) -> Iterable[Priced]:
        pieces = [
            (span.base, piece)
            for span in spans
            if span.base > 0
            for piece in self.over(span.first, span.last)
        ]
        exact = [_exact(base, *piece) for base, piece in pieces]
        amounts = rounded_once(exact) if self.rounding == "once" else map(rounded, exact)
        priced = [
            (base, piece, amount, False)
            for (base, piece), amount in zip(pieces, amounts, strict=True)
        ]
        return priced if cap is None else _capped(priced, cap)

    def _row(self, base: Decimal, piece: Piece, amount: Decimal, capped: bool) -> InterestRow:
        first, last, segment = piece
        return InterestRow.model_construct(
            first=first,
            last=last,
            days=(last - first).days + 1,
            base=base,
            regime=self.regime,
            reference_rate=segment.reference_rate,
            margin=segment.margin,
            factor=segment.factor,
            rate=segment.rate,
            amount=amount,
            source=segment.source,
            note="capped" if capped else segment.note,
        )


def _exact(base: Decimal, first: date, last: date, segment: RateSegment) -> Decimal:
    days = (last - first).days + 1
    return base * segment.rate * days / (100 * DAYS_IN_YEAR)


def _capped(priced: Iterable[Priced], cap: Decimal) -> Iterator[Priced]:
    """Rows up to the cap; the one that would pass it ends on the day it is reached."""
    left = cap
    for base, piece, amount, _ in priced:
        if left <= 0:
            return
        if amount > left:
            yield base, _until(base, piece, left), left, True
            return
        yield base, piece, amount, False
        left -= amount


def _until(base: Decimal, piece: Piece, amount: Decimal) -> Piece:
    """A piece up to the day on which its interest comes to an amount."""
    first, last, segment = piece
    days = ceil(amount / _exact(base, first, first, segment))
    return first, min(last, first + timedelta(days=days - 1)), segment


def joined(segments: Iterable[RateSegment]) -> tuple[RateSegment, ...]:
    """Join neighbours that differ in nothing but their days."""
    result: list[RateSegment] = []
    for segment in segments:
        if result and replace(result[-1], first=segment.first, last=segment.last) == replace(
            segment, consulted=result[-1].consulted
        ):
            result[-1] = replace(result[-1], last=segment.last, consulted=segment.consulted)
        else:
            result.append(segment)
    return tuple(result)


def yearly(rate: Decimal, per: str) -> Decimal:
    """Turn an agreed rate per day, month or year into percent a year of 365 days."""
    return rate * PER_YEAR[per]


def rate_line(
    law: Law,
    regime: str,
    first: date,
    last: date,
    settings: Mapping[str, str],
    *,
    agreed: Decimal | None = None,
) -> RateLine:
    """Lay out the rates between two days, both included.

    `agreed` is an agreed rate in percent a year; None asks for the statutory one.

    Raises:
        LawDataError: the law data do not cover the days.
    """
    rules = rules_for(law.country)
    if first > last:
        return RateLine(regime, (), settings["rounding"])
    found = (
        rules.statutory_rates(law, regime, first, last, settings)
        if agreed is None
        else rules.agreed_rates(law, regime, agreed, first, last, settings=settings)
    )
    name = regime if agreed is None else "contractual"
    return RateLine(name, joined(found), settings["rounding"])


def simple_interest(
    line: RateLine, amount: Decimal, effective_due: date, to: date, cap: Decimal | None = None
) -> list[InterestRow]:
    """Interest on one amount from the day after its effective due date to `to`, both included."""
    if to <= effective_due:
        return []
    return line.rows([Span(effective_due + DAY, to, amount)], cap)


def per_day(line: RateLine, base: Decimal, day: date) -> Decimal:
    """Interest of one further day at the rate of `day`, not rounded; 0 where no rate is known."""
    if base <= 0 or not line.segments:
        return ZERO
    return _exact(base, *next(line.over(day, day)))


def unconfirmed(law: Law, lines: Iterable[RateLine]) -> Iterator[Problem]:
    """Warn of every parameter that was asked for a day past its last check."""
    consulted: dict[str, date] = {}
    for segment in (s for line in lines for s in line.segments):
        for name in segment.parameters:
            consulted[name] = max(consulted.get(name, segment.consulted), segment.consulted)
    for name, day in sorted(consulted.items()):
        parameter = law[name]
        if parameter.until is None and day > parameter.checked_on:
            yield Problem(
                "law-data-not-confirmed",
                say(
                    "{title}: confirmed up to {checked}; a later change is not in these figures",
                    title=parameter.title,
                    checked=parameter.checked_on,
                ),
                hint=say("check the official source; add a new value to law-overrides.yaml"),
            )
