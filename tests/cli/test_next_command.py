"""`demandgen next` and `demandgen review` as a lawyer, a spreadsheet and a calendar see them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from demandgen.cli import run

ROOT = Path(__file__).parent.parent.parent
RO, PL = (str(ROOT / "cases" / name / "case.yaml") for name in ("ro-2025-014", "pl-2025-007"))


SMALL = """\
case: A
law: ro
creditor: {name: A, kind: business}
debtor: {name: B, kind: business}
contract: {signed: 2024-09-02, arbitration: true}
invoices:
  - {number: F, issued: 2025-01-10, due: 2025-02-14, amount: 100.00, currency: RON}
interest: {kind: statutory}
"""


def test_one_case_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["next", RO, "--on", "2025-06-24"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "RO-2025-014, Hotel Măgura SRL: ready-for-court on 2025-06-24",
        "evidence-bundle from 2025-06-24 [ABF 1041, ABF 1057]",
        "ordonanță de plată (art. 1014-1025 C. pr. civ.): open",
        "judecătorie; value 23811.62; fee 200.00; copies 3",
        "proof that the debtor received the somație: evidence/confirmare-primire.jpg",
        "2025-12-05  the notice received on 2025-06-05 interrupts limitation only if followed by suit",
    ):
        assert line in shown, line


TWO = """\
case: A
law: ro
creditor: {name: A, kind: business, address: {street: Lungă 1, city: Cluj-Napoca}}
debtor: {name: B, kind: business, contact: {email: b@example.com}, address: {street: Scurtă 2, city: Cluj-Napoca}}
contract: {signed: 2024-09-02}
invoices:
  - {number: F 1, issued: 2025-01-10, due: 2025-02-14, amount: 100.00, currency: RON}
  - {number: F 2, issued: 2025-01-10, due: 2025-02-25, amount: 70.00, currency: RON}
interest: {kind: statutory}
correspondence:
  - {date: 2025-03-01, direction: sent, channel: email, paper: reminder, level: 3, term: 7, invoices: [F 1]}
