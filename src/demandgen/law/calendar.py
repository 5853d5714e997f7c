"""Which days are working days, and when does a term that ends on a free day end instead?

Sources: Romanian Civil Code art. 2552-2554; Polish Civil Code art. 111-115 (Saturday since
2017-01-01: Dz.U. 2016 poz. 2255; 24 December since 2025: Dz.U. 2024 poz. 1965).
"""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

from demandgen.law.parameters import published_law

Shift = Literal["none", "next-working-day", "kc115"]

SATURDAY, SUNDAY = 5, 6


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country.upper(), years=year))


def is_free(day: date, country: str) -> bool:
    """Tell whether a term may not end on this day: holiday, Sunday, Saturday as the law has it."""
    if day.weekday() == SUNDAY or day in _holidays(country, day.year):
        return True
    return day.weekday() == SATURDAY and _saturday_counts_as_free(day, country)


def _saturday_counts_as_free(day: date, country: str) -> bool:
    if country == "ro":
        return True
    return bool(published_law("pl")["pl/saturday-shift"].on(day).value == "1")


def next_working_day(day: date, country: str) -> date:
    """Return the day itself or, if it is free, the first working day after it."""
    while is_free(day, country):
        day += timedelta(days=1)
    return day


def shifted(day: date, country: str, rule: Shift) -> date:
    """Return the effective end of a term under a `due-date-shift` setting."""
    return day if rule == "none" else next_working_day(day, country)


def after_days(event: date, days: int, *, free_ends: bool = False) -> date:
    """Return the last day of a term in days.

    The day of the event is not counted; with `free_ends` neither is the last day (Romanian Civil
    Code art. 2553(1) read literally), so the term ends a day later.
    """
    return event + timedelta(days=days + (1 if free_ends else 0))


def after_months(event: date, count: int) -> date:
    """Return the same-numbered day `count` months later, or the last day of a shorter month."""
    month0 = event.month - 1 + count
    year, month = event.year + month0 // 12, month0 % 12 + 1
    return date(year, month, min(event.day, months.monthrange(year, month)[1]))


def after_years(event: date, count: int) -> date:
    """Return the same day `count` years later; 28 February for 29 February."""
    return after_months(event, 12 * count)
