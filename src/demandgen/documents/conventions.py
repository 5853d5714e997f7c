"""How are the conventions of a claim and the data of the law called on the sender's cover sheet?

docs/settings.md explains the settings by the names that a case file gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from demandgen.claim.model import Claim
from demandgen.problems import Message, say

_NAMES: Final = {
    "day-count": say("days in a year"),
    "rate-fixing": say("rate of interest"),
    "due-date-shift": say("due day that is not a working day"),
    "days-term-count": say("terms in days"),
    "rounding": say("what is rounded"),
    "imputation": say("payments are set against"),
    "consumer-rate": say("rate against a consumer"),
    "compensation": say("fixed compensation for recovery costs"),
    "compensation-fx-day": say("exchange rate of the compensation"),
    "compensation-fx-month": say("month of the compensation's euro rate"),
    "limitation-start": say("limitation runs from"),
    "pre-2020-contract": say("contract from before 2020"),
    "agreed-rate-floor": say("agreed rate below the statutory one"),
    "disputed": say("disputed invoices"),
}
_VALUES: Final = {
    ("day-count", "actual/365"): say("365, in leap years too"),
    ("rate-fixing", "semester"): say("that of the first day of each half-year"),
    ("rate-fixing", "per-change"): say("each rate from its own day"),
    ("due-date-shift", "none"): say("it stays"),
    ("due-date-shift", "next-working-day"): say("the next working day"),
    ("due-date-shift", "kc115"): say("the next day that is neither holiday nor Saturday"),
    ("days-term-count", "civil-2553"): say("counted by art. 2553 of the Romanian Civil Code"),
    ("days-term-count", "plain"): say("every day counts"),
    ("rounding", "per-period"): say("each row"),
    ("rounding", "once"): say("the total alone"),
    ("imputation", "statutory"): say("what the law says"),
    ("imputation", "interest-first"): say("interest, then the principal"),
    ("imputation", "principal-first"): say("the principal, then interest"),
    ("consumer-rate", "plus4"): say("reference rate plus 4 points"),
    ("consumer-rate", "plus4-x080"): say("four fifths of the reference rate plus 4 points"),
    ("compensation", "on"): say("it is claimed"),
    ("compensation", "off"): say("it is not claimed"),
    ("compensation-fx-day", "payment-date"): say("that of the day of payment"),
    ("compensation-fx-month", "month-of-shifted-due-date"): say("by the due day, once shifted"),
    ("compensation-fx-month", "month-of-next-day"): say("by the day after the due day"),
    ("limitation-start", "due-date"): say("the due day"),
    ("limitation-start", "day-after"): say("the day after the due day"),
    ("pre-2020-contract", "split-at-2020"): say("the old law before 2020, the new one since"),
    ("pre-2020-contract", "old-law"): say("the old law throughout"),
    ("agreed-rate-floor", "on"): say("a warning tells of it"),
    ("agreed-rate-floor", "off"): say("no warning tells of it"),
    ("disputed", "left-out"): say("they are left out"),
    ("disputed", "included"): say("they are claimed"),
}
_LAW: Final = {
    "ro/bnr-reference-rate": say("reference rate of the BNR"),
    "ro/compensation": say("fixed compensation for recovery costs"),
    "ro/foreign-currency": say("rate of interest in a foreign currency"),
    "ro/civil-agreed-limit": say("highest agreed rate"),
    "ro/limitation": say("terms of limitation"),
    "ro/penalty-cap": say("cap of penalties"),
    "ro/penalty-civil": say("penalty interest, one party no professional"),
    "ro/penalty-limit": say("highest agreed penalty"),
    "ro/penalty-ordinary": say("penalty interest, ordinary"),
    "ro/penalty-professionals": say("penalty interest between professionals"),
    "ro/remuneratory": say("remuneratory interest"),
    "ro/remuneratory-civil": say("remuneratory interest, one party no professional"),
    "ro/term-without-agreement": say("term of payment without an agreement"),
    "pl/commercial-announcement": say("announced rate in commercial transactions"),
    "pl/compensation": say("fixed compensation for recovery costs"),
    "pl/delay-announcement": say("announced rate for delay"),
    "pl/eur-month-end": say("euro rate of a month's last working day"),
    "pl/limitation": say("terms of limitation"),
    "pl/margin-capital": say("points over the reference rate, capital"),
    "pl/margin-commercial": say("points over the reference rate, commercial transactions"),
    "pl/margin-commercial-public-health": say(
        "points over the reference rate, public health bodies"
    ),
    "pl/margin-delay": say("points over the reference rate, delay"),
    "pl/maximum-multiple": say("maximum interest"),
    "pl/nbp-reference-rate": say("reference rate of the NBP"),
    "pl/saturday-shift": say("Saturday as a day without work"),
    "pl/statutory-interest": say("statutory interest of earlier years"),
    "pl/term-without-agreement": say("term of payment without an agreement"),
}


def conventions_of(claim: Claim) -> Iterator[tuple[Message, Message]]:
    """The conventions that a claim rests on, and their values, but for those without effect."""
    for name, value in claim.conventions.items():
        if _matters(claim, name):
            shown = _VALUES.get((name, value), Message(value))
            if claim.plan and name == "imputation":
                shown = say("instalments in the order they fall due, then interest for delay")
            yield _NAMES.get(name, Message(name)), shown


def is_used(claim: Claim, parameter: str) -> bool:
    """A table of the law bears on the claim: those of the compensation only where one is due."""
    fixed = parameter in {"ro/compensation", "pl/compensation", "pl/eur-month-end"}
    return not fixed or any(item.compensation for item in claim.items)


def _matters(claim: Claim, name: str) -> bool:
    if name.startswith("compensation"):
        return any(item.compensation for item in claim.items)
    if name == "disputed":
        return any(item.disputed for item in claim.invoices)
    signed = claim.inputs.contract.signed if claim.inputs.contract else None
    return name != "pre-2020-contract" or (signed is not None and signed.year < 2020)


def law_named(parameter: str) -> Message:
    """What a table of the law is called."""
    return _LAW.get(parameter, Message(parameter))
