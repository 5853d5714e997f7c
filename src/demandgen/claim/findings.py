"""What should the sender know about a claim before relying on it?

Warnings for the screen, the JSON and the sender's cover sheet; never for the debtor's letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from demandgen.claim.interest import RateLine, rate_line, unconfirmed, yearly
from demandgen.claim.limitation_findings import claim_kind, limitation_findings
from demandgen.claim.model import Claim, ClaimItem, InterestRow
from demandgen.claim.plan_findings import plan_findings
from demandgen.claim.terms import DueItem, Terms
from demandgen.law.parameters import Law
from demandgen.law.poland import LATE_PAYMENT_ACT
from demandgen.law.rates import PEOPLE, PUBLIC, decimal
from demandgen.problems import CaseFileError, Location, Message, NotAllowedError, Problem, say

_AGAINST_LOW_RATES = {
    "ro": "art. 14 din Legea nr. 72/2013",
    "pl": f"art. 13 ust. 1 {LATE_PAYMENT_ACT}",
}
"""Grossly unfair terms on interest."""

OTHER_LAW = {
    "ro": {"compensation-fx-month", "pre-2020-contract", "big-warning"},
    "pl": {
        "days-term-count",
        "consumer-rate",
        "compensation-fx-day",
        "somatie-delivery",
        "copies",
    },
}
"""Settings that only the other country's law knows."""


def findings(
    claim: Claim, terms: Terms, due: Sequence[DueItem], lines: Sequence[RateLine], law: Law
) -> Iterator[Problem]:
    """Yield the warnings of a claim.

    Raises:
        CaseFileError: an agreed rate that has no effect at all against this debtor.
    """
    yield from unconfirmed(law, lines)
    yield from _user_values(claim)
    yield from _without_effect(terms)
    yield from _reminder_fee(terms)
    yield from _older_contract(claim, terms)
    yield from _agreed_rate(claim, terms, law)
    yield from _special_law(claim, terms, law)
    yield from _consumer(claim, terms)
    yield from claim_kind(claim, terms)
    yield from plan_findings(claim, terms)
    for settled, item in zip(due, claim.invoices, strict=True):
        place = terms.where(f"invoices[{settled.index}]")
        yield from _due(terms, settled, item, place)
        yield from _conversion(settled, place)
        yield from _item(claim, settled, item, place)
        yield from limitation_findings(claim, item, place)
    for surplus in claim.unallocated_payments:
        yield Problem(
            "overpayment",
            say(
                "{amount} {currency} received on {day} found nothing to pay",
                amount=surplus.amount,
                currency=surplus.currency,
                day=surplus.date,
            ),
            terms.where("payments"),
        )


def _user_values(claim: Claim) -> Iterator[Problem]:
    for datum in claim.law_data:
        if datum.user_supplied:
            yield Problem(
                "law-data-user-supplied",
                say("{name} contains values supplied by the user", name=datum.parameter),
            )


def _without_effect(terms: Terms) -> Iterator[Problem]:
    """Settings of the case or the firm that this law or these facts leave no room for."""
    stated = terms.inputs.settings.model_dump(by_alias=True, exclude_none=True, mode="json")
    for name, value in stated.items():
        foreign = name in OTHER_LAW[terms.inputs.law]
        if foreign or terms.settings.get(name, value) != value:
            yield Problem(
                "setting-without-effect",
                say(
                    "the setting {name}: {value} has no effect in this case", name=name, value=value
                ),
                terms.where("settings"),
                say("in force: {value}", value=terms.settings[name])
                if name in terms.settings
                else say("it belongs to the other country's law"),
            )


def _reminder_fee(terms: Terms) -> Iterator[Problem]:
    """No law of either country gives a fee for a reminder; against a consumer it is unlawful."""
    fee = terms.inputs.settings.reminder_fee
    if fee is None or fee == "none":
        return
    if terms.inputs.debtor_kind in {"consumer", "private"}:
        raise NotAllowedError.of(
            "reminder-fee-consumer",
            say("a fee for a reminder may not be charged to a consumer"),
            where=terms.where("settings.reminder-fee"),
            hint=say("write reminder-fee: none"),
        )
    yield Problem(
        "reminder-fee-not-claimed",
        say("the fee of {fee} for a reminder has no basis in the law and is not claimed", fee=fee),
        terms.where("settings.reminder-fee"),
    )


