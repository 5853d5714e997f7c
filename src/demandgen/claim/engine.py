"""What is owed on a day?

`claim_on` computes the frozen `Claim` of a case; `compute` does it from the inputs alone, so that
a claim embedded in a letter can be checked years later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demandgen.casefile.model import Case, Payment
from demandgen.claim.accounts import Account, Imputation
from demandgen.claim.findings import findings
from demandgen.claim.inputs import inputs_of
from demandgen.claim.instalments import plan_rate, schedule
from demandgen.claim.interest import DAY, RateLine, rate_line, yearly
from demandgen.claim.limitation import LimitationRules, interest_barred_to
from demandgen.claim.model import (
    Claim,
    ClaimInputs,
    ClaimItem,
    Compensation,
    LawDatum,
    LimitationFact,
    PlanState,
    SurplusPayment,
)
from demandgen.claim.plan import PlanAccounts, follow
from demandgen.claim.terms import DueItem, Terms, Where, due_items, terms_of
from demandgen.claim.totals import asking_for, totals_of
from demandgen.law.calendar import Shift
from demandgen.law.parameters import Law, law_for, nearest_overrides
from demandgen.law.rates import FixedCompensation
from demandgen.money import ZERO, rounded, total
from demandgen.problems import CaseFileError, Location, Problem, say


def claim_on(case: Case, as_of: date, law: Law | None = None) -> Claim:
    """Compute the claim of a case at the end of a day.

    Args:
        case: the facts.
        as_of: the day of the claim; its interest is included.
        law: default: as published, with the user's `law-overrides.yaml` beside the case.

    Raises:
        CaseFileError: the facts do not decide something the law makes matter.
        NotAllowedError: the law does not allow the claim as stated.
        LawDataError: a rate is not known for a day of the claim.
    """
    return compute(inputs_of(case, as_of), as_of, law or law_of(case), where=case.where)


def law_of(case: Case) -> Law:
    """The law of a case, with the user's newer values from beside its file."""
    return law_for(case.law, nearest_overrides(case.folder))


def compute(
    inputs: ClaimInputs, as_of: date, law: Law | None = None, *, where: Where = lambda _: None
) -> Claim:
    """Compute the claim from its inputs; raises as `claim_on` does."""
    law = law or law_for(inputs.law)
    terms = terms_of(inputs, where)
    due = due_items(terms, law)
    engine = _Engine(terms, law, as_of, due)
    return engine.claim()


