"""How does Romanian procedure treat letters and suits for money?

Codul de procedură civilă (C. pr. civ.) art. 94-98, 149, 1014-1033; Codul civil (C. civ.) art.
1521-1522, 2540; OUG 80/2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demandgen.law.calendar import after_days, after_months, next_working_day
from demandgen.law.parameters import Law
from demandgen.law.procedure import MULTIPLE, Demand, Fee, Reason, Route, Suit, Term, tier
from demandgen.money import rounded
from demandgen.problems import Message, say

SUMMONS = "formal-notice"
"""The somație of art. 1015 C. pr. civ."""
AT_ONCE = frozenset({"hand", "meeting"})
"""Ways by which a letter arrives on the day it goes out."""


def term_of(law: Law, demand: Demand, usual_days: int) -> Term:
    """The term of a letter; that of a somație is 15 free days from receipt at least.

    The first and the last day are not counted, and an end on a free day moves to the next working
    day (art. 181 C. pr. civ.; art. 2553-2554 C. civ.).
    """
    if demand.paper == SUMMONS:
        return _summons_term(law, demand)
    if demand.paper == "reminder":
        return _reminder_term(demand, usual_days)
    received = demand.received or (demand.sent if demand.channel in AT_ONCE else None)
    source = "art. 1522 alin. (2) și (3) C. civ." if demand.paper == "default-notice" else ""
    if received is None:
        reason = say("the term runs from receipt, and receipt is not proven by any recorded day")
        return Term(demand.until, Reason("receipt-unknown", reason, source))
    end = _end(received, demand.days or usual_days)
    told = say("received on {day}", day=received)
    return Term(max(end, demand.until or end), Reason("term-from-receipt", told, source))


def _reminder_term(demand: Demand, usual_days: int) -> Term:
    """A reminder's term is a courtesy; it is counted from sending."""
    end = demand.until or after_days(demand.sent, demand.days or usual_days)
    told = say("sent on {day}", day=demand.sent)
    return Term(next_working_day(end, "ro"), Reason("term-of-courtesy", told))


def _end(received: date, days: int) -> date:
    return next_working_day(after_days(received, days, free_ends=True), "ro")


def _summons_term(law: Law, demand: Demand) -> Term:
    channels, least = law["ro/notice-channels"], law["ro/notice-term"]
    allowed, rule = channels.on_or_first(demand.sent), least.on_or_first(demand.sent)
    days = int(rule.value)
    if demand.channel not in allowed.value:
        told = say(
            "sent by {channel}: a somație goes by bailiff or by registered letter with declared "
            "content and acknowledgement of receipt",
            channel=Message(demand.channel),
        )
        return Term(None, Reason("wrong-channel", told, allowed.reference), counts=False)
    if demand.days is not None and demand.days < days:
        told = say("it gave {given} days, the law asks for {days}", given=demand.days, days=days)
        return Term(None, Reason("term-too-short", told, rule.reference), counts=False)
    if demand.returned and not demand.received:
        told = say("it came back on {day}: the debtor did not receive it", day=demand.returned)
        return Term(None, Reason("returned", told, rule.reference), counts=False)
    if demand.received is None:
        told = say("the {days} days run from receipt, and receipt is not recorded", days=days)
        return Term(None, Reason("receipt-unknown", told, rule.reference))
    end = _end(demand.received, demand.days or days)
    if demand.until and demand.until < after_days(demand.received, days):
        told = say("it asked for payment by {day}, before {days} days", day=demand.until, days=days)
        return Term(None, Reason("term-too-short", told, rule.reference), counts=False)
    told = say(
        "received on {day}, {days} days given", day=demand.received, days=demand.days or days
    )
    return Term(max(end, demand.until or end), Reason("term-from-receipt", told, rule.reference))


def suit_after_notice(law: Law, received: date) -> tuple[date, Reason]:
    """Six months after the debtor was put in default; not moved to a working day."""
    rule = law["ro/suit-after-notice"].on_or_first(received)
    told = say(
        "the notice received on {day} interrupts limitation only if followed by suit", day=received
    )
    return after_months(received, int(rule.value)), Reason(
        "suit-after-notice", told, rule.reference
    )


def before_demand(law: Law, debtor_kind: str, barred: bool) -> Reason | None:
    """Romanian law leaves the plea of limitation to the debtor: letters stay possible."""
    del law, debtor_kind, barred
    return None


def routes(law: Law, suit: Suit) -> Iterator[Route]:
    """The payment order, the small claim, the ordinary suit."""
    yield _payment_order(law, suit)
    yield _small_claim(law, suit)
    yield _ordinary(law, suit)


def _court(law: Law, suit: Suit) -> str:
    """The court by the principal alone (art. 98): interest and costs do not count."""
    ceiling = Decimal(law["ro/judecatorie-ceiling"].on_or_first(suit.day).value)
    return "tribunal" if suit.principal is not None and suit.principal > ceiling else "judecătorie"


def _copies(suit: Suit) -> int:
    """Parties to be served and one for the court (art. 149); a reading counts debtors only."""
    return suit.debtors + 1 + (suit.creditors if suit.creditors_get_copies else 0)


def _value(suit: Suit) -> Decimal | None:
    if suit.principal is None or not suit.with_accessories:
        return suit.principal
    return suit.principal + suit.interest + suit.compensation


