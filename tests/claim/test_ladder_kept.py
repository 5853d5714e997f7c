"""What a ladder must never do: forget, repeat, contradict a letter that runs, or stop for a trifle."""

from __future__ import annotations

from typing import Any

import pytest
from test_next_step_limits import R3, R4, invoice
from worked_case import DEBTOR, case_of, event, short, step_of, step_on

from demandgen.casefile.model import Case
from demandgen.claim.dunning import demand_days, ladder_for, read_dunning
from demandgen.problems import CaseFileError


def names(day: str, letters: Any, **facts: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The letters of today with the items they ask for."""
    found = step_on(facts.pop("law", "ro"), day, letters, **facts).now
    return [(f"{p.paper} {p.level or ''}".strip(), p.invoices) for p in found]


HELD: dict[str, Any] = {
    "hold": {"since": "2025-02-20", "until": "2025-03-31", "reason": "verificare"}
}


def test_an_old_letter_does_not_cover_what_was_on_hold_that_day() -> None:
    rows = [invoice("A", "2025-02-14"), invoice("H", "2025-02-14", **HELD)]
    somatie = event("2025-03-10", "formal-notice", "bailiff", delivered="2025-03-12", term=15)
    step = step_on("ro", "2025-04-02", [R3, R4, somatie], invoices=rows)
    assert ("reminder", 3, ("H",)) in [(p.paper, p.level, p.invoices) for p in step.now]


def test_a_notice_in_the_post_is_waited_for() -> None:
    """B's wezwanie was posted the day before: it does not join A's final notice."""
    older = [event("2025-03-01", "formal-notice", "registered-post", invoices=["A"], term=7, delivered="2025-03-05")]  # fmt: skip
    newer = [event("2025-03-19", "formal-notice", "registered-post", invoices=["B"], term=7)]
    rows = [invoice("A", "2025-01-20", "pl"), invoice("B", "2025-02-14", "pl")]
    assert names("2025-03-20", older + newer, invoices=rows, law="pl") == [("final-notice", ("A",))]
    resent = names("2025-04-18", older + newer, invoices=rows, law="pl")
    assert resent == [("final-notice", ("A", "B"))]


def test_a_letter_about_something_paid_long_ago_covers_nothing_else() -> None:
    paid = [{"date": "2025-01-25", "amount": "1000.00", "currency": "RON", "for": "P"}]
    rows = [invoice("P", "2025-01-20"), invoice("F", "2025-02-14")]
    courtesy = event("2025-02-11", "reminder", "email", level=1)
    facts = {"invoices": rows, "payments": paid, "interest": {"kind": "none"}}
    assert names("2025-02-12", [], **facts) == [("reminder 1", ("F",))]
    assert names("2025-02-12", [courtesy], **facts) == []


def test_a_trifle_at_a_high_level_does_not_stop_the_rest() -> None:
    """A, 150 lei, has come to the somație, which goes from 200 on; B is to be reminded."""
    small = {**invoice("A", "2025-01-20"), "amount": "150.00"}
    tiny = {**invoice("B", "2025-03-10"), "amount": "30.00"}
    covered = [{**e, "invoices": ["A"]} for e in (R3, R4)]
    found = names("2025-03-20", covered, invoices=[small, tiny], interest={"kind": "none"})
    assert found == [("reminder 3", ("B",))]


@pytest.mark.parametrize(
    ("amount", "found"), [("199.99", []), ("200.00", [("formal-notice", ("F",))])]
)
def test_interest_alone_is_measured_by_the_notice_that_asks_for_it(
    amount: str, found: list[Any]
) -> None:
    """A reminder asks for no interest; the notice that does goes from 200 lei on."""
    rate = {"kind": "contractual", "rate": "1", "per": "day", "cap_percent": "20"}
    base = f"{float(amount) * 5:.2f}"
    rows = [{**invoice("F", "2025-01-20"), "amount": base}]
    paid = [{"date": "2025-03-03", "amount": base, "currency": "RON", "designation": "principal"}]
    facts = {"invoices": rows, "interest": rate, "payments": paid}
    assert names("2025-03-20", [], **facts) == found


def test_a_copy_on_its_way_hides_no_notice_that_was_received() -> None:
    first = event("2025-03-01", "formal-notice", "bailiff", delivered="2025-03-03", term=15)
    copy = event("2025-03-20", "formal-notice", "bailiff", term=15)
    assert step_on("ro", "2025-04-01", [R3, first, copy]).state == "ready-for-court"


def test_the_first_hold_to_end_frees_its_invoice() -> None:
    holds = (
        {"since": "2025-02-20", "until": end, "reason": "x"} for end in ("2025-03-10", "2025-09-01")
    )
    rows = [invoice(n, "2025-02-14", hold=hold) for n, hold in zip("AB", holds, strict=True)]
    step = step_on("ro", "2025-03-01", invoices=rows)
    assert (step.state, [str(d.day) for d in step.deadlines if d.kind == "hold"]) == ("overdue", ["2025-03-10"])  # fmt: skip


def test_what_is_on_hold_before_its_day_is_not_overdue() -> None:
    held = invoice("A", "2025-06-14", hold={"since": "2025-02-20", "reason": "x"})
    assert step_on("ro", "2025-03-01", invoices=[held]).state == "not-due"


def test_limitation_runs_for_what_is_on_hold_too() -> None:
    old = {**invoice("H", "2022-04-11"), "issued": "2022-03-11", "hold": {"since": "2025-01-10", "reason": "x"}}  # fmt: skip
    step = step_on("ro", "2025-03-01", invoices=[old, invoice("F", "2025-02-14")])
    assert ("limitation", "H") in [(d.kind, d.item) for d in step.deadlines]
    assert "limitation-close" in [w.code for w in step.warnings]


def test_a_barred_invoice_of_a_consumer_leaves_the_others_alive() -> None:
    """Art. 117 § 2¹ k.c. bars the old one; the new one may be asked for, by itself."""
    old = {**invoice("S", "2022-02-14", "pl"), "issued": "2022-01-14"}
    step = step_on("pl", "2025-03-01", kind="consumer", invoices=[old, invoice("N", "2025-02-14", "pl")])  # fmt: skip
    assert [(p.paper, p.invoices, p.partial) for p in step.now] == [("reminder", ("N",), True)]
    assert ("S", "time-barred-consumer") in [(n, r.code) for n, r in step.left_out] or ("S", "time-barred") in [(n, r.code) for n, r in step.left_out]  # fmt: skip


PLAN = {
    "status": "signed",
    "signed": "2025-03-01",
    "debt": {"as_of": "2025-03-01", "principal": "1000.00"},
    "instalments": {"count": 4, "first": "2025-04-01"},
    "interest": "none",
    "acceleration": {"after_days": 10, "notice_days": 14},
}


def planned(*letters: dict[str, Any]) -> Case:
    return case_of("pl", letters, due=("2025-01-20",), instalment_plan=PLAN)


def test_a_declaration_of_the_whole_balance_is_made_once() -> None:
    case = planned()
    (first,) = step_of(case, "2025-04-14").now
    assert (first.paper, first.invoices) == ("plan-default-notice", ("1", "2", "3", "4"))
    told = event(
        "2025-04-14", "plan-default-notice", "registered-post", delivered="2025-04-16", term=14
    )
    for day in ("2025-04-15", "2025-05-01", "2025-05-03", "2025-06-10"):
        papers = {p.paper for p in step_of(planned(told), day).now}
        assert "plan-default-notice" not in papers


def test_a_reminder_that_runs_is_not_cut_off_by_the_declaration() -> None:
    reminded = event("2025-04-09", "reminder", "email", level=3, term=10)
    step = step_of(
        planned(reminded), "2025-04-14"
    )  # the 19th is a Saturday, the 21st Easter Monday
    assert short(step)[1:] == ("", "plan-default-notice 2025-04-23")
    assert step_of(planned(reminded), "2025-04-23").now[0].paper == "plan-default-notice"


def test_a_letter_may_name_instalments() -> None:
    reminded = event("2025-05-10", "reminder", "email", level=3, term=7, invoices=["2"])
    plan = {k: v for k, v in PLAN.items() if k != "acceleration"}
    facts: dict[str, Any] = {"due": ("2025-01-20",), "instalment_plan": plan}
    (step,) = step_of(case_of("pl", [reminded], **facts), "2025-05-12").now
    assert (step.paper, step.invoices) == ("reminder", ("1",))
    with pytest.raises(CaseFileError, match="there is no invoice 9"):
        case_of("pl", [{**reminded, "invoices": ["9"]}], **facts)


def test_a_ladder_gives_the_term_of_its_paper(tmp_path: Any) -> None:
    """What next tells and what the paper prints are one number."""
    case = case_of("ro")
    assert demand_days(case, ladder_for(case), "formal-notice") == 15
    own = tmp_path / "ladder.yaml"
    own.write_text(
        "ladders:\n  - law: ro\n    debtor: [business]\n    levels:\n"
        "      - {paper: default-notice, days_after_due: 5, channel: courier, tone: firm, term_days: 5}\n"
        "      - {paper: formal-notice, days_after_previous: 5, channel: bailiff, tone: formal, term_days: 20}\n",
        encoding="utf-8",
    )
    (ladder,) = read_dunning(own).ladders
    papers = ("default-notice", "formal-notice", "plan-default-notice")
    assert [demand_days(case, ladder, paper) for paper in papers][1:] == [20, 20]


def test_a_ladder_without_a_first_notice_is_refused(tmp_path: Any) -> None:
    own = tmp_path / "ladder.yaml"
    own.write_text(
        "ladders:\n  - law: pl\n    debtor: [business]\n    levels:\n"
        "      - {paper: final-notice, days_after_due: 5, channel: registered-post, tone: final, term_days: 7}\n",
        encoding="utf-8",
    )
    with pytest.raises(CaseFileError, match="a final-notice follows a formal-notice"):
        read_dunning(own)


def test_a_reminder_of_the_due_day_that_went_a_day_later_is_still_that_one() -> None:
    due = event("2025-02-15", "reminder", "email", level=2)
    step = step_on("ro", "2025-02-21", [due])
    assert short(step)[1] == "reminder 3"
    demand = event("2025-02-21", "reminder", "email", level=2, term=7)
    assert short(step_on("ro", "2025-03-10", [demand]))[1] == "formal-notice"


def test_each_receipt_starts_its_own_six_months() -> None:
    """Art. 2540: received on 5 and on 11 June; the earlier day is not lost behind the later."""
    parties = [{**DEBTOR, "name": name, "liability": "joint"} for name in ("Ana SRL", "Dan SRL")]
    letters = [
        event("2025-06-02", "formal-notice", "bailiff", to=[p["name"]], delivered=day)
        for p, day in zip(parties, ("2025-06-05", "2025-06-11"), strict=True)
    ]
    step = step_on("ro", "2025-06-20", letters, debtors=parties)
    days = [str(d.day) for d in step.deadlines if d.kind == "suit-after-notice"]
    assert days == ["2025-12-05", "2025-12-11"]


def test_what_comes_next_takes_all_of_its_level_and_nothing_asked_for_today() -> None:
    covered = [{**e, "invoices": ["A", "B"]} for e in (R3, R4)]
    rows = [invoice("A", "2025-01-20"), invoice("B", "2025-01-20"), invoice("C", "2025-03-06")]
    step = step_on("ro", "2025-03-11", covered, invoices=rows)
    assert step.later is not None
    assert (step.later.paper, step.later.invoices) == ("formal-notice", ("A", "B", "C"))
