"""What stops, hastens or divides the next step: holds, disputes, limitation, plans, other invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worked_case import DEBTOR, case_of, event, short, step_of, step_on

from demandgen.casefile.model import CorrespondenceEvent

R3 = event("2025-02-21", "reminder", "email", level=3, term=7)
R4 = event("2025-03-03", "reminder", "registered-post", level=4, term=7)


def invoice(number: str, due: str, law: str = "ro", **more: Any) -> dict[str, Any]:
    currency = "RON" if law == "ro" else "PLN"
    return {
        "number": number,
        "issued": "2025-01-10",
        "due": due,
        "amount": "1000.00",
        "currency": currency,
        **more,
    }


# Holds and disputes


# fmt: off
HOLDS = [
    ("2025-02-28", "reminder 3", None),
    ("2025-03-01", "", "2025-04-01"),
    ("2025-03-31", "", "2025-04-01"),
    ("2025-04-01", "reminder 3", None),
]
# fmt: on


@pytest.mark.parametrize(("day", "now", "free"), HOLDS)
def test_a_case_on_hold(day: str, now: str, free: str | None) -> None:
    hold = {"since": "2025-03-01", "until": "2025-03-31", "reason": "negocieri"}
    step = step_on("ro", day, hold=hold)
    assert short(step)[1] == now
    assert (step.blocked.code if step.blocked else None) == ("on-hold" if free else None)
    if free:
        assert step.later is not None
        assert str(step.later.on) == free
        assert {str(o.on) for o in step.options} == {free}
        assert any(d.kind == "hold" and str(d.day) == "2025-03-31" for d in step.deadlines)


def test_a_hold_without_end_leaves_nothing_to_do() -> None:
    step = step_on("pl", "2025-06-01", hold={"since": "2025-03-01", "reason": "mediacja"})
    assert short(step) == ("overdue", "", "")
    assert str(step.why.message) == "on hold: mediacja"
    assert {o.on for o in step.options} == {None}


def test_an_invoice_on_hold_is_left_out_of_the_letter() -> None:
    held = invoice("H", "2025-02-14", hold={"since": "2025-02-20", "reason": "verificare"})
    step = step_on("ro", "2025-03-01", invoices=[held, invoice("F", "2025-02-14")])
    (letter,) = step.now
    assert letter.invoices == ("F",)
    assert [(n, r.code) for n, r in step.left_out] == [("H", "on-hold")]
    alone = step_on("ro", "2025-03-01", invoices=[held])
    assert (short(alone), alone.why.code) == (("overdue", "", ""), "on-hold")


def test_a_disputed_invoice_is_left_out_and_blocks_only_itself() -> None:
    disputed = invoice("D", "2025-02-14", disputed={"since": "2025-02-20", "reason": "calitate"})
    step = step_on("ro", "2025-03-01", invoices=[disputed, invoice("F", "2025-02-14")])
    assert [p.invoices for p in step.now] == [("F",)]
    assert [(n, r.code) for n, r in step.left_out] == [("D", "disputed")]
    alone = step_on("ro", "2025-03-01", invoices=[disputed])
    assert (short(alone), alone.why.code) == (("overdue", "", ""), "disputed")
    claimed = step_on("ro", "2025-03-01", invoices=[disputed], settings={"disputed": "included"})
    assert short(claimed)[1] == "reminder 3"


def test_what_is_paid_needs_nothing() -> None:
    paid = [{"date": "2025-02-14", "amount": "1000.00", "currency": "RON"}]
    step = step_on("ro", "2025-03-01", payments=paid)
    assert (short(step), str(step.why.message)) == (("paid", "", ""), "nothing is owed")
    assert (step.owed, step.deadlines, step.options) == ((), (), ())


@pytest.mark.parametrize(("amount", "now"), [("19.80", ""), ("20.00", "reminder 3")])
def test_a_letter_has_a_smallest_amount(amount: str, now: str) -> None:
    small = {**invoice("F", "2025-02-14"), "amount": amount}
    step = step_on("ro", "2025-02-21", invoices=[small], interest={"kind": "none"})
    assert short(step)[1] == now
    assert (step.why.code == "below-minimum") is (now == "")


# Limitation


def old_case(law: str, due: str, kind: str = "business", letters: Any = (), **more: Any) -> Any:
    return case_of(
        law, letters, kind=kind, invoices=[{**invoice("F", due, law), "issued": due}], **more
    )


# fmt: off
LIMITATION = [
    # law, kind, due, day, state, now, code
    # three years, art. 2517 C. civ.
    ("ro", "business", "2022-02-14", "2025-02-14", "overdue", "formal-notice", "limitation-close"),
    ("ro", "business", "2022-02-14", "2025-02-15", "time-barred", "", "time-barred"),
    ("ro", "business", "2022-02-14", "2024-12-16", "overdue", "formal-notice", "limitation-close"),
    ("ro", "business", "2022-02-14", "2024-12-15", "overdue", "reminder 3", "late"),
    # two years for services to the end of the year, art. 751 and 118 k.c.
    ("pl", "business", "2022-02-14", "2024-12-31", "overdue", "formal-notice", "limitation-close"),
    ("pl", "business", "2022-02-14", "2025-01-01", "time-barred", "", "time-barred"),
    # against a consumer nothing is asked for any more, art. 117 § 2¹ k.c.
    ("pl", "consumer", "2022-02-14", "2024-12-31", "overdue", "formal-notice", "limitation-close"),
    ("pl", "consumer", "2022-02-14", "2025-01-01", "time-barred", "", "time-barred-consumer"),
]
# fmt: on


@pytest.mark.parametrize(("law", "kind", "due", "day", "state", "now", "code"), LIMITATION)
def test_limitation(
    law: str, kind: str, due: str, day: str, state: str, now: str, code: str
) -> None:
    contract = {"signed": "2021-09-02", "kind": "services" if law == "pl" else "transport"}
    step = step_of(old_case(law, due, kind, contract=contract), day)
    assert (
        step.state,
        ", ".join(f"{p.paper} {p.level or ''}".strip() for p in step.now),
        step.why.code,
    ) == (state, now, code)


def test_perhaps_time_barred_is_asked_for_with_a_warning_but_not_of_a_polish_consumer() -> None:
    contract = {"signed": "2021-09-02"}
    business = step_of(old_case("pl", "2022-02-14", contract=contract), "2025-01-01")
    assert business.state == "overdue"
    assert [w.code for w in business.warnings] == ["perhaps-time-barred"]
    assert short(business)[1] == "reminder 3"
    consumer = step_of(old_case("pl", "2022-02-14", "consumer", contract=contract), "2025-01-01")
    assert (short(consumer)[1], consumer.why.code) == ("", "time-barred-consumer")


def test_the_six_months_after_a_notice() -> None:
    sent = event("2025-06-02", "formal-notice", "bailiff", delivered="2025-06-05")
    before, after = (step_on("ro", day, [sent]) for day in ("2025-12-05", "2025-12-06"))
    assert [str(d.day) for d in before.deadlines if d.kind == "suit-after-notice"] == ["2025-12-05"]
    assert [w.code for w in before.warnings] == []
    assert [d for d in after.deadlines if d.kind == "suit-after-notice"] == []
    assert [w.code for w in after.warnings] == ["notice-lapsed"]
    polish = step_on("pl", "2025-12-06", [{**sent, "channel": "registered-post"}])
    assert not [d for d in polish.deadlines if d.kind == "suit-after-notice"]
    assert not polish.warnings


# Several invoices of one debtor


def test_several_invoices_make_one_letter_at_the_highest_level() -> None:
    step = step_on("ro", "2025-03-13", [R3, R4], due=("2025-02-14", "2025-03-05", "2025-04-30"))
    (letter,) = step.now
    assert (letter.paper, letter.invoices) == ("formal-notice", ("F1", "F2"))


def test_a_notice_does_not_cover_what_fell_due_after_it() -> None:
    sent = event("2025-06-02", "formal-notice", "bailiff", delivered="2025-06-03")
    step = step_on("ro", "2025-07-10", [sent], due=("2025-02-14", "2025-06-16"))
    assert short(step)[:2] == ("ready-for-court", "evidence-bundle, reminder 3")
    assert [p.invoices for p in step.now] == [("F1",), ("F2",)]
    assert [w.code for w in step.warnings] == ["not-covered"]
    assert step.routes[0].route.value == Decimal("1000.00")


def test_interest_claimed_alone_is_what_the_suit_is_about() -> None:
    sent = event("2025-06-02", "formal-notice", "bailiff", delivered="2025-06-03")
    paid = [
        {"date": "2025-05-15", "amount": "1000.00", "currency": "RON", "designation": "principal"}
    ]
    step = step_on(
        "ro", "2025-06-20", [sent], payments=paid, settings={"imputation": "principal-first"}
    )
    assert step.state == "ready-for-court"
    owed = step.owed[0].total
    assert 0 < owed < 100
    assert {r.route.value for r in step.routes} == {owed}


def test_a_claim_in_euro_has_no_value_in_zloty_yet() -> None:
    euro = {**invoice("F", "2025-02-14", "pl"), "currency": "EUR"}
    sent = event("2025-06-02", "final-notice", "registered-post", delivered="2025-06-03")
    step = step_on("pl", "2025-06-20", [sent], invoices=[euro])
    assert step.state == "ready-for-court"
    assert {(r.route.value, r.route.fee) for r in step.routes} == {(None, None)}


def test_a_letter_that_names_invoices_covers_only_them() -> None:
    sent = event("2025-06-02", "formal-notice", "bailiff", delivered="2025-06-03", invoices=["F2"])
    step = step_on("ro", "2025-06-20", [sent], due=("2025-02-14", "2025-02-14"))
    assert [(p.paper, p.invoices) for p in step.now] == [
        ("evidence-bundle", ("F2",)),
        ("reminder", ("F1",)),
    ]


def test_a_notice_before_anything_was_late_counts_for_nothing() -> None:
    sent = event("2025-02-14", "formal-notice", "bailiff", delivered="2025-02-17")
    step = step_on("ro", "2025-03-20", [sent])
    assert short(step)[:2] == ("overdue", "reminder 3")
    assert "premature-notice" in {w.code for w in step.warnings}


# A ledger's letters


def test_a_ledgers_letter_counts_like_one_of_the_case() -> None:
    known = CorrespondenceEvent(
        date=date(2025, 2, 21), direction="sent", channel="email", paper="reminder", level=3, term=7
    )
    case = case_of("ro")
    assert short(step_of(case, "2025-02-21"))[1] == "reminder 3"
    assert short(step_of(case, "2025-02-21", [known]))[1:] == ("", "reminder 4 2025-03-03")


def test_a_ledgers_delivery_completes_the_cases_letter() -> None:
    case = case_of("ro", [event("2025-06-02", "formal-notice", "bailiff", ref="1/2025")])
    arrived = CorrespondenceEvent(
        date=date(2025, 6, 2),
        direction="sent",
        channel="registered-post",
        paper="formal-notice",
        delivered=date(2025, 6, 3),
    )
    assert step_of(case, "2025-06-20").state == "summoned"
    assert step_of(case, "2025-06-20", [arrived]).state == "ready-for-court"


# Plans


def plan_case(letters: Any = (), payments: Any = (), **plan: Any) -> Any:
    """A debt of 1000, signed on 1 April, in four instalments from 15 May 2025 (a Thursday)."""
    agreement = {
        "status": "signed",
        "signed": "2025-04-01",
        "debt": {"as_of": "2025-04-01", "principal": "1000.00"},
        "instalments": {"count": 4, "first": "2025-05-15"},
        "interest": "none",
        "acceleration": {"after_days": 7},
        **plan,
    }
    return case_of("pl", [R3, *letters], instalment_plan=agreement, payments=list(payments))


PAID_ONE = [{"date": "2025-05-14", "amount": "250.00", "currency": "PLN"}]
DECLARED = event(
    "2025-05-26", "plan-default-notice", "registered-post", delivered="2025-05-28", term=7
)

# fmt: off
PLANS = [
    # what, letters, payments, day, state, now, later
    ("nothing due", [], [], "2025-05-10", "in-plan", "", "reminder 1 2025-05-12"),
    ("before an instalment", [], [], "2025-05-12", "in-plan", "reminder 1", "reminder 2 2025-05-15"),
    ("paid as agreed", [], PAID_ONE, "2025-05-20", "in-plan", "", "reminder 1 2025-06-13"),
    ("one day late", [], [], "2025-05-16", "plan-in-default", "", "reminder 3 2025-05-22"),
    ("seven days late", [], [], "2025-05-22", "plan-in-default", "reminder 3", ""),
    ("the clause is met", [], [], "2025-05-23", "plan-in-default", "plan-default-notice", ""),
    ("declared, term running", [DECLARED], [], "2025-06-04", "plan-in-default", "", "formal-notice 2025-06-05"),
    ("declared, term over", [DECLARED], [], "2025-06-05", "plan-in-default", "formal-notice", ""),
]
# fmt: on


@pytest.mark.parametrize(
    ("what", "letters", "payments", "day", "state", "now", "later"),
    PLANS,
    ids=[x[0] for x in PLANS],
)
def test_plans(
    what: str, letters: Any, payments: Any, day: str, state: str, now: str, later: str
) -> None:
    assert short(step_of(plan_case(letters, payments), day)) == (state, now, later), what


def test_after_a_declared_default_the_notices_follow() -> None:
    notice = event("2025-06-05", "formal-notice", "registered-post", delivered="2025-06-09")
    step = step_of(plan_case([DECLARED, notice]), "2025-06-19")
    assert short(step) == ("term-expired", "final-notice", "")
    assert step.now[0].invoices == ("1", "2", "3", "4")


def test_without_a_clause_only_the_late_instalment_is_asked_for() -> None:
    case = plan_case(acceleration=None)
    step = step_of(case, "2025-06-02")
    assert (short(step)[0], [p.invoices for p in step.now]) == ("plan-in-default", [("1",)])
    (option,) = [o for o in step.options if o.paper == "plan-default-notice"]
    assert (option.on, option.why.code) == (None, "no-default")


def test_a_proposed_plan_changes_nothing_but_is_mentioned() -> None:
    proposed = {"status": "proposed", "instalments": {"count": 4, "first": "2025-05-15"}}
    step = step_on("ro", "2025-02-21", instalment_plan=proposed)
    assert short(step)[1] == "reminder 3"
    assert [w.code for w in step.warnings] == ["plan-proposed"]


def test_a_wish_for_time_is_mentioned_until_there_is_a_plan() -> None:
    asked = {
        "date": "2025-03-01",
        "direction": "received",
        "channel": "phone",
        "asks_for_time": "true",
    }
    assert [w.code for w in step_on("ro", "2025-03-10", [asked]).warnings] == ["asks-for-time"]


# How it goes out


def test_without_an_address_for_e_mail_a_letter_goes_by_post() -> None:
    step = step_on("ro", "2025-02-21", debtor={**DEBTOR, "contact": None})
    assert step.now[0].channel == "registered-post"


@pytest.mark.parametrize(
    ("settings", "channel", "term"),
    [
        ({}, "bailiff", 15),
        ({"somatie-delivery": "declared-content-letter"}, "registered-declared", 15),
        ({"demand-term-days": 20}, "bailiff", 20),
        ({"demand-term-days": 10}, "bailiff", 15),
    ],
)
def test_the_firms_choices_for_the_somatie(
    settings: dict[str, Any], channel: str, term: int
) -> None:
    (letter,) = step_on("ro", "2025-03-13", [R3, R4], settings=settings).now
    assert (letter.paper, letter.channel, letter.term_days) == ("formal-notice", channel, term)


def test_the_reason_is_that_of_the_item_due_first_in_whatever_order_they_are_written() -> None:
    late, later = invoice("L", "2025-02-14"), invoice("N", "2025-03-14")
    for written in ([late, later], [later, late]):
        step = step_on("ro", "2025-06-02", invoices=written)
        assert str(step.now[0].why.message) == "due on 2025-02-14, and no demand was sent yet"


# One letter asks for its own items


def test_a_letter_leaves_out_what_still_has_time_from_an_earlier_one() -> None:
    """F was given time until 2025-03-08; G comes to its first reminder meanwhile."""
    letter = event("2025-03-01", "reminder", "email", level=3, term=7, invoices=["F"])
    rows = [invoice("F", "2025-02-14"), invoice("G", "2025-02-25")]
    (running,) = step_on("ro", "2025-03-04", [letter], invoices=rows).now
    assert (running.paper, running.level, running.invoices) == ("reminder", 3, ("G",))
    assert running.partial


def test_a_summoned_item_is_not_reminded_again_with_a_younger_one() -> None:
    """A friendly letter with a new term must not undo the term of the notice that runs."""
    letters = [R3, R4, event("2025-03-20", "formal-notice", "bailiff", delivered="2025-03-22")]
    rows = [invoice("F", "2025-02-14"), invoice("G", "2025-03-24")]
    claim_day = "2025-04-01"
    (letter,) = step_on("ro", claim_day, letters, invoices=rows).now
    assert (letter.paper, letter.level, letter.invoices) == ("reminder", 3, ("G",))


def test_items_below_its_level_join_a_letter_unless_they_have_time() -> None:
    rows = [invoice("F", "2025-02-14"), invoice("G", "2025-03-05")]
    covered = [{**e, "invoices": ["F"]} for e in (R3, R4)]
    (both,) = step_on("ro", "2025-03-14", covered, invoices=rows).now
    assert (both.paper, both.invoices, both.partial) == ("formal-notice", ("F", "G"), False)
    reminded = event("2025-03-12", "reminder", "email", level=3, term=7, invoices=["G"])
    (one,) = step_on("ro", "2025-03-14", [*covered, reminded], invoices=rows).now
    assert (one.paper, one.invoices, one.partial) == ("formal-notice", ("F",), True)
    day_after = step_on("ro", "2025-03-20", [*covered, reminded], invoices=rows).now[0]
    assert day_after.invoices == ("F", "G")


def test_one_courtesy_for_all_that_falls_due_together() -> None:
    rows = [invoice("F", "2025-02-14"), invoice("G", "2025-02-14"), invoice("H", "2025-06-16")]
    (letter,) = step_on("ro", "2025-02-12", invoices=rows).now
    assert (letter.paper, letter.level, letter.invoices) == ("reminder", 1, ("F", "G"))


def test_a_reminder_without_a_recorded_term_is_said_to_have_none() -> None:
    bare = event("2025-02-21", "reminder", "email", level=3)
    step = step_on("ro", "2025-02-24", [bare])
    assert step.later is not None
    told = "the reminder of 2025-02-21 records no term; the usual one ends on 2025-02-28"
    assert str(step.later.why.message) == told
