"""Which invented facts try out a firm's templates? A few small cases that call for every paper."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any, Final

from demandgen.casefile.model import Case, Country
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim

ON: Final = date(2025, 9, 30)
"""The day of the specimens, inside every table of law data."""

_PLACES: Final[dict[Country, tuple[str, str]]] = {
    "ro": ("500035", "Brașov"),
    "pl": ("80-001", "Gdańsk"),
}
_IBANS: Final[dict[Country, str]] = {
    "ro": "RO49AAAA1B31007593840000",
    "pl": "PL61109010140000071219812874",
}


_HISTORY: Final = [
    {
        "date": date(2025, 4, 3),
        "direction": "sent",
        "channel": "registered-post",
        "paper": "reminder",
        "delivered": date(2025, 4, 7),
        "term": 7,
    },
    {
        "date": date(2025, 4, 8),
        "direction": "received",
        "channel": "email",
        "summary": "x",
        "acknowledges_debt": True,
    },
]


def specimens(country: Country) -> Iterator[tuple[Case, Claim]]:
    """The specimens of a country, each with its claim."""
    for changes in (_DUE, _CONSUMER, _PROPOSED, _BROKEN):
        case = Case.model_validate(deepcopy(_base(country) | changes))
        yield case, claim_on(case, ON)


def _base(country: Country) -> dict[str, Any]:
    code, city = _PLACES[country]
    currency = {"ro": "RON", "pl": "PLN"}[country]
    address = {"street": "Exemplu 1", "city": city, "postal_code": code}
    return {
        "case": "SPECIMEN-1",
        "law": country,
        "creditor": {
            "name": "Exemplu & Asociații SRL",
            "kind": "business",
            "address": address,
            "bank_accounts": [{"iban": _IBANS[country], "currency": currency}],
            "representative": {"name": "Ana Exemplu", "role": "administrator", "gender": "f"},
            "contact": {"email": "office@example.com", "phone": "0700000000"},
            "letterhead": {"footer": "Exemplu & Asociații SRL"},
        },
        "debtor": {"name": "Debitor <1> & Fiii", "kind": "business", "address": address},
        "contract": {"number": "1", "signed": date(2024, 9, 2), "subject": "x & y"},
        "invoices": [
            {
                "number": number,
                "issued": date(2025, 1, 15),
                "due": date(2025, 2, 14),
                "amount": amount,
                "currency": currency,
            }
            for number, amount in (("A 1", "18450.00"), ("A 2", "9870.55"))
        ],
        "payments": [
            {"date": date(2025, 4, 22), "amount": "5000.00", "currency": currency, "for": "A 1"}
        ],
        "interest": {"kind": "statutory"},
        "correspondence": _HISTORY,
    }


_PLAN: Final = {
    "debt": {"as_of": date(2025, 6, 16), "principal": "23320.55", "interest": "0", "costs": "0"},
    "instalments": {"count": 6, "first": date(2025, 7, 15), "every": "month"},
    "interest": "none",
    "acceleration": {"after_days": 7, "missed": 1, "notice_days": 0, "quote": "x"},
}
_DUE: Final[dict[str, Any]] = {"settings": {"compensation": "on"}, "message": "x & y"}
_CONSUMER: Final[dict[str, Any]] = {
    "debtor": {
        "name": "Ion Exemplu",
        "kind": "consumer",
        "address": {"street": "Exemplu 2", "city": "Exemplu"},
    },
    "payments": [],
}
_PROPOSED: Final[dict[str, Any]] = {
    "instalment_plan": {
        "status": "proposed",
        "instalments": {"count": 6, "first": date(2025, 10, 15), "every": "month"},
        "interest": "none",
        "acceleration": _PLAN["acceleration"],
    }
}
_BROKEN: Final[dict[str, Any]] = {
    "instalment_plan": {**_PLAN, "status": "signed", "signed": date(2025, 6, 16)}
}
