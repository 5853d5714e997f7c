"""Is a number of a party, an account or an invoice one that can exist?

Check digits come from python-stdnum; that of a KSeF number is the CRC-8 (polynomial 0x07) of its
first 32 characters, as in the examples of the Polish Ministry of Finance. A number that fails may
still be the one on paper: a case's `accept` overrules the check, field by field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType

from stdnum import iban
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.pl import nip, pesel, regon
from stdnum.ro import cf

from demandgen.casefile.model import Case, Country, Party
from demandgen.problems import Problem, say

OVERRULABLE = frozenset({"tax-id", "regon", "krs", "iban", "ksef"})
"""The faults a case may overrule with `accept`."""

_Rule = tuple[str, ModuleType]
"""The name of a kind of number, and the module of python-stdnum that checks it."""
_RO_REGISTER = re.compile(r"[JFC]\d{1,2}/\d{1,7}/\d{4}|[JFC]\d{13}")
_POSTAL_CODE = {"ro": re.compile(r"\d{6}"), "pl": re.compile(r"\d{2}-\d{3}")}
_POSTAL_FORM = {"ro": "123456", "pl": "12-345"}
_KSEF = re.compile(r"\d{10}-\d{8}-[0-9A-F]{12}-[0-9A-F]{2}")
_KSEF_OLD = re.compile(r"\d{10}-\d{8}-[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{2}")


def identifier_faults(case: Case) -> Iterator[Problem]:
    """Yield a problem for each number whose form or check digit is wrong."""
    for path, party in parties(case):
        yield from _party_faults(case, path, party)
    for index, account in enumerate(case.creditor.bank_accounts):
        yield from _account_faults(case, f"creditor.bank_accounts[{index}].iban", account.iban)
    for index, invoice in enumerate(case.invoices):
        if invoice.ksef:
            yield from _ksef_faults(case, f"invoices[{index}].ksef", invoice.ksef)


def identifier_warnings(case: Case) -> Iterator[Problem]:
    """Yield a warning for numbers of an unusual form, which no rule forbids."""
    for path, party in parties(case):
        country = home(case, party)
        if country == "ro" and party.kind == "business" and party.registration:
            yield from _register_warnings(case, f"{path}.registration", party.registration)
        code = party.address.postal_code if party.address else None
        if code and country and not _POSTAL_CODE[country].fullmatch(code):
            yield Problem(
                "postal-code",
                say("the postal code {found} has an unusual form", found=code),
                case.where(f"{path}.address.postal_code"),
                say("usual form: {form}", form=_POSTAL_FORM[country]),
            )


def parties(case: Case) -> Iterator[tuple[str, Party]]:
    """Yield the creditor and the debtors with their field paths."""
    yield "creditor", case.creditor
    for index, debtor in enumerate(case.debtors):
        yield f"debtors[{index}]", debtor


def home(case: Case, party: Party) -> Country | None:
    """Return the country whose numbers a party bears: that of its address, else of the law."""
    country = party.address.country if party.address else None
    known: dict[str, Country] = {"ro": "ro", "pl": "pl"}
    return known.get(country.casefold()) if country else case.law


def _party_faults(case: Case, path: str, party: Party) -> Iterator[Problem]:
    country = home(case, party)
    if party.tax_id and country:
        rule = _tax_number(party, country)
        yield from _checked(case, "tax-id", f"{path}.tax_id", party.tax_id, rule)
    if country != "pl":
        return
    if party.regon:
        yield from _checked(case, "regon", f"{path}.regon", party.regon, ("REGON", regon))
    if party.registration and not re.fullmatch(r"\d{10}", party.registration):
        found = party.registration
        message = say("expected a KRS number of ten digits, found {found}", found=found)
        digits = found.removeprefix("KRS").strip()
        padded = re.fullmatch(r"\d{1,10}", digits)
        hint = say("write {right}", right=f'"{digits:0>10}"') if padded else None
        yield Problem("krs", message, case.where(f"{path}.registration"), hint)


def _tax_number(party: Party, country: Country) -> _Rule:
    if country == "ro":
        return ("CUI / CNP" if party.is_natural_person else "CUI"), cf
    is_pesel = party.is_natural_person and len(party.tax_id or "") == 11
    return ("PESEL", pesel) if is_pesel else ("NIP", nip)


def _checked(case: Case, code: str, path: str, number: str, rule: _Rule) -> Iterator[Problem]:
    kind, module = rule
    try:
        module.validate(number)
    except InvalidChecksum:
        message = say("the check digit of the {kind} {number} is wrong", kind=kind, number=number)
    except ValidationError:
        message = say("{number} cannot be a {kind}: wrong length or form", kind=kind, number=number)
    else:
        return
    where = case.where(path)
    hint = say(
        "correct it; if the papers do say so: accept: [{{field: {field}, reason: ..., by: ...}}]",
        field=where.field,
    )
    yield Problem(code, message, where, hint)


def _account_faults(case: Case, path: str, number: str) -> Iterator[Problem]:
    digits = re.sub(r"\s", "", number)
    if re.fullmatch(r"\d{26}", digits) and iban.is_valid(f"PL{digits}"):
        message = say("expected an IBAN, found the account number {number}", number=number)
        yield Problem("iban", message, case.where(path), say("write {right}", right=f"PL{number}"))
    else:
        yield from _checked(case, "iban", path, number, ("IBAN", iban))


def _ksef_faults(case: Case, path: str, number: str) -> Iterator[Problem]:
    if _KSEF_OLD.fullmatch(number) or (
        _KSEF.fullmatch(number) and _crc8(number[:32]) == number[33:]
    ):
        return
    template = "{number} cannot be a KSeF number: wrong length or form"
    if _KSEF.fullmatch(number):
        template = "the check sum of the KSeF number {number} is wrong"
    hint = say("copy it from the invoice's confirmation in KSeF")
    yield Problem("ksef", say(template, number=number), case.where(path), hint)


def _crc8(text: str) -> str:
    crc = 0
    for byte in text.encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return f"{crc:02X}"


def _register_warnings(case: Case, path: str, number: str) -> Iterator[Problem]:
    where = case.where(path)
    if not _RO_REGISTER.fullmatch(number):
        message = say("the register number {found} has an unusual form", found=number)
        hint = say("usual forms: {old}, {new}", old="J08/123/2015", new="J2015000123086")
        yield Problem("register-number", message, where, hint)
    elif re.fullmatch(r"J\d{13}", number) and _new_register_digit(number[1:13]) != number[13]:
        message = say("the last digit of the register number {found} is unusual", found=number)
        yield Problem("register-number", message, where, say("compare it with the certificate"))


def _new_register_digit(digits: str) -> str:
    """The rule observed on published numbers, which no legal text confirms (hence a warning)."""
    return str((sum(map(int, digits)) + 4) % 10)
