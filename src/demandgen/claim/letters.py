"""Which letters went out about which items, which level did each reach, and what is its term?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demandgen.casefile.model import Case, CorrespondenceEvent
from demandgen.claim.dunning import SEVERITY, Ladder, Rung, demand_days
from demandgen.claim.inputs import is_held
from demandgen.claim.model import Claim, ClaimItem
from demandgen.law.parameters import Law
from demandgen.law.procedure import Demand, Reason, Term, procedure_for
from demandgen.problems import say

POSTING = timedelta(days=3)
"""So long a letter may wait for the post."""
USUAL_DAYS = 7
"""Days to pay where neither the letter, the settings nor the ladder name a term."""


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
    return event.direction, event.paper, event.level, event.date, event.to


def _together(events: Sequence[CorrespondenceEvent]) -> dict[str, object]:
    """Received when the last has it, and proven when all receipts are."""
    delivered = [e.delivered for e in events if e.delivered]
    proofs = [e.delivery_proof for e in events if e.delivery_proof]
    return {
        "to": tuple(name for e in events for name in e.to),
        "delivered": max(delivered) if len(delivered) == len(events) else None,
        "returned": max((e.returned for e in events if e.returned), default=None),
        "delivery_proof": proofs[0] if len(proofs) == len(events) else None,
    }


@dataclass(frozen=True)
class LetterReader:
    """What decides how the letters of a case are read: the facts, the claim, the rungs."""

    case: Case
    claim: Claim
    ladder: Ladder
    levels: Sequence[Rung]
    law: Law

    def letters(self, events: Iterable[CorrespondenceEvent]) -> tuple[Letter, ...]:
        """Read the demands sent up to the day of the claim, the oldest first.

        Under a plan in force only those sent since its signature count: it made a new debt.
        """
        since = self.claim.plan.signed if self.claim.plan else date.min
        sent = [e for e in events if _is_demand(e) and since <= e.date <= self.claim.as_of]
        letters: list[Letter] = []
        for event in sorted(self._joint(sent), key=lambda e: e.date):
            items, term = self._covered(event), self._term(event)
            if event.paper == "reminder":
                level = self._reminder_level(event, items, letters)
            else:
                level = self._notice_level(event, term)
            letters.append(Letter(event, term, level, items))
        return tuple(letters)

    def _joint(self, events: Iterable[CorrespondenceEvent]) -> Iterator[CorrespondenceEvent]:
        """The letters of one day to several debtors as one; those to guarantors stay apart."""
        groups: dict[tuple[object, ...], list[CorrespondenceEvent]] = {}
        for event in events:
            key = (event.paper, event.level, event.date, event.invoices)
            apart = not event.to or not self._principals & set(event.to)
            groups.setdefault((id(event),) if apart else key, []).append(event)
        for one, *others in groups.values():
            yield one.model_copy(update=_together((one, *others))) if others else one

    @property
    def _principals(self) -> set[str]:
        return {d.name for d in self.case.debtors if d.liability != "guarantor"}

    def _covered(self, event: CorrespondenceEvent) -> frozenset[str]:
        """The items a letter names; else all late on its day; else, of a reminder, those due soon.

        Under a plan its items are instalments; a letter that names none of them is about those
        late on its day, and the declaration that the balance is due about all.
        """
        items, day = self.claim.items, event.date
        if self.claim.plan and event.paper == "plan-default-notice":
            return frozenset(i.number for i in items)
        named = {i.number for i in items} & set(event.invoices)
        if named or (event.invoices and not self.claim.plan):
            return frozenset(named)
        asked = [i for i in items if _was_unpaid(i, day) and not self._was_out(i, day)]
        late = {i.number for i in asked if i.effective_due < day}
        if late or event.paper != "reminder":
            return frozenset(late)
        return frozenset(i.number for i in asked if i.effective_due <= day + self.ladder.reach)

    def _was_out(self, item: ClaimItem, day: date) -> bool:
        """The invoice was on hold or disputed on a day, so that no letter asked for it."""
        own = [i for i in self.case.invoices if i.number == item.number and not self.claim.plan]
        return any(
            is_held(i.hold, day)
            or (i.disputed is not None and i.disputed.since <= day and self._leaves_disputed_out)
            for i in own
        )

    @property
    def _leaves_disputed_out(self) -> bool:
        return self.claim.conventions.get("disputed") == "left-out"

    def _term(self, event: CorrespondenceEvent) -> Term:
        demand = Demand(
            paper=str(event.paper),
            channel=event.channel,
            sent=event.date,
            received=self._by_now(event.delivered),
            returned=self._by_now(event.returned),
            days=event.term,
            until=event.term_date,
        )
        term = procedure_for(self.case.law).term_of(self.law, demand, self._usual_days(event))
        return self._to_all(event, term)

    def _to_all(self, event: CorrespondenceEvent, term: Term) -> Term:
        """A notice that some of the debtors did not get does not do its office."""
        if event.paper == "reminder" or not event.to or self._principals <= set(event.to):
            return term
        told = say("it went to {names} only", names=", ".join(event.to))
        return replace(term, counts=False, why=Reason("not-to-all", told))

    def _by_now(self, day: date | None) -> date | None:
        return day if day and day <= self.claim.as_of else None

    def _usual_days(self, event: CorrespondenceEvent) -> int:
        if event.paper != "reminder":
            return demand_days(self.case, self.ladder, str(event.paper))
        own = [r.term_days for r in self.levels if r.paper == "reminder" and r.term_days]
        return own[0] if own else USUAL_DAYS

    def _notice_level(self, event: CorrespondenceEvent, term: Term) -> int:
        """The rung a notice reached; one that fails its office reaches only the rungs below."""
        severity = SEVERITY[str(event.paper)]
        most = severity if term.counts else severity - 1
        return max((i for i, r in enumerate(self.levels) if r.severity <= most), default=-1)

    def _reminder_level(
        self, event: CorrespondenceEvent, items: frozenset[str], before: Sequence[Letter]
    ) -> int:
        """A reminder's own level, else the next of its kind; it never steps back.

        About a late item, level 1 is read as the first overdue reminder, 2 as the second, where
        the ladder has these numbers for the letters before the due day.
        """
        late = self._is_about_late(event, items)
        kind = [i for i, rung in enumerate(self.levels) if self._is_reminder(rung, late)]
        earlier = [x.level for x in before if x.items & items]
        if event.level is None:
            own = min(
                (i for i in kind if i > max(earlier, default=-1)), default=max(kind, default=-1)
            )
        else:
            own = self._numbered(event.level, kind)
        return max([own, *(i for i in earlier if self._is_below_notices(i))])

    def _is_about_late(self, event: CorrespondenceEvent, items: frozenset[str]) -> bool:
        """A reminder of the due day that was posted some days later is still that one."""
        due = [i.effective_due for i in self.claim.items if i.number in items]
        if event.term is None and event.term_date is None and due:
            courtesies = {r.level for r in self.levels if r.is_courtesy}
            if event.level in courtesies and event.date <= max(due) + POSTING:
                return False
        return any(day < event.date for day in due)

    def _is_below_notices(self, level: int) -> bool:
        return level >= 0 and self.levels[level].paper == "reminder"

    def _is_reminder(self, rung: Rung, late: bool) -> bool:
        return rung.paper == "reminder" and rung.is_courtesy is not late

    def _numbered(self, level: int, kind: Sequence[int]) -> int:
        """The rung a level means among those of one kind: by its number, else by its order."""
        by_number = [i for i in kind if (self.levels[i].level or 0) <= level]
        if by_number:
            return max(by_number)
        return kind[min(level, len(kind)) - 1] if kind else -1


def _is_demand(event: CorrespondenceEvent) -> bool:
    return event.direction == "sent" and event.paper in SEVERITY


def _was_unpaid(item: ClaimItem, day: date) -> bool:
    """Principal of an item was open before a day, or something of it still is."""
    return item.is_open or item.principal_before(day) > 0


def last_about(item: ClaimItem, letters: Iterable[Letter]) -> Letter | None:
    """The letter that took an item furthest; of several, the latest.

    A later copy whose receipt is not known takes nothing from one that was received.
    """
    own = [letter for letter in letters if item.number in letter.items]
    if not own:
        return None
    highest = [x for x in own if x.level == max(one.level for one in own)]
    latest = max(highest, key=lambda x: x.event.date)
    known = [x for x in highest if x.term.counts and x.term.last_day]
    if latest in known or not latest.term.counts or not known:
        return latest
    return max(known, key=lambda x: x.event.date)
