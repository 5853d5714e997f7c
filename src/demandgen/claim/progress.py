"""How far has each late item come, and from which day may the next letter about it go?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from demandgen.casefile.model import Case
from demandgen.claim.dunning import Ladder, Rung, demand_days
from demandgen.claim.letters import USUAL_DAYS, Letter, last_about
from demandgen.claim.model import Claim, ClaimItem
from demandgen.law.procedure import Reason
from demandgen.problems import say

DAY = timedelta(days=1)

Phase = Literal["untouched", "reminded", "receipt-unknown", "term-running", "term-expired"]
PHASES: tuple[Phase, ...] = (
    "untouched",
    "reminded",
    "receipt-unknown",
    "term-running",
    "term-expired",
)


@dataclass(frozen=True)
class Progress:
    """Where an item stands on the ladder.

    `level` is the index of the rung reached, -1 before the first. `next_level` is the rung that
    comes next, None after the last; `ready` the first day it may be used, and `why` that day.
    """

    item: ClaimItem
    letter: Letter | None
    level: int
    phase: Phase
    next_level: int | None
    ready: date
    why: Reason

    @property
    def order(self) -> tuple[int, int]:
        """How advanced the item is."""
        return self.level, PHASES.index(self.phase)

    def is_given_time_on(self, day: date) -> bool:
        """The term of the demand that counts is not over, or its receipt not known yet."""
        if self.letter is None or self.phase == "untouched" or not self.letter.term.counts:
            return False
        if self.letter.term.last_day is None:
            return day < self.ready
        return day <= self.letter.term.last_day


def rungs_for(case: Case, ladder: Ladder, claim: Claim) -> tuple[Rung, ...]:
    """The rungs of a claim: the ladder's; after a broken plan its declaration takes its place.

    One reminder of the missed instalment, the declaration that the balance is due, the notices.
    """
    plan = claim.plan
    if plan is None or plan.accelerates_on is None:
        return ladder.levels
    declaration = Rung(
        paper="plan-default-notice",
        days_after_previous=1,
        channel="registered-post",
        tone="formal",
        term_days=declaration_days(case, ladder),
    )
    courtesies = [r for r in ladder.levels if r.is_courtesy]
    reminders = [r for r in ladder.levels if r.paper == "reminder" and not r.is_courtesy][:1]
    notices = [r for r in ladder.levels if r.severity > declaration.severity]
    return (*courtesies, *reminders, declaration, *notices)


def declaration_days(case: Case, ladder: Ladder) -> int:
    """The days to pay a called-in balance: a demand's, or the clause's own notice if longer."""
    plan = case.instalment_plan
    notice = plan.acceleration.notice_days if plan and plan.acceleration else 0
    return max(notice, demand_days(case, ladder, "plan-default-notice"))


def progress_of(
    item: ClaimItem, letters: Iterable[Letter], rungs: Sequence[Rung], ladder: Ladder, claim: Claim
) -> Progress:
    """Tell how far a late item has come."""
    letter = last_about(item, letters)
    if letter is None or letter.level < 0 or rungs[letter.level].is_courtesy:
        reached = _untouched(item, letter, rungs)
    elif not letter.term.counts:
        reached = _failed(item, letter, rungs)
    elif rungs[letter.level].paper == "reminder":
        reached = _reminded(item, letter, rungs)
    else:
        reached = _noticed(item, letter, rungs, ladder, claim.as_of)
    return _after_broken_plan(reached, rungs, claim)


def _untouched(item: ClaimItem, letter: Letter | None, rungs: Sequence[Rung]) -> Progress:
    level = next((i for i, rung in enumerate(rungs) if not rung.is_courtesy), None)
    days = rungs[level].days_after_due if level is not None else None
    ready = item.effective_due + timedelta(days=days or 1)
    told = say("due on {due}, and no demand was sent yet", due=item.effective_due)
    return Progress(
        item,
        letter,
        letter.level if letter else -1,
        "untouched",
        level,
        ready,
        Reason("late", told),
    )


def _failed(item: ClaimItem, letter: Letter, rungs: Sequence[Rung]) -> Progress:
    """A notice that failed its office is served again at once."""
    since = max(letter.event.date, letter.event.returned or letter.event.date)
    following = _following(letter.level, rungs)
    return Progress(item, letter, letter.level, "reminded", following, since + DAY, letter.term.why)


def _reminded(item: ClaimItem, letter: Letter, rungs: Sequence[Rung]) -> Progress:
    following = _following(letter.level, rungs)
    end = letter.term.last_day or letter.event.date + timedelta(days=USUAL_DAYS)
    what = {"paper": letter.event.paper, "day": letter.event.date, "end": end}
    told = say("the {paper} of {day} gave a term to {end}", **what)
    if letter.event.term is None and letter.event.term_date is None:
        told = say("the {paper} of {day} records no term; the usual one ends on {end}", **what)
    why = Reason("after-reminder", told)
    ready = _ready(letter, end, following, rungs)
    return Progress(item, letter, letter.level, "reminded", following, ready, why)


def _noticed(
    item: ClaimItem, letter: Letter, rungs: Sequence[Rung], ladder: Ladder, as_of: date
) -> Progress:
    last = letter.term.last_day
    if last is None:
        again = letter.event.date + timedelta(days=ladder.resend_after_days)
        return Progress(
            item, letter, letter.level, "receipt-unknown", letter.level, again, letter.term.why
        )
    running = as_of <= last
    following = _following(letter.level, rungs)
    what = {"paper": letter.event.paper, "day": letter.event.date, "end": last}
    told = say("the term of the {paper} of {day} ended on {end}", **what)
    if running:
        told = say("the term of the {paper} of {day} runs until {end}", **what)
    phase: Phase = "term-running" if running else "term-expired"
    why = Reason(phase, told, letter.term.why.source)
    ready = _ready(letter, last, following, rungs)
    return Progress(item, letter, letter.level, phase, following, ready, why)


def _following(level: int, rungs: Sequence[Rung]) -> int | None:
    return level + 1 if level + 1 < len(rungs) else None


def _ready(letter: Letter, end: date, following: int | None, rungs: Sequence[Rung]) -> date:
    """The day after the term, and not before the ladder's distance between two letters."""
    gap = (rungs[following].days_after_previous or 0) if following is not None else 0
    return max(end + DAY, letter.event.date + timedelta(days=gap))


def _after_broken_plan(reached: Progress, rungs: Sequence[Rung], claim: Claim) -> Progress:
    """Once the clause's condition is met the declaration comes next, and never before."""
    plan = claim.plan
    places = [i for i, rung in enumerate(rungs) if rung.paper == "plan-default-notice"]
    if plan is None or plan.accelerates_on is None or not places or reached.level >= places[0]:
        return reached
    met = plan.accelerates_on
    told = say("the plan's clause is met on {day}", day=met)
    why = Reason("plan-broken", told, "the acceleration clause of the plan")
    if met <= claim.as_of:
        ready = max(met, reached.ready) if reached.is_given_time_on(claim.as_of) else met
        return replace(reached, next_level=places[0], ready=ready, why=why)
    if reached.next_level == places[0]:
        return replace(reached, ready=max(reached.ready, met), why=why)
    return reached
