"""What should the sender know about the time left to bring a claim?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from demandgen.claim.model import Claim, ClaimItem
from demandgen.claim.terms import Terms
from demandgen.law.rates import PEOPLE
from demandgen.problems import Location, Problem, say

LIMITATION_WARNING = timedelta(days=183)
"""How long before a limitation date the sender is warned."""


def claim_kind(claim: Claim, terms: Terms) -> Iterator[Problem]:
    """Romanian trades and professions with a shorter term than three years."""
    unclear = terms.relation.contract_kind in {None, "services"}
    if claim.law == "ro" and unclear and terms.relation.debtor_kind not in PEOPLE:
        yield Problem(
            "claim-kind-unclear",
            say(
                "limitation is counted as three years; retail sales, the fees of craftsmen and "
                "liberal professions (one year), of intermediaries (two) are barred earlier "
                "(C.civ. art. 2519-2521)"
            ),
            terms.where("contract"),
            say("state contract.kind: sale, lease ...; for such a fee, sue within its term"),
        )


def limitation_findings(claim: Claim, item: ClaimItem, place: Location | None) -> Iterator[Problem]:
    """Yield the warnings of one invoice; none once it, or the plan it is in, is paid off."""
    settled = claim.plan is not None and not claim.plan.balance
    if item.limitation is None or settled or not (item.outstanding or item.interest_outstanding):
        return
    yield from _term(claim, item, place)
    if claim.law == "pl" and (item.due.month, item.due.day) == (12, 31):
        yield Problem(
            "limitation-year-end",
            say(
                "{number}: due on 31 December; a year of limitation turns on it", number=item.number
            ),
            place,
        )
    if barred := item.limitation.interest_barred_to:
        yield Problem(
            "interest-time-barred",
            say("{number}: interest up to {day} is time-barred", number=item.number, day=barred),
            place,
        )


def _term(claim: Claim, item: ClaimItem, place: Location | None) -> Iterator[Problem]:
    """The end of the term, passed or near, on the earliest reading."""
    limitation = item.limitation
    days = (limitation.earliest - claim.as_of).days if limitation else 0
    if limitation and days < 0:
        yield Problem(
            "limitation-passed",
            say(
                "{number}: time-barred since {day} on the earliest reading (latest: {latest})",
                number=item.number,
                day=limitation.earliest,
                latest=limitation.latest,
            ),
            place,
        )
    elif limitation and days <= LIMITATION_WARNING.days:
        yield Problem(
            "limitation-close",
            say(
                "{number}: limitation on {day} at the earliest, in {days} days",
                number=item.number,
                day=limitation.earliest,
                days=days,
            ),
            place,
        )