def _older_contract(claim: Claim, terms: Terms) -> Iterator[Problem]:
    """RO-Q22: L 72/2013 does not reach contracts from before it."""
    trade = {terms.inputs.creditor_kind, terms.inputs.debtor_kind} <= {"business", *PUBLIC}
    signed = terms.relation.contract_signed
    if claim.law == "ro" and trade and claim.regime == "ordinary" and signed:
        yield Problem(
            "contract-before-2013",
            say(
                "a contract of {day}: +4, not +8 (L 72/2013 art. 21); such claims are mostly "
                "time-barred",
                day=signed,
            ),
            terms.where("contract.signed"),
        )


def _agreed_rate(claim: Claim, terms: Terms, law: Law) -> Iterator[Problem]:
    """The limits of an agreed rate: floor, ceiling, public debtors, civil relations."""
    interest = terms.inputs.interest
    rows = [row for item in claim.invoices for row in item.interest_rows]
    if interest.kind != "contractual" or interest.rate is None or not interest.per or not rows:
        return
    agreed, place = yearly(interest.rate, interest.per), terms.where("interest.rate")
    yield from _against_statutory(claim, terms, law, rows, agreed)
    yield from _ceilings(claim, terms, law, agreed, place)


def _against_statutory(
    claim: Claim, terms: Terms, law: Law, rows: Sequence[InterestRow], agreed: Decimal
) -> Iterator[Problem]:
    """In trade: an agreed rate below the statutory one, or above it against a public debtor."""
    public = claim.law == "pl" and terms.inputs.debtor_kind in PUBLIC and claim.regime != "delay"
    floor = terms.settings.get("agreed-rate-floor") == "on"
    if not public and not floor:
        return
    first, last = min(r.first for r in rows), max(r.last for r in rows)
    chosen = terms.rules.default_settings(terms.regime, contractual=False) | terms.settings
    legal = [s.rate for s in rate_line(law, terms.regime, first, last, chosen).segments]
    lowest, highest, place = min(legal), max(legal), terms.where("interest.rate")
    if public and agreed > lowest:
        raise CaseFileError.of(
            "agreed-rate-public-debtor",
            say(
                "a higher agreed rate has no effect against a public debtor ({law})",
                law=f"art. 8 ust. 1 {LATE_PAYMENT_ACT}",
            ),
            where=place,
            hint=say("write interest: {{kind: statutory}}"),
        )
    if floor and agreed < highest:
        yield Problem(
            "agreed-rate-below-statutory",
            say(
                "the agreed rate, {agreed}% a year, is below the statutory one, {legal}%; {law}",
                agreed=f"{agreed.normalize():f}",
                legal=highest,
                law=_AGAINST_LOW_RATES[claim.law],
            ),
            place,
            say("to claim the statutory rate write interest: {{kind: statutory}}"),
        )


def _ceilings(
    claim: Claim, terms: Terms, law: Law, agreed: Decimal, place: Location | None
) -> Iterator[Problem]:
    rows = [r for i in claim.invoices for r in i.interest_rows]
    if any(r.note == "maximum-rate" for r in rows):
        yield Problem(
            "maximum-rate",
            say("the agreed rate was cut to the maximum (k.c. art. 481 § 2¹)"),
            place,
        )
    uncertain = (date(2020, 5, 29), date(2020, 6, 30))
    if terms.regime == "commercial" and any(
        r.note == "maximum-rate" and r.first <= uncertain[1] and r.last >= uncertain[0]
        for r in rows
    ):
        yield Problem(
            "maximum-below-commercial",
            say(
                "from 2020-05-29 to 2020-06-30 the maximum lies below the statutory commercial "
                "rate; the latter was used"
            ),
            place,
        )
    for item in claim.invoices:
        if claim.law == "ro" and item.interest_accrued > item.principal > 0:
            yield Problem(
                "penalty-exceeds-principal",
                say(
                    "{number}: penalties exceed the principal (no legal limit; C.civ. art. 1541)",
                    number=item.number,
                ),
                place,
            )
    if terms.regime == "civil":
        yield from _civil_limit(terms, law, agreed, place)


def _civil_limit(
    terms: Terms, law: Law, agreed: Decimal, place: Location | None
) -> Iterator[Problem]:
    """OG 13/2011 art. 5: void above the legal rate of the day of the agreement by half."""
    contract = terms.inputs.contract
    day = contract.signed if contract and contract.signed else terms.relation.first_issued
    defaults = terms.rules.default_settings("civil", contractual=False)
    legal = rate_line(law, "civil", day, day, defaults).segments[0].rate
    limit = legal * decimal(law["ro/civil-agreed-limit"].on(day))
    if agreed > limit:
        yield Problem(
            "agreed-rate-void",
            say(
                "the agreed rate, {agreed}% a year, exceeds {limit}%: the clause is void and the "
                "legal interest is lost too (OG 13/2011 art. 5)",
                agreed=f"{agreed.normalize():f}",
                limit=f"{limit.normalize():f}",
            ),
            place,
        )


