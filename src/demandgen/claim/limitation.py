"""Until when can the claim be brought, at the earliest and at the latest reading?

Romanian Civil Code art. 2517-2541, Polish Civil Code art. 117-125. The earliest date counts only
on proven events; an event without proof moves the latest date alone. Limitation dates are not
moved to a working day: the earlier day is the safe one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demandgen.claim.model import Limitation, LimitationEvent, LimitationFact
from demandgen.law.calendar import after_months
from demandgen.law.parameters import Law
from demandgen.law.rates import CountryRules, LimitationTerm, Relation, rules_for

SOURCES = {
    "ro": {
        "acknowledgement": "art. 2537 pct. 1, art. 2538 C. civ.",
        "request-for-time": "art. 2538 alin. (2) C. civ.",
        "part-payment": "art. 2538 alin. (2) C. civ.",
        "notice": "art. 2540 C. civ.; art. 1015 alin. (2) C. pr. civ.",
    },
    "pl": {
        "acknowledgement": "art. 123 § 1 pkt 2 k.c.",
        "request-for-time": "art. 123 § 1 pkt 2 k.c. (uznanie niewłaściwe)",
        "part-payment": "art. 123 § 1 pkt 2 k.c. (uznanie niewłaściwe)",
    },
}
"""What each kind of event rests on; a kind that is absent does not interrupt."""

INTEREST_YEARS = 3
"""Polish interest, each day separately: k.c. art. 118, SN III CZP 42/04."""


@dataclass(frozen=True)
class LimitationRules:
    """The terms that apply to the invoices of a claim."""

    country: str
    rules: CountryRules
    term: LimitationTerm
    suit_months: int | None
    start: str

    @classmethod
    def of(
        cls, law: Law, relation: Relation, as_of: date, settings: dict[str, str]
    ) -> LimitationRules:
        """Read the rules of a law for a relation."""
        rules = rules_for(law.country)
        months = law["ro/suit-after-notice"].on_or_first(as_of) if law.country == "ro" else None
        return cls(
            country=law.country,
            rules=rules,
            term=rules.limitation(law, relation, as_of),
            suit_months=int(months.value) if months else None,
            start=settings["limitation-start"],
        )

    def of_item(
        self,
        number: str,
        due: date,
        effective_due: date,
        performed: date,
        facts: Sequence[LimitationFact],
    ) -> Limitation:
        """The limitation of one invoice. `facts` are the events of the whole case.

        `performed` is the day of performance or, where not stated, of the invoice; the earliest
        date counts from it where the law does and it comes first.
        """
        late = timedelta(days=1 if self.start == "day-after" else 0)
        own = sorted((f for f in facts if _concerns(f, number)), key=lambda f: f.date)
        interrupting = [f for f in own if f.kind in SOURCES[self.country] and f.kind != "notice"]
        proven = [f for f in interrupting if f.proof]
        first = effective_due if late else due
        if self.term.from_performance:
            first = min(first, performed)
        starts = first + late, effective_due + late
        earliest, _ = self._end(starts[0], self.term.years, proven)
        latest, counted = self._end(starts[1], self.term.years_at_most, interrupting)
        notices = [f for f in own if f.kind == "notice" and self.suit_months]
        return Limitation(
            earliest=earliest,
            latest=max([latest, *self._kept(notices, latest)]),
            years=self.term.years,
            source=self.term.source,
            events=tuple(self._event(f) for f in own if f in counted or f in notices),
        )

    def _end(
        self, start: date, years: int, facts: Iterable[LimitationFact]
    ) -> tuple[date, list[LimitationFact]]:
        """Run the term anew after each event that came before its end."""
        end, counted = self.rules.limitation_end(start, years), []
        for fact in facts:
            if start <= fact.date <= end:
                end = max(end, self.rules.limitation_end(fact.date, years))
                counted.append(fact)
        return end, counted

    def _kept(self, notices: Iterable[LimitationFact], end: date) -> list[date]:
        """The last day of suit after each notice given in time (ro: C.civ. art. 2540)."""
        return [after_months(n.date, self.suit_months or 0) for n in notices if n.date <= end]

    def _event(self, fact: LimitationFact) -> LimitationEvent:
        suit_by = after_months(fact.date, self.suit_months or 0)
        conditional = fact.kind == "notice"
        return LimitationEvent(
            date=fact.date,
            kind=fact.kind,
            effect="interrupts-if" if conditional else "interrupts",
            condition=f"suit by {suit_by.isoformat()}" if conditional else None,
            proof=fact.proof,
            source=SOURCES[self.country][fact.kind],
        )


def _concerns(fact: LimitationFact, number: str) -> bool:
    return not fact.invoices or number in fact.invoices


def interest_barred_to(
    country: str, number: str, first_day: date, as_of: date, facts: Iterable[LimitationFact]
) -> date | None:
    """The last day whose interest is time-barred on `as_of`, or None (Polish law only).

    Each day's interest is barred at the end of the third calendar year after it, counted anew
    from a proven acknowledgement made before that end.
    """
    if country != "pl":
        return None
    proven = sorted(
        f.date
        for f in facts
        if f.proof and f.kind in SOURCES["pl"] and f.date <= as_of and _concerns(f, number)
    )
    marks = {date(year, 12, 31) for year in range(first_day.year, as_of.year)}
    marks |= {d - timedelta(days=1) for d in proven} | set(proven)
    barred = [d for d in marks if d >= first_day and _interest_end(d, proven) < as_of]
    return max(barred, default=None)


def _interest_end(day: date, acknowledged: Iterable[date]) -> date:
    end = date(day.year + INTEREST_YEARS, 12, 31)
    for event in acknowledged:
        if day <= event <= end:
            end = date(event.year + INTEREST_YEARS, 12, 31)
    return end
