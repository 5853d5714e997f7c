"""When did each invoice fall due, in which currency, and under which regime and conventions?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demandgen.casefile.model import Invoice
from demandgen.claim.model import Assumption, ClaimInputs, CreditNoteLine, LeftOut, PaymentTerm
from demandgen.law.calendar import Shift, after_days, shifted
from demandgen.law.parameters import Law
from demandgen.law.rates import CountryRules, Regime, Relation, rules_for
from demandgen.money import Currency, rounded, rounded_once, total
from demandgen.problems import (
    CaseFileError,
    DemandgenError,
    Location,
    NotAllowedError,
    Problem,
    say,
)

Where = Callable[[str], Location | None]
"""Finds the place of a field in the user's file; None when there is no file."""

ASSUMPTIONS = {
    "ro-contract-date": "contract concluded after 2013-04-05 (regime professionals)",
    "pl-contract-kind": "limitation as for sale (2 years), the earlier date",
    "ro-consumer-rate": "consumer debtor: (reference rate + 4) x 0.80, the lower reading",
    "plan-interest": "the plan charges no interest on the balance",
}
"""The closed list of what may be assumed when a case does not say."""


@dataclass(frozen=True)
class Terms:
    """What is settled before any figure: relation, regime, conventions, assumptions."""

    inputs: ClaimInputs
    rules: CountryRules
    relation: Relation
    regime: str
    settings: dict[str, str]
    assumptions: tuple[Assumption, ...]
    where: Where


@dataclass(frozen=True)
class DueItem:
    """An invoice with its due days and its figures in the currency it is claimed in."""

    invoice: Invoice
    index: int
    due: date
    effective_due: date
    currency: Currency
    amount: Decimal
    credit_notes: tuple[CreditNoteLine, ...]
    principal: Decimal
    term: PaymentTerm | None
    left_out: LeftOut | None

    @property
    def term_agreed(self) -> bool:
        """The parties fixed the due day or the term; else the law's own term runs."""
        return self.term is None or self.term.agreed


def relation_of(inputs: ClaimInputs) -> Relation:
    """The facts that choose the regime."""
    contract = inputs.contract
    return Relation(
        creditor_kind=inputs.creditor_kind,
        debtor_kind=inputs.debtor_kind,
        creditor_country=inputs.creditor_country,
        debtor_country=inputs.debtor_country,
        first_issued=min(i.issued for i in inputs.invoices),
        contract_signed=contract.signed if contract else None,
        contract_kind=contract.kind if contract else None,
    )


def terms_of(inputs: ClaimInputs, where: Where) -> Terms:
    """Settle regime and conventions.

    Raises:
        CaseFileError: the regime cannot be decided, or a setting is not allowed.
    """
    rules, relation = rules_for(inputs.law), relation_of(inputs)
    regime = _regime(inputs, rules, relation, where)
    settings = _settings(inputs, rules, regime.key)
    wrong = [_at(p, where("settings")) for p in rules.check_settings(regime.key, settings)]
    if wrong:
        raise CaseFileError(*wrong)
    codes = [regime.assumption, *_assumed(inputs, regime.key)]
    notes = tuple(Assumption(code=c, text=ASSUMPTIONS[c]) for c in codes if c)
    return Terms(inputs, rules, relation, regime.key, settings, notes, where)


def _at(problem: Problem, where: Location | None) -> Problem:
    return Problem(problem.code, problem.message, where, problem.hint)


def _regime(inputs: ClaimInputs, rules: CountryRules, relation: Relation, where: Where) -> Regime:
    stated = inputs.interest.regime
    if stated is None:
        found = rules.regime_for(relation)
        if isinstance(found, Problem):
            raise CaseFileError(_at(found, where("interest")))
        return found
    if stated not in rules.REGIMES:
        raise CaseFileError.of(
            "unknown-regime",
            say(
                "expected one of {known}, found {found}",
                known=", ".join(rules.REGIMES),
                found=stated,
            ),
            where=where("interest.regime"),
        )
    if refused := list(rules.check_regime(stated, relation)):
        raise CaseFileError(*(_at(p, where("interest.regime")) for p in refused))
    return Regime(stated)


def _settings(inputs: ClaimInputs, rules: CountryRules, regime: str) -> dict[str, str]:
    """The defaults of the regime under the settings of the case; what is not due stays off."""
    contractual = inputs.interest.kind == "contractual"
    settings = rules.default_settings(regime, contractual=contractual)
    stated = inputs.settings.model_dump(by_alias=True, exclude_none=True, mode="json")
    settings |= {name: stated[name] for name in settings if name in stated}
    settings["disputed"] = stated.get("disputed", "left-out")
    contract = inputs.contract
    began = contract.procurement_began if contract else None
    if "pre-2020-contract" in settings and began and began < date(2020, 1, 1):
        settings["pre-2020-contract"] = "old-law"
    if inputs.assigned and inputs.law == "pl":
        settings["compensation"] = "off"
    return settings


def _assumed(inputs: ClaimInputs, regime: str) -> list[str]:
    codes = []
    kind_missing = inputs.contract is None or inputs.contract.kind is None
    if inputs.law == "pl" and kind_missing:
        codes.append("pl-contract-kind")
    statutory = inputs.interest.kind == "statutory"
    if regime == "consumer-debtor" and statutory and inputs.settings.consumer_rate is None:
        codes.append("ro-consumer-rate")
    if inputs.plan and inputs.plan.interest is None:
        codes.append("plan-interest")
    return codes


