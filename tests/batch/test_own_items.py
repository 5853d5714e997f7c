"""A batch letter asks for the invoices it was proposed for, and for no others."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pikepdf
from small_portfolio import DAY, FIRM, letters, propose, run

CASE = """\
case: C-9
law: ro
creditor: {include: firm.yaml}
debtor:
  name: Debitor Dublu SRL
  kind: business
  address: {street: Strada Scurtă 2, postal_code: "700001", city: Iași, country: RO}
contract: {signed: 2024-09-02}
invoices:
  - {number: VECHE 1, issued: 2025-07-10, due: 2025-08-29, amount: 1000.00, currency: RON}
  - {number: NOUĂ 2, issued: 2025-08-10, due: 2025-09-15, amount: 70.00, currency: RON}
  - {number: OPRITĂ 3, issued: 2025-08-10, due: 2025-09-15, amount: 30.00, currency: RON, hold: {since: 2025-09-20, reason: în verificare}}
interest: {kind: statutory}
correspondence:
  - {date: 2025-09-26, direction: sent, channel: email, paper: reminder, level: 3, term: 7, invoices: [VECHE 1]}
"""


def test_what_has_time_or_is_on_hold_is_neither_proposed_nor_asked_for() -> None:
    Path("cases").mkdir()
    Path("cases/firm.yaml").write_text(FIRM, encoding="utf-8")
    Path("cases/C-9.yaml").write_text(CASE, encoding="utf-8")
    assert propose(paper="auto") == 0
    (proposed,) = letters()
    assert proposed.invoices == ("NOUĂ 2",)
    assert run() == 0
    (made,) = letters()
    path = Path(f"out/{DAY}-1") / (made.file or "")
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "NOUĂ 2" in text
    assert "VECHE 1" not in text
    assert "OPRITĂ 3" not in text
    with pikepdf.open(path) as pdf:
        (claim,) = (json.loads(f.get_file().read_bytes()) for f in pdf.attachments.values())
    (sums,) = claim["totals"]
    assert sums["total"] == str(made.owed[0].total)
    assert [i.get("left_out") for i in claim["invoices"]] == ["not-asked", None, "on-hold"]
