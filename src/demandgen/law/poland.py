"""What does Polish law say about a money claim?

Kodeks cywilny (k.c.) and the act of 8 March 2013 on late payment in commercial transactions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

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
from demandgen.money import rounded
from demandgen.problems import LawDataError, Problem, say

REGIMES: Mapping[str, str] = {
    "commercial": "pl/margin-commercial",
    "commercial-public-health": "pl/margin-commercial-public-health",
    "delay": "pl/margin-delay",
    "capital": "pl/margin-capital",
}
"""Regime key to the parameter with its margin."""

REFERENCE = "pl/nbp-reference-rate"
ANNOUNCED = "pl/commercial-announcement"
ANNOUNCED_AS = {
    "pl/margin-commercial": "commercial",
    "pl/margin-commercial-public-health": "public-health",
}
"""The name in the announcements of the rate with a margin."""
COMMERCIAL = frozenset({"commercial", "commercial-public-health"})
SINCE_2016 = date(2016, 1, 1)
SINCE_2020 = date(2020, 1, 1)

EUROPEAN = frozenset(
    (
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    )
)
"""EU, EFTA/EEA and Switzerland: PNOTH art. 2."""
LATE_PAYMENT_ACT: Final = (
    "ustawy z 8.03.2013 r. o przeciwdziałaniu nadmiernym opóźnieniom w transakcjach handlowych "
    "(Dz.U. 2023 poz. 1790)"
)
"""The act on late payment (PNOTH below), as it follows the number of an article."""


def regime_for(relation: Relation) -> Regime | Problem:
    """Choose between the late-payment act (PNOTH art. 2-4) and k.c. art. 481."""
    creditor, debtor = relation.creditor_kind, relation.debtor_kind
    both_public = creditor in PUBLIC and debtor in PUBLIC
    if PEOPLE & {creditor, debtor} or both_public or relation.contract_kind == "loan":
        return Regime("delay")
    if not {relation.creditor_country, relation.debtor_country} <= EUROPEAN:
        return Problem(
            "regime-unclear",
            say("for a party from outside the EU, EEA and Switzerland the regime must be stated"),
            hint=say("state interest.regime: commercial or delay"),
        )
    return Regime("commercial-public-health" if debtor == "public-healthcare" else "commercial")


def check_regime(stated: str, relation: Relation) -> Iterator[Problem]:
    """Refuse the late-payment act against a person (art. 2), +10 against a hospital (art. 4)."""
    hint = say("delete interest.regime; it then follows from the parties")
    if stated in COMMERCIAL and PEOPLE & {relation.creditor_kind, relation.debtor_kind}:
        told = say("interest in commercial transactions is due between businesses only")
        yield Problem("regime-not-allowed", told, hint=hint)
    if stated == "commercial" and relation.debtor_kind == "public-healthcare":
        told = say(
            "against a public healthcare entity the margin is 8 points (art. 4 pkt 3 lit. a)"
        )
        yield Problem("regime-not-allowed", told, hint=hint)


def default_settings(regime: str, *, contractual: bool) -> dict[str, str]:
    """The defaults under a regime; sources are in docs/settings.md."""
    settings = {
        "day-count": "actual/365",
        "rate-fixing": "semester" if regime in COMMERCIAL else "per-change",
        "due-date-shift": "kc115",
        "rounding": "per-period",
        "imputation": "interest-first",
        "compensation": "on" if regime in COMMERCIAL else "off",
        "compensation-fx-month": "month-of-shifted-due-date",
        "limitation-start": "due-date",
        "pre-2020-contract": "split-at-2020",
    }
    if contractual and regime in COMMERCIAL:
        settings["agreed-rate-floor"] = "on"
    if contractual:
        del settings["rate-fixing"]
    return settings


def check_settings(regime: str, settings: Mapping[str, str]) -> Iterator[Problem]:
    """Refuse what PNOTH art. 10-11b and k.c. art. 481 do not leave to choice."""
    if settings.get("compensation") == "on" and regime not in COMMERCIAL:
        yield Problem(
            "compensation-not-due",
            say("the compensation of art. 10 is due in commercial transactions only"),
            hint=say("set compensation: off"),
        )
    if settings.get("due-date-shift") == "next-working-day":
        yield Problem(
            "setting-of-other-law",
            say("due-date-shift next-working-day is Romanian law"),
            hint=say("write kc115 or none"),
        )
    if regime in COMMERCIAL and settings.get("rate-fixing") == "per-change":
        yield Problem(
            "rate-fixing-fixed-by-law",
            say("in commercial transactions art. 11b freezes the rate for each half-year"),
            hint=say("write rate-fixing: semester, or leave it out"),
        )
    if regime not in COMMERCIAL and settings.get("rate-fixing") == "semester":
        yield Problem(
            "rate-fixing-fixed-by-law",
            say("interest under k.c. art. 481 follows each change of the reference rate"),
            hint=say("write rate-fixing: per-change, or leave it out"),
        )


def statutory_rates(
    law: Law, regime: str, first: date, last: date, settings: Mapping[str, str]
) -> Iterator[RateSegment]:
    """The statutory rate: per half-year in commercial transactions, per change otherwise."""
    if regime in COMMERCIAL:
        old_law = settings.get("pre-2020-contract") == "old-law"
        yield from _commercial(law, regime, first, last, old_law=old_law)
    else:
        yield from _per_change(law, regime, first, last)


def _commercial(
    law: Law, regime: str, first: date, last: date, *, old_law: bool
) -> Iterator[RateSegment]:
    name = REGIMES[regime]
    for start, end, announced in law[ANNOUNCED].pieces(first, last):
        opening = announced.start
        rule = law[name].on(opening if not old_law else min(opening, SINCE_2016))
        reference, margin = decimal(law[REFERENCE].on(opening)), decimal(rule)
        _check_announced(law, name, announced, reference)
        yield RateSegment(
            first=start,
            last=end,
            rate=reference + margin,
            reference_rate=reference,
            margin=margin,
            factor=Decimal(1),
            source=f"{rule.reference}; {announced.reference}",
            parameters=(REFERENCE, name, ANNOUNCED),
            consulted=opening,
        )


def _check_announced(law: Law, name: str, announced: DatedValue, reference: Decimal) -> None:
    """The announced rate is the law's sum; a user's announcement without its NBP rate is not."""
    told = decimal(announced.value[ANNOUNCED_AS[name]])
    summed = reference + decimal(law[name].on(announced.start))
    if told != summed:
        raise LawDataError.of(
            "law-data-disagree",
            say(
                "{title}: {told}% from {day}, but the reference rate and the margin make {summed}%",
                title=law[ANNOUNCED].title,
                told=told,
                day=announced.start,
                summed=summed,
            ),
            hint=say(
                "correct law-overrides.yaml: {reference} needs the rate in force on {day}",
                reference=REFERENCE,
                day=announced.start,
            ),
        )


def _per_change(law: Law, regime: str, first: date, last: date) -> Iterator[RateSegment]:
    if first < SINCE_2016:
        before = min(last, SINCE_2016 - timedelta(days=1))
        for start, end, value in law["pl/statutory-interest"].pieces(first, before):
            yield RateSegment(
                start, end, decimal(value), value.reference, ("pl/statutory-interest",), end
            )
    name = REGIMES[regime]
    for start, end, reference in law[REFERENCE].pieces(max(first, SINCE_2016), last):
        rule = law[name].on(start)
        yield RateSegment(
            first=start,
            last=end,
            rate=decimal(reference) + decimal(rule),
            reference_rate=decimal(reference),
            margin=decimal(rule),
            factor=Decimal(1),
            source=f"{rule.reference}; {_announcement(law, start) or reference.reference}",
            parameters=(REFERENCE, name),
            consulted=end,
        )


def _announcement(law: Law, day: date) -> str | None:
    """The Monitor Polski item of the delay rate that began with the same change, if published."""
    announced = law["pl/delay-announcement"].on(day)
    changed = law[REFERENCE].on(day).start
    return announced.reference if announced.start >= min(changed, day) else None


def agreed_rates(
    law: Law, regime: str, rate: Decimal, first: date, last: date, *, settings: Mapping[str, str]
) -> Iterator[RateSegment]:
    """An agreed rate, cut each day to the maximum for delay (k.c. art. 481 § 2¹-2²).

    Where twice the delay rate lies below the statutory commercial rate, the statutory rate
    is the floor of the cut: nothing says which wins (29 May to 30 June 2020).
    """
    old_law = settings.get("pre-2020-contract") == "old-law"
    for delay in _per_change(law, "delay", first, last):
        multiple = law["pl/maximum-multiple"].on(delay.first)
        for start, end, floor in _floors(law, regime, delay.first, delay.last, old_law=old_law):
            ceiling = max(delay.rate * decimal(multiple), floor)
            cut = rate > ceiling
            yield RateSegment(
                first=start,
                last=end,
                rate=min(rate, ceiling),
                source=f"{multiple.reference}; {delay.source}" if cut else multiple.reference,
                parameters=(*delay.parameters, "pl/maximum-multiple"),
                consulted=delay.consulted,
                note="maximum-rate" if cut else None,
            )


def _floors(
    law: Law, regime: str, first: date, last: date, *, old_law: bool
) -> Iterator[tuple[date, date, Decimal]]:
    if regime not in COMMERCIAL:
        yield first, last, Decimal(0)
        return
    for statutory in _commercial(law, regime, first, last, old_law=old_law):
        yield statutory.first, statutory.last, statutory.rate


def compensation(
    law: Law, regime: str, amount: Decimal, effective_due: date, settings: Mapping[str, str]
) -> FixedCompensation | Problem | None:
    """The compensation of PNOTH art. 10 by the gross value of the invoice in PLN."""
    if settings["compensation"] == "off" or regime not in COMMERCIAL:
        return None
    next_day = effective_due + timedelta(days=1)
    if next_day < law["pl/compensation"].values[0].start:
        return None
    old_law = settings.get("pre-2020-contract") == "old-law"
    rule = law["pl/compensation"].on(min(next_day, date(2019, 12, 31)) if old_law else next_day)
    tier = next(t for t in rule.value if _in_tier(amount, t))
    by_next_day = settings["compensation-fx-month"] == "month-of-next-day"
    due_month = (next_day if by_next_day else effective_due).replace(day=1)
    rates = law["pl/eur-month-end"]
    fx = rates.on(due_month - timedelta(days=1))
    if (fx.start.year, fx.start.month) != _month_before(due_month):
        return Problem(
            "law-data-missing",
            say("no NBP euro rate of the end of the month before {month}", month=due_month),
            hint=say("add it to pl/eur-month-end in law-overrides.yaml, or set compensation: off"),
        )
    eur = Decimal(tier["eur"])
    return FixedCompensation(
        eur=eur,
        source=rule.reference,
        parameters=("pl/compensation", "pl/eur-month-end"),
        fx_rate=decimal(fx),
        fx_day=fx.start,
        amount=rounded(eur * decimal(fx)),
    )


def _in_tier(amount: Decimal, tier: Mapping[str, str]) -> bool:
    if "up_to" in tier:
        return amount <= Decimal(tier["up_to"])
    return "below" not in tier or amount < Decimal(tier["below"])


def _month_before(day: date) -> tuple[int, int]:
    last = day.replace(day=1) - timedelta(days=1)
    return last.year, last.month


FROM_PERFORMANCE = frozenset({"works", "transport"})
"""Kinds whose term runs from the hand-over or the carriage: k.c. art. 646, 792."""


def limitation(law: Law, relation: Relation, on: date) -> LimitationTerm:
    """Years by the kind of claim; two, as for sale, where the kind is not stated."""
    rule = law["pl/limitation"].on_or_first(on)
    years = {name: int(term["years"]) for name, term in rule.value.items()}
    in_business = relation.creditor_kind == "business" or relation.creditor_kind in PUBLIC
    widest = "business" if in_business else "general"
    kind = relation.contract_kind or "sale"
    if kind in {"lease", "utilities", "condominium"}:
        return _plain_term("periodic", rule.value)
    if kind not in years or (kind in {"sale", "services"} and not in_business):
        return _plain_term(widest, rule.value)
    certain = relation.contract_kind in {"sale", "services", "transport"}
    most = years[kind] if certain else max(years[kind], years[widest])
    article = rule.value[kind]["article"]
    return LimitationTerm(years[kind], most, article, from_performance=kind in FROM_PERFORMANCE)


def _plain_term(kind: str, terms: Mapping[str, Mapping[str, str]]) -> LimitationTerm:
    years = int(terms[kind]["years"])
    return LimitationTerm(years, years, terms[kind]["article"])


def limitation_end(start: date, years: int) -> date:
    """The end of the calendar year for terms of two years and more (k.c. art. 118)."""
    end = after_years(start, years)
    return date(end.year, 12, 31) if years >= 2 else end
