"""When may a Polish letter warn of an entry in a credit bureau? Both sides of each border.

Ustawa z 9.04.2010 o udostępnianiu informacji gospodarczych: art. 2 ust. 2 pkt 4, 14, 15, 15a.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sample_letters import days
from varied_cases import BUREAU, WARNED, paid, varied

from demandgen.casefile.model import Case, Settings
from demandgen.claim.model import Claim
from demandgen.documents.bureau import BureauWarning, bureau_warning

CONSUMER, HOSPITAL = "pl-2026-002", "pl-2025-021"


def warned(
    case: str, later: int = 0, paper: str = "formal-notice", **facts: Any
) -> tuple[BureauWarning, Case, Claim]:
    own, claim = varied(case, later, **{"settings": WARNED, **facts})
    return bureau_warning(own, claim, paper, own.debtors[0]), own, claim


def reason(warning: BureauWarning) -> str:
    assert not warning.bureaus
    assert warning.note
    assert warning.note.code == "no-bureau-warning"
    return str(warning.note.message).removeprefix("no warning of an entry in a credit bureau: ")


def test_a_consumer_is_warned_under_article_14_and_a_business_under_15() -> None:
    consumer, _, _ = warned(CONSUMER)
    assert (consumer.bureaus, consumer.article, consumer.months) == ((BUREAU,), "art. 14 ust. 1", 1)
    business, _, _ = warned(HOSPITAL)
    assert business.article == "art. 15 ust. 1"


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (CONSUMER, "registered post or by hand, not by e-mail,"),
        (HOSPITAL, "by e-mail only if the contract provides for it (art. 15 ust. 1a),"),
    ],
)
def test_by_e_mail_only_where_a_contract_with_no_consumer_provides_for_it(
    case: str, told: str
) -> None:
    note = warned(case)[0].note
    assert note
    assert told in str(note.message)


@pytest.mark.parametrize("paper", ["reminder", "interest-note", "account-statement"])
def test_only_notices_warn(paper: str) -> None:
    assert warned(CONSUMER, paper=paper)[0] == BureauWarning()


def test_nobody_is_warned_unasked() -> None:
    for settings in (Settings(), Settings(big_warning="off"), Settings(big_warning=())):
        warning, _, _ = warned(CONSUMER, settings=settings)
        assert warning == BureauWarning()
        assert warning.note is None


def with_principal(case: str, left: str) -> tuple[BureauWarning, Claim]:
    """The only invoice brought down to what is left of it, on the day it fell due."""
    invoice = varied(case)[0].invoices[0]
    amount = invoice.amount - Decimal(left)
    facts: dict[str, Any] = {
        "invoices": (invoice,),
        "payments": (paid(f"{invoice.due}", f"{amount}", invoice=invoice.number),),
    }
    warning, _, claim = warned(case, **facts)
    return warning, claim


@pytest.mark.parametrize(
    ("case", "enough", "little", "article"),
    [
        (CONSUMER, "200.00", "199.99", "art. 14 ust. 1"),
        (HOSPITAL, "500.00", "499.99", "art. 15 ust. 1"),
    ],
)
def test_the_least_sum(case: str, enough: str, little: str, article: str) -> None:
    warning, claim = with_principal(case, enough)
    assert claim.due_items[0].outstanding == Decimal(enough)
    assert warning.bureaus
    warning, _ = with_principal(case, little)
    expected = f"{little} zł have been due for 30 days, less than {enough} zł ({article})"
    assert reason(warning) == expected


def test_thirty_days() -> None:
    """The kitchen fell due on 19 November 2025: thirty days are over on 19 December."""
    due = date(2025, 11, 19)
    offset = (due + timedelta(days=30) - days()[CONSUMER]).days
    assert warned(CONSUMER, offset)[0].bureaus
    early, _, claim = warned(CONSUMER, offset - 1)
    assert claim.due_items[0].days_late == 29
    assert (
        reason(early) == "0.00 zł have been due for 30 days, less than 200.00 zł (art. 14 ust. 1)"
    )


def test_six_years_for_a_consumer_only() -> None:
    """Due on 19 November 2025: six years end on 19 November 2031, business debts know no end."""
    case, claim = varied(CONSUMER, settings=WARNED)
    old = claim.model_copy(update={"as_of": date(2031, 11, 19)})
    assert bureau_warning(case, old, "formal-notice", case.debtors[0]).bureaus
    older = claim.model_copy(update={"as_of": date(2031, 11, 20)})
    refused = bureau_warning(case, older, "formal-notice", case.debtors[0])
    assert reason(refused) == "31/2025 fell due more than 6 years ago (art. 14 ust. 1)"
    case, claim = varied(HOSPITAL, settings=WARNED)
    ancient = claim.model_copy(update={"as_of": date(2040, 1, 1)})
    assert bureau_warning(case, ancient, "formal-notice", case.debtors[0]).bureaus


def test_a_contested_debt_is_not_passed_on() -> None:
    from demandgen.casefile.model import Dispute

    invoice = varied(CONSUMER)[0].invoices[0]
    contested = invoice.model_copy(update={"disputed": Dispute(since=date(2026, 1, 5))})
    settings = WARNED.model_copy(update={"disputed": "included"})
    warning, _, _ = warned(CONSUMER, invoices=(contested,), settings=settings)
    assert reason(warning) == "the debtor contests the debt (art. 15a)"


def test_a_creditor_who_is_not_in_business() -> None:
    creditor = varied(CONSUMER)[0].creditor.model_copy(update={"kind": "private"})
    warning, _, _ = warned(CONSUMER, creditor=creditor)
    expected = "a creditor who is not in business needs an enforceable title (art. 2)"
    assert reason(warning) == expected


def test_a_debt_in_euro() -> None:
    warning, _, _ = warned("pl-2025-033")
    assert reason(warning) == ("the threshold of a debt in EUR follows the NBP rate of a later day")


def test_the_seat_is_checked_before_the_letter() -> None:
    late = BUREAU.model_copy(update={"checked_on": days()[CONSUMER] + timedelta(days=1)})
    warning, _, _ = warned(CONSUMER, settings=Settings(big_warning=(late,)))
    assert reason(warning) == "the seat of Biuro Przykładowe BIG S.A. was checked only later"
    same_day = BUREAU.model_copy(update={"checked_on": days()[CONSUMER]})
    assert warned(CONSUMER, settings=Settings(big_warning=(same_day,)))[0].bureaus


def test_a_romanian_letter_never_warns() -> None:
    assert warned("ro-2025-014")[0] == BureauWarning()
