"""When may a paper be made, and when not: both sides of every border."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hostile import hostile_case
from sample_letters import claimed

from demandgen.casefile.model import Case, InterestTerms, PaperId
from demandgen.claim.engine import claim_on
from demandgen.documents.papers import (
    KINDS,
    PaperRequest,
    ids_of,
    paper_for,
    papers_for,
    refusal_of,
)
from demandgen.documents.templates import find
from demandgen.problems import NotAllowedError, UsageError

DUE = date(2025, 2, 3)
LATE = DUE + timedelta(days=1)


def plain_case(law: str = "ro", **changes: object) -> Case:
    currency = {"ro": "RON", "pl": "PLN"}[law]
    invoice = {
        "number": "A 1",
        "issued": date(2025, 1, 2),
        "due": DUE,
        "amount": "1000.00",
        "currency": currency,
    }
    return hostile_case(law, **{"invoices": [invoice], **changes})  # fmt: skip


def why(case: Case, day: date, paper: PaperId = "formal-notice") -> tuple[str, date | None] | None:
    refusal = refusal_of(case, claim_on(case, day), PaperRequest(paper))
    return (refusal.code, refusal.earliest) if refusal else None


@pytest.mark.parametrize(
    ("law", "paper"), [("ro", "formal-notice"), ("ro", "default-notice"), ("pl", "formal-notice")]
)
def test_a_demand_waits_until_the_due_day_is_over(law: str, paper: PaperId) -> None:
    case = plain_case(law)
    assert why(case, DUE, paper) == ("nothing-due", LATE)
    assert why(case, LATE, paper) is None


def test_the_refusal_names_reason_and_earliest_day() -> None:
    case = plain_case()
    with pytest.raises(NotAllowedError) as caught:
        paper_for(case, claim_on(case, DUE), PaperRequest("formal-notice"))
    assert caught.value.exit_code == 4
    assert (
        str(caught.value) == "formal-notice: nothing is overdue on this day (not before 2025-02-04)"
    )


def test_a_case_on_hold_waits() -> None:
    hold = {"since": date(2025, 3, 1), "until": date(2025, 3, 31), "reason": "negocieri"}
    case = plain_case(hold=hold)
    assert why(case, date(2025, 2, 28)) is None
    assert why(case, date(2025, 3, 1)) == ("case-on-hold", date(2025, 4, 1))
    assert why(case, date(2025, 3, 31)) == ("case-on-hold", date(2025, 4, 1))
    assert why(case, date(2025, 4, 1)) is None


def test_a_hold_without_end_names_no_day() -> None:
    case = plain_case(hold={"since": date(2025, 3, 1), "reason": "negocieri"})
    assert why(case, date(2026, 1, 1)) == ("case-on-hold", None)


def consumer(**changes: object) -> Case:
    debtor = {
        "name": "Łucja Pięta",
        "kind": "consumer",
        "gender": "f",
        "address": {"street": "ul. A 1", "city": "Łódź"},
    }
    contract = {"number": 1, "signed": date(2024, 1, 1), "kind": "sale"}
    return plain_case("pl", debtor=debtor, contract=contract, **changes)  # fmt: skip


def test_a_debt_of_a_polish_consumer_is_not_demanded_once_it_is_time_barred() -> None:
    """Sale, two years, to the end of the year (k.c. art. 554, 118, 117 § 2¹)."""
    case = consumer()
    assert why(case, date(2027, 12, 31)) is None
    refused = refusal_of(case, claim_on(case, date(2028, 1, 1)), PaperRequest("formal-notice"))
    assert refused is not None
    assert refused.code == "time-barred"


def event(day: date, **more: object) -> dict[str, object]:
    return {"date": day, "direction": "sent", "channel": "registered-post", **more}


def test_a_final_notice_follows_a_demand_whose_term_has_run_out() -> None:
    sent = date(2025, 3, 3)
    day = date(2025, 3, 20)
    assert why(plain_case("pl"), day, "final-notice") == ("no-earlier-demand", None)
    reminded = plain_case("pl", correspondence=[event(sent, paper="reminder")])
    assert why(reminded, day, "final-notice") is None
    fixed = plain_case("pl", correspondence=[event(sent, paper="formal-notice", term_date=day)])
    assert why(fixed, day, "final-notice") == ("term-running", date(2025, 3, 21))
    assert why(fixed, date(2025, 3, 21), "final-notice") is None
    delivered = event(sent, paper="formal-notice", term=7, delivered=date(2025, 3, 10))
    counted = plain_case("pl", correspondence=[delivered])
    assert why(counted, date(2025, 3, 17), "final-notice") == ("term-running", date(2025, 3, 18))
    assert why(counted, date(2025, 3, 18), "final-notice") is None


def test_a_final_notice_does_not_lean_on_letters_from_before_the_agreement() -> None:
    case, claim = claimed("pl-2025-007")
    refused = refusal_of(case, claim, PaperRequest("final-notice"))
    assert refused is not None
    assert refused.code == "no-earlier-demand"


def test_a_reminder_asks_for_principal() -> None:
    case, claim = claimed("ro-2026-008")
    refused = refusal_of(case, claim, PaperRequest("reminder"))
    assert refused is not None
    assert refused.code == "no-principal-due"
    assert refusal_of(case, claim, PaperRequest("formal-notice")) is None


@pytest.mark.parametrize(("wanted", "given"), [(None, 15), (20, 20), (10, 15)])
def test_a_somatie_never_gives_fewer_than_fifteen_days(wanted: int | None, given: int) -> None:
    case = plain_case(settings={"demand-term-days": wanted})
    assert paper_for(case, claim_on(case, LATE), PaperRequest("formal-notice")).term_days == given


def test_polish_terms_end_on_a_working_day() -> None:
    case = plain_case("pl")
    friday = date(2025, 2, 7)
    settled = paper_for(case, claim_on(case, friday), PaperRequest("formal-notice"))
    assert (settled.term_days, settled.term_day) == (7, date(2025, 2, 14))
    saturday = date(2025, 2, 8)
    settled = paper_for(case, claim_on(case, saturday), PaperRequest("formal-notice"))
    assert settled.term_day == date(2025, 2, 17)


def test_a_polish_consumer_has_fourteen_days() -> None:
    case = consumer()
    assert paper_for(case, claim_on(case, LATE), PaperRequest("formal-notice")).term_days == 14


def test_no_paper_mixes_the_law_of_one_country_with_the_language_of_the_other() -> None:
    case = plain_case(language="pl")
    assert why(case, LATE) == ("no-wording", None)
    assert why(plain_case(language="ro"), LATE) is None


def test_each_debtor_gets_a_letter() -> None:
    requests = [r for r in papers_for(*claimed("pl-2025-033")).papers if r.id == "formal-notice"]
    assert [request.debtor for request in requests] == [0, 1, 2]


def test_a_paper_or_debtor_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    case = plain_case()
    claim = claim_on(case, LATE)
    with pytest.raises(UsageError, match="ro has no paper final-notice"):
        paper_for(case, claim, PaperRequest("final-notice"))
    with pytest.raises(UsageError, match="the case has no debtor 3"):
        paper_for(case, claim, PaperRequest("formal-notice", debtor=3))


@pytest.mark.parametrize(("law", "paper"), list(KINDS))
def test_every_paper_has_its_wording(law: str, paper: str) -> None:
    assert find(f"{law}/{paper}.html").origin == "shipped"


def test_the_papers_of_each_country() -> None:
    assert {"reminder", "formal-notice", "default-notice"} <= set(ids_of("ro"))
    assert {"reminder", "formal-notice", "final-notice"} <= set(ids_of("pl"))
    assert "final-notice" not in ids_of("ro")
    assert "default-notice" not in ids_of("pl")


def test_a_polish_note_of_the_compensation_alone_is_called_so() -> None:
    own, _ = claimed("pl-2025-021")
    request, day = PaperRequest("interest-note"), date(2025, 12, 15)
    cases = (own, own.model_copy(update={"interest": InterestTerms(kind="none")}))
    titles = [paper_for(case, claim_on(case, day), request).title for case in cases]
    assert titles == ["Nota odsetkowa", "Nota obciążeniowa z tytułu rekompensaty"]
