"""What a user who breaks a case file is told, word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

CASES = Path(__file__).parent.parent.parent / "cases"
RO, PL = CASES / "ro-2025-014", CASES / "pl-2025-007"
Break = Callable[..., list[str]]

BREAKAGES = [
    # A date in the local notation.
    (
        ("issued: 2025-01-15", "issued: 15.01.2025"),
        "case.yaml:33:5: invoices[0].issued: expected a date as YYYY-MM-DD, found '15.01.2025' (write 2025-01-15)",
    ),
    # A day that does not exist.
    (
        ("due: 2025-02-14", "due: 2025-02-30"),
        "case.yaml:34:5: invoices[0].due: expected a day that exists, found '2025-02-30'",
    ),
    # A slip in the year.
    (
        ("due: 2025-02-14", "due: 9025-02-14"),
        "case.yaml:34:5: invoices[0].due: expected a day between 1900 and 2199, found '9025-02-14'",
    ),
    # An amount in the local notation.
    (
        ("amount: 18450.00", "amount: 18.450,00"),
        "case.yaml:35:5: invoices[0].amount: expected an amount with a dot and at most two decimals, found '18.450,00' (write 18450.00)",
    ),
    # Three decimals.
    (
        ("amount: 9870.55", "amount: 9870.555"),
        "case.yaml:42:5: invoices[1].amount: expected an amount with a dot and at most two decimals, found '9870.555'",
    ),
    # A negative amount.
    (
        ("amount: 9870.55", "amount: -9870.55"),
        "case.yaml:42:5: invoices[1].amount: expected an amount that is not negative, found '-9870.55' (write it without a sign; what lowers an invoice goes into `credit_notes`)",
    ),
    # Nothing to pay.
    (
        ("amount: 9870.55", "amount: 0.00"),
        "case.yaml:42:5: invoices[1].amount: expected more than 0, found '0.00'",
    ),
    # A currency by its colloquial name.
    (
        ("amount: 9870.55\n    currency: RON", "amount: 9870.55\n    currency: lei"),
        "case.yaml:43:5: invoices[1].currency: the currency 'lei' is not supported; known: RON, PLN, EUR (write RON)",
    ),
    # A currency that is not supported.
    (
        ("amount: 9870.55\n    currency: RON", "amount: 9870.55\n    currency: USD"),
        "case.yaml:43:5: invoices[1].currency: the currency 'USD' is not supported; known: RON, PLN, EUR",
    ),
    # A mistyped field; the field it hides is not reported as missing.
    (
        ("amount: 9870.55", "amuont: 9870.55"),
        "case.yaml:42:5: invoices[1].amuont: there is no field amuont here (did you mean amount?)",
    ),
    # A field that belongs elsewhere.
    (
        ("  name: Hotel Măgura SRL", "  name: Hotel Măgura SRL\n  iban: RO49AAAA1B31007593840000"),
        "case.yaml:18:3: debtor.iban: there is no field iban here (known here: name, kind, form, gender, tax_id, registration, registry_court, share_capital, regon, euid, address, bank_accounts, representative, contact, liability)",
    ),
    # A mistyped word.
    (
        ("kind: statutory", "kind: statutry"),
        "case.yaml:50:3: interest.kind: expected one of statutory, contractual, none, found 'statutry' (did you mean statutory?)",
    ),
    # A missing field, with its words.
    (
        ("  kind: statutory               #", "  regime: professionals           #"),
        "case.yaml:49:1: interest.kind: this field is missing (one of statutory, contractual, none)",
    ),
    # A missing date, with an example.
    (
        ("    issued: 2025-02-28\n", ""),
        "case.yaml:39:5: invoices[1].issued: this field is missing (write for example issued: 2025-03-31)",
    ),
    # A required group left empty.
    (
        ("interest:\n  kind: statutory ", "interest: #"),
        "case.yaml:49:1: interest: this field is missing",
    ),
    # A field written twice.
    (
        ("law: ro\n", "law: ro\nlaw: pl\n"),
        "case.yaml:4:1: law: the field law is written twice, first on line 3 (delete one of the two)",
    ),
    # A wrong check digit.
    (
        ("tax_id: RO9912345676", "tax_id: RO9912345677"),
        "case.yaml:8:3: creditor.tax_id: the check digit of the CUI RO9912345677 is wrong (correct it; if the papers do say so: accept: [{field: creditor.tax_id, reason: ..., by: ...}])",
    ),
    # An account number with two digits changed places.
    (
        ("0075 9384", "0057 9384"),
        "case.yaml:12:8: creditor.bank_accounts[0].iban: the check digit of the IBAN RO49 AAAA 1B31 0057 9384 0000 is wrong (correct it; if the papers do say so: accept: [{field: creditor.bank_accounts[0].iban, reason: ..., by: ...}])",
    ),
    # A payment for an invoice that is not there.
    (
        ("for: ABF 1041", "for: ABF 1014"),
        "case.yaml:47:56: payments[0].for: there is no invoice ABF 1014 in this case (did you mean ABF 1041?)",
    ),
    # The same invoice number twice.
    (
        ("number: ABF 1057", "number: ABF 1041"),
        "case.yaml:39:5: invoices[1].number: the number ABF 1041 is already on line 32",
    ),
    # Evidence that is not there, with a name near it.
    (
        ("evidence/factura-1041.pdf", "evidence/factura-1014.pdf"),
        "case.yaml:38:5: invoices[0].file: the file evidence/factura-1014.pdf does not exist (did you mean evidence/factura-1041.pdf?)",
    ),
    # Evidence outside the folder of the case.
    (
        ("evidence/contract-27.pdf", "../contract-27.pdf"),
        "case.yaml:29:3: contract.file: expected a file inside the case folder, found '../contract-27.pdf' (copy it into the case folder and name it from there: evidence/file.pdf)",
    ),
    # Delivered before it was sent.
    (
        ("delivered: 2025-06-05", "delivered: 2025-06-01"),
        "case.yaml:71:5: correspondence[2].delivered: 2025-06-01 is before 2025-06-02, the day of `date`",
    ),
    # An event after the day of the claim.
    (
        ("date: 2025-04-22", "date: 2025-12-22"),
        "case.yaml:47:6: payments[0].date: 2025-12-22 is after the day of the claim, 2025-09-30 (correct the date, or choose a later day with --on)",
    ),
    # A list where one value belongs.
    (
        ("subject: Facturi restante", "subject: [Facturi, restante]"),
        "case.yaml:57:5: correspondence[0].subject: expected one value, found a list",
    ),
    # One value where fields belong.
    (
        ('contact: {email: office@example.ro, phone: "0722123456"}', "contact: office@example.ro"),
        "case.yaml:14:3: creditor.contact: expected fields with values, found 'office@example.ro' (fields here: email, phone, person)",
    ),
    # Fields where a list belongs.
    (
        ("evidence:\n  - {file", "evidence:\n  {file"),
        "case.yaml:74:1: evidence: expected a list (each item after a dash), found fields with values",
    ),
    # An empty item.
    (
        ("evidence:\n", "evidence:\n  -\n"),
        "case.yaml:75:4: evidence[0]: an item of the list is empty (fill it in, or delete the line)",
    ),
    # A word where a number belongs.
    (
        ("payment_days: 30", "payment_days: treizeci"),
        "case.yaml:28:3: contract.payment_days: expected a whole number, found 'treizeci' (write digits only, for example 15)",
    ),
    # Yes instead of true.
    (
        ("acknowledges_debt: true", "acknowledges_debt: da"),
        "case.yaml:63:5: correspondence[1].acknowledges_debt: expected true or false, found 'da'",
    ),
    # An agreed rate without the rate.
    (
        ("kind: statutory ", "kind: contractual "),
        "case.yaml:49:1: interest: contractual interest needs `rate` (percent) and `per` (write for example `rate: 0.1` and `per: day`)",
    ),
    # A rate with a percent sign.
    (
        ("kind: statutory ", "kind: contractual\n  per: day\n  rate: 0,1%\n #"),
        "case.yaml:52:3: interest.rate: expected a number with a dot and without the percent sign, found '0,1%' (write 0.1)",
    ),
    # A rate that would not be used.
    (
        ("kind: statutory ", "kind: statutory\n  rate: 0.1\n #"),
        "case.yaml:49:1: interest: a rate is stated, but the interest is not contractual (write `kind: contractual`, or delete the rate)",
    ),
    # A text with a comma between braces.
    (
        ("proves: livrarea și montajul mobilierului", "proves: livrarea, montajul mobilierului"),
        "case.yaml:75:108: evidence[0].montajul mobilierului: there is no field 'montajul mobilierului' here (a text with a comma or a colon goes in quotes)",
    ),
    # A country by its name.
    (
        ("city: Brașov, county: Brașov,", "city: Brașov, country: România,"),
        "case.yaml:10:56: creditor.address.country: expected the two letters of a country, found 'România' (write for example RO, PL or DE)",
    ),
    # A reference of YAML.
    (
        ("law: ro", "law: &law ro"),
        "case.yaml:3:6: law: references (&law, *law) are not used here (write the value out, or share it with `include: other.yaml`)",
    ),
    # A character that no paper can show, and no terminal should.
    (
        ("subject: Facturi restante", 'subject: "Facturi \\x1b[31m"'),
        "case.yaml:57:5: correspondence[0].subject: expected a text without control characters, found 'Facturi \\x1b[31m'",
    ),
    (
        ("evidence/contract-27.pdf", '"evidence/\\0.pdf"'),
        "case.yaml:29:3: contract.file: expected a text without control characters, found 'evidence/\\x00.pdf'",
    ),
    # Both forms of the debtor.
    (
        ("law: ro", "law: ro\ndebtors: [{name: X, kind: business}]"),
        "case.yaml:17:1: debtor: both `debtor` and `debtors` are written (put all of them below `debtors`)",
    ),
    # A whole list under a mistyped name.
    (
        ("invoices:", "invoice:"),
        "case.yaml:31:1: invoice: there is no field invoice here (did you mean invoices?)",
    ),
    # A file whose name has other capitals.
    (
        ("evidence/contract-27.pdf", "Evidence/Contract-27.PDF"),
        "case.yaml:29:3: contract.file: the file Evidence/Contract-27.PDF does not exist (did you mean evidence/contract-27.pdf?)",
    ),
    # A colon in a value that is not quoted.
    (
        ("subject: Facturi restante", "subject: Re: facturi"),
        "case.yaml:57:16: a second `: ` in one value (put the value in quotes, or line the fields up)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BREAKAGES, ids=lambda v: str(v)[:40])
def test_a_broken_case_is_told_precisely(
    broken: Break, change: tuple[str, str], message: str
) -> None:
    assert broken(change) == [message]


def test_polish_breakages_are_told_too(broken: Break) -> None:
    assert broken(
        ('"9987654326"', '"9987654327"'),
        ('"0009990001"', "9990001"),
        ('"999123453"', '"999123454"'),
        ("PL26 9990 0001", "26 9990 0001"),
        ("0A1B2C3D4E5F-01", "0A1B2C3D4E5F-02"),
        ("status: signed ", "status: signd "),
        sample=PL,
    ) == [
        "case.yaml:8:3: creditor.tax_id: the check digit of the NIP 9987654327 is wrong (correct it; if the papers do say so: accept: [{field: creditor.tax_id, reason: ..., by: ...}])",
        'case.yaml:9:3: creditor.registration: expected a KRS number of ten digits, found 9990001 (write "0009990001")',
        "case.yaml:10:3: creditor.regon: the check digit of the REGON 999123454 is wrong (correct it; if the papers do say so: accept: [{field: creditor.regon, reason: ..., by: ...}])",
        "case.yaml:13:8: creditor.bank_accounts[0].iban: expected an IBAN, found the account number 26 9990 0001 0000 0000 1234 5678 (write PL26 9990 0001 0000 0000 1234 5678)",
        "case.yaml:32:99: invoices[0].ksef: the check sum of the KSeF number 9987654326-20250310-0A1B2C3D4E5F-02 is wrong (copy it from the invoice's confirmation in KSeF)",
        "case.yaml:46:3: instalment_plan.status: expected one of proposed, signed, found 'signd' (did you mean signed?)",
    ]


def test_a_fault_in_an_instalment_has_its_own_place(broken: Break) -> None:
    assert broken(
        ("{count: 6, first: 2025-07-15, every: month}", "{count: six, frist: 2025-07-15}"),
        sample=PL,
    ) == [
        "case.yaml:50:17: instalment_plan.instalments.count: expected a whole number, found 'six' (write digits only, for example 15)",
        "case.yaml:50:29: instalment_plan.instalments.frist: there is no field frist here (did you mean first?)",
    ]
    assert broken(
        ("{count: 6, first: 2025-07-15, every: month}", "[{due: 2025-07-15, amount: 5,00}]"),
        sample=PL,
    ) == [
        "case.yaml:50:45: instalment_plan.instalments[0].00: there is no field 00 here (an amount has a dot: 1234.50)",
    ]
    assert broken(
        ("{count: 6, first: 2025-07-15, every: month}", "[{due: 2025-07-15, amount: x}]"),
        sample=PL,
    ) == [
        "case.yaml:50:35: instalment_plan.instalments[0].amount: expected an amount with a dot and at most two decimals, found 'x'",
    ]


def test_all_faults_are_told_in_one_run_in_the_order_of_the_file(broken: Break) -> None:
    """Faults of YAML, of fields, between fields and of evidence, together."""
    assert [line.split(": ")[0] + ": " + line.split(": ")[1] for line in broken(
        ("law: ro\n", "law: ro\nlaw: pl\n"),
        ("RO9912345676", "RO9912345677"),
        ("currency: RON}\n  rep", "currency: lei}\n  rep"),
        ("kind: business                #", "kind: busines #"),
        ("payment_days: 30", "payment_days: 30 zile"),
        ("contract-27.pdf", "contract-72.pdf"),
        ("amount: 18450.00", "amount: 18.450,00"),
        ("due: 2025-03-30", "du: 2025-03-30"),
        ("for: ABF 1041", "for: ABF 1014"),
        ("channel: phone", "chanel: phone"),
        ("delivered: 2025-06-05", "delivered: 2025-06-01"),
    )] == [
        "case.yaml:4:1: law",
        "case.yaml:9:3: creditor.tax_id",
        "case.yaml:13:66: creditor.bank_accounts[0].currency",
        "case.yaml:19:3: debtor.kind",
        "case.yaml:29:3: contract.payment_days",
        "case.yaml:30:3: contract.file",
        "case.yaml:36:5: invoices[0].amount",
        "case.yaml:42:5: invoices[1].du",
        "case.yaml:48:56: payments[0].for",
        "case.yaml:62:5: correspondence[1].chanel",
        "case.yaml:72:5: correspondence[2].delivered",
    ]  # fmt: skip
