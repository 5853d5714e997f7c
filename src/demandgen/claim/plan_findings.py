"""What should the sender know about a signed instalment plan before relying on it?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from demandgen.casefile.model import PlanDebt
from demandgen.claim.model import Claim
from demandgen.claim.terms import Terms
from demandgen.money import ZERO, total
from demandgen.problems import Problem, say


def plan_findings(claim: Claim, terms: Terms) -> Iterator[Problem]:
    """Yield the warnings of a plan in force: its debt, what it leaves out, interest on interest."""
    plan = terms.inputs.plan
    if plan is None or plan.debt is None:
        return
    yield from _debt(claim, terms, plan.debt, plan.waived_interest or ZERO)
    yield from _left_out(terms, plan.debt)
    if plan.capitalise_arrears and claim.law == "ro":
        yield Problem(
            "capitalised-interest",
            say(
                "interest bears interest only if due for a year and agreed after it fell due (OG "
                "13/2011 art. 8(2)); for other debts than loans see also ÎCCJ HP 28/2026"
            ),
            terms.where("instalment_plan.capitalise_arrears"),
        )


def _debt(claim: Claim, terms: Terms, debt: PlanDebt, waived: Decimal) -> Iterator[Problem]:
    """The debt the plan states beside that of its day; the parties may agree on another one."""
    kept = [i for i in claim.invoices if not i.left_out]
    principal = total(i.outstanding for i in kept)
    interest = total(i.interest_outstanding for i in kept)
    if debt.principal == principal and interest in {debt.interest, debt.interest + waived}:
        return
    yield Problem(
        "plan-debt-differs",
        say(
            "the plan states {principal} and {interest} of interest; computed on {day}: "
            "{computed} and {accrued}",
            principal=debt.principal,
            interest=debt.interest,
            day=debt.as_of,
            computed=principal,
            accrued=interest,
        ),
        terms.where("instalment_plan.debt"),
    )


def _left_out(terms: Terms, debt: PlanDebt) -> Iterator[Problem]:
    """Invoices of a later day cannot be in the plan, and under a plan nothing else is claimed."""
    for index, invoice in enumerate(terms.inputs.invoices):
        if invoice.issued > debt.as_of:
            yield Problem(
                "invoice-after-plan",
                say(
                    "{number} is younger than the plan of {day} and is not claimed with it",
                    number=invoice.number,
                    day=debt.as_of,
                ),
                terms.where(f"invoices[{index}]"),
                say("put it into a case of its own"),
            )