def due_items(terms: Terms, law: Law) -> list[DueItem]:
    """Settle each invoice's due days and figures.

    Raises:
        CaseFileError: a due day cannot be known. NotAllowedError: no lei value is stated.
    """
    items = [_due_item(terms, law, i, invoice) for i, invoice in enumerate(terms.inputs.invoices)]
    currencies = {item.invoice.number: item.currency for item in items}
    wrong = [
        Problem(
            "payment-currency",
            say(
                "a payment in {paid} for {number}, which is claimed in {claimed}",
                paid=payment.currency,
                number=payment.invoice,
                claimed=currencies[payment.invoice],
            ),
            terms.where(f"payments[{index}]"),
            say("state the payment in {claimed}", claimed=currencies[payment.invoice]),
        )
        for index, payment in enumerate(terms.inputs.payments)
        if payment.invoice in currencies and payment.currency != currencies[payment.invoice]
    ]
    if wrong:
        raise CaseFileError(*wrong)
    return items


def _due_item(terms: Terms, law: Law, index: int, invoice: Invoice) -> DueItem:
    due, term = _due(terms, law, index, invoice)
    rule: Shift = terms.settings["due-date-shift"]  # type: ignore[assignment]  # one of the three
    currency, amount = _claimed_in(terms, index, invoice)
    notes = tuple(_credit_notes(terms, invoice))
    return DueItem(
        invoice=invoice,
        index=index,
        due=due,
        effective_due=shifted(due, terms.inputs.law, rule),
        currency=currency,
        amount=amount,
        credit_notes=notes,
        principal=amount - total(n.amount for n in notes),
        term=term,
        left_out=_left_out(terms, invoice),
    )


def _left_out(terms: Terms, invoice: Invoice) -> LeftOut | None:
    if invoice.disputed and terms.settings["disputed"] == "left-out":
        return "disputed"
    return "on-hold" if invoice.number in terms.inputs.on_hold else None


def _due(terms: Terms, law: Law, index: int, invoice: Invoice) -> tuple[date, PaymentTerm | None]:
    """The stated due day, else the end of the term in days."""
    if invoice.due:
        return invoice.due, None
    term = _term(terms, law, index, invoice)
    free_ends = terms.settings.get("days-term-count") == "civil-2553"
    return after_days(term.since, term.days, free_ends=free_ends), term


def _term(terms: Terms, law: Law, index: int, invoice: Invoice) -> PaymentTerm:
    """The agreed term in days, else the statutory one."""
    contract = terms.inputs.contract
    days = invoice.payment_days or (contract.payment_days if contract else None)
    statutory = law[f"{law.country}/term-without-agreement"].on_or_first(invoice.issued)
    from_performance = days is None and law.country == "pl"
    start = invoice.performed if from_performance else invoice.received
    if start is None:
        raise CaseFileError.of(
            "due-date-needed",
            say(
                "no due date, and no {event} date from which the term of {days} days would run",
                event="performed" if from_performance else "received",
                days=days or statutory.value,
            ),
            where=terms.where(f"invoices[{index}]"),
            hint=say("state due, or the day the invoice was received or the goods delivered"),
        )
    return PaymentTerm(
        days=int(days or statutory.value),
        after="performed" if from_performance else "received",
        since=start.date,
        agreed=days is not None,
    )


def _credit_notes(terms: Terms, invoice: Invoice) -> Iterator[CreditNoteLine]:
    """The credit notes of an invoice in the currency it is claimed in; all of it makes nothing."""
    notes = [n for n in terms.inputs.credit_notes if n.invoice == invoice.number]
    lei = _lei_rate(terms, invoice) or 1
    for note, amount in zip(notes, rounded_once([n.amount * lei for n in notes]), strict=True):
        yield CreditNoteLine(number=note.number, date=note.date, amount=amount)


def _lei_rate(terms: Terms, invoice: Invoice) -> Decimal | None:
    """The stated rate at which an invoice is claimed in lei; None where it keeps its currency.

    The reference rate of OG 13/2011 is a rate for lei; only art. 4 is made for another currency.
    """
    if terms.inputs.law == "pl" or terms.regime == "foreign-currency" or invoice.currency == "RON":
        return None
    return invoice.conversion.rate if invoice.conversion else None


def _claimed_in(terms: Terms, index: int, invoice: Invoice) -> tuple[Currency, Decimal]:
    """The currency and the amount an invoice is claimed in: its own, or lei as stated."""
    where = terms.where(f"invoices[{index}]")
    if lei := _lei_rate(terms, invoice):
        return "RON", rounded(invoice.amount * lei)
    if terms.inputs.law == "ro" and (terms.regime == "foreign-currency") == (
        invoice.currency == "RON"
    ):
        raise _wrong_currency(invoice, where)
    return invoice.currency, invoice.amount


def _wrong_currency(invoice: Invoice, where: Location | None) -> DemandgenError:
    if invoice.currency == "RON":
        return CaseFileError.of(
            "regime-not-allowed",
            say("the regime foreign-currency is for payment agreed in a foreign currency"),
            where=where,
            hint=say("delete interest.regime; it then follows from the parties"),
        )
    return NotAllowedError.of(
        "lei-conversion-needed",
        say(
            "invoice {number} is in {currency}: the Romanian reference rate is a rate for lei",
            number=invoice.number,
            currency=invoice.currency,
        ),
        where=where,
        hint=say(
            "state the agreed conversion: {{rate, date, source}}, or interest.regime: "
            "foreign-currency where its conditions hold (OG 13/2011 art. 4)"
        ),
    )
