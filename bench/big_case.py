"""What does the case look like that the benchmarks measure? 20 invoices, 10 payments, 10 years."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

AS_OF = date(2025, 9, 30)
INVOICES = 20
PAYMENTS = 10

HEAD = """\
case: BENCH-1
law: ro
creditor:
  name: Depozitul Exemplu SRL
  kind: business
  tax_id: RO9912345676
  registration: J08/99123/2015
  address: {street: Strada Lungă nr. 12, city: Brașov, county: Brașov, postal_code: "500035"}
  bank_accounts:
    - {iban: RO49 AAAA 1B31 0075 9384 0000, bank: Banca Exemplu, currency: RON}
  representative: {name: Ștefania Țuțuianu, role: administrator}
debtor:
  name: Șantier & Fiii SRL
  kind: business
  tax_id: "9923456785"
  registration: J40/99567/2012
  address: {street: Bulevardul Unirii nr. 70, city: București, county: Sector 3, \
postal_code: "030833"}
interest:
  kind: statutory
"""


def invoice(index: int) -> str:
    """One of the invoices, half a year after the one before."""
    issued = date(2015, 10, 1) + timedelta(days=182 * index)
    amount = Decimal(4000) + Decimal("713.37") * index
    return (
        f"  - {{number: EX {1001 + index}, issued: {issued}, due: {issued + timedelta(days=30)}, "
        f"amount: {amount:.2f}, currency: RON, description: materiale de construcții}}\n"
    )


def payment(index: int) -> str:
    """One of the payments: every second invoice is paid in part, a year after its issue."""
    day = date(2015, 10, 1) + timedelta(days=364 * index + 365)
    amount = Decimal(1500) + Decimal("211.13") * index
    return (
        f"  - {{date: {min(day, AS_OF)}, amount: {amount:.2f}, currency: RON, "
        f"for: EX {1001 + 2 * index}}}\n"
    )


def case_text() -> str:
    """The case file as a user would write it."""
    invoices = "".join(invoice(index) for index in range(INVOICES))
    payments = "".join(payment(index) for index in range(PAYMENTS))
    return f"{HEAD}invoices:\n{invoices}payments:\n{payments}"


def short_case_text() -> str:
    """A case of one recent invoice, as most letters are."""
    return f"{HEAD}invoices:\n{invoice(INVOICES - 1)}"
