"""How does Polish procedure treat letters and suits for money?

Kodeks cywilny (k.c.) art. 61, 111-115, 117; Kodeks postępowania cywilnego (k.p.c.) art. 17,
126-130, 187, 480¹-505³⁹; ustawa o kosztach sądowych w sprawach cywilnych.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from demandgen.law.calendar import after_days, after_years, next_working_day
from demandgen.law.parameters import Law
from demandgen.law.poland import EUROPEAN
from demandgen.law.procedure import MULTIPLE, Demand, Fee, Reason, Route, Suit, Term, tier
from demandgen.money import rounded_up_to_unit
from demandgen.problems import Message, say

AT_ONCE = frozenset({"hand", "meeting"})
"""Ways by which a letter arrives on the day it goes out."""
ELECTRONIC = frozenset({"email", "sms"})
"""Ways by which it arrives when it can be read: k.c. art. 61 § 2."""


def term_of(law: Law, demand: Demand, usual_days: int) -> Term:
    """The term of a letter: the calendar day it gives, else days from its arrival (k.c. 61, 111).

    An end on a Saturday or a holiday moves to the next working day (k.c. art. 115).
    """
    del law
    if demand.until:
        told = say("the letter gives the day {day}", day=demand.until)
        return Term(
            next_working_day(demand.until, "pl"), Reason("term-by-date", told, "art. 115 k.c.")
        )
    arrival, why = _arrival(demand)
    if arrival is None:
        return Term(None, why)
    end = next_working_day(after_days(arrival, demand.days or usual_days), "pl")
    return Term(end, why)


def _arrival(demand: Demand) -> tuple[date | None, Reason]:
    """The day the debtor could learn the letter's content, and why that day."""
    if demand.received:
        told = say("received on {day}", day=demand.received)
        return demand.received, Reason("term-from-receipt", told, "art. 61 § 1 i art. 111 § 2 k.c.")
    if demand.paper == "reminder":
        told = say("sent on {day}", day=demand.sent)
        return demand.sent, Reason("term-of-courtesy", told)
    if demand.channel in AT_ONCE | ELECTRONIC:
        told = say("sent by {channel} on {day}", channel=Message(demand.channel), day=demand.sent)
        return demand.sent, Reason("term-from-arrival", told, "art. 61 § 1 i 2 k.c.")
    if demand.returned:
        told = say("came back on {day}: the debtor could have collected it", day=demand.returned)
        source = "art. 61 § 1 k.c.; SN IV CSKP 82/21"
        return demand.returned, Reason("term-from-return", told, source)
    told = say("the term runs from delivery, and delivery is not recorded")
    return None, Reason("receipt-unknown", told, "art. 61 § 1 k.c.")


def suit_after_notice(law: Law, received: date) -> None:
    """A wezwanie does not interrupt limitation: it is not in k.c. art. 123 § 1."""
    del law, received


def before_demand(law: Law, debtor_kind: str, barred: bool) -> Reason | None:
    """A time-barred claim may not be enforced against a consumer (k.c. art. 117 § 2¹)."""
    del law
    if not barred or debtor_kind != "consumer":
        return None
    told = say("time-barred, at least on one reading, and the debtor is a consumer")
    return Reason("time-barred-consumer", told, "art. 117 § 2¹ k.c.")


def routes(law: Law, suit: Suit) -> Iterator[Route]:
    """Postępowanie upominawcze, nakazowe, EPU; abroad in the EU the European order."""
    yield _order_route(law, suit)
    yield _fast_order_route(law, suit)
    yield _electronic_route(law, suit)
    if suit.debtor_country != "PL" and suit.debtor_country in EUROPEAN:
        yield _european_route(law, suit)


def _value(suit: Suit) -> Decimal | None:
    """The value of the suit: principal and compensation, rounded up to a full złoty.

    Interest asked for beside the principal does not count (k.p.c. art. 20); capitalised it does.
    """
    if suit.principal is None:
        return None
    value = suit.principal + suit.compensation
    value += suit.interest if suit.with_accessories else 0
    return rounded_up_to_unit(value)


