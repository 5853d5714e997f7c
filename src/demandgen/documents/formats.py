"""How are amounts, dates, rates, accounts and counted things written in each country?

The customs and their sources are in docs/amounts-and-dates.md. Babel names the months; the rest
is ours, because Babel's Polish leaves four-digit amounts ungrouped (1234,56) where legal papers
write 1 234,56, and knows no counted nouns. A figure never parts from its unit: the space
between them does not break.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal, NamedTuple

from demandgen.casefile.model import Country
from demandgen.documents.words import (
    Case,
    Gender,
    number_in_words,
    polish_form,
    takes_de,
)
from demandgen.money import CENT, Currency

NBSP: Final = "\u00a0"
"""No-break space."""
MINUS: Final = "\u2212"
"""The minus sign, which does not break from its figure as a hyphen does."""

DayStyle = Literal["prose", "table"]
Noun = Literal[
    "day",
    "week",
    "month",
    "year",
    "invoice",
    "instalment",
    "copy",
    "page",
    "annex",
    "document",
    "payment",
]
"""The things the papers count."""

_SEPARATORS: Final[dict[Country, tuple[str, str]]] = {"ro": (".", ","), "pl": (NBSP, ",")}
_UNITS: Final[dict[Country, dict[Currency, str]]] = {
    "ro": {"RON": "lei", "EUR": "euro", "PLN": "PLN"},
    "pl": {"PLN": "zł", "EUR": "EUR", "RON": "RON"},
}


class _Romanian(NamedTuple):
    gender: Gender
    one: str
    many: str


class _Polish(NamedTuple):
    """Nominative after 1, 2-4, others; accusative and genitive singular; locatives.

    The genitive plural is the form after 5; the accusative plural is the nominative.
    """

    gender: Gender
    forms: tuple[str, str, str]
    accusative: str
    genitive: str
    locative: tuple[str, str]


_RO_NOUNS: Final[dict[Noun, _Romanian]] = {
    "day": _Romanian("f", "zi", "zile"),
    "week": _Romanian("f", "săptămână", "săptămâni"),
    "month": _Romanian("f", "lună", "luni"),
    "year": _Romanian("m", "an", "ani"),
    "invoice": _Romanian("f", "factură", "facturi"),
    "instalment": _Romanian("f", "rată", "rate"),
    "copy": _Romanian("n", "exemplar", "exemplare"),
    "page": _Romanian("f", "pagină", "pagini"),
    "annex": _Romanian("f", "anexă", "anexe"),
    "document": _Romanian("n", "înscris", "înscrisuri"),
    "payment": _Romanian("f", "plată", "plăți"),
}
_PL_NOUNS: Final[dict[Noun, _Polish]] = {
    "day": _Polish("m", ("dzień", "dni", "dni"), "dzień", "dnia", ("dniu", "dniach")),
    "week": _Polish(
        "m", ("tydzień", "tygodnie", "tygodni"), "tydzień", "tygodnia", ("tygodniu", "tygodniach")
    ),
    "month": _Polish(
        "m",
        ("miesiąc", "miesiące", "miesięcy"),
        "miesiąc",
        "miesiąca",
        ("miesiącu", "miesiącach"),
    ),
    "year": _Polish("m", ("rok", "lata", "lat"), "rok", "roku", ("roku", "latach")),
    "invoice": _Polish(
        "f", ("faktura", "faktury", "faktur"), "fakturę", "faktury", ("fakturze", "fakturach")
    ),
    "instalment": _Polish("f", ("rata", "raty", "rat"), "ratę", "raty", ("racie", "ratach")),
    "copy": _Polish(
        "m",
        ("egzemplarz", "egzemplarze", "egzemplarzy"),
        "egzemplarz",
        "egzemplarza",
        ("egzemplarzu", "egzemplarzach"),
    ),
    "page": _Polish(
        "f", ("strona", "strony", "stron"), "stronę", "strony", ("stronie", "stronach")
    ),
    "annex": _Polish(
        "m",
        ("załącznik", "załączniki", "załączników"),
        "załącznik",
        "załącznika",
        ("załączniku", "załącznikach"),
    ),
    "document": _Polish(
        "m",
        ("dokument", "dokumenty", "dokumentów"),
        "dokument",
        "dokumentu",
        ("dokumencie", "dokumentach"),
    ),
    "payment": _Polish(
        "f", ("wpłata", "wpłaty", "wpłat"), "wpłatę", "wpłaty", ("wpłacie", "wpłatach")
    ),
}


def figure(amount: Decimal, language: Country) -> str:
    """Write a bare amount with two decimals, for a table: 1.234,56 or 1 234,56.

    Raises:
        TypeError: not a Decimal.
        ValueError: the amount is finer than a hundredth; papers do not round.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"an amount is a Decimal, not {type(amount).__name__}")
    if amount != amount.quantize(CENT):
        raise ValueError(f"{amount} has more than two decimals")
    sign = MINUS if amount < 0 else ""
    return sign + _localised(f"{abs(amount):,.2f}", language)


