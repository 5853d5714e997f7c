"""Which papers does the law allow today, which not yet, and why, whatever the ladder says?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from demandgen.casefile.model import PaperId
from demandgen.claim.letters import Letter
from demandgen.claim.progress import DAY
from demandgen.claim.standing import Standing
from demandgen.law.procedure import Reason
from demandgen.problems import say


@dataclass(frozen=True)
class Option:
    """A paper and the first day the law allows it; `on` None where no day can be told."""

    paper: PaperId
    on: date | None
    why: Reason


def options_of(standing: Standing) -> tuple[Option, ...]:
    """List the papers of the case's law with the day each may be made."""
    if standing.blocked:
        papers = _demands(standing)
        return tuple(Option(paper, standing.free_on, standing.blocked) for paper in papers)
    return (*_demand_options(standing), *_other_options(standing), *_suit(standing))


def _demands(standing: Standing) -> tuple[PaperId, ...]:
    if standing.case.law == "ro":
        return ("reminder", "default-notice", "formal-notice")
    return ("reminder", "formal-notice", "final-notice")


def _demand_options(standing: Standing) -> Iterator[Option]:
    claim = standing.claim
    if not claim.due_items and not claim.future_items:
        return
    first = min((i.effective_due for i in claim.future_items), default=standing.day)
    for paper in _demands(standing):
        if paper == "reminder":
            yield Option(paper, standing.day, Reason("free", say("a reminder may go at any time")))
        elif not claim.due_items:
            told = say("nothing is late before {day}", day=first + DAY)
            yield Option(paper, first + DAY, Reason("not-due", told))
        elif paper == "final-notice":
            yield _final_notice(standing)
        else:
            yield _notice(standing, paper)


def _notice(standing: Standing, paper: PaperId) -> Option:
    source = {
        ("ro", "formal-notice"): "art. 1014-1015 C. pr. civ.",
        ("ro", "default-notice"): "art. 1521-1522 C. civ.",
        ("pl", "formal-notice"): "art. 455 i 476 k.c.",
    }[standing.case.law, paper]
    sent = _sent(standing, paper)
    if sent is None:
        told = say("the debt is late; no earlier letter is needed")
        return Option(paper, standing.day, Reason("late", told, source))
    last, what = sent.term.last_day, {"day": sent.event.date}
    if last and last >= standing.day:
        told = say("the term of the one sent on {day} still runs", **what)
        return Option(paper, last + DAY, Reason("term-running", told, sent.term.why.source))
    told = say("one was sent on {day} already", **what)
    return Option(paper, standing.day, Reason("sent-already", told, source))


def _sent(standing: Standing, paper: PaperId) -> Letter | None:
    """The last letter of a kind that did its office for every late item."""
    late = {i.number for i in standing.claim.due_items}
    own = [x for x in standing.letters if x.event.paper == paper and x.term.counts]
    return next((x for x in reversed(own) if late <= x.items), None)


def _final_notice(standing: Standing) -> Option:
    """It refers to an earlier demand, so one must have run out."""
    ends = [x.term.last_day for x in standing.letters if x.items]
    known = [end for end in ends if end]
    if not known:
        told = say("it refers to an earlier demand, and none with a term is recorded")
        return Option("final-notice", None, Reason("no-earlier-demand", told))
    last = max(known)
    if last >= standing.day:
        told = say("the term given last runs until {day}", day=last)
        return Option("final-notice", last + DAY, Reason("term-running", told, "art. 455 k.c."))
    told = say("the term given last ended on {day}", day=last)
    return Option("final-notice", standing.day, Reason("term-expired", told))


def _other_options(standing: Standing) -> Iterator[Option]:
    claim, day = standing.claim, standing.day
    if claim.plan:
        yield _plan_default(standing)
    if claim.due_items or claim.future_items:
        told = say("may be offered at any time")
        for paper in ("account-statement", "debt-acknowledgement", "instalment-agreement"):
            yield Option(paper, day, Reason("free", told))
    if any(i.interest_accrued for i in claim.invoices):
        yield Option("interest-note", day, Reason("interest", say("interest has accrued")))


def _plan_default(standing: Standing) -> Option:
    plan = standing.claim.plan
    clause = "the acceleration clause of the plan"
    if plan is None or plan.accelerates_on is None:
        told = say("no instalment is late enough, or the plan has no such clause")
        return Option("plan-default-notice", None, Reason("no-default", told, clause))
    told = say("the plan's clause is met on {day}", day=plan.accelerates_on)
    on = max(plan.accelerates_on, standing.day)
    return Option("plan-default-notice", on, Reason("plan-broken", told, clause))


def _suit(standing: Standing) -> Iterator[Option]:
    """A suit is open as soon as something is late; only the payment order waits for a notice."""
    if not standing.claim.due_items:
        return
    told = say("a suit needs no demand before it, but one avoids costs")
    source = "art. 101 i art. 187 § 1 pkt 3 k.p.c."
    if standing.case.law == "ro":
        told = say("a suit is open; the payment order only once a somație has run out")
        source = "art. 1015 C. pr. civ., art. 1522 alin. (5) C. civ."
    yield Option("evidence-bundle", standing.day, Reason("suit", told, source))