@dataclass
class _Engine:
    """The steps of one computation, and what they found by the way."""

    terms: Terms
    law: Law
    as_of: date
    due: list[DueItem]

    def __post_init__(self) -> None:
        self.plan = self.terms.inputs.plan
        self.notes: list[Problem] = []
        self.lines: list[RateLine] = []
        self.parameters: set[str] = set()
        self.fixed: dict[str, FixedCompensation] = {}
        self.surplus: list[SurplusPayment] = []

    def claim(self) -> Claim:
        """Compute everything and put the claim together."""
        end = self._invoice_day()
        accounts = self._invoice_accounts(end)
        self._impute(accounts, [p for p in self._payments() if p.date <= end])
        facts = self._facts(accounts)
        invoices = tuple(
            self._item(d, a, end, facts) for d, a in zip(self.due, accounts, strict=True)
        )
        followed = self._follow_plan()
        instalments = self._instalments(followed) if followed else ()
        claim = Claim(
            case=self.terms.inputs.case,
            law=self.terms.inputs.law,
            as_of=self.as_of,
            inputs=self.terms.inputs,
            law_data=tuple(self._law_data()),
            assumptions=self.terms.assumptions,
            conventions=self.terms.settings,
            regime=self.terms.regime,
            invoices=invoices,
            instalments=instalments,
            plan=self._plan_state(followed) if followed else None,
            unallocated_payments=tuple(self.surplus),
            totals=(),
        )
        claim = claim.model_copy(update={"totals": totals_of(claim)})
        claim = asking_for(claim, self.terms.inputs.asked)
        notes = (*self.notes, *findings(claim, self.terms, self.due, self.lines, self.law))
        return claim.model_copy(update={"warnings": notes})

    def _invoice_day(self) -> date:
        """Under a plan the invoices stand as on the day its debt was fixed."""
        return min(self.as_of, self.plan.debt.as_of) if self.plan and self.plan.debt else self.as_of

    def _payments(self) -> list[Payment]:
        return sorted(self.terms.inputs.payments, key=lambda p: p.date)

    def _line(self, first_due: date, last: date) -> RateLine:
        """The rates from the day after the first due day to the last day that matters."""
        interest, settings = self.terms.inputs.interest, self.terms.settings
        if interest.kind == "none":
            return RateLine("none", (), settings["rounding"])
        agreed = None
        if interest.rate is not None and interest.per is not None:
            agreed = yearly(interest.rate, interest.per)
        return self._used(
            rate_line(self.law, self.terms.regime, first_due + DAY, last, settings, agreed=agreed)
        )

    def _used(self, line: RateLine) -> RateLine:
        """Remember which law data a line of rates rests on."""
        self.lines.append(line)
        self.parameters |= {name for s in line.segments for name in s.parameters}
        return line

    def _invoice_accounts(self, end: date) -> list[Account]:
        if not all(d.term_agreed for d in self.due):
            self.parameters.add(f"{self.law.country}/term-without-agreement")
        line = self._line(min(d.effective_due for d in self.due), end)
        return [self._account(d, line) for d in self.due]

    def _account(self, due: DueItem, line: RateLine) -> Account:
        compensation = self._compensation(due)
        return Account(
            number=due.invoice.number,
            currency=due.currency,
            issued=due.invoice.issued,
            effective_due=due.effective_due,
            principal=due.principal,
            line=line,
            cap=self._cap(due),
            disputed=due.left_out == "disputed",
            compensation=compensation or ZERO,
        )

    def _cap(self, due: DueItem) -> Decimal | None:
        """The contract's cap on penalties, or the law's for its kind, in money."""
        interest, contract = self.terms.inputs.interest, self.terms.inputs.contract
        if interest.kind != "contractual":
            return None
        by_law = None
        if self.law.country == "ro" and contract and contract.kind:
            by_law = self.law["ro/penalty-cap"].on_or_first(self.as_of).value.get(contract.kind)
            self.parameters |= {"ro/penalty-cap"} if by_law else set()
        caps = [c for c in (interest.cap_percent, by_law and Decimal(by_law)) if c is not None]
        return rounded(due.principal * min(caps) / 100) if caps else None

    def _compensation(self, due: DueItem) -> Decimal | None:
        """Settle the fixed compensation of an invoice, if the law gives one."""
        settings = self.terms.settings
        if settings["compensation"] == "off" or due.effective_due >= self.as_of:
            return None
        if refused := self._no_compensation(due):
            self.notes.append(refused)
            return None
        found = self.terms.rules.compensation(
            self.law, self.terms.regime, due.principal, due.effective_due, settings
        )
        if isinstance(found, Problem):
            raise CaseFileError(Problem(found.code, found.message, self._where(due), found.hint))
        if found is None:
            return None
        self.fixed[due.invoice.number] = found
        self.parameters |= set(found.parameters)
        return found.amount

    def _no_compensation(self, due: DueItem) -> Problem | None:
        number = due.invoice.number
        if self.law.country == "pl" and not due.term_agreed:
            return Problem(
                "compensation-no-term",
                say("{number}: no agreed term, so no compensation (art. 6, 10)", number=number),
                self._where(due),
            )
        if self.law.country == "pl" and due.currency != "PLN":
            return Problem(
                "compensation-currency",
                say("{number}: the tiers of art. 10 are in PLN; left off", number=number),
                self._where(due),
            )
        return None

    def _where(self, due: DueItem) -> Location | None:
        return self.terms.where(f"invoices[{due.index}]")

    def _impute(self, accounts: Sequence[Account], payments: Sequence[Payment]) -> None:
        order = Imputation(self.law.country, self.terms.settings["imputation"])
        for payment in payments:
            left = order.impute(payment, accounts)
            if left:
                self.surplus.append(
                    SurplusPayment(date=payment.date, amount=left, currency=payment.currency)
                )

    def _facts(self, accounts: Sequence[Account]) -> dict[str, list[LimitationFact]]:
        """The events that concern each invoice, its part payments among them."""
        proofs = {(p.date, p.reference): p.file for p in self._payments() if p.file}
        instalments = [
            LimitationFact(date=p.date, kind="part-payment", proof=p.file)
            for p in self._payments()
            if self.plan and p.date > self._invoice_day()
        ]
        facts = {}
        for account in accounts:
            paid = [
                LimitationFact(
                    date=p.date,
                    kind="part-payment",
                    invoices=(account.number,),
                    proof=proofs.get((p.date, p.reference)),
                )
                for p in account.payments
            ]
            facts[account.number] = [*self.terms.inputs.events, *paid, *instalments]
        return facts

    def _item(
        self, due: DueItem, account: Account, end: date, facts: dict[str, list[LimitationFact]]
    ) -> ClaimItem:
        invoice = due.invoice
        original = f"{invoice.amount} {invoice.currency}"
        own = facts[invoice.number]
        number, effective_due = invoice.number, due.effective_due
        performed = invoice.performed.date if invoice.performed else invoice.issued
        barred = interest_barred_to(self.law.country, number, effective_due + DAY, self.as_of, own)
        limitation = self._limitation().of_item(number, due.due, effective_due, performed, own)
        return ClaimItem(
            number=number,
            description=invoice.description,
            currency=due.currency,
            issued=invoice.issued,
            due=due.due,
            effective_due=effective_due,
            term=due.term,
            disputed=invoice.disputed is not None,
            left_out=due.left_out,
            amount=due.amount,
            original=None if due.currency == invoice.currency else original,
            principal=due.principal,
            credit_notes=due.credit_notes,
            compensation=self._compensation_line(account, end),
            limitation=limitation.model_copy(update={"interest_barred_to": barred}),
            **account.position(end),
        )

    def _limitation(self) -> LimitationRules:
        self.parameters.add(f"{self.law.country}/limitation")
        return LimitationRules.of(self.law, self.terms.relation, self.as_of, self.terms.settings)

    def _compensation_line(self, account: Account, end: date) -> Compensation | None:
        found = self.fixed.get(account.number)
        if found is None or not account.was_late(end):
            return None
        return Compensation(
            eur=found.eur,
            fx_rate=found.fx_rate,
            fx_day=found.fx_day,
            amount=found.amount,
            paid=account.paid["compensation"],
            source=found.source,
        )

    def _follow_plan(self) -> PlanAccounts | None:
        plan, debt = self.plan, self.plan.debt if self.plan else None
        if plan is None or debt is None:
            return None
        rule: Shift = self.terms.settings["due-date-shift"]  # type: ignore[assignment]  # one of three
        currency = self._plan_currency()
        since = [p for p in self._payments() if p.date > debt.as_of]
        regime, settings = self.terms.regime, self.terms.settings
        if charged := plan_rate(plan, debt, self.law, regime=regime, settings=settings):
            self._used(charged)
        lines = schedule(
            plan,
            debt,
            self.law,
            regime=regime,
            settings=settings,
            where=self.terms.where("instalment_plan.instalments"),
        )
        followed = follow(
            plan,
            lines,
            [p for p in since if p.currency == currency],
            self._line(min(part.due for part in lines), self.as_of),
            currency=currency,
            country=self.law.country,
            shift=rule,
            as_of=self.as_of,
            notice=self.terms.inputs.plan_notice,
            imputation=self.terms.settings["imputation"],
        )
        foreign = [(p, p.amount) for p in since if p.currency != currency]
        self.surplus += [
            SurplusPayment(date=p.date, amount=left, currency=p.currency)
            for p, left in (*followed.surplus, *foreign)
        ]
        self.plan_lines = lines
        return followed

    def _plan_currency(self) -> str:
        """The one currency of the claim, which is also the plan's."""
        found = sorted({d.currency for d in self.due})
        if len(found) > 1:
            raise CaseFileError.of(
                "plan-currencies",
                say("a plan settles one currency; claimed here: {found}", found=", ".join(found)),
                where=self.terms.where("instalment_plan"),
                hint=say("put the invoices outside the plan into a case of their own"),
            )
        return found[0]

    def _instalments(self, followed: PlanAccounts) -> tuple[ClaimItem, ...]:
        return tuple(
            ClaimItem(
                kind="instalment",
                number=account.number,
                currency=self.due[0].currency,
                issued=account.issued,
                due=part.due,
                effective_due=account.effective_due,
                amount=part.total,
                principal=account.principal,
                interest_carried=account.arrears,
                costs_carried=account.costs,
                **account.position(self.as_of),
            )
            for part, account in zip(self.plan_lines, followed.accounts, strict=True)
        )

    def _plan_state(self, followed: PlanAccounts) -> PlanState | None:
        if self.plan is None or self.plan.signed is None:
            return None
        whole = total(part.total for part in self.plan_lines)
        late = [a for a in followed.accounts if a.effective_due < self.as_of]
        overdue = {
            a.number: a.instalment_open(self.as_of) for a in late if a.instalment_open(self.as_of)
        }
        return PlanState(
            signed=self.plan.signed,
            debt=whole,
            currency=self.due[0].currency,
            paid=followed.paid,
            balance=total(a.instalment_open(self.as_of) for a in followed.accounts),
            overdue=total(overdue.values()),
            missed=tuple(overdue),
            default_since=min((a.effective_due for a in late if a.number in overdue), default=None),
            accelerates_on=followed.accelerates_on,
            accelerated_on=followed.accelerated_on,
        )

    def _law_data(self) -> list[LawDatum]:
        return [
            LawDatum(
                parameter=name,
                checked_on=self.law[name].checked_on,
                sha256=self.law[name].sha256,
                user_supplied=self.law[name].user_supplied,
            )
            for name in sorted(self.parameters)
        ]
