"""What happened in a case, when the case file and the ledger both remember?

The ledger's letters and payments join the case's own; what both know counts once. Where they
contradict each other, the contradiction is a problem and no letter is proposed: a term must not
run from a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from demandgen.batch.identity import CaseItems, debtor_identity, party_identity
from demandgen.batch.letters import SENT, History, Letter, PaymentRow
from demandgen.casefile.model import Case, CorrespondenceEvent, Payment
from demandgen.problems import Problem, say

Histories = dict[tuple[str, str], History]
"""What the ledger knows, by creditor and debtor."""
_SAME_LETTER = timedelta(days=10)
"""The same paper within so many days is one letter dated twice, not two letters."""


def history_for(case: Case, known: History) -> History:
    """Return the part of a debtor's history about the invoices or the plan of this case."""
    items = CaseItems.of(case)
    return History(
        letters=tuple(x for x in known.letters if items.has_any(x.invoices)),
        payments=tuple(
            p
            for p in known.payments
            if (p.invoice in items.invoices if p.invoice else p.case_id == case.id)
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
    """The ledger's letters by the one of the case file they are; None: the case knows none.

    A letter served twice within days is two letters: the nearer one is that of the case file, and
    what is taken is no other letter to the same debtor.
    """
    found: dict[int | None, list[CorrespondenceEvent]] = {}
    alike = [(event, _same(case.correspondence, event)) for event in recorded]
    for event, places in sorted(alike, key=lambda one: min(one[1].values(), default=_SAME_LETTER)):
        free = [i for i in places if all(event.to != other.to for other in found.get(i, ()))]
        found.setdefault(free[0] if free else None, []).append(event)
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
        invoices=CaseItems.of(case).numbers(letter.invoices),
    )


def _same(known: Sequence[CorrespondenceEvent], event: CorrespondenceEvent) -> dict[int, timedelta]:
    """Those of the case file that may be this letter, the nearest first, and how far apart.

    The post's number leaves no doubt.
    """
    for index, other in enumerate(known):
        if event.tracking and event.tracking == other.tracking:
            return {index: timedelta(0)}
    near = {i: abs(e.date - event.date) for i, e in enumerate(known) if _is_alike(e, event)}
    return dict(sorted(near.items(), key=lambda one: one[1]))


def _is_alike(other: CorrespondenceEvent, event: CorrespondenceEvent) -> bool:
    """The same paper to the same debtor about the same invoices, a few days apart at most."""
    if other.date != event.date and _is_served_again(other, event):
        return False
    if event.to and other.to and not set(event.to) & set(other.to):
        return False
    if other.invoices and not set(other.invoices) & set(event.invoices):
        return False
    same_paper = other.direction == "sent" and other.paper == event.paper
    same_level = (other.level or 1) == (event.level or 1)
    return same_paper and same_level and abs(other.date - event.date) <= _SAME_LETTER


def _is_served_again(one: CorrespondenceEvent, other: CorrespondenceEvent) -> bool:
    """Two numbers of the post, or one went after the other had come back."""
    if one.tracking and other.tracking:
        return True
    first, second = sorted((one, other), key=lambda event: event.date)
    return first.returned is not None and first.returned <= second.date


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
    """What the case file does not say, from the ledger; received once all have received it.

    About which invoices, and with which term, is taken only where the case file says neither.
    """
    delivered = [e.delivered for e in recorded if e.delivered]
    known = {
        "delivered": max(delivered) if len(delivered) == len(recorded) else None,
        "returned": max((e.returned for e in recorded if e.returned), default=None),
        "tracking": recorded[0].tracking,
        "level": recorded[0].level,
    }
    missing: dict[str, object] = {n: v for n, v in known.items() if getattr(stated, n) is None}
    if not stated.invoices:
        missing["invoices"] = tuple(sorted({n for e in recorded for n in e.invoices}))
    if stated.term is None and stated.term_date is None:
        missing |= {"term": recorded[0].term, "term_date": recorded[0].term_date}
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
