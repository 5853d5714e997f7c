"""An invented portfolio of any size: the same seed makes the same cases.

    python bench/portfolio.py DIR --cases 10000 --seed 5 [--law ro|pl] [--table]

Case files go to DIR/cases/000/..., a table to DIR/portfolio.csv with DIR/firm.yaml beside it.
Names are put together from lists, identifiers have valid check digits and begin with 99, which
is not issued.
"""

from __future__ import annotations

import argparse
import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import yaml
from stdnum.ro import cui

DAY = date(2025, 9, 30)
FIRMS = {
    "ro": {
        "name": "Recuperări Bârsa SRL",
        "kind": "business",
        "tax_id": "RO9912345676",
        "registration": "J08/99123/2015",
        "address": {"street": "Strada Lungă nr. 12", "city": "Brașov", "county": "Brașov",
                    "postal_code": "500035"},
        "bank_accounts": [{"iban": "RO49 AAAA 1B31 0075 9384 0000", "bank": "Banca Exemplu",
                           "currency": "RON"}],
        "representative": {"name": "Ștefania Țuțuianu", "role": "administrator"},
        "contact": {"email": "office@example.ro", "phone": "0722123456"},
    },
    "pl": {
        "name": "Hurtownia Żuraw Wójcik sp. z o.o.",
        "kind": "business",
        "tax_id": "9987654326",
        "registration": "0009990001",
        "address": {"street": "ul. Długa 17/3", "city": "Kraków", "postal_code": "31-146"},
        "bank_accounts": [{"iban": "PL26 9990 0001 0000 0000 1234 5678",
                           "bank": "Bank Przykładowy S.A.", "currency": "PLN"}],
        "representative": {"name": "Małgorzata Wójcik", "role": "prezes zarządu"},
        "contact": {"email": "biuro@example.pl", "phone": "+48 12 345 67 89"},
    },
}  # fmt: skip
WORDS = {
    "ro": ["Măgura", "Țarina", "Șoimul", "Brândușa", "Izvorul", "Cetatea", "Făgădaș", "Întorsura",
           "Lăstunul", "Pădureni", "Răchita", "Străjerul", "Vâltoarea", "Zăvoiul", "Ghiocelul"],
    "pl": ["Żubr", "Łabędź", "Świerk", "Jaskółka", "Źródło", "Wrzosowisko", "Cząber", "Głóg",
           "Mięta", "Ostróżka", "Pąk", "Różyczka", "Śliwa", "Trzcina", "Wąwóz"],
}  # fmt: skip
TRADES = {
    "ro": ["Construct", "Transport", "Mobilă", "Panificație", "Instalații", "Tipografie", "Agro"],
    "pl": ["Budownictwo", "Transport", "Meble", "Piekarnia", "Instalacje", "Drukarnia", "Agro"],
}
FORMS = {"ro": "SRL", "pl": "sp. z o.o."}
PEOPLE = {
    "ro": ["Ștefan Țurcanu", "Ioana Mărginean", "Răzvan Ciobîcă", "Ana Dăscălescu"],
    "pl": ["Grażyna Dąbrowska", "Łukasz Wójtowicz", "Jadwiga Źrebiec", "Michał Świątek"],
}
PLACES = {
    "ro": [("București", "030833", "Sector 3"), ("Iași", "700001", "Iași"),
           ("Cluj-Napoca", "400001", "Cluj"), ("Timișoara", "300001", "Timiș"),
           ("Constanța", "900001", "Constanța"), ("Bacău", "600001", "Bacău")],
    "pl": [("Łódź", "90-926", ""), ("Gdańsk", "80-001", ""), ("Poznań", "60-001", ""),
           ("Wrocław", "50-001", ""), ("Białystok", "15-001", ""), ("Rzeszów", "35-001", "")],
}  # fmt: skip
STREETS = {"ro": ["Strada Florilor nr. {n}", "Bulevardul Unirii nr. {n}", "Calea Șagului nr. {n}"],
           "pl": ["ul. Piotrkowska {n}", "ul. Świętej Anny {n}", "al. Zwycięstwa {n}"]}  # fmt: skip
CURRENCY = {"ro": "RON", "pl": "PLN"}


@dataclass(frozen=True)
class Debtor:
    """An invented debtor and what they owe."""

    number: int
    law: str
    facts: dict[str, object]
    invoices: list[dict[str, object]]
    payments: list[dict[str, object]]
    correspondence: list[dict[str, object]]


def debtors(count: int, seed: int, law: str | None = None) -> list[Debtor]:
    """Invent debtors; both laws in turn unless one is named."""
    return [
        _debtor(number, random.Random(f"{seed}/{number}"), law or ("ro", "pl")[number % 2])
        for number in range(1, count + 1)
    ]


