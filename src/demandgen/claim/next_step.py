"""What may and should happen next in a case, from which day, and why?

`next_step` reads the claim, the correspondence and the plan; it sends nothing and decides nothing
for good. The ladder says what is usual, the law what is possible; where they differ both show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from demandgen.casefile.model import Case, CorrespondenceEvent
from demandgen.claim.deadlines import Deadline, deadlines_of
from demandgen.claim.dunning import Ladder
from demandgen.claim.engine import law_of
from demandgen.claim.letters import history_with
from demandgen.claim.model import Claim, Total
from demandgen.claim.options import Option, options_of
from demandgen.claim.progress import Progress
from demandgen.claim.proposals import FORMAL, Proposal, Proposals
from demandgen.claim.standing import Standing
from demandgen.claim.suit import Attachment, CourtFile
from demandgen.claim.totals import asking_for
from demandgen.claim.watch import warnings_of
from demandgen.law.parameters import Law
from demandgen.law.procedure import Reason, Route
from demandgen.problems import Message, say

State = Literal[
    "not-due",
    "due-soon",
    "overdue",
    "reminded",
    "summoned",
    "term-running",
    "term-expired",
    "in-plan",
    "plan-in-default",
    "ready-for-court",
    "time-barred",
    "paid",
]
_OF_PHASE: dict[str, State] = {
    "untouched": "overdue",
    "reminded": "reminded",
    "receipt-unknown": "summoned",
    "term-running": "term-running",
    "term-expired": "term-expired",
}
_PLAIN: dict[str, Message] = {
    "not-due": say("nothing is due yet"),
    "due-soon": say("due soon"),
    "overdue": say("nothing that is late can be asked for"),
    "in-plan": say("the instalments are paid as agreed"),
    "time-barred": say("every late item is time-barred, on any reading"),
    "paid": say("nothing is owed"),
}


@dataclass(frozen=True)
class CourtRoute:
    """A route to court with what to attach."""

    route: Route
    attach: tuple[Attachment, ...]


@dataclass(frozen=True)
class NextStep:
    """Where a case stands on a day, and what follows.

    `now` lists what should be done today, the furthest first; `later` what comes next, and when.
    `options` lists what the law allows, whatever the ladder says; `left_out` the items no letter
    should ask for.
    """

    case: str
    as_of: date
    state: State
    why: Reason
    owed: tuple[Total, ...]
    days_late: int
    now: tuple[Proposal, ...] = ()
    later: Proposal | None = None
    blocked: Reason | None = None
    left_out: tuple[tuple[str, Reason], ...] = ()
    options: tuple[Option, ...] = ()
    missing: tuple[Reason, ...] = ()
    routes: tuple[CourtRoute, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def next(self) -> Proposal | None:
        """The first thing to do: today's, else the next one."""
        return self.now[0] if self.now else self.later


def next_step(
    case: Case,
    claim: Claim,
    ladder: Ladder,
    history: Iterable[CorrespondenceEvent] | None = None,
    *,
    law: Law | None = None,
) -> NextStep:
    """Tell where a case stands on the day of its claim and what comes next.

    Args:
        case: the facts.
        claim: the claim of the case on the day asked about.
        ladder: the levels of letters, see `demandgen.claim.dunning.ladder_for`.
        history: letters known elsewhere than in the case file (a ledger), joined with its own.
        law: default: as published, with the user's values from beside the case file.
    """
    events = history_with(case.correspondence, history or ())
    return _Decision(Standing(case, claim, ladder, events, law or law_of(case))).step()


