"""`demandgen sent`, `delivered`, `returned` and `paid` as a user runs them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from demandgen.casefile.reading import load_case
from demandgen.cli import run

CASE = """\
case: T-1
law: pl
creditor: {name: Drukarnia Przykład sp. z o.o., kind: business}
debtor: {name: Księgarnia Przykład, kind: business}
invoices:
  - {number: FV 1, issued: 2025-01-15, due: 2025-02-14, amount: 100.00, currency: PLN}
interest: {kind: statutory}
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_a_letter_from_sending_to_delivery(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sending = ["--channel", "registered-post", "--on", "2025-03-03", "--term", "7", "--yes"]
    assert run(["sent", str(case), "formal-notice", "--invoice", "FV 1", *sending]) == 0
    shown = capsys.readouterr().out
    assert "+  - date: 2025-03-03\n" in shown
    assert '+    invoices: ["FV 1"]\n' in shown or "+    invoices: [FV 1]\n" in shown
    assert "written: " in shown
    assert run(["delivered", str(case), "formal-notice", "--on", "2025-03-06", "-y"]) == 0
    (event,) = load_case(case).correspondence
    assert (event.term, event.invoices, event.delivered) == (7, ("FV 1",), date(2025, 3, 6))


def test_a_letter_that_came_back(case: Path) -> None:
    run(["sent", str(case), "final-notice", "--channel", "courier", "--on", "2025-03-03", "-y"])
    assert run(["returned", str(case), "final-notice", "--on", "2025-03-20", "-y"]) == 0
    assert load_case(case).correspondence[0].returned == date(2025, 3, 20)


def test_a_payment_takes_the_currency_of_the_invoices(case: Path) -> None:
    assert run(["paid", str(case), "50", "--on", "2025-03-20", "--for", "FV 1", "-y"]) == 0
    assert case.read_text(encoding="utf-8") == CASE + (
        "payments:\n  - date: 2025-03-20\n    amount: 50.00\n    currency: PLN\n    for: FV 1\n"
    )


REFUSED = [
    (["paid", "1.234,50", "-y"], 2, "found '1.234,50': write 1234.50"),
    (["paid", "0", "-y"], 2, "expected an amount such as 1234.50"),
    (["paid", "10", "--on", "2125-01-01", "-y"], 2, "2125-01-01 has not come yet"),
    (["paid", "10", "--on", "01.02.2025", "-y"], 2, "expected a date as YYYY-MM-DD"),
    (
        ["paid", "10", "--for", "FV 9", "-y"],
        2,
        "there is no invoice FV 9 in this case; there are: FV 1",
    ),
    (["paid", "10", "--file", "nothing.pdf", "-y"], 3, "is not in the case folder"),
    (["delivered", "reminder", "-y"], 3, "no reminder is on its way"),
    (["sent", "reminder", "--channel", "pigeon", "-y"], 2, "'pigeon' is not one of"),
    (["paid", "10"], 2, "nobody is there to agree; nothing was written. Give --yes"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED, ids=[r[2] for r in REFUSED])
def test_refusals(
    case: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    command, *rest = arguments
    assert run([command, str(case), *rest]) == code
    unboxed = capsys.readouterr().err.replace("│", " ")
    assert said in " ".join(unboxed.split())
    assert case.read_text(encoding="utf-8") == CASE


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False)])
def test_the_question(case: Path, answer: str, written: bool) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    ended = subprocess.run(
        [sys.executable, "-m", "demandgen", "paid", str(case), "10", "--on", "2025-03-20"],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert ended.returncode == 0, ended.stderr
    assert "+    amount: 10.00" in ended.stdout
    assert ("nothing was written" in ended.stdout) is not written
    assert ("payments:" in case.read_text(encoding="utf-8")) is written


JOINT = CASE.replace(
    "debtor: {name: Księgarnia Przykład, kind: business}",
    "debtors: [{name: Księgarnia Przykład, kind: business, liability: joint}, "
    "{name: Jan Bąk, kind: business, liability: joint}]",
)


def test_letters_to_each_of_two_debtors(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case.write_text(JOINT, encoding="utf-8")
    sending = ["--channel", "registered-post", "--on", "2025-03-03", "--term", "7", "--yes"]
    for name in ("Księgarnia Przykład", "Jan Bąk"):
        assert run(["sent", str(case), "formal-notice", "--to", name, *sending]) == 0
    capsys.readouterr()
    received = ["delivered", str(case), "formal-notice", "--on", "2025-03-06", "-y"]
    assert run(received) == 3
    told = " ".join(capsys.readouterr().err.split())
    assert "several letters formal-notice are on their way" in told
    assert "on their way: 2025-03-03 (Księgarnia Przykład); 2025-03-03 (Jan Bąk)" in told
    assert run([*received, "--to", "Księgarnia Przykład"]) == 0
    came_back = ["returned", str(case), "formal-notice", "--on", "2025-03-20", "-y"]
    assert run([*came_back, "--to", "Jan Bąk"]) == 0
    first, second = load_case(case).correspondence
    assert (first.to, first.delivered) == (("Księgarnia Przykład",), date(2025, 3, 6))
    assert (second.to, second.returned) == (("Jan Bąk",), date(2025, 3, 20))


SEVERAL = (
    CASE.replace(
        "invoices:\n",
        "invoices:\n  - {number: FV 2, issued: 2025-01-15, due: 2025-02-14, amount: 9.00, currency: PLN}\n",
    )
    + """\
correspondence:
  - {date: 2025-03-03, direction: sent, channel: registered-post, paper: formal-notice, invoices: [FV 1], tracking: RR1}
  - {date: 2025-03-10, direction: sent, channel: registered-post, paper: formal-notice, invoices: [FV 2]}
  - {date: 2025-03-10, direction: sent, channel: registered-post, paper: formal-notice, invoices: [FV 1]}
  - {date: 2025-03-10, direction: sent, channel: registered-post, paper: final-notice}
  - {date: 2025-03-11, direction: sent, channel: registered-post, paper: formal-notice, invoices: [FV 1], delivered: 2025-03-12}
"""
)
ALL_ON_THEIR_WAY = "2025-03-03 (FV 1, RR1); 2025-03-10 (FV 2); 2025-03-10 (FV 1)"


@pytest.mark.parametrize(
    ("words", "index"),
    [
        (["--sent", "2025-03-03"], 0),
        (["--tracking", "RR1"], 0),
        (["--invoice", "FV 2"], 1),
        (["--sent", "2025-03-10", "--invoice", "FV 1"], 2),
        (["--sent", "2025-03-03", "--invoice", "FV 1", "--tracking", "RR1"], 0),
    ],
)
@pytest.mark.parametrize("what", ["delivered", "returned"])
def test_the_letter_named_and_no_other(case: Path, what: str, words: list[str], index: int) -> None:
    case.write_text(SEVERAL, encoding="utf-8")
    before = load_case(case).correspondence
    assert run([what, str(case), "formal-notice", "--on", "2025-03-20", *words, "-y"]) == 0
    after = load_case(case).correspondence
    assert [i for i, event in enumerate(after) if event != before[i]] == [index]
    assert getattr(after[index], what) == date(2025, 3, 20)


@pytest.mark.parametrize(
    ("words", "told", "listed"),
    [
        ([], "several letters formal-notice are on their way", ALL_ON_THEIR_WAY),
        (["--invoice", "FV 1"], "several letters", "2025-03-03 (FV 1, RR1); 2025-03-10 (FV 1)"),
        (["--sent", "2025-03-10"], "several letters", "2025-03-10 (FV 2); 2025-03-10 (FV 1)"),
        (["--sent", "2025-03-11"], "no letter formal-notice on its way is", ALL_ON_THEIR_WAY),
        (["--invoice", "FV 3"], "no letter formal-notice on its way is", ALL_ON_THEIR_WAY),
    ],
)
def test_which_letter_must_be_clear(
    case: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str, listed: str
) -> None:
    case.write_text(SEVERAL, encoding="utf-8")
    assert run(["delivered", str(case), "formal-notice", "--on", "2025-03-20", *words, "-y"]) == 3
    shown = " ".join(capsys.readouterr().err.split())
    assert told in shown
    assert shown.endswith(f"--invoice, --tracking or --to; on their way: {listed}")
    assert case.read_text(encoding="utf-8") == SEVERAL


def test_the_only_letter_of_its_kind_needs_no_name(case: Path) -> None:
    case.write_text(SEVERAL, encoding="utf-8")
    assert run(["delivered", str(case), "final-notice", "--on", "2025-03-20", "-y"]) == 0
    assert load_case(case).correspondence[3].delivered == date(2025, 3, 20)


def test_an_unknown_addressee(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case.write_text(JOINT, encoding="utf-8")
    unknown = ["sent", str(case), "formal-notice", "--channel", "email", "--on", "2025-03-03"]
    assert run([*unknown, "--to", "Jan Bak", "-y"]) == 3
    told = capsys.readouterr().err
    assert "there is no debtor Jan Bak in this case" in told
    assert "did you mean Jan Bąk?" in told


HELD = CASE.replace(
    "interest:",
    "  - {number: FV 2, issued: 2025-01-15, due: 2025-02-14, amount: 50.00, currency: PLN, "
    "hold: {since: 2025-03-01, until: 2025-05-31, reason: w toku}}\ninterest:",
)


def test_a_letter_sent_while_an_invoice_is_on_hold_names_what_it_asked_for(case: Path) -> None:
    case.write_text(HELD, encoding="utf-8")
    sending = ["--channel", "registered-post", "--on", "2025-03-03", "--term", "7", "--yes"]
    assert run(["sent", str(case), "formal-notice", *sending]) == 0
    assert load_case(case).correspondence[0].invoices == ("FV 1",)
