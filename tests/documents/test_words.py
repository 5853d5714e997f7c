"""Worked examples of numbers and amounts in words, each checked by hand; and what is refused.

FORASCU: N. Forăscu, Dificultăți gramaticale ale limbii române, quoted at mariana-badea.ro (p=1492).
AGREEMENT: the worked answers at studiem.net (numeral, acord cu mie, milion, miliard).
SPUNE: the speller danburzo/spune, README.
CHEQUE: numar-text.calculators.ro, how to write an amount on a cheque.
SLOWNIE: e-kursy-walut.pl, zadluzenia.com, kwoty-slownie.pl, wyliczanie.pl, kalkulatory.kz1.pl.
DOOM, SJP: the orthographic dictionaries of Romanian and of Polish (euro: n, ndm).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from num2words import num2words

from demandgen.casefile.model import Country
from demandgen.documents.words import (
    LARGEST,
    Case,
    Gender,
    Style,
    amount_in_words,
    number_in_words,
)
from demandgen.money import Currency

LEI = [
    ("0", "zero lei"),  # FORASCU: zero takes no de
    ("0.01", "un ban"),
    ("0.02", "doi bani"),
    ("0.19", "nouăsprezece bani"),
    ("0.20", "douăzeci de bani"),
    ("0.21", "douăzeci și unu de bani"),
    ("1", "un leu"),
    ("1.01", "un leu și un ban"),
    ("2", "doi lei"),
    ("10", "zece lei"),  # FORASCU
    ("11", "unsprezece lei"),
    ("12", "doisprezece lei"),
    ("14", "paisprezece lei"),
    ("16", "șaisprezece lei"),
    ("19", "nouăsprezece lei"),  # FORASCU
    ("20", "douăzeci de lei"),  # FORASCU
    ("21", "douăzeci și unu de lei"),
    ("60", "șaizeci de lei"),
    ("99", "nouăzeci și nouă de lei"),
    ("100", "o sută de lei"),  # FORASCU
    ("101", "o sută unu lei"),  # FORASCU: 101 as 1
    ("105", "o sută cinci lei"),  # FORASCU
    ("112", "o sută doisprezece lei"),
    ("119", "o sută nouăsprezece lei"),
    ("120", "o sută douăzeci de lei"),
    ("134", "o sută treizeci și patru de lei"),  # FORASCU
    ("200", "două sute de lei"),
    ("217.68", "două sute șaptesprezece lei și șaizeci și opt de bani"),
    ("1000", "o mie de lei"),
    ("1001", "o mie unu lei"),
    ("1234.56", "o mie două sute treizeci și patru de lei și cincizeci și șase de bani"),  # DOOM
    ("1567", "o mie cinci sute șaizeci și șapte de lei"),  # CHEQUE
    ("2000", "două mii de lei"),
    ("2001", "două mii unu lei"),  # FORASCU: 2001 as 1
    ("12000", "douăsprezece mii de lei"),  # AGREEMENT
    ("12304", "douăsprezece mii trei sute patru lei"),  # SPUNE
    ("19000", "nouăsprezece mii de lei"),
    ("20000", "douăzeci de mii de lei"),
    ("21000", "douăzeci și una de mii de lei"),  # AGREEMENT
    ("22000", "douăzeci și două de mii de lei"),  # AGREEMENT
    ("100000", "o sută de mii de lei"),
    ("101000", "o sută una mii de lei"),
    ("102000", "o sută două mii de lei"),
    ("120000", "o sută douăzeci de mii de lei"),
    ("212322", "două sute douăsprezece mii trei sute douăzeci și doi de lei"),  # SPUNE
    ("1000000", "un milion de lei"),
    ("1000001", "un milion unu lei"),
    ("1001000", "un milion o mie de lei"),
    ("2000000", "două milioane de lei"),
    ("2500000", "două milioane cinci sute de mii de lei"),  # AGREEMENT
    ("12000000", "douăsprezece milioane de lei"),  # AGREEMENT
    ("20000000", "douăzeci de milioane de lei"),
    ("21000000", "douăzeci și unu de milioane de lei"),  # AGREEMENT
    ("101000000", "o sută unu milioane de lei"),
    ("1000000000", "un miliard de lei"),
    ("12750000000", "douăsprezece miliarde șapte sute cincizeci de milioane de lei"),  # AGREEMENT
    ("31000000000", "treizeci și unu de miliarde de lei"),  # AGREEMENT
    ("32000000000", "treizeci și două de miliarde de lei"),  # AGREEMENT
    ("1000000000000", "un bilion de lei"),
]
ZLOTE = [
    ("0", "zero złotych"),
    ("0.01", "jeden grosz"),
    ("0.22", "dwadzieścia dwa grosze"),
    ("0.56", "pięćdziesiąt sześć groszy"),
    ("1", "jeden złoty"),  # SLOWNIE
    ("2", "dwa złote"),  # SLOWNIE
    ("4", "cztery złote"),  # SLOWNIE
    ("5", "pięć złotych"),  # SLOWNIE
    ("12", "dwanaście złotych"),
    ("14", "czternaście złotych"),
    ("15", "piętnaście złotych"),
    ("19", "dziewiętnaście złotych"),
    ("21", "dwadzieścia jeden złotych"),  # not 'złoty'
    ("22", "dwadzieścia dwa złote"),
    ("25", "dwadzieścia pięć złotych"),
    ("31", "trzydzieści jeden złotych"),
    ("100", "sto złotych"),
    ("101", "sto jeden złotych"),
    ("112", "sto dwanaście złotych"),
    ("122", "sto dwadzieścia dwa złote"),
    ("124.50", "sto dwadzieścia cztery złote pięćdziesiąt groszy"),  # SLOWNIE
    ("125", "sto dwadzieścia pięć złotych"),  # SLOWNIE
    ("150.50", "sto pięćdziesiąt złotych pięćdziesiąt groszy"),  # SLOWNIE
    ("332.32", "trzysta trzydzieści dwa złote trzydzieści dwa grosze"),  # SLOWNIE
    ("623.84", "sześćset dwadzieścia trzy złote osiemdziesiąt cztery grosze"),  # SLOWNIE
    ("1000", "jeden tysiąc złotych"),
    (
        "1234.56",
        "jeden tysiąc dwieście trzydzieści cztery złote pięćdziesiąt sześć groszy",
    ),  # SLOWNIE
    ("2000", "dwa tysiące złotych"),
    ("5000", "pięć tysięcy złotych"),
    ("12000", "dwanaście tysięcy złotych"),
    ("21000", "dwadzieścia jeden tysięcy złotych"),
    ("22000", "dwadzieścia dwa tysiące złotych"),
    ("101000", "sto jeden tysięcy złotych"),
    ("1000000", "jeden milion złotych"),
    ("3000000", "trzy miliony złotych"),
    ("6000000.21", "sześć milionów złotych dwadzieścia jeden groszy"),
    ("14000000", "czternaście milionów złotych"),
    ("24000000", "dwadzieścia cztery miliony złotych"),
    ("1000000000", "jeden miliard złotych"),
    ("2000000000", "dwa miliardy złotych"),
    ("1000000000000", "jeden bilion złotych"),
]
OTHERS: list[tuple[str, Currency, Country, Style, str]] = [
    ("1", "EUR", "ro", "words", "un euro"),
    ("2.02", "EUR", "ro", "words", "doi euro și doi cenți"),
    ("40", "EUR", "ro", "words", "patruzeci de euro"),
    ("0.01", "EUR", "ro", "words", "un cent"),
    ("1", "PLN", "ro", "words", "un zlot"),
    ("21.20", "PLN", "ro", "words", "douăzeci și unu de zloți și douăzeci de groși"),
    ("1", "EUR", "pl", "words", "jedno euro"),  # SJP
    ("101", "EUR", "pl", "words", "sto jeden euro"),
    ("40", "EUR", "pl", "words", "czterdzieści euro"),
    ("2.01", "EUR", "pl", "words", "dwa euro jeden eurocent"),
    ("5.22", "EUR", "pl", "words", "pięć euro dwadzieścia dwa eurocenty"),
    ("22.05", "RON", "pl", "words", "dwadzieścia dwa leje pięć banów"),
    ("1.02", "RON", "pl", "words", "jeden lej dwa bany"),
    (
        "1234.56",
        "PLN",
        "pl",
        "words-and-hundredths",
        "jeden tysiąc dwieście trzydzieści cztery złote 56/100",
    ),
    (
        "253.43",
        "PLN",
        "pl",
        "words-and-hundredths",
        "dwieście pięćdziesiąt trzy złote 43/100",
    ),  # SLOWNIE
    ("100", "PLN", "pl", "words-and-hundredths", "sto złotych 00/100"),
    ("0.05", "PLN", "pl", "words-and-hundredths", "zero złotych 05/100"),
    ("40", "EUR", "pl", "words-and-hundredths", "czterdzieści euro 00/100"),
    (
        "1234.56",
        "RON",
        "ro",
        "words-and-hundredths",
        "o mie două sute treizeci și patru de lei și 56 de bani",
    ),
    ("100", "RON", "ro", "words-and-hundredths", "o sută de lei și 00 bani"),
    ("0.01", "RON", "ro", "words-and-hundredths", "zero lei și 01 ban"),
    ("5.07", "EUR", "ro", "words-and-hundredths", "cinci euro și 07 cenți"),
    ("1567", "RON", "ro", "glued", "unamiecincisuteșaizecișișaptelei"),  # CHEQUE, with 'una'
    ("217.68", "RON", "ro", "glued", "douăsuteșaptesprezecelei și șaizecișioptbani"),
    ("100", "RON", "ro", "glued", "unasutălei"),
    ("21000.01", "RON", "ro", "glued", "douăzecișiunamiilei și unban"),
    ("0", "RON", "ro", "glued", "zerolei"),
]
NUMBERS: list[tuple[int, Country, Gender, Case, str]] = [
    (0, "ro", "f", "nominative", "zero"),
    (1, "ro", "m", "nominative", "unu"),
    (1, "ro", "f", "nominative", "una"),
    (1, "ro", "n", "nominative", "unu"),
    (2, "ro", "f", "nominative", "două"),
    (2, "ro", "n", "nominative", "două"),
    (12, "ro", "n", "nominative", "douăsprezece"),
    (21, "ro", "f", "nominative", "douăzeci și una"),
    (21, "ro", "n", "nominative", "douăzeci și unu"),
    (251, "ro", "f", "nominative", "două sute cincizeci și una"),  # AGREEMENT
    (1, "pl", "m", "nominative", "jeden"),
    (1, "pl", "f", "nominative", "jedna"),
    (1, "pl", "n", "nominative", "jedno"),
    (1, "pl", "f", "accusative", "jedną"),
    (1, "pl", "m", "genitive", "jednego"),
    (1, "pl", "f", "locative", "jednej"),
    (1, "pl", "m", "locative", "jednym"),
    (2, "pl", "f", "nominative", "dwie"),
    (2, "pl", "f", "genitive", "dwóch"),
    (7, "pl", "m", "genitive", "siedmiu"),
    (14, "pl", "m", "genitive", "czternastu"),
    (15, "pl", "m", "genitive", "piętnastu"),
    (21, "pl", "f", "nominative", "dwadzieścia jeden"),
    (21, "pl", "m", "genitive", "dwudziestu jeden"),
    (22, "pl", "f", "nominative", "dwadzieścia dwie"),
    (30, "pl", "m", "genitive", "trzydziestu"),
    (90, "pl", "m", "genitive", "dziewięćdziesięciu"),
    (365, "pl", "m", "genitive", "trzystu sześćdziesięciu pięciu"),
    (0, "pl", "m", "genitive", "zera"),
    (1000, "pl", "m", "genitive", "jednego tysiąca"),
    (1001, "pl", "m", "genitive", "jednego tysiąca jeden"),
    (2005, "pl", "m", "genitive", "dwóch tysięcy pięciu"),
    (2024, "pl", "m", "genitive", "dwóch tysięcy dwudziestu czterech"),
    (21_000, "pl", "m", "genitive", "dwudziestu jeden tysięcy"),
    (5000, "pl", "m", "locative", "pięciu tysiącach"),
    (999, "pl", "m", "locative", "dziewięciuset dziewięćdziesięciu dziewięciu"),
]


@pytest.mark.parametrize(("amount", "words"), LEI)
def test_lei(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount), "RON", "ro") == words


@pytest.mark.parametrize(("amount", "words"), ZLOTE)
def test_zlote(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount), "PLN", "pl") == words


@pytest.mark.parametrize(("amount", "currency", "language", "style", "words"), OTHERS)
def test_other_currencies_and_styles(
    amount: str, currency: Currency, language: Country, style: Style, words: str
) -> None:
    assert amount_in_words(Decimal(amount), currency, language, style) == words


@pytest.mark.parametrize(("number", "language", "gender", "case", "words"), NUMBERS)
def test_numbers(number: int, language: Country, gender: Gender, case: Case, words: str) -> None:
    assert number_in_words(number, language, gender, case) == words


def test_trailing_zeros_and_exponents_do_not_matter() -> None:
    for spelling in ("1000", "1000.0", "1000.00", "1000.000", "1E3"):
        assert amount_in_words(Decimal(spelling), "RON", "ro") == "o mie de lei"


def test_the_largest_amount() -> None:
    assert amount_in_words(LARGEST, "PLN", "pl").startswith(
        "dziewięćset dziewięćdziesiąt dziewięć bilionów"
    )
    with pytest.raises(
        ValueError, match=r"cannot say 1000000000000000: from 0 to 999999999999999\.99"
    ):
        amount_in_words(Decimal(10**15), "PLN", "pl")


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("-0.01", r"cannot say -0\.01: from 0 to 999999999999999\.99"),
        ("0.001", r"cannot say 0\.001: more than two decimals"),
        ("999999999999999.991", r"from 0 to"),
    ],
)
def test_amounts_refused(amount: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        amount_in_words(Decimal(amount), "RON", "ro")


@pytest.mark.parametrize("amount", [1, 1.0, "1"])
def test_only_decimals_are_amounts(amount: Any) -> None:
    with pytest.raises(TypeError, match=f"an amount is a Decimal, not {type(amount).__name__}"):
        amount_in_words(amount, "RON", "ro")


def test_not_a_number_is_refused() -> None:
    for text in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(ValueError, match="cannot say"):
            amount_in_words(Decimal(text), "RON", "ro")


def test_numbers_refused() -> None:
    for number in (-1, 10**15):
        with pytest.raises(ValueError, match=f"cannot say {number}: from 0"):
            number_in_words(number, "ro")
    with pytest.raises(ValueError, match="cannot say 1000000 in this case: at most 999999"):
        number_in_words(1_000_000, "pl", "m", "genitive")
    with pytest.raises(ValueError, match="the style 'glued' is Romanian"):
        amount_in_words(Decimal(1), "PLN", "pl", "glued")


def test_why_num2words_does_not_speak_romanian_here() -> None:
    """Should one of these pass some day, num2words has been mended."""
    assert num2words(21_000, lang="ro") != number_in_words(21_000, "ro")
    assert num2words(20_000_000, lang="ro") != number_in_words(20_000_000, "ro")
