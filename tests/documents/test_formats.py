"""How figures, days, rates, accounts and counted things look. `_` stands for a no-break space."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.casefile.model import Country
from demandgen.casefile.scalars import plain_amount
from demandgen.documents import formats
from demandgen.documents.formats import DayStyle, Noun
from demandgen.documents.words import Case
from demandgen.money import Currency


def shown(text: str) -> str:
    assert "_" not in text
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("amount", "romanian", "polish"),
    [
        ("0", "0,00", "0,00"),
        ("0.05", "0,05", "0,05"),
        ("999.99", "999,99", "999,99"),
        ("1000", "1.000,00", "1_000,00"),
        ("1234.56", "1.234,56", "1_234,56"),
        ("12345.6", "12.345,60", "12_345,60"),
        ("1234567.89", "1.234.567,89", "1_234_567,89"),
        ("-1234.50", "−1.234,50", "−1_234,50"),
        ("-0.00", "0,00", "0,00"),
        ("1E+3", "1.000,00", "1_000,00"),
        ("9999999999999.99", "9.999.999.999.999,99", "9_999_999_999_999,99"),
    ],
)
def test_figures(amount: str, romanian: str, polish: str) -> None:
    assert shown(formats.figure(Decimal(amount), "ro")) == romanian
    assert shown(formats.figure(Decimal(amount), "pl")) == polish


@pytest.mark.parametrize(
    ("currency", "language", "expected"),
    [
        ("RON", "ro", "1.234,56_lei"),
        ("EUR", "ro", "1.234,56_euro"),
        ("PLN", "ro", "1.234,56_PLN"),
        ("PLN", "pl", "1_234,56_zł"),
        ("EUR", "pl", "1_234,56_EUR"),
        ("RON", "pl", "1_234,56_RON"),
    ],
)
def test_money(currency: Currency, language: Country, expected: str) -> None:
    assert shown(formats.money(Decimal("1234.56"), currency, language)) == expected


@given(st.integers(0, 10**15 - 1), st.sampled_from(["ro", "pl"]))
@settings(deadline=None, max_examples=200)
def test_a_figure_reads_back_as_the_same_amount(hundredths: int, language: Country) -> None:
    amount = Decimal(hundredths).scaleb(-2)
    assert plain_amount(formats.figure(amount, language)) == f"{amount:.2f}"


def test_papers_do_not_round() -> None:
    with pytest.raises(ValueError, match=r"1\.005 has more than two decimals"):
        formats.figure(Decimal("1.005"), "ro")


@pytest.mark.parametrize("amount", [1, 1.5, "1.50"])
def test_only_decimals_are_amounts(amount: Any) -> None:
    with pytest.raises(TypeError, match="an amount is a Decimal"):
        formats.money(amount, "RON", "ro")


@pytest.mark.parametrize(
    ("day", "language", "style", "expected"),
    [
        (date(2022, 9, 22), "ro", "prose", "22.09.2022"),
        (date(2022, 9, 2), "ro", "table", "02.09.2022"),
        (date(2022, 9, 22), "pl", "prose", "22_września_2022_r."),
        (date(2021, 5, 18), "pl", "table", "18.05.2021_r."),
        (date(2026, 11, 2), "pl", "prose", "2_listopada_2026_r."),
    ],
)
def test_days(day: date, language: Country, style: DayStyle, expected: str) -> None:
    assert shown(formats.day(day, language, style)) == expected


def test_polish_months_are_in_the_genitive() -> None:
    months = [formats.day(date(2024, month, 1), "pl")[2:-8] for month in range(1, 13)]
    assert months == [
        *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
        *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
    ]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("14.50", "14,50%"),
        ("14.5", "14,50%"),
        ("14.500", "14,50%"),
        ("8", "8,00%"),
        ("1E+1", "10,00%"),
        ("1", "1,00%"),
        ("1.125", "1,125%"),
        ("1234.5", "1.234,50%"),
        ("0.1", "0,1%"),
        ("0.10", "0,10%"),
        ("0.1000", "0,10%"),
        ("0.05", "0,05%"),
        ("0.0333", "0,0333%"),
        ("0.99", "0,99%"),
        ("0", "0%"),
        ("0.00", "0,00%"),
        ("-0.50", "−0,50%"),
    ],
)
def test_rates_in_percent(rate: str, expected: str) -> None:
    assert formats.percent(Decimal(rate), "ro") == expected
    assert shown(formats.percent(Decimal(rate), "pl")) == expected.replace("1.234", "1_234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RO49AAAA1B31007593840000", "RO49_AAAA_1B31_0075_9384_0000"),
        ("ro49 aaaa 1b31 0075 9384 0000", "RO49_AAAA_1B31_0075_9384_0000"),
        ("PL26 9990 0001 0000 0000 1234 5678", "PL26_9990_0001_0000_0000_1234_5678"),
        ("26999000010000000012345678", "26_9990_0001_0000_0000_1234_5678"),
        ("DE89\u00a03704\u202f0044 0532 0130 00", "DE89_3704_0044_0532_0130_00"),
    ],
)
def test_accounts(text: str, expected: str) -> None:
    assert shown(formats.iban(text)) == expected


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (0, "day", "0_zile"),
        (1, "day", "1_zi"),
        (2, "day", "2_zile"),
        (15, "day", "15_zile"),
        (19, "day", "19_zile"),
        (20, "day", "20_de_zile"),
        (21, "day", "21_de_zile"),
        (100, "day", "100_de_zile"),
        (101, "day", "101_zile"),
        (119, "day", "119_zile"),
        (120, "day", "120_de_zile"),
        (1000, "day", "1.000_de_zile"),
        (1, "week", "1_săptămână"),
        (3, "week", "3_săptămâni"),
        (1, "month", "1_lună"),
        (24, "month", "24_de_luni"),
        (1, "year", "1_an"),
        (3, "year", "3_ani"),
        (1, "invoice", "1_factură"),
        (2, "invoice", "2_facturi"),
        (1, "instalment", "1_rată"),
        (6, "instalment", "6_rate"),
        (1, "copy", "1_exemplar"),
        (2, "copy", "2_exemplare"),
        (1, "page", "1_pagină"),
        (25, "page", "25_de_pagini"),
        (1, "annex", "1_anexă"),
        (2, "annex", "2_anexe"),
        (1, "document", "1_înscris"),
        (2, "document", "2_înscrisuri"),
        (1, "payment", "1_plată"),
        (2, "payment", "2_plăți"),
    ],
)
def test_counted_in_romanian(number: int, noun: Noun, expected: str) -> None:
    assert shown(formats.counted(number, noun, "ro")) == expected


@pytest.mark.parametrize(
    ("noun", "one", "two", "five", "after_one"),
    [
        ("day", "1_dzień", "2_dni", "5_dni", ("1_dnia", "1_dzień", "1_dniu", "2_dniach")),
        ("week", "1_tydzień", "2_tygodnie", "5_tygodni", ("1_tygodnia", "1_tydzień", "1_tygodniu", "2_tygodniach")),
        ("month", "1_miesiąc", "2_miesiące", "5_miesięcy", ("1_miesiąca", "1_miesiąc", "1_miesiącu", "2_miesiącach")),
        ("year", "1_rok", "2_lata", "5_lat", ("1_roku", "1_rok", "1_roku", "2_latach")),
        ("invoice", "1_faktura", "2_faktury", "5_faktur", ("1_faktury", "1_fakturę", "1_fakturze", "2_fakturach")),
        ("instalment", "1_rata", "2_raty", "5_rat", ("1_raty", "1_ratę", "1_racie", "2_ratach")),
        ("copy", "1_egzemplarz", "2_egzemplarze", "5_egzemplarzy", ("1_egzemplarza", "1_egzemplarz", "1_egzemplarzu", "2_egzemplarzach")),
        ("page", "1_strona", "2_strony", "5_stron", ("1_strony", "1_stronę", "1_stronie", "2_stronach")),
        ("annex", "1_załącznik", "2_załączniki", "5_załączników", ("1_załącznika", "1_załącznik", "1_załączniku", "2_załącznikach")),
        ("document", "1_dokument", "2_dokumenty", "5_dokumentów", ("1_dokumentu", "1_dokument", "1_dokumencie", "2_dokumentach")),
        ("payment", "1_wpłata", "2_wpłaty", "5_wpłat", ("1_wpłaty", "1_wpłatę", "1_wpłacie", "2_wpłatach")),
    ],
)  # fmt: skip
def test_counted_in_polish(
    noun: Noun, one: str, two: str, five: str, after_one: tuple[str, str, str, str]
) -> None:
    few, many = two[2:], five[2:]
    for number in (2, 3, 4, 22, 24, 102, 1002):
        assert formats.counted(number, noun, "pl").endswith(f"\u00a0{few}")
    for number in (0, 5, 11, 12, 13, 14, 21, 25, 101, 112, 1001):
        assert formats.counted(number, noun, "pl").endswith(f"\u00a0{many}")
    assert shown(formats.counted(1, noun, "pl")) == one
    genitive, accusative, locative, locative_plural = after_one
    assert shown(formats.counted(1, noun, "pl", "genitive")) == genitive
    assert shown(formats.counted(1, noun, "pl", "accusative")) == accusative
    assert shown(formats.counted(1, noun, "pl", "locative")) == locative
    assert shown(formats.counted(2, noun, "pl", "locative")) == locative_plural
    assert shown(formats.counted(2, noun, "pl", "genitive")) == f"2_{many}"
    assert shown(formats.counted(2, noun, "pl", "accusative")) == two


@pytest.mark.parametrize(
    ("number", "noun", "language", "expected"),
    [
        (15, "day", "ro", "15_(cincisprezece) zile"),
        (1, "day", "ro", "1_(una) zi"),
        (2, "day", "ro", "2_(două) zile"),
        (30, "day", "ro", "30_(treizeci) de_zile"),
        (31, "day", "ro", "31_(treizeci și una) de_zile"),
        (1, "year", "ro", "1_(un) an"),
        (2, "year", "ro", "2_(doi) ani"),
        (1, "copy", "ro", "1_(un) exemplar"),
        (2, "copy", "ro", "2_(două) exemplare"),
        (1, "day", "pl", "1_(jednego) dnia"),
        (2, "day", "pl", "2_(dwóch) dni"),
        (7, "day", "pl", "7_(siedmiu) dni"),
        (14, "day", "pl", "14_(czternastu) dni"),
        (15, "day", "pl", "15_(piętnastu) dni"),
        (30, "day", "pl", "30_(trzydziestu) dni"),
        (1, "month", "pl", "1_(jednego) miesiąca"),
        (3, "month", "pl", "3_(trzech) miesięcy"),
    ],
)
def test_terms(number: int, noun: Noun, language: Country, expected: str) -> None:
    assert shown(formats.term(number, noun, language)) == expected


@pytest.mark.parametrize(
    ("number", "noun", "case", "expected"),
    [
        (2, "copy", "locative", "2_(dwóch) egzemplarzach"),
        (1, "copy", "locative", "1_(jednym) egzemplarzu"),
        (6, "instalment", "locative", "6_(sześciu) ratach"),
        (21, "instalment", "locative", "21_(dwudziestu jeden) ratach"),
        (1, "instalment", "locative", "1_(jednej) racie"),
        (22, "invoice", "nominative", "22_(dwadzieścia dwie) faktury"),
        (1, "invoice", "accusative", "1_(jedną) fakturę"),
        (2, "annex", "nominative", "2_(dwa) załączniki"),
    ],
)
def test_written_twice_in_polish_cases(number: int, noun: Noun, case: Case, expected: str) -> None:
    assert shown(formats.written_twice(number, noun, "pl", case)) == expected
