"""Which letter should go today, which one next, to whom by which way, with which term?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from demandgen.casefile.model import Channel, PaperId
from demandgen.claim.dunning import Rung, demand_days
from demandgen.claim.model import ClaimItem
from demandgen.claim.progress import Progress
from demandgen.claim.standing import Standing
from demandgen.claim.totals import asking_for
from demandgen.law.procedure import Reason
from demandgen.money import ZERO, Currency, total
from demandgen.problems import say

URGENT = timedelta(days=60)
"""So close to limitation the ladder does not wait."""
FORMAL = 2
"""Severity of a formal notice."""


@dataclass(frozen=True)
class Proposal:
    """A paper to send: which, how, in what tone, about which items, and from which day.

    `term_days` is the new term it gives; `channel` None for what is not sent to the debtor. The
    letter asks for `invoices` and nothing else; they are all that is due unless it is `partial`.
    """

    paper: PaperId
    level: int | None
    channel: Channel | None
    tone: str | None
    term_days: int | None
    invoices: tuple[str, ...]
    on: date
    why: Reason
    partial: bool = False


@dataclass(frozen=True)
class Proposals:
    """The letters a case calls for."""

    standing: Standing

    def now(self) -> Proposal | None:
        """The letter of today, if the case is not blocked."""
        if self.standing.blocked:
            return None
        return self._demand() if self.standing.claim.due_items else self._courtesy()

    def later(self) -> Iterator[Proposal]:
        """The letters that come next if nothing is paid, each from its day on."""
        standing, after = self.standing, self.standing.free_on or self.standing.day
        now = self.now()
        waiting = [p for p in standing.progress if now is None or p.item.number not in now.invoices]
        for p in waiting:
            level = p.next_level
            if level is not None and (p.ready > standing.day or standing.free_on):
                items = [q.item for q in waiting if q is p or self._goes_with(q, p)]
                yield self._build(self._rung_about(level, items), items, max(p.ready, after), p.why)
        if not standing.claim.due_items:
            yield from (c for c in self._courtesies() if c.on > standing.day)
            yield from self._first_demands()

    def too_small(self) -> Reason | None:
        """Why no letter goes today although its day has come: the debt is below its minimum."""
        found = next(self._due_demands(), None)
        if found is None or self._is_worth(found[0], found[1]):
            return None
        rung = found[0]
        told = say("below the smallest amount of the ladder for a {paper}", paper=rung.paper)
        return Reason("below-minimum", told)

    def _demand(self) -> Proposal | None:
        """One letter at the highest level worth sending that any item has come to."""
        for rung, items, first in self._due_demands():
            if self._is_worth(rung, items):
                return self._build(rung, items, first.ready, first.why)
        return None

    def _due_demands(self) -> Iterator[tuple[Rung, list[ClaimItem], Progress]]:
        """The levels that items have come to, the highest first, each with all that are below it.

        What still has time from an earlier letter is not in it: that letter is kept.
        """
        day = self.standing.day
        hurried = [self._hurried(p) for p in self.standing.progress]
        ready = [p for p in hurried if p.next_level is not None and p.ready <= day]
        for level in sorted({p.next_level or 0 for p in ready}, reverse=True):
            of_level = [p for p in ready if p.next_level == level]
            first = min(of_level, key=lambda p: p.item.effective_due)
            items = [p.item for p in hurried if p in of_level or self._joins(p, level)]
            yield self._rung_about(level, items), items, first

    def _goes_with(self, other: Progress, first: Progress) -> bool:
        """An item that comes to the same letter by its day, or is below it and has no time left."""
        level, day = first.next_level or 0, first.ready
        if other.next_level == level and other.ready <= day:
            return True
        return other.level < level and not other.is_given_time_on(day)

    def _joins(self, progress: Progress, level: int) -> bool:
        return progress.level < level and not progress.is_given_time_on(self.standing.day)

    def _hurried(self, progress: Progress) -> Progress:
        """Close to limitation the next letter is the notice, at once."""
        limitation, day = progress.item.limitation, self.standing.day
        rungs = enumerate(self.standing.rungs)
        notice = next((i for i, rung in rungs if rung.severity >= FORMAL), None)
        if limitation is None or notice is None or progress.level >= notice:
            return progress
        if not day <= limitation.earliest <= day + URGENT:
            return progress
        told = say("limitation on {day} at the earliest", day=limitation.earliest)
        why = Reason("limitation-close", told, limitation.source)
        return replace(progress, next_level=notice, ready=day, why=why)

    def _is_worth(self, rung: Rung, items: Iterable[ClaimItem]) -> bool:
        owed: dict[Currency, list[Decimal]] = {}
        for i in items:
            fixed = i.compensation_outstanding if i.compensation and i.compensation.amount else ZERO
            parts = (i.outstanding, i.interest_outstanding, i.costs_outstanding, fixed)
            owed.setdefault(i.currency, []).extend(parts)
        return any(total(parts) >= rung.least(currency) for currency, parts in owed.items())

    def _courtesy(self) -> Proposal | None:
        found = [c for c in self._courtesies() if c.on <= self.standing.day]
        return max(found, key=lambda c: (c.level or 0, c.on), default=None)

    def _courtesies(self) -> Iterator[Proposal]:
        """The letters before items are late, each level once; one for all items of its day."""
        days: dict[tuple[int, date], list[tuple[date, ClaimItem]]] = {}
        for item in self.standing.claim.future_items:
            for level, on in self._courtesy_days(item):
                days.setdefault((level, max(on, self.standing.day)), []).append((on, item))
        for (level, _), found in days.items():
            rung, items = self.standing.rungs[level], [item for _, item in found]
            if self._is_worth(rung, items):
                on, first = min(found, key=lambda one: one[0])
                told = say("due on {day}", day=first.effective_due)
                yield self._build(rung, items, on, Reason("due-soon", told))

    def _courtesy_days(self, item: ClaimItem) -> Iterator[tuple[int, date]]:
        letters = self.standing.letters
        used = max((x.level for x in letters if item.number in x.items), default=-1)
        for level, rung in enumerate(self.standing.rungs):
            if rung.is_courtesy and level > used:
                yield level, item.effective_due + timedelta(days=rung.days_after_due or 0)

    def _first_demands(self) -> Iterator[Proposal]:
        """What follows if the items not yet due are not paid."""
        rungs = [rung for rung in self.standing.rungs if not rung.is_courtesy]
        for item in self.standing.claim.future_items if rungs else ():
            on = item.effective_due + timedelta(days=rungs[0].days_after_due or 1)
            told = say("if not paid by {day}", day=item.effective_due)
            yield self._build(rungs[0], [item], on, Reason("late", told))

    def _build(self, rung: Rung, items: Sequence[ClaimItem], on: date, why: Reason) -> Proposal:
        if rung.paper == "plan-default-notice":
            items = [item for item in self.standing.claim.items if item.is_open]
        numbers = tuple(i.number for i in items)
        return Proposal(
            paper=rung.paper,
            level=rung.level,
            channel=self._channel(rung),
            tone=rung.tone,
            term_days=self._term_days(rung),
            invoices=numbers,
            on=on,
            why=why,
            partial=bool(asking_for(self.standing.claim, numbers).inputs.asked),
        )

    def _rung_about(self, level: int, items: Sequence[ClaimItem]) -> Rung:
        """A reminder asks for principal; interest or compensation alone is for a notice."""
        rung = self.standing.rungs[level]
        if rung.paper != "reminder" or any(item.outstanding for item in items):
            return rung
        notices = (one for one in self.standing.rungs if one.severity >= FORMAL)
        return next(notices, rung)

    def _is_somatie(self, rung: Rung) -> bool:
        return rung.paper == "formal-notice" and self.standing.case.law == "ro"

    def _channel(self, rung: Rung) -> Channel:
        """The ladder's way, unless the firm chose another or the debtor has no e-mail address."""
        case = self.standing.case
        chosen = case.effective_settings.somatie_delivery
        if self._is_somatie(rung) and chosen:
            return "bailiff" if chosen == "bailiff" else "registered-declared"
        if rung.channel == "email" and not any(d.contact and d.contact.email for d in case.debtors):
            return "registered-post"
        return rung.channel

    def _term_days(self, rung: Rung) -> int | None:
        """The new term: of a reminder the level's own; of a notice that which the paper gives."""
        if rung.paper in {"reminder", "plan-default-notice"}:
            return rung.term_days
        return demand_days(self.standing.case, self.standing.ladder, rung.paper)