def _court(law: Law, value: Decimal | None, day: date) -> str:
    ceiling = Decimal(law["pl/district-court-ceiling"].on_or_first(day).value)
    return "sąd okręgowy" if value is not None and value > ceiling else "sąd rejonowy"


def full_fee(law: Law, value: Decimal, day: date) -> Decimal:
    """The fee on a suit of a value, rounded up to a full złoty."""
    row = tier(law["pl/court-fee"].on_or_first(day).value, value)
    if "fee" in row:
        return Decimal(row["fee"])
    fee = min(value * Decimal(row["percent"]) / MULTIPLE, Decimal(row["most"]))
    return fee.quantize(Decimal(1), ROUND_CEILING)


def quarter_fee(law: Law, value: Decimal, day: date) -> Decimal:
    """A quarter of the full fee, at least 30 zł, rounded up to a full złoty."""
    rule = law["pl/quarter-fee"].on_or_first(day).value
    fee = full_fee(law, value, day) * Decimal(rule["part"])
    return max(fee.quantize(Decimal(1), ROUND_CEILING), Decimal(rule["least"]))


def _fee(law: Law, suit: Suit, *, quarter: bool) -> Fee | None:
    value = _value(suit)
    if value is None:
        return None
    table = law["pl/court-fee"]
    if not quarter:
        return Fee(
            full_fee(law, value, suit.day), table.on_or_first(suit.day).reference, table.verified
        )
    rule = law["pl/quarter-fee"]
    reference = rule.on_or_first(suit.day).reference
    return Fee(quarter_fee(law, value, suit.day), reference, table.verified and rule.verified)


_ATTACH = (
    "fee-proof",
    "contract",
    "invoices",
    "performance",
    "invoice-receipt",
    "notice",
    "notice-proof",
    "computation",
    "correspondence",
    "register-printouts",
    "mandate",
)


def _order_route(law: Law, suit: Suit) -> Route:
    value = _value(suit)
    return Route(
        code="upominawcze",
        name="postępowanie upominawcze",
        court=_court(law, value, suit.day),
        value=value,
        fee=_fee(law, suit, quarter=False),
        copies=1 + suit.debtors,
        source="art. 480¹-480⁴ i 499-505 k.p.c.",
        missing=tuple(_common_needs(suit)),
        closed=tuple(_obstacles(suit)),
        notes=tuple(_modes(law, suit, value)),
        attach=_ATTACH,
    )


def _fast_order_route(law: Law, suit: Suit) -> Route:
    have, value = set(suit.have), _value(suit)
    missing = list(_common_needs(suit))
    acknowledged = {"acknowledgement", "notice"} <= have
    commercial = {"commercial", "contract", "performance", "invoice-receipt"} <= have
    if not acknowledged and not commercial:
        lacking = say(
            "a demand and the debtor's written acknowledgement; or, in commercial transactions, "
            "contract, proof of own performance and proof that the invoice was delivered"
        )
        missing.append(Reason("documents-for-order", lacking, "art. 485 § 1 pkt 3 i § 2¹ k.p.c."))
    return Route(
        code="nakazowe",
        name="postępowanie nakazowe",
        court=_court(law, value, suit.day),
        value=value,
        fee=_fee(law, suit, quarter=True),
        copies=1 + suit.debtors,
        source="art. 484¹-497 k.p.c.",
        missing=tuple(missing),
        closed=tuple(_obstacles(suit)),
        notes=tuple(_modes(law, suit, value)),
        attach=_ATTACH,
    )


