"""What does an instalment plan come to, as its agreement prints it?

The debt is the one the plan states, else that of the claim; the schedule is the pure function of
`demandgen.claim.instalments`. Both countries' agreements print this view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demandgen.casefile.model import Case, InstalmentPlan, PlanDebt
from demandgen.claim.engine import law_of
from demandgen.claim.instalments import Instalment, plan_rate, schedule
from demandgen.claim.model import Claim, ClaimItem, Total
from demandgen.money import ZERO, Currency, total


@dataclass(frozen=True)
class Agreement:
    """A plan ready to print.

    `whole` is the debt settled in instalments, `waived` the interest given up besides,
    `plan_interest` what the plan charges, `to_pay` the debt settled with it; `rate` is percent a
    year, None where the plan charges nothing. `itemised` tells that the debt is that of the claim's
    own day, so that it may be shown invoice by invoice.
    """

    plan: InstalmentPlan
    debt: PlanDebt
    currency: Currency
    instalments: tuple[Instalment, ...]
    items: tuple[ClaimItem, ...]
    itemised: bool
    rate: Decimal | None
    waived: Decimal

    @property
    def whole(self) -> Decimal:
        """Principal, interest and costs on the day of the debt, without what is waived."""
        return self.debt.principal + self.debt.interest + self.debt.costs

    @property
    def interest(self) -> Decimal:
        """The interest on the day of the debt, with what is waived."""
        return self.debt.interest + self.waived

    @property
    def acknowledged(self) -> Decimal:
        """The debt with the interest that is waived on condition."""
        return self.whole + self.waived

    @property
    def plan_interest(self) -> Decimal:
        """The interest of all instalments for the time of the plan."""
        return total(part.plan_interest for part in self.instalments)

    @property
    def to_pay(self) -> Decimal:
        """Everything the schedule makes due."""
        return total(part.total for part in self.instalments)

    @property
    def may_be_barred(self) -> bool:
        """An item may be time-barred already, so that nothing can interrupt its term."""
        limits = [item.limitation for item in self.items if item.limitation]
        return any(limit.earliest < self.debt.as_of for limit in limits)

    @property
    def has_down_payment(self) -> bool:
        """The first line of the schedule is a down payment."""
        return getattr(self.plan.instalments, "down_payment", None) is not None


def debts_of(claim: Claim) -> tuple[Total, ...]:
    """The totals of a claim that a plan can settle: those with principal, or all without any."""
    with_principal = tuple(t for t in claim.totals if t.outstanding)
    return with_principal or claim.totals


def agreement_of(case: Case, claim: Claim) -> Agreement | None:
    """Lay out a case's plan; None without a plan, or without one currency to settle it in.

    The debt of the claim's day is without the interest that the plan waives.

    Raises:
        CaseFileError: given instalments do not add up to the debt.
    """
    plan, debts = case.instalment_plan, debts_of(claim)
    if plan is None or len(debts) != 1:
        return None
    waived = plan.waived_interest or ZERO
    if plan.debt is None:
        waived = min(debts[0].interest, waived)
    own = PlanDebt(
        as_of=claim.as_of,
        principal=debts[0].outstanding,
        interest=max(ZERO, debts[0].interest - waived),
        costs=debts[0].compensation + debts[0].costs,
    )
    debt, law = plan.debt or own, law_of(case)
    line = plan_rate(plan, debt, law, regime=claim.regime, settings=claim.conventions)
    return Agreement(
        plan=plan,
        debt=debt,
        currency=debts[0].currency,
        instalments=schedule(
            plan,
            debt,
            law,
            regime=claim.regime,
            settings=claim.conventions,
            where=case.where("instalment_plan.instalments"),
        ),
        items=tuple(i for i in claim.due_items if i.currency == debts[0].currency),
        itemised=debt == own,
        rate=line.segments[0].rate if line else None,
        waived=waived,
    )


@dataclass(frozen=True)
class DueInstalments:
    """What is due under a plan in force.

    `unpaid` is what is left of the instalments that are due, `carried` the interest of the plan's
    debt in it, `delay_interest` the interest for delay owed besides.
    """

    unpaid: Decimal
    carried: Decimal
    delay_interest: Decimal


def due_instalments(claim: Claim) -> DueInstalments | None:
    """What is due under a claim's plan; None without a plan in force."""
    if claim.plan is None:
        return None
    return DueInstalments(
        unpaid=total(i.unpaid for i in claim.due_items),
        carried=total(i.carried_outstanding for i in claim.due_items),
        delay_interest=total(i.delay_interest for i in claim.due_items),
    )


@dataclass(frozen=True)
class CalledIn:
    """A broken plan: which instalments are late by themselves, and what it comes to now.

    `missed` are those still unpaid; where all of these were paid meanwhile, those paid late.
    `delay_interest` is the interest for delay on late instalments up to the day of the claim,
    `total` what is called in altogether.
    """

    missed: tuple[ClaimItem, ...]
    balance: Decimal
    delay_interest: Decimal

    @property
    def total(self) -> Decimal:
        """The balance of the plan with the interest for delay."""
        return self.balance + self.delay_interest


def _paid_late(item: ClaimItem) -> bool:
    return any(payment.date > item.effective_due for payment in item.payments)


def called_in(claim: Claim) -> CalledIn | None:
    """What a broken plan comes to; None where the clause's condition is not met."""
    plan = claim.plan
    if plan is None or plan.accelerates_on is None:
        return None
    called = plan.accelerated_on or date.max
    own = [i for i in claim.instalments if i.due < called]
    missed = [i for i in own if i.number in plan.missed]
    return CalledIn(
        missed=tuple(missed or filter(_paid_late, own)),
        balance=plan.balance,
        delay_interest=total(i.delay_interest for i in claim.due_items),
    )
