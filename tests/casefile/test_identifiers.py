"""Numbers that can exist and numbers that cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from demandgen.casefile.identifiers import _crc8, _new_register_digit

Found = Callable[[Mapping[str, Any]], list[str]]


def debtor(law: str, **fields: Any) -> dict[str, Any]:
    creditor = {"creditor": {"name": "A", "kind": "business"}} if law == "pl" else {}
    return {"law": law, "debtors": [fields], **creditor}


@pytest.mark.parametrize(
    ("law", "fields"),
    [
        ("ro", {"tax_id": "RO9912345676"}),
        ("ro", {"tax_id": "9912345676"}),
        ("ro", {"tax_id": "RO 9912345676"}),
        ("ro", {"tax_id": "18547290"}),  # python-stdnum's own example
        ("ro", {"tax_id": "1630615123457", "kind": "private"}),  # a CNP, python-stdnum's example
        ("pl", {"tax_id": "9987654326"}),
        ("pl", {"tax_id": "998-765-43-26"}),
        ("pl", {"tax_id": "PL 9987654326"}),
        ("pl", {"tax_id": "44051401359", "kind": "private"}),  # a PESEL
        ("pl", {"regon": "999123453"}),
        ("pl", {"regon": "12345678512347"}),  # fourteen digits
        ("pl", {"registration": "0000123456"}),
        # A foreign party has numbers of its own country, which are not checked here.
        ("ro", {"tax_id": "HU12345", "address": {"street": "x", "city": "y", "country": "HU"}}),
        ("ro", {"tax_id": "9987654326", "address": {"street": "x", "city": "y", "country": "pl"}}),
    ],
)
def test_numbers_that_can_exist(faults: Found, law: str, fields: dict[str, Any]) -> None:
    assert faults(debtor(law, **fields)) == []


@pytest.mark.parametrize(
    ("law", "fields", "said"),
    [
        ("ro", {"tax_id": "RO9912345675"}, "the check digit of the CUI RO9912345675 is wrong"),
        ("ro", {"tax_id": "1"}, "1 cannot be a CUI: wrong length or form"),
        ("ro", {"tax_id": "RO12A456"}, "RO12A456 cannot be a CUI: wrong length or form"),
        ("ro", {"tax_id": "1630615123458", "kind": "private"}, "the check digit of the CUI / CNP 1630615123458 is wrong"),
        ("pl", {"tax_id": "998765432"}, "998765432 cannot be a NIP: wrong length or form"),
        ("pl", {"tax_id": "44051401359"}, "44051401359 cannot be a NIP: wrong length or form"),
        ("pl", {"tax_id": "44051401358", "kind": "private"}, "the check digit of the PESEL 44051401358 is wrong"),
        ("pl", {"regon": "12345678"}, "12345678 cannot be a REGON: wrong length or form"),
        ("ro", {"tax_id": "RO18547290", "address": {"street": "x", "city": "y", "country": "PL"}}, "RO18547290 cannot be a NIP: wrong length or form"),
    ],
)  # fmt: skip
def test_numbers_that_cannot(faults: Found, law: str, fields: dict[str, Any], said: str) -> None:
    told = faults(debtor(law, **fields))
    assert len(told) == 1
    assert f": {said} (correct it; if the papers do say so: accept: " in told[0]


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        ("123456", ' (write "0000123456")'),
        ("KRS 0000123456", ' (write "0000123456")'),
        ("00001234567", ""),
        ("Sad", ""),
    ],
)
def test_a_krs_number_has_ten_digits(faults: Found, number: str, hint: str) -> None:
    assert faults(debtor("pl", registration=number)) == [
        f"krs debtors[0].registration: expected a KRS number of ten digits, found {number}{hint}"
    ]


@pytest.mark.parametrize(
    "number",
    [
        "5265877635-20250826-0100001AF629-AF",  # published by the Ministry of Finance
        "9987654326-20250310-0A1B2C-3D4E5F-01",  # the older form, not checked
    ],
)
def test_ksef_numbers_that_can_exist(faults: Found, number: str) -> None:
    creditor = {"name": "A", "kind": "business"}
    assert faults({"law": "pl", "creditor": creditor, "invoices": [{"ksef": number}]}) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("5265877635-20250826-0100001AF629-AE", "the check sum of the KSeF number 5265877635-20250826-0100001AF629-AE is wrong"),
        ("5265877635-20250826-0100001af629-AF", "5265877635-20250826-0100001af629-AF cannot be a KSeF number: wrong length or form"),
        ("5265877635", "5265877635 cannot be a KSeF number: wrong length or form"),
    ],
)  # fmt: skip
def test_ksef_numbers_that_cannot(faults: Found, number: str, said: str) -> None:
    creditor = {"name": "A", "kind": "business"}
    assert faults({"law": "pl", "creditor": creditor, "invoices": [{"ksef": number}]}) == [
        f"ksef invoices[0].ksef: {said} (copy it from the invoice's confirmation in KSeF)"
    ]


def test_the_check_sum_is_the_crc_8_of_the_catalogues() -> None:
    """CRC-8/SMBUS of '123456789' is F4 in every catalogue of check sums."""
    assert _crc8("123456789") == "F4"


def test_an_account_number_of_another_country_is_checked_too(faults: Found) -> None:
    for number, right in (("DE89370400440532013000", True), ("DE88370400440532013000", False)):
        account = {"iban": number, "currency": "EUR"}
        creditor = {"name": "A", "kind": "business", "bank_accounts": [account]}
        assert (faults({"creditor": creditor}) == []) is right


@pytest.mark.parametrize(
    ("number", "warned"),
    [
        ("J08/99123/2015", False),
        ("J8/12/2015", False),
        ("F40/1/1999", False),
        ("J2019099567125", False),
        ("J2019099567126", True),
        ("F2019099567126", False),  # the observed rule is known for J only
        ("J2015", True),
        ("08/123/2015", True),
    ],
)
def test_romanian_register_numbers_only_warn(
    faults: Found, warnings: Found, number: str, warned: bool
) -> None:
    case = debtor("ro", registration=number)
    assert faults(case) == []
    assert [w.split()[0] for w in warnings(case)] == ["register-number"] * warned


def test_the_last_digit_of_a_new_register_number() -> None:
    assert _new_register_digit("201909956712") == "5"
