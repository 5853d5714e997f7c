"""The sample portfolios: two exports of accounting programs, as an agency would drop them."""

from __future__ import annotations

import csv
from pathlib import Path

import pikepdf
import pytest

from demandgen import cli
from demandgen.batch.ledger import Ledger

SAMPLES = Path(__file__).parents[2] / "cases" / "portfolio"
DAY = "2025-09-30"


@pytest.mark.parametrize(("law", "table"), [("ro", "facturi.csv"), ("pl", "faktury.csv")])
def test_sample_table_becomes_letters(tmp_path: Path, law: str, table: str) -> None:
    folder, sample = tmp_path / "out", SAMPLES / law
    with (sample / table).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    words = ["--creditor", str(sample / "firm.yaml"), "--mapping", str(sample / "mapping.yaml")]
    words += ["--out", str(folder), "--on", DAY, "--workers", "1"]
    assert cli.run(["batch", "propose", str(sample / table), *words]) == 0
    with Ledger(folder, writing=False) as ledger:
        letters = ledger.letters()
    names = {next(iter(row.values())) for row in rows}
    assert len(names) == 25
    assert {x.recipient.name for x in letters} < names
    first = [x.id for x in letters[:2]]
    listed = folder / f"{DAY}-1" / "proposal.csv"
    lines = listed.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines if line.startswith("approve") or any(i in line for i in first)]
    listed.write_text("\n".join(kept), encoding="utf-8-sig")
    assert cli.run(["batch", "run", str(listed), "--on", DAY, "--workers", "1"]) == 0
    with Ledger(folder, writing=False) as ledger:
        done = [x for x in ledger.letters() if x.state == "rendered"]
    assert len(done) == 2
    for letter in done:
        with pikepdf.open(folder / f"{DAY}-1" / (letter.file or "")) as pdf:
            assert len(pdf.pages) == letter.pages


def test_joint_debtors_owe_once_and_a_guarantor_gets_no_statement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = str(SAMPLES.parent / "pl-2025-033" / "case.yaml")
    words = ["--on", "2025-11-20", "--out", str(tmp_path), "--workers", "1"]
    for paper, count in [("formal-notice", 3), ("account-statement", 2)]:  # the third guarantees
        assert cli.run(["batch", "propose", case, "--paper", paper, *words]) == 0
        assert "18271.26 EUR" in capsys.readouterr().out
        with Ledger(tmp_path, writing=False) as ledger:
            made = [x.addressee for x in ledger.letters() if x.paper == paper]
        assert sorted(made) == list(range(count))
