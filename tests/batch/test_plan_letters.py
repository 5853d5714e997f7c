"""Under a signed plan the ledger's letters are about instalments, and stay those of their plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_portfolio import FIRM, batch, letters, propose, rows

from demandgen.batch.history import history_for, with_history
from demandgen.batch.identity import CaseItems, LetterKey
from demandgen.batch.ledger import Ledger
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on

CASE = """\
case: {name}
law: ro
creditor: {{include: ../firm.yaml}}
debtor:
  name: Debitor Eșalonat SRL
  kind: business
  address: {{street: Strada Scurtă 2, postal_code: "700001", city: Iași, country: RO}}
contract: {{signed: 2024-09-02}}
invoices:
  - {{number: "{first}", issued: 2025-01-10, due: 2025-02-10, amount: 9000.00, currency: RON}}
  - {{number: "{second}", issued: 2025-01-10, due: 2025-03-10, amount: 3000.00, currency: RON}}
interest: {{kind: statutory}}
instalment_plan:
  status: signed
  signed: 2025-04-01
  interest: none
  debt: {{principal: 12000.00, interest: 0.00, costs: 0.00, as_of: 2025-04-01}}
  instalments: {{count: 6, every: month, first: 2025-05-02}}
  acceleration: {{missed: 3, after_days: 10, notice_days: 10}}
"""
PLAN = "plan:P-1/2025-04-01/"


def case(name: str = "P-1", first: str = "A", second: str = "B") -> Path:
    path = Path(f"cases/{name}.yaml")
    path.write_text(CASE.format(name=name, first=first, second=second), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _portfolio(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    case()


def went(day: str, *, words: tuple[str, ...] = ()) -> list[str]:
    """Propose, print and post the letters of a day: paper, level and items of each."""
    assert propose(*words, day=day, paper="auto") == 0
    name = max(Path("out").glob(f"{day}-*"))
    if letters(name.name):
        run = ("run", f"{name}/proposal.csv", "--on", day, "--workers", "1", "--by", "post")
        assert batch(*run) == 0
        assert batch("sent", str(name), "--on", day) == 0
    return [f"{x.paper} {x.level}: {', '.join(x.invoices)}" for x in letters(name.name)]


def test_each_level_about_an_instalment_goes_once() -> None:
    assert went("2025-05-09") == [f"reminder 3: {PLAN}1"]
    assert went("2025-05-10") == []
    assert went("2025-06-12") == [f"reminder 3: {PLAN}2"]  # the clause's declaration comes next
    assert went("2025-06-13") == []


def test_the_declaration_that_arrived_calls_the_balance_in() -> None:
    (declared,) = went("2025-07-20")
    assert declared.startswith(f"plan-default-notice 0: {PLAN}1, {PLAN}2, {PLAN}3")
    (letter,) = letters("2025-07-20-1")
    assert letter.owed[0].total > 12000, "the whole balance, not what fell due so far"
    Path("post.csv").write_text(f"letter,delivered\n{letter.id},2025-07-23\n")
    assert batch("delivered", "post.csv", "--in", "out") == 0
    on = date(2025, 8, 10)
    with Ledger(Path("out"), writing=False) as ledger:
        (history,) = ledger.histories().values()
    found = load_case(Path("cases/P-1.yaml"), on=on)
    joined, contradictions = with_history(found, history_for(found, history), on)
    assert contradictions == ()
    assert joined.correspondence[-1].invoices[:3] == ("1", "2", "3")
    claim = claim_on(joined, on)
    assert claim.inputs.plan_notice == date(2025, 7, 23)
    assert claim.plan is not None
    assert claim.plan.accelerated_on is not None


@pytest.mark.parametrize(("language", "word"), [("en", "instalment"), ("ro", "rata"), ("pl", "rata")])  # fmt: skip
def test_instalments_are_shown_plainly_and_in_order(language: str, word: str) -> None:
    assert propose("--lang", language, day="2025-07-20", paper="auto") == 0
    named = ", ".join(f"{word} {number}" for number in range(1, 7))
    assert rows("out/2025-07-20-1/proposal.csv")[0]["invoices"] == named
    page = Path("out/2025-07-20-1/proposal.html").read_text("utf-8")
    assert f"<td>{named}</td>" in page
    assert "plan:" not in page


def test_an_invoice_numbered_as_an_instalment_is_another_matter() -> None:
    """Also two plans of one debtor signed on one day are two plans."""
    assert went("2025-05-09") == [f"reminder 3: {PLAN}1"]
    other = load_case(case("P-2", "1", "2"), on=date(2025, 5, 10))
    with Ledger(Path("out"), writing=False) as ledger:
        (history,) = ledger.histories().values()
    assert history_for(other, history).letters == ()
    assert len(history_for(load_case(Path("cases/P-1.yaml")), history).letters) == 1
    assert went("2025-05-12") == ["reminder 3: plan:P-2/2025-04-01/1"]


def test_a_letter_about_an_instalment_that_waits_blocks_its_case_and_gives_way_as_others_do() -> (
    None
):
    assert propose(day="2025-05-09", paper="auto") == 0
    assert propose(day="2025-05-12", paper="formal-notice") == 0
    (first,), (second,) = letters("2025-05-09-1"), letters("2025-05-12-1")
    assert (first.state, second.state) == ("withdrawn", "proposed")
    run = ("run", "out/2025-05-12-1/proposal.csv", "--on", "2025-05-12", "--workers", "1")
    assert batch(*run) == 0
    assert propose(day="2025-05-13", paper="auto") == 0
    assert letters("2025-05-13-1") == []
    page = Path("out/2025-05-13-1/proposal.html").read_text("utf-8")
    assert "formal-notice of run 2025-05-12-1 is rendered, but not marked as sent" in page


def test_the_bank_names_the_case_and_no_instalment(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(went("2025-05-09")) == 1
    bank = "date,amount,currency,invoice,case\n2025-05-12,2000.00,RON,{},\n"
    for name in ("1", f"{PLAN}1"):
        Path("bank.csv").write_text(bank.format(name), encoding="utf-8")
        assert batch("paid", "bank.csv", "--in", "out") == 3
        told = " ".join(capsys.readouterr().err.split())
        assert f"no letter of the ledger claims invoice {name}" in told
    Path("bank.csv").write_text(bank.replace("{},", ",P-1").format(), encoding="utf-8")
    assert batch("paid", "bank.csv", "--in", "out") == 0
    assert went("2025-05-30") == []


def test_names_of_items() -> None:
    found = load_case(case("P-1", "1", "plan"))
    items = CaseItems.of(found.model_copy(update={"id": "P/1"}))
    assert items.named(["2", "1", "2"], instalments=False) == ("1", "2")
    named = items.named(["2", "1", "2"], instalments=True)
    assert named == ("plan:P/1/2025-04-01/1", "plan:P/1/2025-04-01/2")
    assert items.numbers(named) == ("1", "2")
    assert [items.has_any([x]) for x in ("1", "2", *named, "plan:P/2/2025-04-01/1")] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_the_first_attempt_keeps_its_name() -> None:
    first = LetterKey("tax:9912345676", "ro tax:9923456785", "reminder", 1, ("A 1", "A 2"))
    assert first.id == "d21265decb18e0d2"  # as in ledgers made before
    assert len({replace(first, attempt=n).id for n in (1, 2, 3)}) == 3
