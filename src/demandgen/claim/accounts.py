"""What has been paid on each item, and which part of it: costs, interest, principal?

An `Account` follows one invoice (or one instalment) through time: what its interest runs on, and
what payments took off. `Imputation` chooses the accounts a payment goes to, by the payment's own
designation, then by the law: Romanian Civil Code art. 1506-1509, Polish Civil Code art. 450-451.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from demandgen.casefile.model import Payment
from demandgen.claim.interest import DAY, RateLine, Span, per_day
from demandgen.claim.model import InterestRow, PaymentLine
from demandgen.money import ZERO, rounded, total

PARTS = ("costs", "compensation", "arrears", "interest", "principal")
"""What a debt consists of. Arrears are interest fixed by a plan, which bears none itself; the
fixed compensation is paid last, unless a payment is designated for costs."""


@dataclass
class Account:
    """One item through time; interest runs on the open principal after `effective_due`."""

    number: str
    currency: str
    issued: date
    effective_due: date
    principal: Decimal
    line: RateLine
    cap: Decimal | None = None
    disputed: bool = False
    arrears: Decimal = ZERO
    costs: Decimal = ZERO
    compensation: Decimal = ZERO
    paid: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(PARTS, ZERO))
    payments: list[PaymentLine] = field(default_factory=list)
    _closed: list[Span] = field(default_factory=list)
    _open_from: date = field(init=False)
    _last: Payment | None = None

    def __post_init__(self) -> None:
        self._open_from = self.effective_due + DAY

    @property
    def open_principal(self) -> Decimal:
        """The principal not yet paid."""
        return self.principal - self.paid["principal"]

    def spans(self, to: date) -> list[Span]:
        """The bases up to a day, both ends included."""
        if to < self._open_from:
            return [s for s in self._closed if s.first <= to]
        return [*self._closed, Span(self._open_from, to, self.open_principal)]

    def was_late(self, by: date) -> bool:
        """Tell whether principal was open after the due day."""
        return any(span.base > 0 for span in self.spans(by))

    def rows(self, to: date) -> list[InterestRow]:
        """The interest rows up to a day."""
        return self.line.rows(self.spans(to), self.cap)

    def owed(self, part: str, on: date) -> Decimal:
        """What is still owed of a part at the end of a day."""
        if part == "principal":
            return self.open_principal
        if part == "compensation" and not self.was_late(on):
            return ZERO
        if part in {"costs", "compensation", "arrears"}:
            return Decimal(getattr(self, part)) - self.paid[part]
        return self.line.interest(self.spans(on), self.cap) - self.paid["interest"]

    def instalment_open(self, on: date) -> Decimal:
        """What is still owed without the interest of delay."""
        return total(self.owed(part, on) for part in ("costs", "arrears", "principal"))

    def position(self, on: date) -> dict[str, Any]:
        """What the item comes to at the end of a day: the figures of a `ClaimItem`."""
        rows = self.rows(on)
        accrued = total(row.amount for row in rows)
        paid_interest = self.paid["interest"] + self.paid["arrears"]
        per_day = self._per_day(accrued, on)
        settled = [p.date for p in self.payments if p.to_principal or not self.principal]
        last = on if self.open_principal else max(settled, default=on)
        return {
            "days_late": max(0, (last - self.effective_due).days),
            "payments": tuple(self.payments),
            "outstanding": self.open_principal,
            "interest_rows": tuple(rows),
            "interest_cap_reached": self._cap_reached(accrued),
            "interest_accrued": accrued,
            "interest_paid": paid_interest,
            "interest_outstanding": accrued + self.arrears - paid_interest,
            "costs_outstanding": self.owed("costs", on),
            "interest_per_day": rounded(per_day),
            "interest_per_day_exact": per_day,
        }

    def _cap_reached(self, accrued: Decimal) -> bool:
        return self.cap is not None and accrued >= self.cap

    def _per_day(self, accrued: Decimal, on: date) -> Decimal:
        if self._cap_reached(accrued) or on <= self.effective_due:
            return ZERO
        return per_day(self.line, self.open_principal, on)

    def fall_due(self, day: date) -> None:
        """Make the item due on another day; only before anything was paid on it."""
        self.effective_due, self._open_from = day, day + DAY

    def pay(self, payment: Payment, amount: Decimal, parts: Sequence[str]) -> Decimal:
        """Take a payment into the parts in their order; return what is left of it."""
        taken = dict.fromkeys(PARTS, ZERO)
        for part in parts:
            taken[part] = min(amount, max(ZERO, self.owed(part, payment.date)))
            amount -= taken[part]
        if any(taken.values()):
            self._record(payment, taken)
        return amount

    def _record(self, payment: Payment, taken: dict[str, Decimal]) -> None:
        self._close(payment.date)
        for part, share in taken.items():
            self.paid[part] += share
        line = PaymentLine(
            date=payment.date,
            amount=total(taken.values()),
            whole=payment.amount,
            designation=payment.designation,
            to_costs=taken["costs"] + taken["compensation"],
            to_interest=taken["arrears"] + taken["interest"],
            to_principal=taken["principal"],
            reference=payment.reference,
        )
        if self._last is payment:
            line = _added(self.payments.pop(), line)
        self._last = payment
        self.payments.append(line)

    def _close(self, day: date) -> None:
        """End the running span with the day of payment, which still bears interest."""
        if day >= self._open_from:
            self._closed.append(Span(self._open_from, day, self.open_principal))
            self._open_from = day + DAY


def _added(one: PaymentLine, other: PaymentLine) -> PaymentLine:
    return one.model_copy(
        update={
            name: getattr(one, name) + getattr(other, name)
            for name in ("amount", "to_costs", "to_interest", "to_principal")
        }
    )


@dataclass(frozen=True)
class Imputation:
    """The order in which payments are imputed, as the settings of the claim have it."""

    country: str
    setting: str

    def parts(self, payment: Payment) -> tuple[str, ...]:
        """The order of the parts within one debt; a payment's own designation goes first."""
        order = (
            ("principal", "interest", "costs")
            if self.setting == "principal-first"
            else ("costs", "interest", "principal")
        )
        chosen = payment.designation
        if chosen == "costs":
            return ("costs", "compensation", *(p for p in order if p != "costs"))
        return (chosen, *(p for p in order if p != chosen)) if chosen else order

    def impute(self, payment: Payment, accounts: Sequence[Account]) -> Decimal:
        """Take a payment into the accounts; return what found nothing to pay."""
        left = payment.amount
        if payment.invoice:
            own = [a for a in accounts if a.number == payment.invoice]
            for account in own:
                left = account.pay(payment, left, self.parts(payment))
            accounts = [a for a in accounts if a not in own]
        return self._by_law(payment, left, accounts)

    def _by_law(self, payment: Payment, left: Decimal, accounts: Sequence[Account]) -> Decimal:
        known = [a for a in accounts if a.currency == payment.currency and not a.disputed]
        due = _oldest_first(a for a in known if a.effective_due <= payment.date)
        for group, parts in self._steps(payment, due):
            left = _pay_group(payment, left, group, parts)
        later = [a for a in known if a.issued <= payment.date < a.effective_due]
        for group in _oldest_first(later):
            left = _pay_group(payment, left, group, ("principal",))
        for account in (a for group in due for a in group):
            left = account.pay(payment, left, ("compensation",))
        return left

    def _steps(
        self, payment: Payment, due: Sequence[Sequence[Account]]
    ) -> Iterable[tuple[Sequence[Account], tuple[str, ...]]]:
        """Debt by debt, or (ro by statute, and principal first) part by part over all debts.

        Romanian Civil Code art. 1509(2): costs, then interest in the order it fell due, then
        capital; Polish Civil Code art. 451: the oldest debt with its accessories.
        """
        parts = self.parts(payment)
        part_by_part = self.country == "ro" or self.setting == "principal-first"
        if part_by_part and self.setting != "interest-first":
            return [(group, (part,)) for part in parts for group in due]
        return [(group, parts) for group in due]


def _oldest_first(accounts: Iterable[Account]) -> list[list[Account]]:
    """Groups of accounts that fell due on the same day, the oldest first."""
    groups: dict[date, list[Account]] = {}
    for account in sorted(accounts, key=lambda a: a.effective_due):
        groups.setdefault(account.effective_due, []).append(account)
    return list(groups.values())


def _pay_group(
    payment: Payment, left: Decimal, group: Sequence[Account], parts: Sequence[str]
) -> Decimal:
    """Pay debts that fell due together: in proportion, part by part (C.civ. art. 1509(1)(e))."""
    if len(group) == 1:
        return group[0].pay(payment, left, parts)
    for part in parts:
        owed = [max(ZERO, a.owed(part, payment.date)) for a in group]
        for account, share in zip(group, in_proportion(min(left, total(owed)), owed), strict=True):
            left -= share - account.pay(payment, share, (part,))
    return left


def in_proportion(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share out an amount in proportion to weights; the shares add up to the amount."""
    whole, running, shares = total(weights), ZERO, list[Decimal]()
    given = ZERO
    for weight in weights:
        running += weight
        upto = rounded(amount * running / whole) if whole else ZERO
        shares.append(upto - given)
        given = upto
    return shares
