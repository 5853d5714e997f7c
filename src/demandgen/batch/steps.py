"""Which paper does a case call for in a batch, at which level, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from demandgen.casefile.model import Case, Channel, PaperId
from demandgen.claim.dunning import SEVERITY, ladder_for
from demandgen.claim.model import Claim
from demandgen.claim.next_step import NextStep, next_step
from demandgen.claim.totals import asking_for
from demandgen.documents.letter import Paper
from demandgen.documents.papers import PaperRequest, paper_for
from demandgen.documents.reminders import reminder_of
from demandgen.problems import Message, NotAllowedError, Problem, UsageError, say

Wish = Literal["auto"] | PaperId
"""The paper wished for; `auto`: what the dunning ladder says comes next."""

_CHANNELS: dict[tuple[str, PaperId], Channel] = {("ro", "formal-notice"): "registered-declared"}
"""How a paper asked for by name goes out, where not by registered post."""


@dataclass(frozen=True)
class Step:
    """A paper to send now, and the invoices it asks for."""

    paper: PaperId
    level: int
    channel: Channel
    invoices: tuple[str, ...]
    term_days: int | None
    term_date: date | None
    why: Message


@dataclass(frozen=True)
class Nothing:
    """Why nothing is sent now; the code of the first reason is the word to count by."""

    reasons: tuple[Problem, ...]

    @classmethod
    def because(cls, kind: str, why: Message) -> Nothing:
        """Give a single reason."""
        return cls((Problem(kind, why),))


def step_for(case: Case, claim: Claim, wish: Wish) -> Step | Nothing:
    """Return what to send now, or why nothing is sent."""
    try:
        return _next(case, claim) if wish == "auto" else _wished(case, claim, wish)
    except (NotAllowedError, UsageError) as refusal:  # the law's refusal, or no such paper there
        return Nothing(refusal.problems)


def _next(case: Case, claim: Claim) -> Step | Nothing:
    step = next_step(case, claim, ladder_for(case))
    letter = next((p for p in step.now if p.paper in SEVERITY), None)
    if letter is None:
        return _nothing(step)
    limited = asking_for(claim, letter.invoices)
    settled = paper_for(case, limited, PaperRequest(letter.paper, letter.level or 1))
    return Step(
        letter.paper,
        letter.level or 1,
        letter.channel or "registered-post",
        letter.invoices,
        *_term(case, settled),
        letter.why.message,
    )


def _nothing(step: NextStep) -> Nothing:
    why, later = step.why.message, step.later
    if step.state == "ready-for-court":
        told = say("ready for court, no further letter: {why}", why=why)
        return Nothing.because(step.state, told)
    if later and not step.blocked:
        paper = f"{later.paper} {later.level}" if later.level else later.paper
        why = say("{why}; next: {paper} on {day}", why=why, paper=paper, day=later.on)
    return Nothing.because(step.blocked.code if step.blocked else step.state, why)


def _wished(case: Case, claim: Claim, paper: PaperId) -> Step:
    """A paper asked for by name, if the facts allow it; a reminder at the next level."""
    level = 1 + _last_level(case) if paper == "reminder" else 1
    settled = paper_for(case, claim, PaperRequest(paper, level))
    channel = _CHANNELS.get((case.law, paper), "registered-post")
    reminder = reminder_of(case, claim, level) if paper == "reminder" else None
    numbers = tuple(item.number for item in (reminder.items if reminder else claim.due_items))
    return Step(paper, level, channel, numbers, *_term(case, settled), say("asked for by name"))


def _term(case: Case, paper: Paper) -> tuple[int | None, date | None]:
    """The term as the country's papers state it: days from receipt (ro), or a day (pl)."""
    return (paper.term_days, None) if case.law == "ro" else (None, paper.term_day)


def _last_level(case: Case) -> int:
    sent = [e for e in case.correspondence if e.direction == "sent" and e.paper == "reminder"]
    return max((event.level or 1 for event in sent), default=0)
