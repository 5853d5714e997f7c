"""A letter that came back, or of whose receipt nobody knows, goes again: as `next` says, and once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_portfolio import FIRM, batch, letters, propose, rows

from demandgen import cli
from demandgen.batch.ledger import Ledger

CASE = """\
case: C-1
law: ro
creditor: {include: ../firm.yaml}
debtor:
  name: Debitor Simplu SRL
  kind: business
  address: {street: Strada Scurtă 2, postal_code: "700001", city: Iași, country: RO}
contract: {signed: 2024-09-02}
invoices:
  - {number: A, issued: 2025-01-10, due: 2025-02-10, amount: 9000.00, currency: RON}
interest: {kind: statutory}
correspondence:
  - {date: 2025-04-01, direction: sent, channel: registered-post, paper: reminder, level: 4, term: 7, invoices: [A]}
"""
FIRST = "2025-05-02"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _portfolio(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    (tmp_path / "cases/c1.yaml").write_text(CASE, encoding="utf-8")


def proposed(day: str, paper: str = "auto") -> list[str]:
    """The ids of the letters proposed on a day."""
    assert propose(day=day, paper=paper) == 0
    return [x.id for x in letters(None) if x.as_of.isoformat() == day]


def went(day: str) -> str:
    """Propose, make and post the one letter of a day; its id."""
    (only,) = proposed(day)
    name = next(path for path in sorted(Path("out").glob(f"{day}-*"), reverse=True))
    assert batch("run", f"{name}/proposal.csv", "--on", day, "--workers", "1") == 0
    assert batch("sent", str(name), "--on", day) == 0
    return only


def post(letter: str, *, delivered: str = "", returned: str = "") -> None:
    Path("post.csv").write_text(f"letter,delivered,returned\n{letter},{delivered},{returned}\n")
    assert batch("delivered", "post.csv", "--in", "out") == 0


def what_next(day: str, capsys: Captured, *facts: str) -> list[str]:
    """The papers `next` says to send, where the case file knows the same as the ledger."""
    path = Path("known.yaml")
    text = CASE.replace("../firm.yaml", "firm.yaml")
    path.write_text(text + "".join(f"  - {{{x}}}\n" for x in facts), encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["next", str(path), "--on", day, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    return [step["paper"] for step in found["now"]]


SENT = f"date: {FIRST}, direction: sent, channel: bailiff, paper: formal-notice, term: 15"


@pytest.mark.parametrize(
    ("fact", "day", "again"),
    [
        ("returned: 2025-05-12", "2025-05-12", False),
        ("returned: 2025-05-12", "2025-05-13", True),
        ("", "2025-05-31", False),
        ("", "2025-06-01", True),  # thirty days without a recorded receipt
        ("delivered: 2025-05-06", "2025-05-21", False),
    ],
)
def test_a_notice_goes_again_when_next_says_so(
    fact: str, day: str, again: bool, capsys: Captured
) -> None:
    first = went(FIRST)
    if fact:
        what, on = fact.split(": ")
        post(first, **{what: on})
    assert what_next(day, capsys, ", ".join(x for x in (SENT, fact) if x)) == (
        ["formal-notice"] if again else []
    )
    assert [x != first for x in proposed(day)] == ([True] if again else [])


def test_each_attempt_once_and_only_once() -> None:
    first = went(FIRST)
    post(first, returned="2025-05-12")
    (second,) = proposed("2025-05-13")
    assert proposed("2025-05-13") == [second]  # proposed anew: the same letter, in the newer run
    assert [x.run for x in letters(None) if x.id == second] == ["2025-05-13-2"]
    run = "out/2025-05-13-2"
    assert batch("run", f"{run}/proposal.csv", "--on", "2025-05-13", "--workers", "1") == 0
    assert proposed("2025-05-13") == [second]  # rendered: blocks, is in its run
    assert letters("2025-05-13-3") == []
    assert batch("sent", run, "--on", "2025-05-13") == 0
    assert proposed("2025-05-14") == []  # on its way
    post(second, returned="2025-05-20")
    assert proposed("2025-05-20") == []
    (third,) = proposed("2025-05-21")
    assert len({first, second, third}) == 3


def test_asked_for_by_name_it_goes_again_only_after_it_came_back() -> None:
    first = went(FIRST)
    assert proposed("2025-05-13", "formal-notice") == []
    page = Path("out/2025-05-13-1/proposal.html").read_text("utf-8")
    assert f"formal-notice was sent already, on {FIRST}" in page
    post(first, returned="2025-05-12")
    (second,) = proposed("2025-05-13", "formal-notice")
    assert second != first


def test_the_second_attempt_is_not_taken_for_the_one_the_case_file_names() -> None:
    """Both went within days; the case file has recorded the first."""
    path = Path("cases/c1.yaml")
    path.write_text(CASE + f"  - {{{SENT}, returned: 2025-05-05}}\n", encoding="utf-8")
    first = went("2025-05-06")
    assert rows("out/2025-05-06-1/proposal.csv")[0]["paper"] == "formal-notice"
    post(first, returned="2025-05-08")
    second = went("2025-05-09")
    post(second, delivered="2025-05-12")
    assert proposed("2025-05-20") == []  # the term of the second runs
    page = Path("out/2025-05-20-1/proposal.html").read_text("utf-8")
    assert "the term of the formal-notice of 2025-05-09 runs until 2025-05-28" in page


def test_a_proposal_for_a_day_before_the_letter_went_is_no_second_attempt() -> None:
    first = went(FIRST)
    post(first, returned="2025-05-12")
    assert propose(day="2025-05-01", paper="auto") == 0
    assert letters("2025-05-01-1") == []
    with Ledger(Path("out"), writing=False) as ledger:
        assert [x.id for x in ledger.letters()] == [first]
