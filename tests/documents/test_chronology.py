"""Does the chronology list what happened, in order, with its proofs, and nothing that did not?"""

from __future__ import annotations

from datetime import date

import pytest
from sample_letters import claimed, days
from varied_cases import paid, varied

from demandgen.documents.chronology import Evidence, chronology_of
from demandgen.documents.handover import missing_of


@pytest.mark.parametrize("case", sorted(days()))
def test_rows_are_in_order_up_to_the_day_and_every_file_is_cited_once(case: str) -> None:
    own, claim = claimed(case)
    rows = chronology_of(own, claim)
    assert [row.date for row in rows] == sorted(row.date for row in rows)
    assert all(row.date <= claim.as_of for row in rows)
    cited = {proof.file for row in rows for proof in row.proofs}
    stated = [i.file for i in own.invoices] + [p.file for p in own.payments]
    stated += [f for e in own.correspondence for f in (e.file, e.posted_proof, e.delivery_proof)]
    assert {file for file in stated if file} <= cited


def test_a_letter_is_sent_then_delivered() -> None:
    rows = chronology_of(*claimed("pl-2025-021"))
    september = [(row.date, row.kind, row.proofs) for row in rows if row.date.month == 9]
    assert september == [
        (
            date(2025, 9, 8),
            "sent",
            (
                Evidence("document", "evidence/wezwanie-2025-09-08.pdf"),
                Evidence("posting", "evidence/ksiazka-nadawcza.jpg"),
            ),
        ),
        (date(2025, 9, 10), "delivered", (Evidence("delivery", "evidence/zpo.jpg"),)),
    ]


def test_a_plan_and_its_acceleration() -> None:
    kinds = [row.kind for row in chronology_of(*claimed("pl-2025-007"))]
    assert kinds[-3:] == ["plan-signed", "instalment-due", "plan-accelerated"]
    before = chronology_of(*varied("pl-2025-007", -70))  # 22 July, the day before
    assert before[-1].kind == "instalment-due"


def test_an_assignment_is_proven_by_the_letter_that_told_of_it() -> None:
    rows = {row.kind: row for row in chronology_of(*claimed("pl-2026-005"))}
    assert rows["assigned"].proofs == (Evidence("document", "evidence/umowa-przelewu.pdf"),)
    assert rows["assignment-notified"].is_proven


def test_a_payment_without_statement_is_not_proven_and_is_missing() -> None:
    case, claim = varied("pl-2026-005", payments=(paid("2026-05-04", "100.00"),))
    payment = next(row for row in chronology_of(case, claim) if row.kind == "payment")
    assert not payment.is_proven
    assert [gap.what for gap in missing_of(case, claim) if gap.payment] == ["payment"]


def test_what_is_missing_is_named_once_and_nothing_else() -> None:
    gaps = [(gap.what, gap.number) for gap in missing_of(*claimed("pl-2025-021"))]
    assert gaps == [
        ("invoice-receipt", "ML/24/1190"),
        ("performance", "ML/25/0077"),
        ("invoice-receipt", "ML/25/0241"),
    ]


def test_a_mandate_without_its_file_is_missing() -> None:
    case, claim = claimed("pl-2025-007")
    assert case.counsel
    assert case.counsel.power_of_attorney
    assert "mandate" not in {gap.what for gap in missing_of(case, claim)}
    bare = case.counsel.model_copy(update={"power_of_attorney": None})
    without = case.model_copy(update={"counsel": bare})
    assert "mandate" in {gap.what for gap in missing_of(without, claim)}
