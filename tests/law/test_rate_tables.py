"""The computed rates equal the published tables, and change on their own day."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demandgen.law.parameters import DatedValue, Law, law_for, published_law
from demandgen.law.rates import rules_for
from demandgen.problems import CaseFileError, LawDataError

ANNOUNCED = "pl/commercial-announcement:\n  - {{from: {}, value: {{{}}}, reference: M.P.}}\n"
PL, RO = published_law("pl"), published_law("ro")


def rate(country: str, regime: str, day: date, **settings: Any) -> Any:
    rules, law = rules_for(country), published_law(country)
    chosen = rules.default_settings(regime, contractual=False) | settings
    (segment,) = rules.statutory_rates(law, regime, day, day, chosen)
    return segment.rate


@pytest.mark.parametrize(
    "announced", PL["pl/delay-announcement"].values, ids=lambda v: str(v.start)
)
def test_delay_rate_equals_the_announcement_of_the_minister(announced: DatedValue) -> None:
    assert rate("pl", "delay", announced.start) == Decimal(announced.value)


@pytest.mark.parametrize(
    "half", PL["pl/commercial-announcement"].values, ids=lambda v: str(v.start)
)
def test_commercial_rates_equal_the_announcements(half: DatedValue) -> None:
    assert rate("pl", "commercial", half.start) == Decimal(half.value["commercial"])
    health = rate("pl", "commercial-public-health", half.start)
    assert health == Decimal(half.value["public-health"])


def test_capital_rate_is_two_points_below_the_delay_rate() -> None:
    for value in PL["pl/nbp-reference-rate"].values:
        if value.start >= date(2016, 1, 1):
            assert rate("pl", "capital", value.start) == rate("pl", "delay", value.start) - 2


# Both sides of every border, from the tables of the announcements (M.P.) and the BNR circulars.
BORDERS = [
    ("pl", "delay", date(2026, 3, 4), "9.50"),
    ("pl", "delay", date(2026, 3, 5), "9.25"),
    ("pl", "delay", date(2015, 12, 31), "8.00"),
    ("pl", "delay", date(2016, 1, 1), "7.00"),
    ("pl", "delay", date(2005, 10, 14), "13.50"),
    ("pl", "delay", date(2005, 10, 15), "11.50"),
    ("pl", "commercial", date(2019, 12, 31), "9.50"),
    ("pl", "commercial", date(2020, 1, 1), "11.50"),
    ("pl", "commercial", date(2025, 6, 30), "15.75"),
    ("pl", "commercial", date(2025, 7, 1), "15.25"),
    ("pl", "commercial", date(2025, 7, 3), "15.25"),  # the NBP moved on 3 July: frozen all the same
    ("pl", "commercial", date(2026, 12, 31), "13.75"),
    ("pl", "commercial-public-health", date(2026, 12, 31), "11.75"),
    ("ro", "ordinary", date(2024, 7, 7), "11.00"),
    ("ro", "ordinary", date(2024, 7, 8), "10.75"),
    ("ro", "ordinary", date(2024, 8, 8), "10.50"),
    ("ro", "civil", date(2024, 8, 8), "8.40"),
    ("ro", "ordinary", date(2011, 9, 1), "10.25"),
    ("ro", "professionals", date(2024, 12, 31), "15.00"),  # 7,00 on 1 July 2024 + 8
    ("ro", "professionals", date(2025, 1, 1), "14.50"),
    ("ro", "foreign-currency", date(2025, 1, 1), "6"),
    ("ro", "consumer-debtor", date(2025, 1, 1), "8.40"),
]


@pytest.mark.parametrize(("country", "regime", "day", "expected"), BORDERS)
def test_rate_on_both_sides_of_a_border(
    country: str, regime: str, day: date, expected: Any
) -> None:
    assert rate(country, regime, day) == Decimal(expected)


def test_romanian_per_change_follows_each_circular_on_its_own_day() -> None:
    per_change = {"rate-fixing": "per-change"}
    assert rate("ro", "professionals", date(2024, 8, 7), **per_change) == Decimal("14.75")
    assert rate("ro", "professionals", date(2024, 8, 8), **per_change) == Decimal("14.50")


def test_the_first_semester_of_the_table_is_not_whole() -> None:
    semester = {"rate-fixing": "semester"}
    assert rate("ro", "ordinary", date(2011, 12, 31), **semester) == Decimal("10.25")
    assert rate("ro", "ordinary", date(2012, 1, 1), **semester) == Decimal("10.00")
    with pytest.raises(LawDataError, match="2011-07-01"):
        rate("ro", "ordinary", date(2011, 8, 31), **semester)


def test_consumer_rate_may_be_set_to_plus_four() -> None:
    chosen = {"consumer-rate": "plus4"}
    assert rate("ro", "consumer-debtor", date(2025, 1, 1), **chosen) == Decimal("10.50")


def test_half_year_without_an_announcement_is_refused() -> None:
    with pytest.raises(LawDataError) as refused:
        rate("pl", "commercial", date(2027, 1, 1))
    assert refused.value.exit_code == 5
    assert "2027-01-01" in str(refused.value)


def test_commercial_interest_before_2016_is_refused_not_guessed() -> None:
    with pytest.raises(LawDataError):
        rate("pl", "commercial", date(2015, 12, 31))


def test_procurement_begun_before_2020_keeps_plus_eight() -> None:
    old = {"pre-2020-contract": "old-law"}
    assert rate("pl", "commercial", date(2020, 1, 1), **old) == Decimal("9.50")


def test_agreed_rate_is_cut_to_twice_the_delay_rate_each_day() -> None:
    rules = rules_for("pl")
    days = date(2026, 3, 4), date(2026, 3, 5)
    segments = list(rules.agreed_rates(PL, "delay", Decimal(30), *days, settings={}))
    assert [(s.first, s.rate) for s in segments] == [(days[0], 19), (days[1], Decimal("18.50"))]
    assert {s.note for s in segments} == {"maximum-rate"}
    (uncut,) = rules.agreed_rates(PL, "delay", Decimal(10), days[1], days[1], settings={})
    assert (uncut.rate, uncut.note) == (Decimal(10), None)


def test_agreed_commercial_rate_is_never_cut_below_the_statutory_one() -> None:
    # 29 May - 30 June 2020: twice 5,60 is below 11,50.
    rules = rules_for("pl")
    day = date(2020, 6, 15)
    (segment,) = rules.agreed_rates(PL, "commercial", Decimal(40), day, day, settings={})
    assert segment.rate == Decimal("11.50")
    july = date(2020, 7, 1)
    (after,) = rules.agreed_rates(PL, "commercial", Decimal(40), july, july, settings={})
    assert after.rate == Decimal("11.20")
    # under the old law the statutory rate is 1,50 + 8 = 9,50 in that half-year: no conflict
    old = {"pre-2020-contract": "old-law"}
    (segment,) = rules.agreed_rates(PL, "commercial", Decimal(40), day, day, settings=old)
    assert segment.rate == Decimal("11.20")


@pytest.mark.parametrize("law", [PL, RO])
def test_every_value_has_a_start_and_a_reference(law: Law) -> None:
    for parameter in law.parameters.values():
        starts = [v.start for v in parameter.values]
        assert starts == sorted(set(starts))
        assert all(v.reference.strip() for v in parameter.values)
        assert parameter.checked_on <= date(2026, 11, 22)


def test_pieces_cover_every_day_once() -> None:
    reference = RO["ro/bnr-reference-rate"]
    pieces = list(reference.pieces(date(2019, 1, 1), date(2026, 1, 1)))
    assert pieces[0][0] == date(2019, 1, 1)
    assert pieces[-1][1] == date(2026, 1, 1)
    for (_, end, _), (start, _, _) in itertools.pairwise(pieces):
        assert start == end + timedelta(days=1)


def test_user_values_extend_the_law_and_are_named_as_such(tmp_path: Path) -> None:
    file = tmp_path / "law-overrides.yaml"
    file.write_text(
        "pl/commercial-announcement:\n"
        "  - {from: 2027-01-01, value: {commercial: '13.50', public-health: '11.50'}, reference: M.P. 2026 poz. 9999}\n"
        "pl/nbp-reference-rate:\n"
        "  - {from: 2026-12-03, value: '3.50', reference: NBP}\n",
        encoding="utf-8",
    )
    law = law_for("pl", file)
    rules = rules_for("pl")
    settings = rules.default_settings("commercial", contractual=False)
    (segment,) = rules.statutory_rates(
        law, "commercial", date(2027, 6, 30), date(2027, 6, 30), settings
    )
    assert segment.rate == Decimal("13.50")
    assert law["pl/commercial-announcement"].user_supplied
    with pytest.raises(LawDataError):
        law["pl/commercial-announcement"].on(date(2027, 7, 1))


def test_an_announcement_without_its_reference_rate_is_refused_not_ignored(tmp_path: Path) -> None:
    file = tmp_path / "law-overrides.yaml"
    text = ANNOUNCED.format("2027-01-01", "commercial: 13.50, public-health: 11.50")
    file.write_text(text, encoding="utf-8")
    rules, law = rules_for("pl"), law_for("pl", file)
    settings = rules.default_settings("commercial", contractual=False)
    days = date(2027, 1, 1), date(2027, 1, 31)
    with pytest.raises(LawDataError, match=r"13\.5% from 2027-01-01, .* make 13\.75%"):
        list(rules.statutory_rates(law, "commercial", *days, settings))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pl/nbp-rate: []\n", "unknown parameter 'pl/nbp-rate'"),
        (
            "pl/nbp-reference-rate: [{from: 2026-12-03, value: '3.50'}]\n",
            "needs from, value and reference",
        ),
        ("- 1\n", "expected parameter names"),
        (
            "pl/nbp-reference-rate: [{from: soon, value: '1', reference: x}]\n",
            "from must be a date",
        ),
        ("a: [\n", "cannot be used"),
        ("nbp-reference-rate: []\n", "unknown parameter 'nbp-reference-rate'"),
        ("1: []\n", "unknown parameter 1"),
        ("pl/nbp-reference-rate: []\n", "no values given"),
        (
            "pl/nbp-reference-rate: [{from: 2026-12-03, value: '3,50', reference: x}]\n",
            "a value looks like '3.75'",
        ),
        (
            "pl/nbp-reference-rate: [{from: 2026-13-03, value: '3.50', reference: x}]\n",
            "cannot be used",
        ),
        (
            "pl/compensation: [{from: 2027-01-01, value: [{upto: 5, eur: 40}], reference: x}]\n",
            "a value looks like",
        ),
        (
            ANNOUNCED.format("2027-07-01", "commercial: 13.75, public-health: 11.75"),
            "2027-07-01 does not begin a half-year that follows 2026-12-31",
        ),
        (
            ANNOUNCED.format("2027-01-01", "comercial: 13.75, public-health: 11.75"),
            "a value looks like",
        ),
        (
            "pl/nbp-reference-rate:" + 2 * "\n  - {from: 2026-12-03, value: 6, reference: x}",
            "two values begin on the same day",
        ),
    ],
)
def test_a_wrong_file_of_user_values_is_told_precisely(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "law-overrides.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFileError, match=told):
        law_for("pl", file)


def test_a_value_written_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    file = tmp_path / "law-overrides.yaml"
    file.write_text(
        "pl/nbp-reference-rate:\n"
        "  - {from: 2026-12-03, value: '3.50', reference: NBP}\n"
        "ro/bnr-reference-rate:\n"
        "  - {from: 2026-12-03, value: '6.00', value: '7.00', reference: BNR}\n"
        "pl/nbp-reference-rate:\n"
        "  - {from: 2026-12-03, value: '5.50', reference: NBP}\n",
        encoding="utf-8",
    )
    with pytest.raises(CaseFileError) as refusal:
        law_for("pl", file)
    twice = "the field {} is written twice, first on line {} (delete one of the two)"
    name = "pl/nbp-reference-rate"
    assert [str(problem) for problem in refusal.value.problems] == [
        f"{file}:4:39: ro/bnr-reference-rate[0].value: {twice.format('value', 4)}",
        f"{file}:5:1: {name}: {twice.format(name, 1)}",
    ]


def test_a_file_of_user_values_that_refers_to_itself_ends(tmp_path: Path) -> None:
    file = tmp_path / "law-overrides.yaml"
    file.write_text("pl/nbp-reference-rate: &a [*a]\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="needs from, value and reference"):
        law_for("pl", file)
