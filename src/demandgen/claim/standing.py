"""Where does a case stand: what was sent, how far each item is, and what holds it back?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from demandgen.casefile.model import Case, CorrespondenceEvent, Hold
from demandgen.claim.dunning import NOTICES, Ladder, Rung
from demandgen.claim.inputs import is_held
from demandgen.claim.letters import Letter, LetterReader
from demandgen.claim.model import Claim, ClaimItem, LeftOut
from demandgen.claim.progress import DAY, Progress, progress_of, rungs_for
from demandgen.law.parameters import Law
from demandgen.law.procedure import Reason, procedure_for
from demandgen.problems import say


@dataclass
class Standing:
    """The facts of a case as its next step needs them, each worked out once."""

    case: Case
    claim: Claim
    ladder: Ladder
    events: tuple[CorrespondenceEvent, ...]
    law: Law

    @property
    def day(self) -> date:
        """The day asked about."""
        return self.claim.as_of

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        """The levels of letters that apply."""
        return rungs_for(self.case, self.ladder, self.claim)

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The demands sent, the oldest first."""
        reader = LetterReader(self.case, self.claim, self.ladder, self.rungs, self.law)
        return reader.letters(self.events)

    @property
    def received_notices(self) -> Iterator[CorrespondenceEvent]:
        """The notices that arrived, one for each debtor: every receipt starts days of its own."""
        since = self.claim.plan.signed if self.claim.plan else date.min
        for event in self.events:
            sent = event.direction == "sent" and event.paper in NOTICES and event.date >= since
            if sent and event.delivered and event.delivered <= self.day:
                yield event

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """The late items that may be asked for, the most advanced first."""
        out = {*self.barred, *self.unclaimable}
        items = [i for i in self.claim.due_items if i.number not in out]
        found = [progress_of(i, self.letters, self.rungs, self.ladder, self.claim) for i in items]
        return tuple(sorted(found, key=lambda p: p.order, reverse=True))

    @cached_property
    def barred(self) -> frozenset[str]:
        """Late items that are time-barred on every reading."""
        limits = {i.number: i.limitation for i in self.claim.due_items}
        return frozenset(n for n, limit in limits.items() if limit and limit.latest < self.day)

    @cached_property
    def perhaps_barred(self) -> tuple[ClaimItem, ...]:
        """Late items that are time-barred on the earliest reading."""
        return tuple(
            i for i in self.claim.due_items if i.limitation and i.limitation.earliest < self.day
        )

    @cached_property
    def unclaimable(self) -> dict[str, Reason]:
        """Late items the law lets nobody ask for, though only the earliest reading bars them."""
        refusal = procedure_for(self.case.law).before_demand(
            self.law, self.claim.inputs.debtor_kind, bool(self.perhaps_barred)
        )
        return {i.number: refusal for i in self.perhaps_barred} if refusal else {}

    @cached_property
    def held(self) -> dict[str, Reason]:
        """Open invoices left out of the claim because they are on hold."""
        own = {i.number: i.hold for i in self.case.invoices if i.hold}
        return {i.number: _on_hold(own[i.number]) for i in self._left_out("on-hold")}

    @cached_property
    def disputed(self) -> tuple[ClaimItem, ...]:
        """Open invoices left out of the claim as disputed."""
        return tuple(self._left_out("disputed"))

    def _left_out(self, why: LeftOut) -> Iterator[ClaimItem]:
        if self.claim.plan:
            return iter(())
        return (i for i in self.claim.invoices if i.left_out == why and i.is_open)

    @cached_property
    def blocked(self) -> Reason | None:
        """Why nothing may be sent at all, or None."""
        if self.case.hold and is_held(self.case.hold, self.day):
            return _on_hold(self.case.hold)
        nothing_else = not (self.claim.due_items or self.claim.future_items)
        if nothing_else and self.held:
            return next(iter(self.held.values()))
        if nothing_else and self.disputed:
            return Reason("disputed", say("everything is disputed and left out of the claim"))
        if self.unclaimable and not self.progress and not self.claim.future_items:
            return next(iter(self.unclaimable.values()))
        return None

    @cached_property
    def free_on(self) -> date | None:
        """The day after what blocks the case: its own hold, else the first of its invoices'."""
        if self.blocked is None or self.blocked.code != "on-hold":
            return None
        if self.case.hold and is_held(self.case.hold, self.day):
            return self.case.hold.until + DAY if self.case.hold.until else None
        holds = [i.hold for i in self.case.invoices if i.number in self.held]
        ends = [h.until for h in holds if h and h.until]
        return min(ends) + DAY if ends else None

    def left_out(self) -> Iterator[tuple[str, Reason]]:
        """Items that no letter should ask for, and why."""
        for item in self.disputed:
            yield item.number, Reason("disputed", say("disputed and left out of the claim"))
        yield from self.held.items()
        for number in sorted(self.barred):
            yield number, Reason("time-barred", say("time-barred on every reading"))
        for number, refusal in self.unclaimable.items():
            if number not in self.barred:
                yield number, refusal


def _on_hold(hold: Hold) -> Reason:
    if hold.until:
        told = say("on hold until {day}: {reason}", day=hold.until, reason=hold.reason)
        return Reason("on-hold", told)
    return Reason("on-hold", say("on hold: {reason}", reason=hold.reason))
