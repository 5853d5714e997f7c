"""A letter nobody can deliver, and one whose case changed: told, and the way out works."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_portfolio import COUNT, DAY, FIRM, batch, case, letters, propose, run

Captured = pytest.CaptureFixture[str]
LADDER = """\
ladders:
  - law: ro
    debtor: [private]
    levels:
      - {paper: reminder, level: 1, days_after_due: 7, channel: email, tone: friendly, term_days: 7}
"""


def without_address(home: Path, n: int, *, email: str = "") -> Path:
    path = case(home, n, email=email)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if "Florilor" not in x), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Țînțaru Răzvan 2 has no street and city to send the letter to [no-address] give debtor.address a street and a city"),
        ("ro", "Țînțaru Răzvan 2 nu are stradă și localitate la care să se trimită scrisoarea"),
        ("pl", "Țînțaru Răzvan 2: brak ulicy i miejscowości, pod które można wysłać pismo"),
    ],
)  # fmt: skip
def test_a_letter_by_post_without_an_address_is_a_failed_case(
    home: Path, language: str, line: str, capsys: Captured
) -> None:
    path = without_address(home, 2)
    assert propose("--lang", language) == 7
    told = " ".join(capsys.readouterr().err.split())
    assert line in told
    assert f"{path}:4:" in told
    assert "[no-address]" in told
    assert sorted(x.case_id for x in letters()) == ["C-1", "C-3", "C-4"]


def test_of_a_table_the_row_is_named(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    head = "law,debtor.name,debtor.kind,invoice.number,invoice.issued,invoice.due,invoice.amount,invoice.currency,interest.kind"
    row = "ro,{},private,F 1,2025-01-15,2025-02-14,100.00,RON,none,{}"
    text = f"{head},debtor.address.street,debtor.address.city\n{row.format('Unu Ion', 'Lungă 1,Iași')}\n{row.format('Doi Ion', ',')}\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    words = ("--on", DAY, "--workers", "1", "--out", "out", "--paper", "formal-notice")
    assert batch("propose", "t.csv", *words) == 7
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith(f"{tmp_path / 't.csv'}:3:2: debtor.name: error: T-")
    assert "Doi Ion has no street and city" in told
    assert [x.recipient.name for x in letters()] == ["Unu Ion"]


@pytest.mark.usefixtures("home")
def test_a_letter_whose_case_changed_is_proposed_again(home: Path, capsys: Captured) -> None:
    assert propose() == 0
    path = home / "cases" / "c3.yaml"
    path.write_text(path.read_text("utf-8").replace("300.00", "250.00"), encoding="utf-8")
    assert propose() == 0  # nobody approved the first
    path.write_text(path.read_text("utf-8").replace("250.00", "200.00"), encoding="utf-8")
    assert run(f"{DAY}-2") == 7
    assert "now 200.00 RON [changed-since-approval] propose again" in " ".join(
        capsys.readouterr().err.split()
    )
    assert propose() == 0
    (again,) = letters(f"{DAY}-3")
    assert (again.case_id, again.state, str(again.owed[0].total)) == ("C-3", "proposed", "200.00")
    states = [x.state for x in letters(f"{DAY}-2")]
    assert states == ["rendered"] * (COUNT - 1)  # the others wait for the post
    assert run(f"{DAY}-3") == 0
    assert [x.state for x in letters(f"{DAY}-3")] == ["rendered"]
    assert propose() == 0
    assert letters(f"{DAY}-4") == []


@pytest.mark.usefixtures("home")
def test_an_approved_letter_that_was_not_refused_is_left_alone(home: Path) -> None:
    assert propose() == 0
    (home / "cases" / "c3.yaml").unlink()
    assert run() == 7  # its file is gone: refused for another reason
    case(home, 3)
    assert propose() == 0
    assert letters(f"{DAY}-2") == []
    assert {x.case_id: x.state for x in letters()}["C-3"] == "approved"


def test_a_made_letter_is_taken_back_by_the_command_named(done: Path, capsys: Captured) -> None:
    letter = next(x for x in letters() if x.case_id == "C-3")
    (done / f"out/{DAY}-1" / (letter.file or "")).unlink()
    bank = "date,amount,currency,invoice\n2025-09-29,50.00,RON,F 3\n"
    (done / "bank.csv").write_text(bank, encoding="utf-8")
    assert batch("paid", "bank.csv", "--in", "out") == 0
    capsys.readouterr()
    assert run() == 7
    number = str(letter.number)
    command = f"sent {done}/out/{DAY}-1 --only {number} --withdraw {number}"
    told = " ".join(capsys.readouterr().err.split())
    assert f"propose again after: demandgen batch {command}" in told
    assert batch(*command.split(), "--on", DAY) == 0
    assert [x.state for x in letters()].count("withdrawn") == 1
    assert [x.state for x in letters()].count("rendered") == COUNT - 1
    assert propose() == 0
    assert [x.case_id for x in letters(f"{DAY}-2")] == ["C-3"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Run 2025-02-14-1 has no letters; there is nothing to make."),
        ("ro", "Seria 2025-02-14-1 nu are scrisori; nu este nimic de redactat."),
        ("pl", "Seria 2025-02-14-1 nie ma pism; nie ma czego tworzyć."),
    ],
)
@pytest.mark.usefixtures("home")
def test_an_empty_run_is_told_in_one_sentence(language: str, line: str, capsys: Captured) -> None:
    assert propose(day="2025-02-14") == 0
    capsys.readouterr()
    assert run("2025-02-14-1", "--lang", language) == 0
    assert capsys.readouterr().out == f"{line}\n"
    assert batch("status", "out") == 0
    assert capsys.readouterr().out == "Run 2025-02-14-1; no letters\n"


@pytest.mark.usefixtures("home")
def test_by_e_mail_no_address_is_needed_but_on_paper_it_is(home: Path, capsys: Captured) -> None:
    for n in (1, 3, 4):
        (home / "cases" / f"c{n}.yaml").unlink()
    without_address(home, 2, email="razvan@example.ro")
    (home / "ladder.yaml").write_text(LADDER, encoding="utf-8")
    (home / "firm.yaml").write_text(FIRM + "dunning: ladder.yaml\n", encoding="utf-8")
    assert propose(paper="auto") == 0
    assert [x.channel for x in letters()] == ["email"]
    assert run(f"{DAY}-1", "--by", "post") == 7
    assert "has no street and city" in " ".join(capsys.readouterr().err.split())
    assert not (home / f"out/{DAY}-1/print-1").exists()
    assert run() == 0
    assert list((home / f"out/{DAY}-1/email-1").glob("*.eml"))
