"""What does Romanian law say about a money claim?

OG 13/2011 (interest), Legea 72/2013 (late payment between professionals), Codul civil
(limitation, imputation, terms).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from demandgen.law.calendar import after_years
from demandgen.law.parameters import DatedValue, Law
from demandgen.law.rates import (
    PEOPLE,
    PUBLIC,
    FixedCompensation,
    LimitationTerm,
    RateSegment,
    Regime,
    Relation,
    decimal,
)
from demandgen.problems import Problem, say

REGIMES: Mapping[str, str] = {
    "professionals": "ro/penalty-professionals",
    "ordinary": "ro/penalty-ordinary",
    "civil": "ro/penalty-civil",
    "consumer-debtor": "ro/penalty-ordinary",
    "remuneratory": "ro/remuneratory",
    "remuneratory-civil": "ro/remuneratory-civil",
    "foreign-currency": "ro/foreign-currency",
}
"""Regime key to the parameter with its margin."""

REFERENCE = "ro/bnr-reference-rate"
_Piece = tuple[date, date, DatedValue]

PROFESSIONALS_SINCE = date(2013, 4, 5)
"""Legea 72/2013 art. 21: contracts concluded from this day on."""


def regime_for(relation: Relation) -> Regime | Problem:
    """Choose the regime of OG 13/2011 art. 3 from the kinds of the parties."""
    creditor, debtor = relation.creditor_kind, relation.debtor_kind
    if creditor in PUBLIC and debtor in PUBLIC:
        return Problem(
            "regime-unclear",
            say("the facts do not decide the regime of interest between two public authorities"),
            hint=say("state interest.regime: ordinary or civil"),
        )
    if creditor == "business" or creditor in PUBLIC:
        if debtor == "consumer":
            return Regime("consumer-debtor")
        if debtor == "private":
            return Regime("ordinary")
        return _between_professionals(relation)
    return Regime("civil" if debtor in PEOPLE else "ordinary")


def _between_professionals(relation: Relation) -> Regime | Problem:
    concluded = relation.contract_signed
    if concluded is not None:
        return Regime("professionals" if concluded >= PROFESSIONALS_SINCE else "ordinary")
    if relation.first_issued > PROFESSIONALS_SINCE:
        return Regime("professionals", assumption="ro-contract-date")
    return Problem(
        "contract-date-needed",
        say("the day the contract was concluded decides between +8 and +4 (L 72/2013 art. 21)"),
        hint=say("state contract.signed, or interest.regime"),
    )


def check_regime(stated: str, relation: Relation) -> Iterator[Problem]:
    """Refuse +8 against a person (L 72/2013 art. 1(2)) and for older contracts (art. 21)."""
    if stated != "professionals":
        return
    hint = say("delete interest.regime; it then follows from the parties")
    if PEOPLE & {relation.creditor_kind, relation.debtor_kind}:
        told = say("the rate of OG 13/2011 art. 3(2¹) is due between professionals only")
        yield Problem("regime-not-allowed", told, hint=hint)
    signed = relation.contract_signed
    if signed and signed < PROFESSIONALS_SINCE:
        told = say("a contract of {day} is older than L 72/2013 (art. 21): +4, not +8", day=signed)
        yield Problem("regime-not-allowed", told, hint=hint)


def default_settings(regime: str, *, contractual: bool) -> dict[str, str]:
    """The defaults under a regime; LAW sources are in docs/settings.md."""
    semester = regime == "professionals"
    settings = {
        "day-count": "actual/365",
        "rate-fixing": "semester" if semester else "per-change",
        "due-date-shift": "next-working-day",
        "days-term-count": "civil-2553",
        "rounding": "per-period",
        "imputation": "statutory",
        "compensation": "off",
        "compensation-fx-day": "payment-date",
        "limitation-start": "due-date",
    }
    if regime == "consumer-debtor":
        settings["consumer-rate"] = "plus4-x080"
    if regime == "professionals" and contractual:
        settings["agreed-rate-floor"] = "on"
    if contractual:
        del settings["rate-fixing"]
    return settings


def check_settings(regime: str, settings: Mapping[str, str]) -> Iterator[Problem]:
    """Refuse the compensation outside relations between professionals, and Polish settings."""
    if settings.get("compensation") == "on" and regime != "professionals":
        yield Problem(
            "compensation-not-due",
            say("the 40 EUR of L 72/2013 art. 10 are due between professionals only"),
            hint=say("set compensation: off"),
        )
    if settings.get("due-date-shift") == "kc115":
        yield Problem(
            "setting-of-other-law",
            say("due-date-shift kc115 is Polish law"),
            hint=say("write next-working-day or none"),
        )


def statutory_rates(
    law: Law, regime: str, first: date, last: date, settings: Mapping[str, str]
) -> Iterator[RateSegment]:
    """The penalty rate: (reference + margin) x factor; the reference by semester or by change."""
    name = REGIMES[regime]
    if regime == "consumer-debtor" and settings.get("consumer-rate") == "plus4-x080":
        name = REGIMES["civil"]
    if regime == "foreign-currency":
        yield from _fixed(law, name, first, last)
        return
    by_semester = settings["rate-fixing"] == "semester"
    pieces = _by_semester(law, first, last) if by_semester else law[REFERENCE].pieces(first, last)
    for start, end, reference in pieces:
        consulted = max(start, _semester_start(end)) if by_semester else end
        yield _segment(law, name, reference, (start, end), consulted)


def _segment(
    law: Law, name: str, reference: DatedValue, days: tuple[date, date], consulted: date
) -> RateSegment:
    first, last = days
    rule = law[name].on(last)
    margin, factor = decimal(rule.value["margin"]), decimal(rule.value["factor"])
    return RateSegment(
        first=first,
        last=last,
        rate=(decimal(reference) + margin) * factor,
        reference_rate=decimal(reference),
        margin=margin,
        factor=factor,
        source=f"{rule.reference}; {reference.reference}",
        parameters=(REFERENCE, name),
        consulted=consulted,
    )


def _fixed(law: Law, name: str, first: date, last: date) -> Iterator[RateSegment]:
    for start, end, value in law[name].pieces(first, last):
        yield RateSegment(start, end, decimal(value), value.reference, (name,), end)


def _by_semester(law: Law, first: date, last: date) -> Iterator[_Piece]:
    """The rate of each semester's first day, equal neighbours joined (L 72/2013 art. 4).

    The table begins inside a semester, with a rate that had stood since before it.
    """
    pending: _Piece | None = None
    while first <= last:
        opening, begun = _semester_start(first), law[REFERENCE].values[0].start
        opening = begun if opening < begun <= first else opening
        closing = date(first.year, 6, 30) if first.month <= 6 else date(first.year, 12, 31)
        value, end = law[REFERENCE].on(opening), min(last, closing)
        if pending and pending[2] == value:
            pending = (pending[0], end, value)
        else:
            if pending:
                yield pending
            pending = (first, end, value)
        first = end + timedelta(days=1)
    if pending:
        yield pending


def _semester_start(day: date) -> date:
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def agreed_rates(
    law: Law, regime: str, rate: Decimal, first: date, last: date, *, settings: Mapping[str, str]
) -> Iterator[RateSegment]:
    """An agreed rate runs as agreed: Romanian law has no general ceiling between professionals."""
    del law, regime, settings
    yield RateSegment(first, last, rate, "art. 1 alin. (1) din OG nr. 13/2011", (), last)


def compensation(
    law: Law, regime: str, amount: Decimal, effective_due: date, settings: Mapping[str, str]
) -> FixedCompensation | Problem | None:
    """The 40 EUR of Legea 72/2013 art. 10, in lei only on the day of payment."""
    del amount
    if settings["compensation"] == "off" or regime != "professionals":
        return None
    if effective_due < law["ro/compensation"].values[0].start:
        return None
    rule = law["ro/compensation"].on(effective_due)
    return FixedCompensation(decimal(rule), rule.reference, ("ro/compensation",))


SHORT_TERMS: Mapping[str | None, str] = {
    None: "retail-sale",
    "sale": "retail-sale",
    "services": "professional-services",
    "works": "professional-services",
}
"""Contract kind to the one-year term of art. 2520 that may apply to a consumer's debt; that of a
fee runs from the completion of the work (pct. 8)."""


def limitation(law: Law, relation: Relation, on: date) -> LimitationTerm:
    """Three years (art. 2517); possibly one (art. 2520) where a business claims from a person."""
    rule = law["ro/limitation"].on_or_first(on)
    by_trade = relation.creditor_kind == "business" and relation.debtor_kind in PEOPLE
    short = SHORT_TERMS.get(relation.contract_kind, "general") if by_trade else "general"
    least, most = (int(rule.value[name]["years"]) for name in (short, "general"))
    fee = short == "professional-services"
    return LimitationTerm(least, most, rule.value[short]["article"], from_performance=fee)


def limitation_end(start: date, years: int) -> date:
    """The corresponding day of the last year (art. 2552), not moved to a working day."""
    return after_years(start, years)