def _special_law(claim: Claim, terms: Terms, law: Law) -> Iterator[Problem]:
    """Penalties that a Romanian law of its own limits: they are capped here, not lowered."""
    contractual = terms.inputs.interest.kind == "contractual"
    rule = law["ro/penalty-limit"].on_or_first(claim.as_of) if claim.law == "ro" else None
    kind = terms.relation.contract_kind
    if contractual and rule and kind in rule.value:
        yield Problem(
            "penalty-of-special-law",
            say("penalties here are limited by law: {limit}", limit=rule.value[kind]),
            terms.where("interest.rate"),
            say("check the agreed rate; the total is cut to the invoice here, nothing else is"),
        )


def _consumer(claim: Claim, terms: Terms) -> Iterator[Problem]:
    kind = terms.inputs.interest.kind
    if kind == "none":
        return
    if kind == "contractual" and claim.law == "ro" and terms.inputs.debtor_kind == "consumer":
        yield Problem(
            "unfair-terms",
            say("a penalty clause may not bind a consumer (Legea 193/2000, RO-Q19)"),
            terms.where("interest"),
        )
    if terms.regime == "consumer-debtor" and kind == "statutory":
        yield Problem(
            "consumer-rate-disputed",
            say(
                "rate against a consumer: +4 or (+4) x 0.80 is disputed (RO-Q03); see consumer-rate"
            ),
        )
    if claim.law == "ro" and terms.inputs.debtor_kind in PEOPLE:
        yield Problem(
            "consumer-default-notice",
            say("from when interest runs against a person without notice is debated (RO-Q04)"),
        )


def _due(
    terms: Terms, settled: DueItem, item: ClaimItem, place: Location | None
) -> Iterator[Problem]:
    """How the due day was counted, where that is not simply the day stated."""
    stated = settled.invoice.due is not None
    if not stated and terms.settings.get("days-term-count") == "civil-2553":
        yield Problem(
            "term-in-days",
            say(
                "{number}: due {due}, the first and the last day of the term not counted (C.civ. "
                "art. 2553(1)); not confirmed by a lawyer (RO-Q24)",
                number=item.number,
                due=item.due,
            ),
            place,
            say("days-term-count: plain counts a day less"),
        )
    if item.effective_due != item.due:
        unconfirmed_shift = say("for a due day stated as a date not confirmed by a lawyer (RO-Q16)")
        yield Problem(
            "due-date-shifted",
            say(
                "{number}: due {due} is a free day; counted from {effective}",
                number=item.number,
                due=item.due,
                effective=item.effective_due,
            ),
            place,
            unconfirmed_shift if stated and terms.inputs.law == "ro" else None,
        )


def _conversion(settled: DueItem, place: Location | None) -> Iterator[Problem]:
    if settled.invoice.conversion and settled.currency == settled.invoice.currency:
        yield Problem(
            "conversion-without-effect",
            say(
                "{number} is claimed in {currency}; the stated conversion is not used",
                number=settled.invoice.number,
                currency=settled.currency,
            ),
            place,
        )


def _disputed(settled: DueItem, item: ClaimItem) -> Message:
    disputed = settled.invoice.disputed
    if disputed and disputed.amount and disputed.amount < item.amount:
        return say(
            "{number} is disputed for {amount} {currency}, and left out of the claim as a whole",
            number=item.number,
            amount=disputed.amount,
            currency=settled.invoice.currency,
        )
    return say("{number} is disputed and left out of the claim", number=item.number)


def _item(
    claim: Claim, settled: DueItem, item: ClaimItem, place: Location | None
) -> Iterator[Problem]:
    if item.left_out == "disputed":
        yield Problem(
            "disputed-left-out",
            _disputed(settled, item),
            place,
            say("to claim it all the same set disputed: included"),
        )
    if item.left_out == "on-hold":
        told = say("{number} is on hold and left out of the claim", number=item.number)
        yield Problem("hold-left-out", told, place, say("to claim it end the hold"))
    for note in item.credit_notes:
        yield Problem(
            "credit-note-effect",
            say(
                "{number}: interest runs on the amount reduced by credit note {note} of {day} from "
                "the start (the lower claim)",
                number=item.number,
                note=note.number,
                day=note.date,
            ),
            place,
        )
    next_day = settled.effective_due + timedelta(days=1)
    if claim.law == "pl" and item.compensation and next_day.month != settled.effective_due.month:
        yield Problem(
            "compensation-month-end",
            say(
                "{number}: due on the last day of a month; which month's rate applies is disputed "
                "(PL-Q05); see compensation-fx-month",
                number=item.number,
            ),
            place,
        )
