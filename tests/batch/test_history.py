"""Case file and ledger together: what both know counts once, contradictions are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from demandgen.batch.history import history_for, with_history
from demandgen.batch.letters import History, Letter, Owed, PaymentRow, Recipient, Source
from demandgen.casefile.model import Case

ON = date(2025, 10, 31)
SENT = date(2025, 9, 1)


def case(**facts: Any) -> Case:
    return Case.model_validate(
        {
            "case": "C-1",
            "law": "ro",
            "creditor": {"name": "Creditor SRL", "kind": "business", "tax_id": "RO9912345676"},
            "debtor": {"name": "Debitor SRL", "kind": "business"},
            "invoices": [
                {"number": n, "issued": "2025-01-01", "due": "2025-02-01", "amount": "100.00", "currency": "RON"}
                for n in ("A", "B")
            ],
            "interest": {"kind": "none"},
            **facts,
        }
    )  # fmt: skip


def letter(**facts: Any) -> Letter:
    known = {
        "id": "x",
        "run": "r",
        "state": "posted",
        "case_id": "C-1",
        "law": "ro",
        "creditor": "c",
        "debtor": "d",
        "paper": "reminder",
        "level": 1,
        "invoices": ("A",),
        "as_of": SENT,
        "channel": "registered-post",
        "owed": (Owed(currency="RON", total=Decimal(100)),),
        "sender": Recipient(name="Creditor SRL"),
        "recipient": Recipient(name="Debitor SRL"),
        "source": Source(path="c.yaml"),
        "posted": SENT,
    }
    return Letter.model_validate({**known, **facts})


def event(**facts: Any) -> dict[str, Any]:
    stated = {
        "date": "2025-09-01",
        "direction": "sent",
        "channel": "registered-post",
        "paper": "reminder",
        "level": 1,
    }
    return {**stated, **facts}  # fmt: skip


def payment(**facts: Any) -> PaymentRow:
    known = {
        "creditor": "c",
        "debtor": "d",
        "case_id": "C-1",
        "date": SENT,
        "amount": "50.00",
        "currency": "RON",
    }
    return PaymentRow.model_validate({**known, **facts})  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "recorded", "events", "contradictions"),
    [
        ([], [letter()], 1, 0),
        ([event()], [letter()], 1, 0),
        ([event(level=2)], [letter()], 2, 0),  # another level is another letter
        ([event(date="2025-09-11")], [letter()], 1, 1),  # ten days apart: one letter dated twice
        ([event(date="2025-09-12")], [letter()], 2, 0),  # eleven: two letters
        ([event(tracking="RR1", date="2025-10-12")], [letter(tracking="RR1")], 1, 1),
        ([event(invoices=["B"], date="2025-09-03")], [letter()], 2, 0),  # about another invoice
        ([event(delivered="2025-09-04")], [letter(delivered=date(2025, 9, 5), state="delivered")], 1, 1),
        ([event(delivered="2025-09-04")], [letter()], 1, 0),
        ([], [letter(state="rendered", posted=None)], 0, 0),  # not sent: did not happen
        ([], [letter(posted=date(2025, 11, 1))], 0, 0),  # after the day asked about
        ([event(paper="formal-notice", level=None)], [letter()], 2, 0),
    ],
)  # fmt: skip
def test_letters_of_both_memories(
    stated: Any, recorded: Any, events: int, contradictions: int
) -> None:
    joined, problems = with_history(
        case(correspondence=stated), History(letters=tuple(recorded)), ON
    )
    assert (len(joined.correspondence), len(problems)) == (events, contradictions)


def test_what_the_case_file_lacks_comes_from_the_ledger() -> None:
    known = letter(delivered=date(2025, 9, 5), state="delivered", tracking="RR1")
    joined, problems = with_history(case(correspondence=[event()]), History(letters=(known,)), ON)
    (only,) = joined.correspondence
    assert (only.delivered, only.tracking, problems) == (date(2025, 9, 5), "RR1", ())


@pytest.mark.parametrize(
    ("stated", "recorded", "invoices", "term", "term_date"),
    [
        ({}, {"term_days": 15}, ("A",), 15, None),
        ({}, {"term_date": date(2025, 9, 16)}, ("A",), None, date(2025, 9, 16)),
        ({"invoices": ["A", "B"]}, {"term_days": 15}, ("A", "B"), 15, None),
        ({"term": 7}, {"term_days": 15}, ("A",), 7, None),
        ({"term_date": "2025-09-20"}, {"term_days": 15}, ("A",), None, date(2025, 9, 20)),
    ],
)
def test_what_a_letter_asked_for_and_by_when(
    stated: Any, recorded: Any, invoices: Any, term: Any, term_date: Any
) -> None:
    known = History(letters=(letter(**recorded),))
    (only,) = with_history(case(correspondence=[event(**stated)]), known, ON)[0].correspondence
    assert (only.invoices, only.term, only.term_date) == (invoices, term, term_date)


NOTICE = {"paper": "formal-notice", "level": 0}
SIXTH = date(2025, 9, 6)


@pytest.mark.parametrize(
    ("stated", "recorded", "events"),
    [
        # two attempts within days: the nearer one is that of the case file
        ({}, [letter(**NOTICE), letter(**NOTICE, posted=SIXTH)], 2),
        ({"date": "2025-09-06"}, [letter(**NOTICE), letter(**NOTICE, posted=SIXTH)], 2),
        # served again by hand after the ledger's came back, and the other way round
        ({"date": "2025-09-06"}, [letter(**NOTICE, state="returned", returned=date(2025, 9, 4))], 2),
        ({"returned": "2025-09-04"}, [letter(**NOTICE, posted=SIXTH)], 2),
        ({"tracking": "RR1"}, [letter(**NOTICE, posted=SIXTH, tracking="RR2")], 2),
        ({"tracking": "RR1"}, [letter(**NOTICE, tracking="RR2")], 1),  # a slip of the pen
    ],
)  # fmt: skip
def test_a_notice_served_twice_within_days(stated: Any, recorded: Any, events: int) -> None:
    own = event(**{"paper": "formal-notice", "level": None, **stated})
    joined, problems = with_history(
        case(correspondence=[own]), History(letters=tuple(recorded)), ON
    )
    assert (len(joined.correspondence), problems) == (events, ())


def test_a_delivery_after_the_day_is_not_known_yet() -> None:
    known = letter(delivered=date(2025, 11, 5), state="delivered")
    joined, _ = with_history(case(), History(letters=(known,)), ON)
    assert joined.correspondence[0].delivered is None


@pytest.mark.parametrize(
    ("stated", "recorded", "payments", "contradictions"),
    [
        ([], [payment()], 1, 0),
        ([{"date": "2025-09-01", "amount": "50.00", "currency": "RON"}], [payment()], 1, 0),
        ([{"date": "2025-09-01", "amount": "50.00", "currency": "RON"}], [payment(), payment(ordinal=1)], 2, 0),
        ([{"date": "2025-09-02", "amount": "50.00", "currency": "RON"}], [payment()], 2, 0),
        (
            [{"date": "2025-09-02", "amount": "50.00", "currency": "RON", "reference": "OP 7"}],
            [payment(reference="OP 7")],
            2,
            1,
        ),
        ([], [payment(date=date(2025, 11, 1))], 0, 0),
    ],
)  # fmt: skip
def test_payments_of_both_memories(
    stated: Any, recorded: Any, payments: int, contradictions: int
) -> None:
    joined, problems = with_history(case(payments=stated), History(payments=tuple(recorded)), ON)
    assert (len(joined.payments), len(problems)) == (payments, contradictions)


def test_only_what_concerns_the_case_is_taken() -> None:
    other = History(
        letters=(letter(invoices=("Z",)), letter(invoices=("B", "Z"))),
        payments=(payment(invoice="Z"), payment(invoice="A", case_id="C-2"), payment(case_id="C-2"), payment()),
    )  # fmt: skip
    mine = history_for(case(), other)
    assert [x.invoices for x in mine.letters] == [("B", "Z")]
    assert [(p.invoice, p.case_id) for p in mine.payments] == [("A", "C-2"), (None, "C-1")]
