"""Where does the debtor pay, how much, under which title, and can a code spare the typing?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from demandgen.casefile.model import BankAccount, Case
from demandgen.claim.model import Claim, Total
from demandgen.documents.payment_code import PaymentCode, payment_code
from demandgen.documents.plans import CalledIn, called_in
from demandgen.documents.reminders import Reminder
from demandgen.documents.views import accounts_for, paid_in
from demandgen.money import Currency
from demandgen.problems import Message, Problem, say

ASKING: Final = frozenset(
    {
        "reminder",
        "formal-notice",
        "default-notice",
        "final-notice",
        "plan-default-notice",
        "interest-note",
    }
)
"""The papers that ask for money now."""

TITLE_MOST: Final = 140
"""The characters of a transfer's title that banks take."""
TITLE_IN_CODE: Final = 32
"""Those that the Polish code holds; where a letter has a code, both say the same."""


@dataclass(frozen=True)
class PaymentBlock:
    """How to pay: the accounts, the title of the transfer, and the code as a PNG if there is one.

    `code_for` is the account the code pays to; `no_code` says why there is none.
    """

    accounts: tuple[BankAccount, ...]
    title: str
    code: bytes | None = None
    code_for: BankAccount | None = None
    no_code: Message | None = None

    @property
    def note(self) -> Problem | None:
        """What the sender should know: why the letter carries no code."""
        return Problem("no-payment-code", self.no_code) if self.no_code else None


def payment_block(
    case: Case, claim: Claim, paper: str, title: str, reminder: Reminder | None = None
) -> PaymentBlock:
    """Settle how a paper is paid; `title` is what its wording calls the transfer.

    A title too long for the code, or without one for a bank, gives way to the case's reference.
    """
    if reminder:
        amounts = [(s.currency, s.outstanding) for s in reminder.sums]
        money = [currency for currency, _ in amounts]
    else:
        asked = [(t, a) for t in claim.totals if (a := asked_for(t, paper, called_in(claim)))]
        amounts = [(t.currency, amount) for t, amount in asked]
        money = [paid_in(claim, t) for t, _ in asked]
    accounts = accounts_for(case, money)
    typed = title if len(title) <= TITLE_MOST else case.id
    if paper not in ASKING or not amounts:
        return PaymentBlock(accounts, typed)
    short = title if len(title) <= TITLE_IN_CODE else case.id
    several = say("no payment code: the letter asks for several currencies")
    found = several if len(set(money)) > 1 else _code(case, accounts, amounts[0], short)
    if isinstance(found, Message):
        return PaymentBlock(accounts, typed, no_code=found)
    return PaymentBlock(accounts, short, found.png(), accounts[0])


def asked_for(total: Total, paper: str, called: CalledIn | None = None) -> Decimal:
    """What a paper asks to pay now: all, an interest note what is owed besides principal.

    The notice of a broken plan asks for its whole balance; a reminder names its own sums.
    """
    if paper == "plan-default-notice" and called:
        return called.total
    return total.accessories if paper == "interest-note" else total.total


def _code(
    case: Case,
    accounts: tuple[BankAccount, ...],
    asked: tuple[Currency, Decimal],
    title: str,
) -> PaymentCode | Message:
    account, (currency, amount) = accounts[0] if accounts else None, asked
    if account is None:
        return say("no payment code: the creditor states no account in {money}", money=currency)
    return payment_code(
        iban=account.iban,
        holder=account.holder or case.creditor.name,
        amount=amount,
        currency=currency,
        reference=title,
        tax_id=case.creditor.tax_id,
    )