def _payment_order(law: Law, suit: Suit) -> Route:
    duty = law["ro/payment-order-duty"]
    rule = duty.on_or_first(suit.day)
    missing = list(_common_needs(suit))
    if "summons" not in suit.have:
        told = say("a somație received by the debtor, and its {days} days over", days=15)
        missing.append(Reason("summons", told, "art. 1015 alin. (1) C. pr. civ."))
    elif "summons-proof" not in suit.have:
        told = say("the proof that the debtor received the somație, else the request is dismissed")
        missing.append(Reason("proof-of-delivery", told, "art. 1017 C. pr. civ."))
    if not {"contract", "acknowledgement", "performance"} & set(suit.have):
        told = say("a signed contract or another writing in which the debtor accepted the debt")
        missing.append(Reason("signed-contract", told, "art. 1014 alin. (1) C. pr. civ."))
    return Route(
        code="payment-order",
        name="ordonanță de plată",
        court=_court(law, suit),
        value=_value(suit),
        fee=Fee(Decimal(rule.value), rule.reference, duty.verified),
        copies=_copies(suit),
        source="art. 1014-1025 C. pr. civ.",
        missing=tuple(missing),
        closed=tuple(_obstacles(law, suit)),
        attach=("summons", "summons-proof", *_ATTACH),
    )


_ATTACH = (
    "fee-proof",
    "contract",
    "invoices",
    "performance",
    "invoice-receipt",
    "computation",
    "correspondence",
    "mandate",
    "insolvency-check",
)


def _small_claim(law: Law, suit: Suit) -> Route:
    ceiling, duty = law["ro/small-claim-ceiling"].on_or_first(suit.day), law["ro/small-claim-duty"]
    closed = list(_obstacles(law, suit))
    if suit.principal is not None and suit.principal > Decimal(ceiling.value):
        told = say(
            "the principal {value} is above {ceiling}", value=suit.principal, ceiling=ceiling.value
        )
        closed.append(Reason("value-too-high", told, ceiling.reference))
    rule = duty.on_or_first(suit.day)
    amount = Decimal(tier(rule.value, suit.principal)["fee"]) if suit.principal else None
    form = Reason(
        "standard-form",
        say("on the standard form; written procedure"),
        "art. 1029-1030 C. pr. civ.",
    )
    return Route(
        code="small-claim",
        name="cerere cu valoare redusă",
        court="judecătorie",
        value=suit.principal,
        fee=Fee(amount, rule.reference, duty.verified) if amount is not None else None,
        copies=_copies(suit),
        source="art. 1026-1033 C. pr. civ.",
        missing=tuple(_common_needs(suit)),
        closed=tuple(closed),
        notes=(form,),
        attach=("notice", *_ATTACH),
    )


def _ordinary(law: Law, suit: Suit) -> Route:
    note = Reason(
        "duty-on-accessories",
        say("the duty is shown for principal and interest together; the court decides"),
        "art. 34 alin. (1) din OUG nr. 80/2013",
    )
    return Route(
        code="ordinary",
        name="acțiune în pretenții",
        court=_court(law, suit),
        value=_value(suit),
        fee=_stamp_duty(law, suit),
        copies=_copies(suit),
        source="art. 94-95, 192 și 194 C. pr. civ.",
        missing=tuple(_common_needs(suit)),
        closed=tuple(_obstacles(law, suit)),
        notes=(note,),
        attach=("notice", *_ATTACH),
    )


def _stamp_duty(law: Law, suit: Suit) -> Fee | None:
    if suit.principal is None:
        return None
    duty = law["ro/stamp-duty"]
    rule = duty.on_or_first(suit.day)
    return Fee(
        stamp_duty(rule.value, suit.principal + suit.interest + suit.compensation),
        rule.reference,
        duty.verified,
    )


def stamp_duty(tiers: list[dict[str, str]], value: Decimal) -> Decimal:
    """The duty on a sum of money by the tiers of OUG 80/2013 art. 3(1)."""
    below = Decimal(0)
    for row in tiers:
        if "up_to" not in row or value <= Decimal(row["up_to"]):
            break
        below = Decimal(row["up_to"])
    duty = Decimal(row["base"]) + (value - below) * Decimal(row["percent"]) / MULTIPLE
    return max(rounded(duty), Decimal(row.get("least", "0.00")))


def _common_needs(suit: Suit) -> Iterator[Reason]:
    """What every request to a court needs."""
    if "mandate" not in suit.have:
        told = say("the power of attorney of whoever signs for the creditor")
        yield Reason("power-of-attorney", told, "art. 85 C. pr. civ.")
    if "debtor-address" not in suit.have:
        yield Reason("debtor-address", say("the debtor's address"), "art. 194 lit. a) C. pr. civ.")


def _obstacles(law: Law, suit: Suit) -> Iterator[Reason]:
    """What closes the way to a court today."""
    if "arbitration" in suit.have:
        told = say("the contract has an arbitration clause: the state courts are not competent")
        yield Reason("arbitration", told, "art. 541 și urm. C. pr. civ.")
    if suit.contract_kind == "utilities" and suit.invoices_received:
        rule = law["ro/utility-suit"].on_or_first(suit.day)
        first = after_days(suit.invoices_received, int(rule.value)) + timedelta(days=1)
        if suit.day < first:
            told = say("utility invoices go to court from {day}", day=first)
            yield Reason("utilities-too-early", told, rule.reference)