@dataclass
class _Decision:
    """The answers drawn from where a case stands."""

    standing: Standing

    def step(self) -> NextStep:
        standing, claim = self.standing, self.standing.claim
        return NextStep(
            case=claim.case,
            as_of=claim.as_of,
            state=self.state,
            why=self._why(),
            owed=claim.totals,
            days_late=max((i.days_late for i in claim.due_items), default=0),
            now=self.now,
            later=self._later(),
            blocked=standing.blocked,
            left_out=tuple(standing.left_out()),
            options=options_of(standing),
            missing=self._missing(),
            routes=self.routes,
            deadlines=deadlines_of(standing),
            warnings=tuple(warnings_of(standing, [p.item for p in self._for_court])),
        )

    @cached_property
    def state(self) -> State:
        standing, claim = self.standing, self.standing.claim
        if not claim.due_items:
            return self._before_due()
        if len(standing.barred) == len(claim.due_items):
            return "time-barred"
        if not standing.progress:
            return "overdue"
        return self._of(standing.progress[0])

    def _before_due(self) -> State:
        claim = self.standing.claim
        if claim.plan:
            return "in-plan" if claim.future_items else "paid"
        if not claim.future_items:
            return self._without_items()
        first = min(i.effective_due for i in claim.future_items)
        soon = timedelta(days=self.standing.ladder.due_soon_days)
        return "due-soon" if first - claim.as_of <= soon else "not-due"

    def _without_items(self) -> State:
        """Nothing is claimed: paid, or left out as disputed or on hold, late or not."""
        standing = self.standing
        numbers = {*standing.held, *(i.number for i in standing.disputed)}
        left_out = [i for i in standing.claim.invoices if i.number in numbers]
        if any(i.is_due for i in left_out):
            return "overdue"
        return "not-due" if left_out else "paid"

    def _of(self, main: Progress) -> State:
        rungs = self.standing.rungs
        if self.standing.claim.plan and (main.level < 0 or rungs[main.level].severity < FORMAL):
            return "plan-in-default"
        if any(r.route.is_open for r in self.routes):
            return "ready-for-court"
        return _OF_PHASE[main.phase]

    def _why(self) -> Reason:
        """The reason of today's step; else of the state."""
        standing = self.standing
        if standing.blocked:
            return standing.blocked
        if self.now:
            return self.now[0].why
        if standing.progress:
            return self.proposals.too_small() or standing.progress[0].why
        return Reason(self.state, _PLAIN[self.state])

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.standing)

    @cached_property
    def now(self) -> tuple[Proposal, ...]:
        found = [self.proposals.now()]
        if self.state == "ready-for-court" and not self.standing.blocked:
            found.insert(0, self._to_court(self._for_court, self.standing.day))
        return tuple(p for p in found if p)

    def _later(self) -> Proposal | None:
        """The next thing after today."""
        standing = self.standing
        if standing.blocked and not standing.free_on:
            return None
        steps = list(self.proposals.later())
        last = [p for p in standing.progress if p.next_level is None and p.phase == "term-running"]
        steps += [self._to_court([q for q in last if q.ready <= p.ready], p.ready) for p in last]
        return min(steps, key=lambda s: s.on, default=None)

    @cached_property
    def _for_court(self) -> list[Progress]:
        """The items whose last notice has run out without payment."""
        found = self.standing.progress
        return [p for p in found if p.next_level is None and p.phase == "term-expired"]

    @cached_property
    def routes(self) -> tuple[CourtRoute, ...]:
        if not self._for_court:
            return ()
        standing = self.standing
        items = tuple(p.item for p in self._for_court)
        file = CourtFile(standing.case, standing.claim, items, standing.letters, standing.events)
        return tuple(CourtRoute(r, file.attachments(r)) for r in file.routes(standing.law))

    def _to_court(self, ready: list[Progress], on: date) -> Proposal:
        numbers = tuple(p.item.number for p in ready)
        rest = bool(asking_for(self.standing.claim, numbers).inputs.asked)
        return Proposal("evidence-bundle", None, None, None, None, numbers, on, ready[0].why, rest)

    def _missing(self) -> tuple[Reason, ...]:
        """What the routes lack, and the proof a letter still lacks, each once."""
        found = {r.code: r for route in self.routes for r in route.route.missing}
        for progress in self.standing.progress:
            if progress.phase == "receipt-unknown" and progress.letter:
                event, source = progress.letter.event, progress.letter.term.why.source
                what = {"paper": event.paper, "day": event.date}
                told = say("proof of delivery of the {paper} of {day}", **what)
                found.setdefault("proof-of-delivery", Reason("proof-of-delivery", told, source))
        return tuple(found.values())
