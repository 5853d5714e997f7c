"""Where does a signed instalment plan stand: what is due under it, and has it been accelerated?

A plan in force makes due only what its schedule makes due. Payments since the debt was fixed go
to the instalments in order, then to the interest of late instalments. The clause's condition is
met on the first day on which enough instalments are late by more than its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demandgen.casefile.model import Acceleration, InstalmentPlan, Payment
from demandgen.claim.accounts import Account
from demandgen.claim.instalments import Instalment
from demandgen.claim.interest import RateLine
from demandgen.law.calendar import Shift, shifted
from demandgen.money import ZERO, total


@dataclass(frozen=True)
class PlanAccounts:
    """The instalments of a plan as accounts, with what became of them by a day.

    `accelerates_on` is the day the clause's condition is met (payments unchanged),
    `accelerated_on` the day the whole balance fell due, `surplus` what paid nothing.
    """

    accounts: tuple[Account, ...]
    paid: Decimal
    surplus: tuple[tuple[Payment, Decimal], ...]
    accelerates_on: date | None
    accelerated_on: date | None


def follow(
    plan: InstalmentPlan,
    schedule: Sequence[Instalment],
    payments: Sequence[Payment],
    line: RateLine,
    *,
    currency: str,
    country: str,
    shift: Shift,
    as_of: date,
    notice: date | None,
    imputation: str,
) -> PlanAccounts:
    """Follow a plan through its payments up to a day.

    `notice` is the day the debtor received the declaration the clause asks for, if recorded;
    `imputation` the agreed order within an instalment.
    """
    accounts = tuple(
        _account(plan, part, line, currency, shifted(part.due, country, shift)) for part in schedule
    )
    paid_on = _paid_on(accounts, payments)
    condition = _condition_met(accounts, plan.acceleration, paid_on)
    effect = _effect(plan.acceleration, condition, notice)
    if effect is not None and effect <= as_of:
        for account in accounts:
            if account.effective_due > effect:
                account.fall_due(effect)
    else:
        effect = None
    surplus = tuple((p, left) for p in payments if (left := _pay(accounts, p, imputation)))
    received = total(p.amount for p in payments) - total(left for _, left in surplus)
    return PlanAccounts(accounts, received, surplus, condition, effect)


def _account(
    plan: InstalmentPlan, part: Instalment, line: RateLine, currency: str, effective_due: date
) -> Account:
    capitalised = part.interest if plan.capitalise_arrears else ZERO
    return Account(
        number=str(part.number),
        currency=currency,
        issued=plan.signed or date.min,
        effective_due=effective_due,
        principal=part.principal + capitalised,
        line=line,
        arrears=part.plan_interest + part.interest - capitalised,
        costs=part.costs,
    )


def _pay(accounts: Sequence[Account], payment: Payment, imputation: str) -> Decimal:
    """Pay the instalments in order, then the interest of late ones; return the rest."""
    left = payment.amount
    parts_of_one = ("costs", "arrears", "principal")
    if imputation == "principal-first":
        parts_of_one = ("principal", "arrears", "costs")
    for parts in (parts_of_one, ("interest",)):
        for account in accounts:
            left = account.pay(payment, left, parts) if left else left
    return left


def _paid_on(accounts: Sequence[Account], payments: Sequence[Payment]) -> dict[str, date]:
    """The day on which each instalment was paid in full."""
    days: dict[str, date] = {}
    reached = ZERO
    rest = iter(payments)
    received, day = ZERO, date.min
    for account in accounts:
        reached += account.costs + account.arrears + account.principal
        while received < reached:
            payment = next(rest, None)
            if payment is None:
                return days
            received, day = received + payment.amount, payment.date
        days[account.number] = day
    return days


def _condition_met(
    accounts: Sequence[Account], clause: Acceleration | None, paid_on: dict[str, date]
) -> date | None:
    """The first day on which `missed` instalments at once are late by more than `after_days`."""
    if clause is None:
        return None
    late_by = timedelta(days=clause.after_days + 1)
    breach = {a.number: a.effective_due + late_by for a in accounts}
    for day in sorted(breach.values()):
        late = [n for n, since in breach.items() if since <= day <= paid_on.get(n, date.max)]
        if len(late) >= clause.missed:
            return day
    return None


def _effect(
    clause: Acceleration | None, condition: date | None, notice: date | None
) -> date | None:
    """The day the balance falls due: at once, or after the notice the clause asks for."""
    if clause is None or condition is None or not clause.notice_days:
        return condition
    if notice is None or notice < condition:
        return None
    return notice + timedelta(days=clause.notice_days)