def _electronic_route(law: Law, suit: Suit) -> Route:
    missing = [m for m in _common_needs(suit) if m.code != "power-of-attorney"]
    if "debtor-id" not in suit.have:
        told = say("the debtor's PESEL, NIP or KRS number")
        missing.append(Reason("debtor-identifier", told, "art. 505³² § 2 k.p.c."))
    listed = Reason(
        "evidence-listed-only",
        say("filed online only; evidence is listed, not attached"),
        "art. 505³¹ § 1 i 505³² § 1 k.p.c.",
    )
    return Route(
        code="epu",
        name="elektroniczne postępowanie upominawcze",
        court="Sąd Rejonowy Lublin-Zachód w Lublinie, VI Wydział Cywilny",
        value=_value(suit),
        fee=_fee(law, suit, quarter=True),
        copies=0,
        source="art. 505²⁸-505³⁹ k.p.c.",
        missing=tuple(missing),
        closed=(*_obstacles(suit), *_epu_obstacles(law, suit)),
        notes=(listed,),
    )


def epu_first_due(law: Law, day: date) -> date:
    """The earliest due day of a claim that EPU still takes on `day`."""
    return after_years(day, -int(law["pl/epu-years"].on_or_first(day).value))


def _epu_obstacles(law: Law, suit: Suit) -> Iterator[Reason]:
    if min(suit.dues) < epu_first_due(law, suit.day):
        told = say("claims that fell due more than three years ago: {day}", day=min(suit.dues))
        yield Reason(
            "older-than-three-years", told, law["pl/epu-years"].on_or_first(suit.day).reference
        )
    if suit.debtor_country != "PL":
        yield Reason("service-abroad", say("no service abroad in EPU"), "art. 505²⁸ § 2 k.p.c.")
    ceiling = law["pl/epu-ceiling"].on_or_first(suit.day)
    if suit.principal is not None and suit.principal >= Decimal(ceiling.value):
        told = say("the value reaches {ceiling}", ceiling=ceiling.value)
        yield Reason("value-too-high", told, ceiling.reference)


def _european_route(law: Law, suit: Suit) -> Route:
    value = _value(suit)
    return Route(
        code="european-order",
        name="europejskie postępowanie nakazowe",
        court=_court(law, value, suit.day),
        value=value,
        fee=_fee(law, suit, quarter=False),
        copies=1 + suit.debtors,
        source="art. 505¹⁵ i nast. k.p.c., rozporządzenie (WE) nr 1896/2006",
        missing=tuple(_common_needs(suit)),
        closed=tuple(_obstacles(suit)),
        attach=_ATTACH,
    )


def _modes(law: Law, suit: Suit, value: Decimal | None) -> Iterator[Reason]:
    """The sets of rules that apply beside the route."""
    ceiling = law["pl/simplified-ceiling"].on_or_first(suit.day)
    if value is not None and value <= Decimal(ceiling.value):
        told = say("postępowanie uproszczone, up to {ceiling}", ceiling=ceiling.value)
        yield Reason("simplified", told, ceiling.reference)
    if "commercial" in suit.have:
        told = say("postępowanie gospodarcze: all facts and evidence in the suit")
        yield Reason("commercial-rules", told, "art. 458⁵ k.p.c.")
    if "notice" not in suit.have:
        told = say("the suit explains why no settlement out of court was tried")
        yield Reason("settlement-attempt", told, "art. 187 § 1 pkt 3 k.p.c.")
    if suit.debtor_kind == "consumer":
        told = say("against a consumer: without an attempt at settlement, costs up to double")
        yield Reason("consumer-rules", told, "art. 458¹⁴-458¹⁶ k.p.c.")


def _common_needs(suit: Suit) -> Iterator[Reason]:
    """What every suit needs."""
    if "mandate" not in suit.have:
        told = say("the power of attorney of whoever signs for the creditor")
        yield Reason("power-of-attorney", told, "art. 126 § 3 k.p.c.")
    if "debtor-address" not in suit.have:
        yield Reason("debtor-address", say("the debtor's address"), "art. 126 § 2 k.p.c.")


def _obstacles(suit: Suit) -> Iterator[Reason]:
    """What closes the way to a state court."""
    if "arbitration" in suit.have:
        told = say(
            "the contract has an arbitration clause: the suit is rejected when it is invoked"
        )
        yield Reason("arbitration", told, "art. 1165 § 1 k.p.c.")
