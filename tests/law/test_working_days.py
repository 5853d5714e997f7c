"""Working days and the ends of terms, on both sides of every change of the law."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.law.calendar import Shift, after_days, after_months, after_years, is_free, shifted

DAYS = st.dates(date(2012, 1, 1), date(2027, 12, 31))

SHIFTS = [
    # Polish Civil Code art. 115; Saturday since 2017-01-01 (Dz.U. 2016 poz. 2255 art. 21)
    ("pl", date(2016, 12, 31), date(2016, 12, 31)),
    ("pl", date(2017, 1, 7), date(2017, 1, 9)),
    ("pl", date(2025, 12, 24), date(2025, 12, 29)),  # Wigilia, two feast days, a weekend
    ("pl", date(2024, 12, 24), date(2024, 12, 24)),  # not yet a holiday
    ("pl", date(2025, 6, 19), date(2025, 6, 20)),  # Boże Ciało
    ("pl", date(2025, 4, 21), date(2025, 4, 22)),  # Easter Monday
    ("pl", date(2026, 11, 11), date(2026, 11, 12)),
    # Romanian Civil Code art. 2554; Codul muncii art. 139
    ("ro", date(2025, 3, 30), date(2025, 3, 31)),
    ("ro", date(2025, 4, 18), date(2025, 4, 22)),  # Orthodox Good Friday to Easter Monday
    ("ro", date(2024, 1, 6), date(2024, 1, 8)),
    ("ro", date(2023, 1, 6), date(2023, 1, 6)),  # Boboteaza: a holiday only since 2024
    ("ro", date(2025, 12, 25), date(2025, 12, 29)),
]


@pytest.mark.parametrize(("country", "due", "effective"), SHIFTS)
def test_a_term_that_ends_on_a_free_day_ends_on_the_next_working_day(
    country: str, due: date, effective: date
) -> None:
    rule: Shift = "kc115" if country == "pl" else "next-working-day"
    assert shifted(due, country, rule) == effective
    assert shifted(due, country, "none") == due


@settings(deadline=None, max_examples=80)
@given(DAYS, st.sampled_from(["ro", "pl"]))
def test_the_effective_day_is_a_working_day_and_never_earlier(day: date, country: str) -> None:
    moved = shifted(day, country, "kc115")
    assert moved >= day
    assert not is_free(moved, country)
    assert (moved == day) == (not is_free(day, country))


def test_terms_in_days_do_not_count_the_event() -> None:
    assert after_days(date(2025, 1, 1), 30) == date(2025, 1, 31)
    assert after_days(date(2025, 1, 1), 30, free_ends=True) == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_end_on_the_corresponding_day(start: date, months: int, end: date) -> None:
    assert after_months(start, months) == end


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    assert after_years(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert after_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
