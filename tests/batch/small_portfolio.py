"""A small portfolio of four cases, and the words to work on it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from demandgen import cli
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import Letter

DAY = "2025-09-30"
FIRM = """\
name: Recuperări Bârsa SRL
kind: business
tax_id: RO9912345676
registration: J08/99123/2015
address: {street: Strada Lungă nr. 12, city: Brașov, county: Brașov, postal_code: "500035"}
bank_accounts: [{iban: RO49 AAAA 1B31 0075 9384 0000, bank: Banca Exemplu, currency: RON}]
representative: {name: Ștefania Țuțuianu, role: administrator}
contact: {email: office@example.ro}
"""
CASE = """\
case: C-{n}
law: ro
creditor: {{include: ../firm.yaml}}
debtor:
  name: "{name}"
  kind: private
  address: {{street: Strada Florilor nr. {n}, city: Iași, county: Iași, postal_code: "70000{code}"}}
{email}
invoices:
  - {{number: F {n}, issued: 2025-01-15, due: 2025-02-14, amount: {n}00.00, currency: RON}}
interest: {{kind: none}}
"""
COUNT = 4


def case(folder: Path, n: int, name: str = "", *, email: str = "", extra: str = "") -> Path:
    path = folder / "cases" / f"c{n}.yaml"
    path.parent.mkdir(exist_ok=True)
    contact = f"  contact: {{email: {email}}}" if email else ""
    text = CASE.format(n=n, name=name or f"Țînțaru Răzvan {n}", code=9 - n, email=contact)
    path.write_text(text + extra, encoding="utf-8")
    return path


def batch(*words: str) -> int:
    return cli.run(["batch", *words])


def propose(*words: str, day: str = DAY, paper: str = "formal-notice") -> int:
    return batch("propose", "cases", "--out", "out", "--on", day, "--paper", paper, "--workers", "1", *words)  # fmt: skip


def run(run: str = f"{DAY}-1", *words: str) -> int:
    return batch("run", f"out/{run}/proposal.csv", "--on", DAY, "--workers", "1", *words)


def letters(run: str | None = f"{DAY}-1") -> list[Letter]:
    with Ledger(Path("out"), writing=False) as ledger:
        return ledger.letters(run)


def files(folder: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def edit(path: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    found = change(rows(path))
    with Path(path).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(found)