"""


def test_a_letter_not_about_all_that_is_due(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, on = tmp_path / "case.yaml", ("--on", "2025-03-04")
    case.write_text(TWO, encoding="utf-8")
    assert run(["next", str(case), *on]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    options = "--invoice 'F 2'"
    assert f"[F 2]: due on 2025-02-25, and no demand was sent yet (not about all that is due: make it with {options})" in shown  # fmt: skip
    out = str(tmp_path / "out")
    made = ["render", str(case), "reminder", *on, "--invoice", "F 2", "--level", "3", "--out", out]
    assert run(made) == 0
    recorded = [*on, "--level", "3", "--channel", "email", "--invoice", "F 2", "--term", "7"]
    assert run(["sent", str(case), "reminder", *recorded, "--yes"]) == 0
    capsys.readouterr()
    assert run(["next", str(case), *on]) == 0
    assert "make it with" not in capsys.readouterr().out


def test_several_cases_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["next", RO, PL, "--on", "2025-09-30"]) == 0
    shown = capsys.readouterr().out
    assert "plan-default-notice" in shown
    assert "228 days late" in shown
    assert shown.splitlines()[-1] == "plan-in-default: 1; ready-for-court: 1"
    assert max(map(len, shown.splitlines())) <= 120


def test_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["next", RO, "--on", "2025-06-23", "--json"]) == 0
    (step,) = json.loads(capsys.readouterr().out)
    assert (step["state"], step["now"], step["later"]["on"]) == ("term-running", [], "2025-06-24")
    assert step["why"]["code"] == "term-running"
    assert step["why"]["source"] == "art. 1015 alin. (1) din Codul de procedură civilă"
    assert step["later"]["invoices"] == ["ABF 1041", "ABF 1057"]
    assert run(["next", RO, "--on", "2025-06-24", "--json"]) == 0
    (step,) = json.loads(capsys.readouterr().out)
    route = step["routes"][0]
    assert (route["code"], route["open"], route["fee"]["amount"]) == (
        "payment-order",
        True,
        "200.00",
    )
    assert {
        "code": "contract",
        "what": "the contract",
        "files": ["evidence/contract-27.pdf"],
    } in route["attach"]


def test_for_spreadsheets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    hostile = tmp_path / "case.yaml"
    hostile.write_text(
        "case: =1+1\nlaw: pl\ncreditor: {name: A, kind: business}\n"
        "debtor: {name: '@SUM(A1)', kind: business}\n"
        "invoices:\n  - {number: F, issued: 2025-01-10, due: 2025-02-14, amount: 1234567.80, currency: PLN}\n"
        "interest: {kind: none}\nsettings: {compensation: 'off'}\n",
        encoding="utf-8",
    )
    assert run(["next", str(hostile), "--on", "2025-02-21", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["case"], row["debtor"]) == ("'=1+1", "'@SUM(A1)")
    assert (row["owed"], row["days_late"]) == ("1234567.80 PLN", "7")
    assert (row["next"], row["when"]) == ("reminder 3", "now")
    assert (row["channel"], row["invoices"]) == ("registered-post", "F")


def test_a_case_that_cannot_be_read_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("law: ro\n", encoding="utf-8")
    assert run(["next", str(bad), RO, "--on", "2025-09-30", "--json"]) == 3
    printed = capsys.readouterr()
    assert [step["case"] for step in json.loads(printed.out)] == ["RO-2025-014"]
    assert "bad.yaml" in printed.err


def test_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    arguments = ["next", RO, PL, "--on", "2025-07-20", "--ics", str(path)]
    assert run(arguments) == 0
    first = path.read_bytes()
    assert run(arguments) == 0
    assert path.read_bytes() == first, "the same day gives the same bytes"
    assert [p.name for p in tmp_path.iterdir()] == ["deadlines.ics"]
    days = entries(first)
    assert days["RO-2025-014, Hotel Măgura SRL: last day for a suit after the notice"] == (
        date(2025, 12, 5),
        [-30, -7],
    )
    assert days["RO-2025-014, Hotel Măgura SRL: limitation: ABF 1057"] == (
        date(2028, 3, 30),
        [-90, -30, -7],
    )
    assert days["PL-2025-007, Wydawnictwo Łąka Grażyna Dąbrowska: instalment 2 due"] == (
        date(2025, 8, 18),
        [-1],
    )
    assert len(names(first)) == len(days)


def entries(raw: bytes) -> dict[str, tuple[date, list[int]]]:
    """Day and reminders (days before) of each entry of a calendar, by its title."""
    calendar: Any = Calendar.from_ical(raw.decode())
    return {
        str(e["summary"]): (e["dtstart"].dt, [a["trigger"].dt.days for a in e.walk("VALARM")])
        for e in calendar.walk("VEVENT")
    }


def names(raw: bytes) -> set[str]:
    calendar: Any = Calendar.from_ical(raw.decode())
    return {str(e["uid"]) for e in calendar.walk("VEVENT")}


def test_a_calendar_entry_keeps_its_name_when_its_day_moves(tmp_path: Path) -> None:
    case, calendar = tmp_path / "case.yaml", tmp_path / "days.ics"
    found = []
    for due in ("2025-02-14", "2025-03-14"):
        case.write_text(SMALL.replace("2025-02-14", due), encoding="utf-8")
        assert run(["next", str(case), "--on", "2025-02-01", "--ics", str(calendar)]) == 0
        found.append((names(calendar.read_bytes()), entries(calendar.read_bytes())))
    assert found[0][0] == found[1][0]
    assert found[0][1] != found[1][1]


def test_a_file_that_is_no_calendar_of_ours_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.ics"
    path.write_text("BEGIN:VCALENDAR\nPRODID:-//somebody else//\nEND:VCALENDAR\n", encoding="utf-8")
    before = path.read_bytes()
    assert run(["next", RO, "--on", "2025-07-20", "--ics", str(path)]) == 6
    assert "is no calendar of demandgen; nothing was written" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert run(["next", RO, "--on", "2025-07-20", "--ics", str(tmp_path / "no" / "x.ics")]) == 6


def test_review(capsys: pytest.CaptureFixture[str]) -> None:
    case = str(ROOT / "cases" / "ro-2025-052" / "case.yaml")
    assert run(["review", case, "--on", "2025-09-30"]) == 0
    shown = capsys.readouterr().out
    assert "15000.00 RON of 2024-12-19 are assigned to no invoice [unassigned-payment]" in shown
    assert "waived" in shown.splitlines()[-1]
    assert run(["review", case, "--on", "2025-09-30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (first, *_) = [f for f in found if f["code"] == "unassigned-payment"]
    assert (first["severity"], first["source"], first["waived"]) == (
        "serious",
        "art. 1507-1509 C. civ.",
        None,
    )


def test_a_waiver_shows_with_who_and_why_and_check_knows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        SMALL + "accept: [{finding: arbitration, reason: clauza a expirat, by: A. Pop}]\n",
        encoding="utf-8",
    )
    assert run(["review", str(path), "--on", "2025-03-01"]) == 0
    assert "waived by A. Pop: clauza a expirat" in capsys.readouterr().out
    assert run(["check", str(path), "--on", "2025-03-01"]) == 0
    assert "accepts-nothing" not in capsys.readouterr().err


def test_a_case_that_cannot_be_read_is_told_without_an_empty_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["next", str(tmp_path / "nothing.yaml")]) == 3
    assert capsys.readouterr() == (
        "",
        f"{tmp_path}/nothing.yaml: error: cannot be read: No such file or directory [unreadable]\n",
    )
