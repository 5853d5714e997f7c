"""Which days matter in a case from now on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from demandgen.claim.model import ClaimItem
from demandgen.claim.standing import Standing
from demandgen.law.calendar import after_years
from demandgen.law.procedure import Reason, procedure_for
from demandgen.problems import say

Kind = Literal[
    "due",
    "instalment",
    "term",
    "suit-after-notice",
    "limitation",
    "limitation-latest",
    "acceleration",
    "hold",
    "epu",
]


@dataclass(frozen=True)
class Deadline:
    """A day that matters, what it is, and what it rests on; `item` an invoice or instalment."""

    day: date
    kind: Kind
    why: Reason
    item: str | None = None


def deadlines_of(standing: Standing) -> tuple[Deadline, ...]:
    """List the days from the day of the claim on, the earliest first."""
    found = [*_items(standing), *_under_plan(standing), *_letters(standing), *_case(standing)]
    coming = [d for d in found if d.day >= standing.day]
    return tuple(sorted(coming, key=lambda d: (d.day, d.kind, d.item or "")))


def _items(standing: Standing) -> Iterator[Deadline]:
    kind: Kind = "instalment" if standing.claim.plan else "due"
    for item in standing.claim.items:
        if not item.is_open:
            continue
        if not item.is_due:
            told = say("{amount} {currency} due", amount=item.outstanding, currency=item.currency)
            yield Deadline(item.effective_due, kind, Reason(kind, told), item.number)
        yield from _limitation(item)
        if standing.case.law == "pl" and item.kind == "invoice":
            yield _epu(standing, item)


def _under_plan(standing: Standing) -> Iterator[Deadline]:
    """The limitation of invoices behind a plan, which its signature interrupted, or left out."""
    for item in standing.claim.invoices:
        if item.is_open and (standing.claim.plan or item.left_out):
            yield from _limitation(item)


def _limitation(item: ClaimItem) -> Iterator[Deadline]:
    limit = item.limitation
    if limit is None:
        return
    told = say("limitation, at the earliest")
    yield Deadline(
        limit.earliest, "limitation", Reason("limitation", told, limit.source), item.number
    )
    if limit.latest != limit.earliest:
        late = Reason("limitation-latest", say("limitation, at the latest"), limit.source)
        yield Deadline(limit.latest, "limitation-latest", late, item.number)


def _epu(standing: Standing, item: ClaimItem) -> Deadline:
    rule = standing.law["pl/epu-years"].on_or_first(standing.day)
    told = say("the last day on which EPU takes this claim")
    last = after_years(item.due, int(rule.value))
    return Deadline(last, "epu", Reason("epu", told, rule.reference), item.number)


def _letters(standing: Standing) -> Iterator[Deadline]:
    for letter in standing.letters:
        if letter.items and letter.term.last_day and letter.term.counts:
            what = {"paper": letter.event.paper, "day": letter.event.date}
            told = say("the term of the {paper} of {day} ends", **what)
            yield Deadline(
                letter.term.last_day, "term", Reason("term", told, letter.term.why.source)
            )
    for event in standing.received_notices:
        procedure = procedure_for(standing.case.law)
        found = event.delivered and procedure.suit_after_notice(standing.law, event.delivered)
        if found:
            yield Deadline(found[0], "suit-after-notice", found[1])


def _case(standing: Standing) -> Iterator[Deadline]:
    plan = standing.claim.plan
    if plan and plan.accelerates_on and plan.accelerated_on is None:
        told = say("the plan's acceleration clause is met if nothing is paid")
        yield Deadline(plan.accelerates_on, "acceleration", Reason("acceleration", told))
    if standing.free_on:
        last = standing.free_on - timedelta(days=1)
        yield Deadline(last, "hold", Reason("hold", say("the hold ends")))
