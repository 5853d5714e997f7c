"""What should a careful person not overlook in a case, whatever its next step?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from demandgen.claim.dunning import NOTICES
from demandgen.claim.model import ClaimItem
from demandgen.claim.standing import Standing
from demandgen.law.procedure import Reason, procedure_for
from demandgen.problems import say

AHEAD = timedelta(days=180)
"""How long before limitation the warning begins."""


def warnings_of(standing: Standing, for_court: Sequence[ClaimItem]) -> Iterator[Reason]:
    """Yield the warnings; `for_court` are the items ready for a suit."""
    yield from _limitation(standing)
    yield from lapsed_notices(standing)
    yield from _failed_letters(standing)
    yield from _wishes(standing)
    behind = [p.item.number for p in standing.progress if p.item not in for_court]
    if for_court and behind:
        told = say("not covered by the notice that ran out: {invoices}", invoices=", ".join(behind))
        yield Reason("not-covered", told)


def _limitation(standing: Standing) -> Iterator[Reason]:
    """What runs against the creditor, whether an invoice is claimed now or left out."""
    claim = standing.claim
    for item in claim.due_items if claim.plan else claim.invoices:
        limit = item.limitation
        if limit is None or not (item.is_due and item.is_open) or limit.latest < standing.day:
            continue
        what = {"number": item.number, "day": limit.earliest, "latest": limit.latest}
        if limit.earliest < standing.day:
            told = say("{number}: time-barred on {day}, or not before {latest}", **what)
            yield Reason("perhaps-time-barred", told, limit.source)
        elif limit.earliest <= standing.day + AHEAD:
            yield Reason(
                "limitation-close", say("{number}: limitation on {day}", **what), limit.source
            )


def lapsed_notices(standing: Standing) -> Iterator[Reason]:
    """Notices whose six months for a suit have passed."""
    for event in standing.received_notices:
        procedure, received = procedure_for(standing.case.law), event.delivered
        found = received and procedure.suit_after_notice(standing.law, received)
        if found and found[0] < standing.day:
            what = {"paper": event.paper, "received": received, "day": found[0]}
            told = say(
                "the {paper} received on {received} interrupts limitation no more: "
                "no suit by {day}",
                **what,
            )
            yield Reason("notice-lapsed", told, found[1].source)


def _failed_letters(standing: Standing) -> Iterator[Reason]:
    for letter in standing.letters:
        if not letter.term.counts:
            yield letter.term.why
        elif not letter.items and letter.event.paper in NOTICES:
            what = {"paper": letter.event.paper, "day": letter.event.date}
            told = say("the {paper} of {day} covers nothing that was late then", **what)
            yield Reason("premature-notice", told)


def _wishes(standing: Standing) -> Iterator[Reason]:
    """What the debtor asked for, and what is on the table."""
    plan = standing.case.instalment_plan
    if plan and plan.status == "proposed":
        yield Reason("plan-proposed", say("an instalment plan is proposed and not signed"))
    asked = [e.date for e in standing.events if e.asks_for_time and e.date <= standing.day]
    if asked and not plan and standing.claim.due_items:
        told = say("on {day} the debtor asked for time: offer instalments", day=max(asked))
        yield Reason("asks-for-time", told)
