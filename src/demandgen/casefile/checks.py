"""Do the statements of a case fit together?

Faults make a case unusable; warnings are what a careful clerk would ask about. What needs a rate or
a figure of the law is checked by the claim, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from demandgen.casefile.dates import holds, later_than, wrong_order
from demandgen.casefile.faults import did_you_mean
from demandgen.casefile.identifiers import (
    home,
    identifier_faults,
    identifier_warnings,
    parties,
)
from demandgen.casefile.model import Case, GivenInstalment, InstalmentPlan, Invoice
from demandgen.casefile.plan import Instalments
from demandgen.money import total
from demandgen.problems import Message, Problem, say

_POLISH_FIELDS = ("regon", "registry_court", "share_capital")
_PAPER_OF = {"default-notice": "ro", "final-notice": "pl"}
_ROLE_OF = {"avocat": "ro", "consilier juridic": "ro"}


def faults(case: Case, on: date | None) -> Iterator[Problem]:
    """Yield the faults of a case that are seen only by comparing its fields."""
    yield from identifier_faults(case)
    yield from _repeated_numbers(case)
    yield from _unknown_invoices(case)
    yield from _unknown_addressees(case)
    yield from _contradictions(case)
    yield from _credit_notes(case)
    yield from _currencies(case)
    yield from _terms(case)
    yield from _parties(case)
    yield from _other_law(case)
    yield from wrong_order(case)
    if on:
        yield from later_than(case, on)


def warnings(case: Case, on: date) -> Iterator[Problem]:
    """Yield what is possible but unusual on the day of the claim."""
    yield from identifier_warnings(case)
    yield from _due_before_issued(case)
    yield from _advance_payments(case)
    yield from _overpayments(case)
    yield from _accounts(case)
    yield from _counsel(case)
    yield from _plan(case)
    yield from _on_hold(case, on)
    yield from _one_letter_for_several(case)


def _by_number(case: Case) -> dict[str, Invoice]:
    return {invoice.number: invoice for invoice in case.invoices}


def _repeated_numbers(case: Case) -> Iterator[Problem]:
    yield from _repeated(case, "invoices", [item.number for item in case.invoices])
    yield from _repeated(case, "credit_notes", [item.number for item in case.credit_notes])


def _repeated(case: Case, name: str, numbers: list[str]) -> Iterator[Problem]:
    for index, number in enumerate(numbers):
        first = numbers.index(number)
        if first < index:
            line = case.where(f"{name}[{first}].number").line
            message = say("the number {number} is already on line {line}", number=number, line=line)
            yield Problem("repeated-number", message, case.where(f"{name}[{index}].number"))


def _references(case: Case) -> Iterator[tuple[str, str]]:
    for index, payment in enumerate(case.payments):
        if payment.invoice:
            yield f"payments[{index}].for", payment.invoice
    for index, note in enumerate(case.credit_notes):
        yield f"credit_notes[{index}].for", note.invoice
    for index, event in enumerate(case.correspondence):
        for position, number in enumerate(event.invoices):
            yield f"correspondence[{index}].invoices[{position}]", number


def _named_instalments(case: Case) -> Iterator[tuple[str, str]]:
    """Under a signed plan a letter may be about some of its instalments, named by their numbers."""
    plan = case.instalment_plan
    if plan is None or plan.signed is None:
        return
    parts = plan.instalments
    count = parts.count + bool(parts.down_payment) if isinstance(parts, Instalments) else len(parts)
    known = {str(number) for number in range(1, count + 1)}
    for index, event in enumerate(case.correspondence):
        for position, number in enumerate(event.invoices):
            if event.date >= plan.signed and number in known:
                yield f"correspondence[{index}].invoices[{position}]", number


def _unknown_invoices(case: Case) -> Iterator[Problem]:
    known, instalments = _by_number(case), set(_named_instalments(case))
    for path, number in _references(case):
        if number not in known and (path, number) not in instalments:
            message = say("there is no invoice {number} in this case", number=number)
            near = did_you_mean(number, known)
            hint = say("did you mean {word}?", word=near) if near else None
            hint = hint or say("known here: {words}", words=", ".join(known))
            yield Problem("unknown-invoice", message, case.where(path), hint)


def _unknown_addressees(case: Case) -> Iterator[Problem]:
    known = [debtor.name for debtor in case.debtors]
    for index, event in enumerate(case.correspondence):
        for position, name in enumerate(event.to):
            if name not in known:
                near = did_you_mean(name, known)
                hint = say("did you mean {word}?", word=near) if near else None
                yield Problem(
                    "unknown-debtor",
                    say("there is no debtor {name} in this case", name=name),
                    case.where(f"correspondence[{index}].to[{position}]"),
                    hint or say("known here: {words}", words=", ".join(known)),
                )


def _contradictions(case: Case) -> Iterator[Problem]:
    for index, event in enumerate(case.correspondence):
        if event.delivered and event.returned:
            message = say("a letter was delivered or returned, not both")
            where = case.where(f"correspondence[{index}].returned")
            yield Problem("delivered-and-returned", message, where)
    for index, invoice in enumerate(case.invoices):
        contested = invoice.disputed.amount if invoice.disputed else None
        if contested and contested > invoice.amount:
            message = say(
                "{amount} is more than the invoice's {whole}",
                amount=contested,
                whole=invoice.amount,
            )
            yield Problem(
                "disputed-amount", message, case.where(f"invoices[{index}].disputed.amount")
            )


def _credit_notes(case: Case) -> Iterator[Problem]:
    left = {number: invoice.amount for number, invoice in _by_number(case).items()}
    for index, note in enumerate(case.credit_notes):
        if note.invoice not in left:
            continue
        if note.amount > left[note.invoice]:
            message = say(
                "the credit note, {amount}, is larger than what is left of {number}: {left}",
                amount=note.amount,
                number=note.invoice,
                left=left[note.invoice],
            )
            place = case.where(f"credit_notes[{index}].amount")
            yield Problem("credit-note-too-large", message, place)
        left[note.invoice] -= min(note.amount, left[note.invoice])


def _currencies(case: Case) -> Iterator[Problem]:
    known = _by_number(case)
    for index, note in enumerate(case.credit_notes):
        invoice = known.get(note.invoice)
        if invoice and note.currency != invoice.currency:
            yield _other_currency(case, f"credit_notes[{index}].currency", note.currency, invoice)
    for index, payment in enumerate(case.payments):
        invoice = known.get(payment.invoice or "")
        if invoice and payment.currency != invoice.currency and not invoice.conversion:
            yield _other_currency(case, f"payments[{index}].currency", payment.currency, invoice)


def _other_currency(case: Case, path: str, found: str, invoice: Invoice) -> Problem:
    message = say(
        "{found} stands here, but invoice {number} is in {currency}",
        found=found,
        number=invoice.number,
        currency=invoice.currency,
    )
    return Problem("other-currency", message, case.where(path))


def _terms(case: Case) -> Iterator[Problem]:
    """Every invoice has a due date, or a term and the stated day from which it runs.

    Without an agreed term, only the law's own for professionals and authorities remains, which
    runs from receipt (L 72/2013 art. 3(3)) or from performance (PNOTH art. 6).
    """
    agreed = case.contract.payment_days if case.contract else None
    people = {case.creditor.kind, *(d.kind for d in case.debtors)} & {"consumer", "private"}
    for index, invoice in enumerate(case.invoices):
        days = invoice.payment_days or agreed
        from_performance = case.law == "pl" and not days
        start = invoice.performed if from_performance else invoice.received
        if invoice.due or (start and (days or not people)):
            continue
        place = case.where(f"invoices[{index}].due")
        if not days:
            message = say("when was this invoice due? neither a day nor a term is stated")
            hint = say("add `due`, or `payment_days` together with `received`")
            yield Problem("no-due-date", message, place, hint)
        else:
            message = say(
                "the term of {days} days runs from receipt; which day was that?", days=days
            )
            hint = say("add `due`, or `received: {{date: ...}}`")
            yield Problem("no-receipt", message, place, hint)


def _parties(case: Case) -> Iterator[Problem]:
    if all(debtor.liability == "guarantor" for debtor in case.debtors):
        message = say("every debtor is a guarantor: somebody must owe the debt itself")
        yield Problem("only-guarantors", message, case.where("debtors[0].liability"))
    for path, party in parties(case):
        natural = party.named_as in ("person", "sole-trader")
        if party.form and (
            (party.kind == "consumer" and party.form != "person")
            or (party.kind.startswith("public-") and natural)
        ):
            message = say(
                "a party of the kind {kind} cannot have the form {form}",
                kind=party.kind,
                form=party.form,
            )
            yield Problem("kind-and-form", message, case.where(f"{path}.form"))


def _other_law(case: Case) -> Iterator[Problem]:
    """Facts that exist in the other country only."""
    for path, party in parties(case):
        if home(case, party) == "ro":
            for name in _POLISH_FIELDS:
                if getattr(party, name):
                    yield _foreign(case, f"{path}.{name}", name)
        if case.law == "ro" and party.kind == "public-healthcare":
            hint = say("write {right}", right="public-authority")
            yield _foreign(case, f"{path}.kind", party.kind, hint)
    for index, invoice in enumerate(case.invoices):
        name, number = ("ksef", invoice.ksef) if case.law == "ro" else ("spv", invoice.spv)
        if number:
            yield _foreign(case, f"invoices[{index}].{name}", name)
    for index, event in enumerate(case.correspondence):
        if event.paper and _PAPER_OF.get(event.paper, case.law) != case.law:
            yield _foreign(case, f"correspondence[{index}].paper", event.paper)


def _foreign(case: Case, path: str, name: str, hint: Message | None = None) -> Problem:
    message = say("{name} has no meaning here under the law {law}", name=name, law=case.law)
    return Problem("other-law", message, case.where(path), hint)


def _due_before_issued(case: Case) -> Iterator[Problem]:
    for index, invoice in enumerate(case.invoices):
        if invoice.due and invoice.due < invoice.issued:
            message = say(
                "invoice {number} was due on {due}, before it was issued on {issued}",
                number=invoice.number,
                due=invoice.due,
                issued=invoice.issued,
            )
            yield Problem("due-before-issued", message, case.where(f"invoices[{index}].due"))


def _advance_payments(case: Case) -> Iterator[Problem]:
    known, first = _by_number(case), min(invoice.issued for invoice in case.invoices)
    for index, payment in enumerate(case.payments):
        invoice = known.get(payment.invoice or "")
        issued = invoice.issued if invoice else first
        if payment.date < issued:
            message = say(
                "the payment of {day} is older than the invoice of {issued}",
                day=payment.date,
                issued=issued,
            )
            yield Problem("advance-payment", message, case.where(f"payments[{index}].date"))


def _overpayments(case: Case) -> Iterator[Problem]:
    for index, invoice in enumerate(case.invoices):
        paid = total(
            p.amount
            for p in case.payments
            if p.invoice == invoice.number and p.currency == invoice.currency
        )
        owed = invoice.amount - total(
            n.amount for n in case.credit_notes if n.invoice == invoice.number
        )
        if paid > owed:
            message = say(
                "{paid} was paid for invoice {number}, of which {owed} was owed before interest",
                paid=paid,
                number=invoice.number,
                owed=owed,
            )
            yield Problem("overpayment", message, case.where(f"invoices[{index}].amount"))


def _accounts(case: Case) -> Iterator[Problem]:
    """Is there an account to pay each currency to?"""
    if not case.creditor.bank_accounts:
        message = say("no account of the creditor is stated: the papers cannot say where to pay")
        yield Problem("no-account", message, case.where("creditor.bank_accounts"))
        return
    have = {account.currency for account in case.creditor.bank_accounts}
    claimed = {"RON" if i.conversion and case.law == "ro" else i.currency for i in case.invoices}
    for currency in sorted(claimed - have):
        message = say("no account of the creditor is in {currency}", currency=currency)
        yield Problem("account-currency", message, case.where("creditor.bank_accounts"))


def _one_letter_for_several(case: Case) -> Iterator[Problem]:
    """A number of the post is one letter, and one letter goes to one debtor."""
    for index, event in enumerate(case.correspondence):
        sent = event.direction == "sent" and event.tracking and not event.to
        if sent and len(case.debtors) > 1:
            yield Problem(
                "one-letter-for-several",
                say("one number of the post, and counted as sent to every debtor"),
                case.where(f"correspondence[{index}].tracking"),
                say("state to: whom it went to, one entry for each letter"),
            )


def _on_hold(case: Case, on: date) -> Iterator[Problem]:
    for path, hold in holds(case):
        if hold.since <= on and (hold.until is None or on <= hold.until):
            message = say("on hold since {since}: {reason}", since=hold.since, reason=hold.reason)
            yield Problem("on-hold", message, case.where(path))


def _counsel(case: Case) -> Iterator[Problem]:
    if case.counsel and _ROLE_OF.get(case.counsel.role, "pl") != case.law:
        message = say(
            "{role} is not a profession under the law {law}", role=case.counsel.role, law=case.law
        )
        yield Problem("counsel-role", message, case.where("counsel.role"))


def _plan(case: Case) -> Iterator[Problem]:
    plan = case.instalment_plan
    if plan is None:
        return
    if plan.interest is None:
        message = say("the plan does not say what it charges on the balance; none is assumed")
        hint = say("write interest: none, capital or delay")
        yield Problem("plan-interest", message, case.where("instalment_plan"), hint)
    if isinstance(plan.instalments, tuple):
        yield from _given_instalments(case, plan, plan.instalments)
    if plan.debt and plan.debt.principal > _invoiced(case):
        message = say(
            "the plan states a principal of {principal}, but only {invoiced} was invoiced",
            principal=plan.debt.principal,
            invoiced=_invoiced(case),
        )
        yield Problem("plan-debt", message, case.where("instalment_plan.debt.principal"))


def _invoiced(case: Case) -> Decimal:
    return total(i.amount for i in case.invoices) - total(n.amount for n in case.credit_notes)


def _given_instalments(
    case: Case, plan: InstalmentPlan, instalments: tuple[GivenInstalment, ...]
) -> Iterator[Problem]:
    for index, (earlier, later) in enumerate(pairwise(instalments), start=1):
        if later.due <= earlier.due:
            message = say(
                "this instalment falls due on {day}, not after the one before it", day=later.due
            )
            yield Problem(
                "plan-order", message, case.where(f"instalment_plan.instalments[{index}].due")
            )
    if plan.debt:
        owed = plan.debt.principal + plan.debt.interest + plan.debt.costs
        planned = total(part.amount for part in instalments)
        if planned != owed:
            message = say(
                "the instalments add up to {planned}, the debt of the plan to {owed}",
                planned=planned,
                owed=owed,
            )
            yield Problem("plan-sum", message, case.where("instalment_plan.instalments"))
