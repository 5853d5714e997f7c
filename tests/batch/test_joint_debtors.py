"""Joint debtors: one debt, a letter to each; what the ledger knows of one it knows of all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_portfolio import DAY, batch, case, edit, letters, propose, rows, run

JOINT = """\
debtors:
  - name: "Țînțaru Răzvan"
    kind: private
    address: {street: Strada Florilor nr. 1, city: Iași, postal_code: "700001"}
  - name: "Țînțaru Ștefania"
    kind: private
    address: {street: Strada Florilor nr. 1, city: Iași, postal_code: "700001"}
"""
BANK = "date,amount,currency,invoice\n2025-10-02,40.00,RON,F 1\n"


@pytest.fixture
def joint(home: Path) -> Path:
    """One case, owed by two."""
    for path in (home / "cases").iterdir():
        path.unlink()
    written = case(home, 1)
    text = re.sub(r"debtor:\n.*?(?=invoices:)", JOINT, written.read_text("utf-8"), flags=re.DOTALL)
    written.write_text(text, encoding="utf-8")
    return home


def only_the_second(found: list[dict[str, str]]) -> list[dict[str, str]]:
    return [x for x in found if "Ștefania" in x["debtor"]]


@pytest.mark.usefixtures("joint")
def test_a_payment_finds_its_case_also_where_only_the_second_debtor_was_written_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert propose() == 0
    edit(f"out/{DAY}-1/proposal.csv", only_the_second)
    assert run() == 0
    first = next(x for x in letters() if x.addressee == 0)
    _forget(first.id)
    Path("bank.csv").write_text(BANK, encoding="utf-8")
    capsys.readouterr()
    assert batch("paid", "bank.csv", "--in", "out") == 0
    assert capsys.readouterr().out == "1 new payments, 0 known already\n"


def _forget(letter: str) -> None:
    """As where the first debtor joined the case later."""
    import sqlite3

    with sqlite3.connect("out/ledger.sqlite") as ledger:
        ledger.execute("DELETE FROM letters WHERE id = ?", (letter,))
    ledger.close()


@pytest.mark.usefixtures("joint")
def test_a_list_taken_again_after_a_letter_to_the_first_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert propose() == 0
    edit(f"out/{DAY}-1/proposal.csv", only_the_second)
    assert run() == 0
    first = next(x for x in letters() if x.addressee == 0)
    _forget(first.id)
    Path("bank.csv").write_text(BANK, encoding="utf-8")
    assert batch("paid", "bank.csv", "--in", "out") == 0
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    assert propose(paper="account-statement", day="2025-10-20") == 0
    assert {x.addressee for x in letters(None)} == {0, 1}
    capsys.readouterr()
    assert batch("paid", "bank.csv", "--in", "out") == 0
    assert capsys.readouterr().out == "0 new payments, 1 known already\n"


@pytest.mark.usefixtures("joint")
def test_what_was_paid_lowers_the_letters_to_both() -> None:
    assert propose() == 0
    assert run() == 0
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    Path("bank.csv").write_text(BANK, encoding="utf-8")
    assert batch("paid", "bank.csv", "--in", "out") == 0
    assert propose(paper="account-statement", day="2025-10-20") == 0
    assert [x["total"] for x in rows("out/2025-10-20-1/proposal.csv")] == ["60.00", "60.00"]
    assert run("2025-10-20-1") == 0
    assert [x.state for x in letters("2025-10-20-1")] == ["rendered", "rendered"]


def test_where_one_letter_of_two_came_back_both_go_again(joint: Path) -> None:
    """A notice that one of them did not get does not do its office; both get it on one day."""
    path = joint / "cases/c1.yaml"
    path.write_text(path.read_text("utf-8").replace("100.00", "900.00"), encoding="utf-8")
    assert propose() == 0
    assert run() == 0
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    first, second = sorted(letters(), key=lambda x: x.addressee)
    Path("post.csv").write_text(
        f"letter,delivered,returned\n{first.id},2025-10-03,\n{second.id},,2025-10-09\n"
    )
    assert batch("delivered", "post.csv", "--in", "out") == 0
    assert propose(paper="auto", day="2025-10-10") == 0
    again = letters("2025-10-10-1")
    assert {x.addressee for x in again} == {0, 1}
    assert not {x.id for x in again} & {first.id, second.id}


@pytest.mark.usefixtures("joint")
def test_letters_to_two_may_arrive_on_two_days() -> None:
    """Two receipts are no contradiction; the term runs from the later one."""
    assert propose() == 0
    assert run() == 0
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    post = ["letter,delivered"]
    days = {0: "2025-10-03", 1: "2025-10-13"}
    post += [f"{x.id},{days[x.addressee]}" for x in letters()]
    Path("post.csv").write_text("\n".join(post) + "\n", encoding="utf-8")
    assert batch("delivered", "post.csv", "--in", "out") == 0
    assert propose(paper="auto", day="2025-10-23") == 0  # 15 free days from the 13th: the 29th
    assert letters("2025-10-23-1") == []