def money(amount: Decimal, currency: Currency, language: Country) -> str:
    """Write an amount with its unit, for prose: 1.234,56 lei, 1 234,56 zł, 40,00 euro."""
    return f"{figure(amount, language)}{NBSP}{_UNITS[language][currency]}"


def whole(number: int, language: Country) -> str:
    """Write a whole number with its thousands grouped."""
    return _localised(f"{number:,d}", language)


def day(on: date, language: Country, style: DayStyle = "prose") -> str:
    """Write a date: 22.09.2022; in Polish 22 września 2022 r. in prose, 22.09.2022 r. in tables."""
    if language == "ro":
        return f"{on:%d.%m}.{on.year:04d}"
    if style == "table":
        return f"{on:%d.%m}.{on.year:04d}{NBSP}r."
    return f"{on.day}{NBSP}{_polish_months()[on.month]}{NBSP}{on.year:04d}{NBSP}r."


def percent(rate: Decimal, language: Country) -> str:
    """Write a rate in percent: 14,50%.

    From one percent up there are at least two decimals; below, a rate is written as the
    contract or the table writes it (0,1% a day, 0,10%). No digit is ever rounded away.
    """
    least = 2 if abs(rate) >= 1 else 0
    shortest = rate.normalize()
    decimals = max(least, -int(shortest.as_tuple().exponent), 0)
    if abs(rate) < 1:
        decimals = max(decimals, min(2, -int(rate.as_tuple().exponent)))
    sign = MINUS if rate < 0 else ""
    return f"{sign}{_localised(f'{abs(rate):,.{decimals}f}', language)}%"


def iban(text: str) -> str:
    """Group an account in fours, RO49 AAAA 1B31 ...; a bare Polish number as 26 9990 0001 ..."""
    compact = re.sub(r"\s", "", text).upper()
    head, rest = (compact[:2], compact[2:]) if compact.isdigit() else ("", compact)
    fours = [rest[start : start + 4] for start in range(0, len(rest), 4)]
    return NBSP.join([head, *fours] if head else fours)


def counted(number: int, noun: Noun, language: Country, case: Case = "nominative") -> str:
    """Write a number of things: 1 zi, 15 zile, 20 de zile; 1 dzień, 2 dni, 22 raty, 25 rat.

    `case` is Polish only (*w terminie 1 dnia*, *w 2 egzemplarzach*).
    """
    return f"{whole(number, language)}{NBSP}{_noun_after(number, noun, language, case)}"


def written_twice(number: int, noun: Noun, language: Country, case: Case = "nominative") -> str:
    """Write a number of things in figures and words: 15 (cincisprezece) zile."""
    words = _attributive(number, noun, language, case)
    return f"{whole(number, language)}{NBSP}({words}) {_noun_after(number, noun, language, case)}"


def term(number: int, noun: Noun, language: Country) -> str:
    """Write a term as it follows *în termen de* or *w terminie*: 7 (siedmiu) dni."""
    return written_twice(number, noun, language, "nominative" if language == "ro" else "genitive")


def _localised(plain: str, language: Country) -> str:
    thousands, decimal = _SEPARATORS[language]
    return plain.replace(",", "\n").replace(".", decimal).replace("\n", thousands)


@cache
def _polish_months() -> dict[int, str]:
    """The months in the genitive, as they follow the day."""
    from babel.dates import get_month_names

    return dict(get_month_names("wide", context="format", locale="pl"))


def _noun_after(number: int, noun: Noun, language: Country, case: Case) -> str:
    if language == "ro":
        romanian = _RO_NOUNS[noun]
        de = f"de{NBSP}" if takes_de(number) else ""
        return de + (romanian.one if number == 1 else romanian.many)
    return _polish_noun_after(number, _PL_NOUNS[noun], case)


def _polish_noun_after(number: int, noun: _Polish, case: Case) -> str:
    if case == "locative":
        return noun.locative[0 if number == 1 else 1]
    if case == "genitive":
        return noun.genitive if number == 1 else noun.forms[2]
    if case == "accusative" and number == 1:
        return noun.accusative
    return polish_form(number, noun.forms)


def _attributive(number: int, noun: Noun, language: Country, case: Case) -> str:
    """The number as it stands in brackets between the figure and the noun."""
    if language == "pl":
        return number_in_words(number, "pl", _PL_NOUNS[noun].gender, case)
    gender = _RO_NOUNS[noun].gender
    if number == 1 and gender != "f":
        return "un"  # 1 (un) an; the feminine is 1 (una) zi
    return number_in_words(number, "ro", gender)
