"""Which letters went out about which items, which level did each reach, and what is its term?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demandgen.casefile.model import Case, CorrespondenceEvent
from demandgen.claim.dunning import SEVERITY, Ladder, Rung
from demandgen.claim.model import Claim, ClaimItem
from demandgen.law.parameters import Law
from demandgen.law.procedure import Demand, Term, procedure_for

USUAL_DAYS = 7
"""Days to pay where neither the letter, the settings nor the ladder name a term."""
PERSONS = frozenset({"consumer", "private"})


@dataclass(frozen=True)
class Letter:
    """A demand that went out.

    `level` is the index of the rung it reached, -1 below the ladder; `items` the numbers of the
    items it covers.
    """

    event: CorrespondenceEvent
    term: Term
    level: int
    items: frozenset[str]


def history_with(
    own: Sequence[CorrespondenceEvent], more: Iterable[CorrespondenceEvent]
) -> tuple[CorrespondenceEvent, ...]:
    """Join the case's correspondence with events known elsewhere (a ledger).

    The same paper and level of the same day is one event; what the case does not say about it
    (its delivery, for one) is taken from elsewhere.
    """
    events = list(own)
    places = {_same(event): index for index, event in enumerate(events)}
    for event in more:
        place = places.get(_same(event))
        if place is None:
            events.append(event)
        else:
            known = events[place].model_dump(exclude_defaults=True)
            events[place] = event.model_copy(update={k: getattr(events[place], k) for k in known})
    return tuple(events)


def _same(event: CorrespondenceEvent) -> tuple[object, ...]:
    if event.paper is None:
        return (id(event),)
    return event.direction, event.paper, event.level, event.date


def letters_of(
    case: Case,
    claim: Claim,
    levels: Sequence[Rung],
    ladder: Ladder,
    law: Law,
    events: Iterable[CorrespondenceEvent],
) -> tuple[Letter, ...]:
    """Read the demands sent up to the day of the claim, the oldest first.

    Under a plan in force only those sent since its signature count: it made a new debt.
    """
    since = claim.plan.signed if claim.plan else date.min
    sent = [e for e in events if _is_demand(e) and since <= e.date <= claim.as_of]
    letters: list[Letter] = []
    for event in sorted(sent, key=lambda e: e.date):
        items = _covered(event, claim, ladder)
        term = _term(case, claim, levels, law, event)
        level = _level(event, term, items, claim, levels, letters)
        letters.append(Letter(event, term, level, items))
    return tuple(letters)


def _is_demand(event: CorrespondenceEvent) -> bool:
    return event.direction == "sent" and event.paper in SEVERITY


def _covered(event: CorrespondenceEvent, claim: Claim, ladder: Ladder) -> frozenset[str]:
    """The items a letter is about: those it names; else all late on its day; else those due soon.

    Letters name invoices; under a plan what counts is which instalments were late.
    """
    numbers = {i.number for i in claim.items}
    named = numbers & set(event.invoices)
    if named and not claim.plan:
        return frozenset(named)
    if event.invoices and not claim.plan:
        return frozenset()
    late = {i.number for i in claim.items if i.effective_due < event.date}
    if late or event.paper != "reminder":
        return frozenset(late)
    soon = event.date + timedelta(days=ladder.due_soon_days)
    return frozenset(i.number for i in claim.items if i.effective_due <= soon)


def _term(
    case: Case, claim: Claim, levels: Sequence[Rung], law: Law, event: CorrespondenceEvent
) -> Term:
    demand = Demand(
        paper=str(event.paper),
        channel=event.channel,
        sent=event.date,
        received=_by(event.delivered, claim.as_of),
        returned=_by(event.returned, claim.as_of),
        days=event.term,
        until=event.term_date,
        consumer=claim.inputs.debtor_kind in PERSONS,
    )
    return procedure_for(case.law).term_of(law, demand, _usual_days(case, event, levels))


def _by(day: date | None, as_of: date) -> date | None:
    return day if day and day <= as_of else None


def _usual_days(case: Case, event: CorrespondenceEvent, levels: Sequence[Rung]) -> int:
    stated = case.effective_settings.demand_term_days
    if stated and event.paper != "reminder":
        return stated
    own = [r.term_days for r in levels if r.paper == event.paper and r.term_days]
    return own[0] if own else USUAL_DAYS


def _level(
    event: CorrespondenceEvent,
    term: Term,
    items: frozenset[str],
    claim: Claim,
    levels: Sequence[Rung],
    before: Sequence[Letter],
) -> int:
    """The rung a letter reached; one that does not do its office reaches only the rungs below."""
    severity = SEVERITY[str(event.paper)]
    if event.paper == "reminder":
        return _reminder_level(event, items, claim, levels, before)
    reached = [
        i
        for i, rung in enumerate(levels)
        if rung.severity < severity or (rung.severity == severity and term.counts)
    ]
    return max(reached, default=-1)


def _reminder_level(
    event: CorrespondenceEvent,
    items: frozenset[str],
    claim: Claim,
    levels: Sequence[Rung],
    before: Sequence[Letter],
) -> int:
    """A reminder's own level; without one, the first of its kind not yet used for its items."""
    reminders = [i for i, rung in enumerate(levels) if rung.paper == "reminder"]
    if event.level is not None:
        up_to = [i for i in reminders if (levels[i].level or 0) <= event.level]
        return max(up_to, default=-1)
    late = any(i.effective_due < event.date for i in claim.items if i.number in items)
    kind = [i for i in reminders if levels[i].is_courtesy is not late]
    used = {letter.level for letter in before if letter.items & items}
    free = [i for i in kind if i > max(used, default=-1)]
    return free[0] if free else max(kind, default=-1)


def last_about(item: ClaimItem, letters: Iterable[Letter]) -> Letter | None:
    """The letter that took an item furthest; of several, the latest."""
    own = [letter for letter in letters if item.number in letter.items]
    return max(own, key=lambda letter: (letter.level, letter.event.date), default=None)
