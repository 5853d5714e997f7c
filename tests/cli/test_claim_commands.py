"""`demandgen claim`, `interest` and `law` as a user runs them: readable tables, told mistakes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from demandgen.cli.app import run

CASES = Path(__file__).parents[2] / "cases"
RO = str(CASES / "ro-2025-014/case.yaml")
EURO = ("claim", str(CASES / "ro-2026-003/case.yaml"), "--on", "2026-04-15")
HOSPITAL = ("claim", str(CASES / "pl-2025-021/case.yaml"), "--on", "2025-12-15")
PLAN = ("claim", str(CASES / "pl-2025-007/case.yaml"), "--on", "2025-09-30")
Captured = pytest.CaptureFixture[str]

INTEREST = ("interest", "--law", "ro", "--amount", "1000.00", "--due", "2025-02-01")
TO = ("--to", "2025-03-31")
AGREED = ("--regime", "contractual", "--rate", "0.1")

MISUSE = [
    (
        (*INTEREST, *TO, "--regime", "contractual"),
        "--regime contractual needs --rate and --per day, month or year",
    ),
    ((*INTEREST, *TO, *AGREED), "--regime contractual needs --rate and --per day, month or year"),
    (
        (*INTEREST, *TO, "--regime", "professionals", "--cap", "10"),
        "--rate, --per and --cap belong to --regime contractual",
    ),
    ((*INTEREST, *TO, *AGREED, "--per", "week"), "--per: expected day, month or year, found week"),
    (
        (*INTEREST, *TO, *AGREED, "--per", "day", "--rate-fixing", "semester"),
        "--rate-fixing is for statutory rates: leave it out",
    ),
    (
        (*INTEREST, *TO, *AGREED, "--per", "day", "--due-date-shift", "kc115"),
        "due-date-shift kc115 is Polish law",
    ),
    (
        (*INTEREST, *TO, "--regime", "ordinary", "--amount", "1e30"),
        "--amount: expected an amount with a dot and at most two decimals, found 1e30",
    ),
    (
        (*INTEREST, *TO, "--regime", "ordinary", "--amount", "10.555"),
        "--amount: expected an amount with a dot and at most two decimals, found 10.555",
    ),
    (
        (*INTEREST, *TO, "--regime", "contractual", "--per", "day", "--rate", "0,1"),
        "--rate: expected a number with a dot, without the percent sign, found 0,1",
    ),
    (
        (*INTEREST, "--to", "9999-12-31", "--regime", "ordinary"),
        "expected a day between 1900 and 2199",
    ),
    (("claim", RO, "--on", "2025-09-30", "--compare", "--json"), "--compare has no JSON"),
    (("law", "ro/bnr"), "expected one of pl/"),
]


@pytest.mark.parametrize(("arguments", "told"), MISUSE)
def test_a_misused_command_says_what_is_wrong(
    capsys: Captured, arguments: tuple[str, ...], told: str
) -> None:
    assert run(list(arguments)) == 2
    assert told in " ".join(capsys.readouterr().err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "No interest: not late on 2025-02-03, but from 2025-02-04 on"),
        (("--amount", "0"), "No interest: not late on 2025-02-03, but from 2025-02-04 on"),
        (("--to", "2025-02-04", "--amount", "0"), "No interest: the amount is nothing"),
        (("--to", "2025-02-04", "--cap", "0"), "No interest: the cap is nothing"),
    ],
)
def test_why_there_is_no_interest_to_show(
    capsys: Captured, arguments: tuple[str, ...], told: str
) -> None:
    """Due on a Saturday, so counted from Monday, the third: late from the fourth on."""
    asked = (*INTEREST, "--to", "2025-02-03", *AGREED, "--per", "day", *arguments)
    assert run([*asked]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == told
    assert "Period" not in shown
    assert run([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows"], answer["total"]) == ([], "0.00")
    assert run([*asked, "--to", "2025-02-04", "--amount", "1000.00", "--cap", "1"]) == 0
    assert "Period" in capsys.readouterr().out


def test_interest_of_an_agreed_rate(capsys: Captured) -> None:
    assert run([*INTEREST, *TO, *AGREED, "--per", "day", "--cap", "5", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    # 1 February 2025 is a Saturday: counted from Monday the 3rd; 56 days of 1,00, cut at 50,00
    assert (answer["effective_due"], answer["days"], answer["total"]) == ("2025-02-03", 56, "50.00")


def test_other_conventions_by_currency_and_the_refused_with_the_reason(capsys: Captured) -> None:
    assert run([*EURO, "--compare"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["imputation", "principal-first", "RON", "2088.07", "43734.82", "-23.30"] in rows
    assert ["imputation", "principal-first", "EUR", "0.00", "80.00", "0.00"] in rows
    assert run([*HOSPITAL, "--compare"]) == 0
    assert "rate-fixing per-change: in commercial transactions art. 11b" in capsys.readouterr().out


def test_compensation_and_plan_are_on_the_screen(capsys: Captured) -> None:
    assert run([*HOSPITAL]) == 0
    assert "4.1839  2025-03-31  167.36 PLN" in capsys.readouterr().out
    assert run([*HOSPITAL, "--json"]) == 0
    assert '"fx_rate": "4.2130"' in capsys.readouterr().out
    assert run([*PLAN]) == 0
    shown = capsys.readouterr().out
    assert "Plan of 2025-06-16: 55620.00 PLN; 0.00 paid, 55620.00 left" in shown
    assert "The whole balance fell due on 2025-07-23." in shown


def test_a_number_that_looks_like_markup_is_printed_as_it_is(
    capsys: Captured, tmp_path: Path
) -> None:
    text = Path(RO).read_text(encoding="utf-8").replace("ABF 1041", "'[/red] [bold]7'")
    case = tmp_path / "case.yaml"
    case.write_text(text, encoding="utf-8")
    shutil.copytree(Path(RO).parent / "evidence", tmp_path / "evidence")
    assert run(["claim", str(case), "--on", "2025-09-30"]) == 0
    assert "[/red] [bold]7" in capsys.readouterr().out


def test_law_shows_what_is_in_force_on_the_day_and_what_no_lawyer_confirmed(
    capsys: Captured,
) -> None:
    assert run(["law", "--on", "2027-01-01"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["pl/commercial-announcement", "-"] in [row[:2] for row in rows]
    assert ["pl/margin-delay", "5.5", "2016-01-01"] in [row[:3] for row in rows]
    assert run(["law", "ro/stamp-duty"]) == 0
    assert "not confirmed by a lawyer" in capsys.readouterr().out
    assert run(["law", "pl/commercial-announcement"]) == 0
    shown = capsys.readouterr().out
    assert "known to 2026-12-31" in shown
    assert "not confirmed by a lawyer" not in shown
