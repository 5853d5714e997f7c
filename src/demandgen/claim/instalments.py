"""When is which instalment due, and what does it consist of?

A pure function from a plan and its debt to a schedule whose parts add up to the last ban or
grosz. Costs are scheduled first, then interest, then principal (or principal first, by the
imputation setting); interest for the time of the plan is charged on the principal still open, at
the rate of the day of the agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from demandgen.casefile.model import GivenInstalment, InstalmentPlan, Instalments, PlanDebt
from demandgen.claim.interest import DAY, RateLine, rate_line, simple_interest
from demandgen.law.calendar import after_months
from demandgen.law.parameters import Law
from demandgen.law.rates import rules_for
from demandgen.money import ZERO, split_equally, total
from demandgen.problems import CaseFileError, Location, say

PLAN_REGIMES = {
    "ro": {"capital": "remuneratory"},
    "pl": {"capital": "capital", "delay": "delay"},
}
"""The regime a plan's interest follows; `delay` in Romania is that of the claim."""


@dataclass(frozen=True)
class Instalment:
    """One line of the schedule; `total` adds its four parts, `balance` is what is left after."""

    number: int
    due: date
    principal: Decimal
    interest: Decimal
    costs: Decimal
    plan_interest: Decimal
    balance: Decimal

    @property
    def total(self) -> Decimal:
        """What is to be paid with this instalment."""
        return self.principal + self.interest + self.costs + self.plan_interest


def schedule(
    plan: InstalmentPlan,
    debt: PlanDebt,
    law: Law,
    *,
    regime: str,
    settings: Mapping[str, str],
    where: Location | None = None,
) -> tuple[Instalment, ...]:
    """Lay out a plan for a debt.

    Raises:
        CaseFileError: given instalments do not add up to the debt.
    """
    whole = debt.principal + debt.interest + debt.costs
    parts = list(_parts(plan.instalments, whole))
    if total(amount for _, amount in parts) != whole:
        raise CaseFileError.of(
            "plan-does-not-add-up",
            say(
                "the instalments add up to {sum}, the debt of the plan to {debt}",
                sum=total(amount for _, amount in parts),
                debt=whole,
            ),
            where=where,
            hint=say("change the last instalment, or the plan's debt"),
        )
    line = plan_rate(plan, debt, law, regime=regime, settings=settings)
    principal_first = settings["imputation"] == "principal-first"
    return tuple(_lines(parts, debt, line, principal_first=principal_first))


def _parts(
    terms: Instalments | Sequence[GivenInstalment], whole: Decimal
) -> Iterator[tuple[date, Decimal]]:
    if not isinstance(terms, Instalments):
        yield from ((given.due, given.amount) for given in terms)
        return
    first = terms.down_payment
    if first:
        yield first.due, first.amount
    rest = whole - (first.amount if first else ZERO)
    for index, amount in enumerate(split_equally(rest, terms.count)):
        yield _due(terms, index), amount


def _due(terms: Instalments, index: int) -> date:
    """The same day of each month (the last of a shorter one), or of each week."""
    if terms.every == "week":
        return terms.first + timedelta(weeks=index)
    return after_months(terms.first, index)


def plan_rate(
    plan: InstalmentPlan, debt: PlanDebt, law: Law, *, regime: str, settings: Mapping[str, str]
) -> RateLine | None:
    """The rate of the day of the agreement that a plan charges on its balance; None without one."""
    if plan.interest in {None, "none"}:
        return None
    day = plan.signed or debt.as_of
    key = _plan_regime(law.country, str(plan.interest), regime, settings)
    usual = rules_for(law.country).default_settings(key, contractual=False)
    fixing = "per-change" if key != regime else settings.get("rate-fixing", usual["rate-fixing"])
    return rate_line(law, key, day, day, {**settings, "rate-fixing": fixing})


def _plan_regime(country: str, interest: str, regime: str, settings: Mapping[str, str]) -> str:
    key = PLAN_REGIMES[country].get(interest, regime)
    lowered = regime == "civil" or settings.get("consumer-rate") == "plus4-x080"
    return "remuneratory-civil" if key == "remuneratory" and lowered else key


def _lines(
    parts: Sequence[tuple[date, Decimal]],
    debt: PlanDebt,
    line: RateLine | None,
    *,
    principal_first: bool,
) -> Iterator[Instalment]:
    left = {"costs": debt.costs, "interest": debt.interest, "principal": debt.principal}
    order = ("principal", "interest", "costs") if principal_first else tuple(left)
    since = debt.as_of
    for number, (due, amount) in enumerate(parts, start=1):
        charged = _charged(line, left["principal"], since, due)
        since = max(since, due)
        taken = dict.fromkeys(left, ZERO)
        for part in order:
            taken[part] = min(amount - total(taken.values()), left[part])
            left[part] -= taken[part]
        yield Instalment(
            number=number,
            due=due,
            **taken,
            plan_interest=charged,
            balance=total(left.values()),
        )


def _charged(line: RateLine | None, base: Decimal, since: date, due: date) -> Decimal:
    """Interest of the plan from the day after `since` to `due`, at the rate of the agreement."""
    if line is None or due <= since:
        return ZERO
    rate = replace(line.segments[0], first=since + DAY, last=due)
    constant = RateLine(line.regime, (rate,), line.rounding)
    return total(row.amount for row in simple_interest(constant, base, since, due))