def _debtor(number: int, dice: random.Random, law: str) -> Debtor:
    business = dice.random() < 0.7
    word, trade = dice.choice(WORDS[law]), dice.choice(TRADES[law])
    name = f"{trade} {word} {number} {FORMS[law]}" if business else dice.choice(PEOPLE[law])
    city, code, county = dice.choice(PLACES[law])
    address = {"street": dice.choice(STREETS[law]).format(n=number), "city": city}
    address |= {"postal_code": code} | ({"county": county} if county else {})
    facts: dict[str, object] = {"name": name, "kind": "business" if business else "private"}
    facts |= {"form": "company" if business else "person"}
    facts |= {"tax_id": tax_id(law, number)} if business else {}
    facts["address"] = address
    invoices = [
        _invoice(dice, number, nr, law) for nr in range(1, dice.choice([1, 1, 1, 2, 3]) + 1)
    ]
    payments, correspondence = [], []
    if dice.random() < 0.25:
        first = invoices[0]
        payments.append({"date": date.fromisoformat(str(first["due"])) + timedelta(days=20),
                         "amount": f"{(Decimal(str(first['amount'])) / 3):.2f}",
                         "currency": CURRENCY[law], "for": first["number"]})  # fmt: skip
    if dice.random() < 0.4:
        sent = date.fromisoformat(str(invoices[0]["due"])) + timedelta(days=8)
        correspondence.append({"date": sent, "direction": "sent", "channel": "registered-post",
                               "paper": "reminder", "level": 1})  # fmt: skip
    return Debtor(number, law, facts, invoices, payments, correspondence)


def _invoice(dice: random.Random, number: int, nr: int, law: str) -> dict[str, object]:
    due = DAY - timedelta(days=dice.randint(25, 300))
    return {
        "number": f"{'F' if law == 'ro' else 'FV'}/{number}/{nr}",
        "issued": due - timedelta(days=30),
        "due": due,
        "amount": f"{dice.randint(12_000, 2_500_000) / 100:.2f}",
        "currency": CURRENCY[law],
    }


def tax_id(law: str, number: int) -> str:
    """Return an invented tax number with a valid check digit."""
    if law == "ro":
        body = f"99{number % 10**6:06}"
        return body + str(cui.calc_check_digit(body))
    while True:  # a Polish check digit of 10 does not exist: take another number
        body = f"997{number % 10**6:06}"
        digit = sum(w * int(d) for w, d in zip((6, 5, 7, 2, 3, 4, 5, 6, 7), body, strict=True)) % 11
        if digit < 10:
            return f"{body}{digit}"
        number += 500_000


def write_cases(found: list[Debtor], folder: Path) -> list[Path]:
    """Write one case file per debtor, a hundred to a folder, and a firm file per country."""
    for law, firm in FIRMS.items():
        _write(folder / "firms" / f"{law}.yaml", firm)
    paths = []
    for x in found:
        path = folder / "cases" / f"{x.number // 100:03}" / f"{x.law}-{x.number:06}.yaml"
        _write(path, {
            "case": f"{x.law.upper()}-{x.number:06}",
            "law": x.law,
            "creditor": FIRMS[x.law],
            "debtor": x.facts,
            "invoices": x.invoices,
            "payments": x.payments,
            "interest": {"kind": "statutory"},
            "correspondence": x.correspondence,
        })  # fmt: skip
        paths.append(path)
    return paths


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(
        content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000
    )
    path.write_text(text, encoding="utf-8")


def write_table(found: list[Debtor], folder: Path, law: str) -> Path:
    """Write a table with one row per invoice, and the creditor's file beside it."""
    _write(folder / "firm.yaml", FIRMS[law])
    path = folder / "portfolio.csv"
    head = ["law", "debtor.name", "debtor.kind", "debtor.form", "debtor.tax_id",
            "debtor.address.street", "debtor.address.city", "debtor.address.postal_code",
            "debtor.address.county", "invoice.number", "invoice.issued", "invoice.due",
            "invoice.amount", "invoice.currency", "interest.kind", "payment.date",
            "payment.amount"]  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(head)
        for x in found:
            writer.writerows(_rows(x))
    return path


def _rows(x: Debtor) -> list[list[object]]:
    address = dict(x.facts["address"])  # type: ignore[call-overload]  # built above as a dict
    who = [x.law, x.facts["name"], x.facts["kind"], x.facts["form"], x.facts.get("tax_id", "")]
    who += [address["street"], address["city"], address["postal_code"], address.get("county", "")]
    rows = []
    for invoice in x.invoices:
        paid = next((p for p in x.payments if p["for"] == invoice["number"]), {})
        what = [invoice[k] for k in ("number", "issued", "due", "amount", "currency")]
        rows.append([*who, *what, "statutory", paid.get("date", ""), paid.get("amount", "")])
    return rows


def main() -> None:
    """Write a portfolio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("folder", type=Path)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument("--law", choices=["ro", "pl"])
    options.add_argument("--table", action="store_true")
    chosen = options.parse_args()
    found = debtors(chosen.cases, chosen.seed, chosen.law or ("ro" if chosen.table else None))
    if chosen.table:
        print(write_table(found, chosen.folder, chosen.law or "ro"))
    else:
        print(f"{len(write_cases(found, chosen.folder))} cases in {chosen.folder / 'cases'}")


if __name__ == "__main__":
    main()
