"""Facts that are legal but odd, and what the law does not allow: no wrong figure, no traceback."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from demandgen.problems import CaseFileError

MakeClaim = Callable[..., Any]
D = Decimal
LEI = {"rate": "4.9771", "date": "2025-02-14", "source": "BNR"}


def euro_note(number: str, amount: str) -> dict[str, str]:
    return {
        "number": number,
        "date": "2025-02-20",
        "for": "F1",
        "amount": amount,
        "currency": "EUR",
    }


def codes(result: Any) -> set[str]:
    return {w.code for w in result.warnings}


def test_credit_notes_of_a_converted_invoice_are_in_lei_and_take_off_all_of_it(
    claim: MakeClaim,
) -> None:
    rows = [("2025-02-14", "100.01", {"currency": "EUR", "conversion": LEI})]
    notes = [euro_note("C1", "50.00"), euro_note("C2", "50.01")]
    (item,) = claim("ro", "2025-09-30", rows, credit_notes=notes).invoices
    # 100,01 x 4,9771 = 497,76; 50,00 x 4,9771 = 248,86 (248,855); the rest is 248,90
    assert item.amount == D("497.76")
    assert [n.amount for n in item.credit_notes] == [D("248.86"), D("248.90")]
    assert item.principal == 0


@pytest.mark.parametrize(
    ("country", "facts"),
    [("pl", {}), ("ro", {"interest": {"kind": "statutory", "regime": "foreign-currency"}})],
)
def test_a_stated_conversion_is_not_applied_where_the_euro_is_kept(
    claim: MakeClaim, country: str, facts: Any
) -> None:
    rows = [("2025-02-14", "1000.00", {"currency": "EUR", "conversion": LEI})]
    result = claim(country, "2025-09-30", rows, credit_notes=[euro_note("C1", "400.00")], **facts)
    (item,) = result.invoices
    assert (item.currency, item.principal, item.original) == ("EUR", D("600.00"), None)


def test_six_percent_are_for_a_foreign_currency_only(claim: MakeClaim) -> None:
    facts = {"interest": {"kind": "statutory", "regime": "foreign-currency"}}
    with pytest.raises(CaseFileError, match="payment agreed in a foreign currency"):
        claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], **facts)


@pytest.mark.parametrize(
    ("country", "regime", "facts", "told"),
    [
        ("ro", "professionals", {"debtor_kind": "consumer"}, "between professionals only"),
        ("ro", "professionals", {"debtor_kind": "private"}, "between professionals only"),
        ("ro", "professionals", {"contract": {"signed": "2013-04-04"}}, "older than L 72/2013"),
        ("pl", "commercial", {"debtor_kind": "consumer"}, "between businesses only"),
        ("pl", "commercial-public-health", {"creditor_kind": "private"}, "between businesses only"),
        ("pl", "commercial", {"debtor_kind": "public-healthcare"}, "margin is 8 points"),
    ],
)
def test_a_stated_regime_does_not_overrule_the_law(
    claim: MakeClaim, country: str, regime: str, facts: Any, told: str
) -> None:
    interest = {"kind": "statutory", "regime": regime}
    with pytest.raises(CaseFileError, match=told):
        claim(country, "2025-09-30", [("2025-02-14", "1000.00")], interest=interest, **facts)


def test_a_stated_regime_decides_where_the_law_leaves_it_open(claim: MakeClaim) -> None:
    interest = {"kind": "statutory", "regime": "delay"}
    result = claim("pl", "2025-09-30", [("2025-02-14", "1000.00")], interest=interest)
    assert result.regime == "delay"
    between_authorities = {"creditor_kind": "public-authority", "debtor_kind": "public-authority"}
    interest = {"kind": "statutory", "regime": "ordinary"}
    rows = [("2025-02-14", "1000.00")]
    assert claim("ro", "2025-09-30", rows, interest=interest, **between_authorities).regime == (
        "ordinary"
    )


def test_the_consumer_rate_is_assumed_only_where_it_is_used(claim: MakeClaim) -> None:
    rows = [("2025-02-14", "1000.00")]
    statutory = claim("ro", "2025-09-30", rows, debtor_kind="consumer")
    assert [a.code for a in statutory.assumptions] == ["ro-consumer-rate"]
    agreed = {"kind": "contractual", "rate": "5", "per": "year"}
    contractual = claim("ro", "2025-09-30", rows, debtor_kind="consumer", interest=agreed)
    assert contractual.assumptions == ()


BUSINESS = [("2025-02-14", "1000.00")]
SALE = {"signed": "2024-01-02", "kind": "sale"}
AGREED = {"kind": "contractual", "rate": "0.1", "per": "day"}
# law, facts, code of the warning; the facts without the last change do not warn
WARNED = [
    ("pl", {"settings": {"days-term-count": "plain"}}, "setting-without-effect"),
    ("pl", {"settings": {"consumer-rate": "plus4"}}, "setting-without-effect"),
    ("ro", {"settings": {"compensation-fx-month": "month-of-next-day"}}, "setting-without-effect"),
    ("pl", {"assigned": True, "settings": {"compensation": "on"}}, "setting-without-effect"),
    ("ro", {"contract": {"signed": "2013-04-04", "kind": "sale"}}, "contract-before-2013"),
    ("ro", {"debtor_kind": "consumer", "interest": AGREED}, "unfair-terms"),
    (
        "ro",
        {"contract": {**SALE, "kind": "condominium"}, "interest": AGREED},
        "penalty-of-special-law",
    ),
    (
        "ro",
        {"contract": {**SALE, "kind": "utilities"}, "interest": AGREED},
        "penalty-of-special-law",
    ),
    ("ro", {"contract": {"signed": "2024-01-02"}}, "claim-kind-unclear"),
    ("ro", {"contract": {**SALE, "kind": "services"}}, "claim-kind-unclear"),
]


@pytest.mark.parametrize(("country", "facts", "code"), WARNED)
def test_what_the_sender_is_warned_of(
    claim: MakeClaim, country: str, facts: Any, code: str
) -> None:
    assert code in codes(claim(country, "2025-09-30", BUSINESS, **facts))
    assert code not in codes(claim(country, "2025-09-30", BUSINESS))


def test_settings_that_wait_for_another_case_are_no_fault(claim: MakeClaim) -> None:
    kept = {"consumer-rate": "plus4", "agreed-rate-floor": "off", "rounding": "once"}
    assert "setting-without-effect" not in codes(claim("ro", "2025-09-30", BUSINESS, settings=kept))


def test_a_term_in_days_tells_how_it_was_counted(claim: MakeClaim) -> None:
    row = [("2025-02-14", "1000.00", {"due": None, "received": {"date": "2025-02-17"}})]
    terms = SALE | {"payment_days": 30}
    (warning,) = (
        w
        for w in claim("ro", "2025-09-30", row, contract=terms).warnings
        if w.code == "term-in-days"
    )
    assert str(warning.message).startswith("F1: due 2025-03-20, the first and the last day")
    plain = claim("ro", "2025-09-30", row, contract=terms, settings={"days-term-count": "plain"})
    assert "term-in-days" not in codes(plain)
    assert "term-in-days" not in codes(claim("pl", "2025-09-30", row, contract=terms))


def test_a_shifted_due_day_is_unconfirmed_in_romania_where_it_was_stated_as_a_date(
    claim: MakeClaim,
) -> None:
    for country, hinted in (("ro", True), ("pl", False)):
        result = claim(country, "2025-09-30", [("2025-03-30", "1000.00")])
        (warning,) = (w for w in result.warnings if w.code == "due-date-shifted")
        assert (warning.hint is not None) is hinted


def test_old_agreed_rates_need_no_statutory_rate_they_are_not_compared_with(
    claim: MakeClaim,
) -> None:
    facts = {"interest": AGREED, "contract": {"signed": "2010-01-04", "kind": "sale"}}
    result = claim("ro", "2011-08-10", [("2011-08-01", "1000.00")], **facts)
    assert result.invoices[0].interest_accrued == D("9.00")


def test_between_two_public_units_a_higher_agreed_rate_is_not_refused(claim: MakeClaim) -> None:
    """PNOTH art. 8 is about commercial transactions; between public units k.c. art. 481 applies."""
    facts = {"creditor_kind": "public-authority", "debtor_kind": "public-authority"}
    interest = {"kind": "contractual", "rate": "15", "per": "year"}
    result = claim("pl", "2025-09-30", BUSINESS, interest=interest, **facts)
    assert result.invoices[0].interest_rows[0].rate == D(15)


SIGNED = {
    "status": "signed",
    "signed": "2025-02-14",
    "debt": {"as_of": "2025-02-14", "principal": "1000.00"},
    "instalments": {"count": "2", "first": "2025-03-14"},
    "interest": "none",
}


def test_a_plan_is_compared_with_the_debt_of_its_day(claim: MakeClaim) -> None:
    def found(**more: Any) -> set[str]:
        return codes(claim("ro", "2025-09-30", BUSINESS, plan=SIGNED | more))

    assert "plan-debt-differs" not in found()
    other = {"as_of": "2025-02-14", "principal": "1000.00", "interest": "5.00"}
    assert "plan-debt-differs" in found(debt=other)
    # on 14 May: 1000 x 14,5 % x 89 / 365 = 35,36, of which 5,36 are waived
    may = {"as_of": "2025-05-14", "principal": "1000.00", "interest": "30.00"}
    waived = {"signed": "2025-05-14", "debt": may, "waived_interest": "5.36"}
    assert "plan-debt-differs" not in found(**waived)
    assert "capitalised-interest" in found(capitalise_arrears=True)


def test_an_invoice_younger_than_the_plan_is_named(claim: MakeClaim) -> None:
    result = claim("ro", "2025-09-30", [*BUSINESS, ("2025-05-14", "50.00")], plan=SIGNED)
    (warning,) = (w for w in result.warnings if w.code == "invoice-after-plan")
    assert "F2" in str(warning.message)


EURO = {"currency": "EUR"}


def test_a_plan_settles_one_currency(claim: MakeClaim) -> None:
    rows = [("2025-02-14", "1000.00"), ("2025-02-14", "50.00", EURO)]
    with pytest.raises(CaseFileError, match="a plan settles one currency; claimed here: EUR, PLN"):
        claim("pl", "2025-09-30", rows, plan=SIGNED)


def test_money_in_another_currency_pays_no_instalment_and_is_shown(claim: MakeClaim) -> None:
    paid = [("2025-03-01", "400.00", EURO), ("2025-03-02", "100.00", {})]
    result = claim("pl", "2025-09-30", [("2025-02-14", "1000.00")], plan=SIGNED, payments=paid)
    assert [(s.amount, s.currency) for s in result.unallocated_payments] == [(D("400.00"), "EUR")]
    assert result.plan.balance == D("900.00")


def test_days_late_end_with_the_principal_not_with_later_interest(claim: MakeClaim) -> None:
    paid = [
        ("2025-02-24", "1000.00", {"for": "F1", "designation": "principal"}),
        ("2025-05-05", "3.97", {"for": "F1"}),
    ]
    (item,) = claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], payments=paid).invoices
    assert (item.days_late, item.interest_outstanding) == (10, 0)


def test_the_law_data_name_every_table_that_made_a_figure(claim: MakeClaim) -> None:
    def named(country: str, *rows: Any, **facts: Any) -> set[str]:
        result = claim(country, "2025-09-30", [*rows], **facts)
        return {d.parameter for d in result.law_data}

    capped = {"contract": SALE | {"kind": "condominium"}, "interest": AGREED}
    assert "ro/penalty-cap" in named("ro", *BUSINESS, **capped)
    no_term = ("2025-02-14", "1000.00", {"due": None, "performed": {"date": "2025-01-10"}})
    assert "pl/term-without-agreement" in named("pl", no_term)
    assert "pl/term-without-agreement" not in named("pl", *BUSINESS)
    assert "pl/margin-capital" in named("pl", *BUSINESS, plan=SIGNED | {"interest": "capital"})
