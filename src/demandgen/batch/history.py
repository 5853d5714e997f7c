"""What happened in a case, when the case file and the ledger both remember?

The ledger's letters and payments join the case's own; what both know counts once. Where they
contradict each other, the contradiction is a problem and no letter is proposed: a term must not
run from a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from demandgen.batch.identity import debtor_identity, party_identity
from demandgen.batch.letters import SENT, History, Letter, PaymentRow
from demandgen.casefile.model import Case, CorrespondenceEvent, Payment
from demandgen.problems import Problem, say

Histories = dict[tuple[str, str], History]
"""What the ledger knows, by creditor and debtor."""
_SAME_LETTER = timedelta(days=10)
"""The same paper within so many days is one letter dated twice, not two letters."""


def history_for(case: Case, known: History) -> History:
    """Return the part of a debtor's history that concerns the invoices of this case."""
    numbers = {invoice.number for invoice in case.invoices}
    return History(
        letters=tuple(x for x in known.letters if numbers.intersection(x.invoices)),
        payments=tuple(
            p
            for p in known.payments
            if (p.invoice in numbers if p.invoice else p.case_id == case.id)
        ),
    )


def joint_history(keys: Iterable[tuple[str, str]], histories: Histories) -> History:
    """Return all that is known of these debtors, in an order that does not depend on who asks."""
    known = [histories[key] for key in sorted(set(keys)) if key in histories]
    return History(
        letters=tuple(letter for history in known for letter in history.letters),
        payments=tuple(payment for history in known for payment in history.payments),
    )


def debtor_keys(case: Case) -> list[tuple[str, str]]:
    """Return creditor and debtor as the ledger names them, one pair per debtor."""
    creditor = party_identity(case.creditor)
    return [(creditor, debtor_identity(case.law, debtor)) for debtor in case.debtors]


def with_history(case: Case, history: History, on: date) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case with what the ledger knows up to a day, and the contradictions."""
    sent = [x for x in history.letters if x.state in SENT and x.posted and x.posted <= on]
    correspondence = list(case.correspondence)
    problems: list[Problem] = []
    for index, events in _matched(case, [_event(case, letter, on) for letter in sent]):
        if index is None:
            correspondence += events
        else:
            problems += [p for e in events for p in _contradictions(case, correspondence[index], e)]
            correspondence[index] = _joined(correspondence[index], events)
    payments = _payments(case, [p for p in history.payments if p.date <= on])
    changed = {
        "correspondence": tuple(sorted(correspondence, key=lambda event: event.date)),
        "payments": (*case.payments, *payments),
    }
    problems += _payment_contradictions(case, payments)
    return case.model_copy(update=changed), tuple(problems)


def _matched(
    case: Case, recorded: Iterable[CorrespondenceEvent]
) -> Iterator[tuple[int | None, list[CorrespondenceEvent]]]:
    """The ledger's letters by the one of the case file they are; None: the case knows none."""
    found: dict[int | None, list[CorrespondenceEvent]] = {}
    for event in recorded:
        found.setdefault(_same(case.correspondence, event), []).append(event)
    yield from found.items()


def _event(case: Case, letter: Letter, on: date) -> CorrespondenceEvent:
    keys = [key for _, key in debtor_keys(case)]
    apart = len(case.debtors) > 1 and letter.debtor in keys
    return CorrespondenceEvent(
        to=(case.debtors[keys.index(letter.debtor)].name,) if apart else (),
        date=letter.posted or letter.as_of,
        direction="sent",
        channel=letter.channel or "registered-post",
        paper=letter.paper,
        level=letter.level or None,
        term=letter.term_days,
        term_date=letter.term_date,
        tracking=letter.tracking,
        delivered=letter.delivered if letter.delivered and letter.delivered <= on else None,
        returned=letter.returned if letter.returned and letter.returned <= on else None,
        invoices=letter.invoices,
    )


def _same(known: Iterable[CorrespondenceEvent], event: CorrespondenceEvent) -> int | None:
    for index, other in enumerate(known):
        if event.tracking and event.tracking == other.tracking:
            return index
        if event.to and other.to and not set(event.to) & set(other.to):
            continue
        same_paper = other.direction == "sent" and other.paper == event.paper
        if same_paper and (other.level or 1) == (event.level or 1):
            same_invoices = not other.invoices or set(other.invoices) & set(event.invoices)
            if same_invoices and abs(other.date - event.date) <= _SAME_LETTER:
                return index
    return None


def _contradictions(
    case: Case, stated: CorrespondenceEvent, recorded: CorrespondenceEvent
) -> Iterator[Problem]:
    for name in ("date", "delivered", "returned"):
        mine, theirs = getattr(stated, name), getattr(recorded, name)
        if mine and theirs and mine != theirs:
            yield Problem(
                "history-disagrees",
                say(
                    "{paper}: {what} is {stated} in the case file, {recorded} in the ledger",
                    paper=recorded.paper,
                    what=name,
                    stated=mine,
                    recorded=theirs,
                ),
                case.where("correspondence"),
                say("correct the case file, or tell the ledger the right day"),
            )


def _joined(
    stated: CorrespondenceEvent, recorded: Sequence[CorrespondenceEvent]
) -> CorrespondenceEvent:
    """What the case file does not say, from the ledger; received once all have received it."""
    delivered = [e.delivered for e in recorded if e.delivered]
    known = {
        "delivered": max(delivered) if len(delivered) == len(recorded) else None,
        "returned": max((e.returned for e in recorded if e.returned), default=None),
        "tracking": recorded[0].tracking,
        "level": recorded[0].level,
    }
    missing = {name: value for name, value in known.items() if getattr(stated, name) is None}
    return stated.model_copy(update=missing)


def _payments(case: Case, recorded: Iterable[PaymentRow]) -> list[Payment]:
    """The ledger's payments that the case file does not state: equal ones are counted."""
    stated = Counter((p.date, p.amount, p.currency) for p in case.payments)
    missing = []
    for row in recorded:
        key = (row.date, row.amount, row.currency)
        if stated[key]:
            stated[key] -= 1
        else:
            missing.append(row)
    return [
        Payment(
            date=row.date,
            amount=row.amount,
            currency=row.currency,
            invoice=row.invoice,
            reference=row.reference or None,
        )
        for row in missing
    ]


def _payment_contradictions(case: Case, added: Iterable[Payment]) -> Iterator[Problem]:
    stated = {p.reference: p for p in case.payments if p.reference}
    for payment in added:
        other = stated.get(payment.reference or "")
        if other:
            yield Problem(
                "history-disagrees",
                say(
                    "payment {reference}: {stated} on {day} in the case file, "
                    "{recorded} on {recorded_day} in the ledger",
                    reference=payment.reference,
                    stated=other.amount,
                    day=other.date,
                    recorded=payment.amount,
                    recorded_day=payment.date,
                ),
                case.where("payments"),
            )
