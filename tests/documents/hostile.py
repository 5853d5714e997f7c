"""A case whose every text tries to be markup, a tag, or a line break."""

from __future__ import annotations

from datetime import date

from demandgen.casefile.model import Case
from demandgen.claim.engine import claim_on
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press

DAY = date(2025, 9, 30)
NAME = 'Țînțaru & Fiii <b>"SRL"</b> „Ąę” {{ case }} {% if %} {_{ x }_} </w:t>'


def hostile_case(law: str = "ro", **changes: object) -> Case:
    """A case between two firms with such names and an address of several lines."""
    currency = {"ro": "RON", "pl": "PLN"}[law]
    facts = {
        "case": "X & Y < 1",
        "law": law,
        "creditor": {
            "name": NAME,
            "kind": "business",
            "tax_id": "RO99123401",
            "address": {"street": "Strada <Lungă>\nnr. 12 & 13", "city": "Brașov"},
            "bank_accounts": [{"iban": "RO49 AAAA 1B31 0075 9384 0000", "currency": currency}],
            "representative": {"name": "Ș. & Ț.", "role": "<administrator>"},
            "contact": {"email": "a&b@example.ro", "phone": "0722 <1>"},
            "letterhead": {"footer": "A & B <i>c</i>", "colour": "#204060", "window": "right"},
        },
        "debtor": {
            "name": f"{NAME} în lichidare, cu un nume care nu încape pe un singur rând",
            "kind": "business",
            "address": {"street": "Str. A & B", "city": "Iași", "county": "Iași"},
        },
        "contract": {"number": "1 & <2>", "signed": date(2024, 1, 1), "subject": "a\nb & <c>"},
        "invoices": [
            {
                "number": f"F & {n} <{{{{x}}}}>",
                "issued": date(2025, 1, 2),
                "due": date(2025, 2, 3),
                "amount": "1000.00",
                "currency": currency,
                "description": "rând 1\nrând 2 & <3>",
            }
            for n in range(40)
        ],
        "interest": {"kind": "statutory"},
        "message": "Prima & linie\n<b>a doua</b> {{ case }}",
    }
    return Case.model_validate(facts | changes)


def hostile_letter(press: Press, paper: PaperRequest, law: str = "ro") -> Letter:
    """A letter of that case."""
    case = hostile_case(law)
    return press.letter(case, claim_on(case, DAY), paper)
