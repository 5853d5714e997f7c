"""Are all numbers said right? Compared with a generator that works in another way.

The program divides; this generator never computes. It reads the number as a string of digits,
cuts it into threes, looks each three up in a table spelled out by a grammar, and decides about
*de* and the Polish plural by regular expressions on the digits.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

import num2words
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.casefile.model import Country
from demandgen.documents.words import Gender, amount_in_words, number_in_words

MILLION = 1_000_000
DIGITS = "0123456789"

# Rows of the grammar: the word for each digit in each place, "-" where there is none.
RO = {
    "hundred": "-|o sută|două sute|trei sute|patru sute|cinci sute|șase sute|șapte sute|opt sute|nouă sute",
    "ten": "-|-|douăzeci|treizeci|patruzeci|cincizeci|șaizeci|șaptezeci|optzeci|nouăzeci",
    "teen": "zece|unsprezece|doisprezece/douăsprezece|treisprezece|paisprezece|cincisprezece|șaisprezece|șaptesprezece|optsprezece|nouăsprezece",
    "unit": "-|unu/una|doi/două|trei|patru|cinci|șase|șapte|opt|nouă",
}
PL = {
    "hundred": "-|sto|dwieście|trzysta|czterysta|pięćset|sześćset|siedemset|osiemset|dziewięćset",
    "ten": "-|-|dwadzieścia|trzydzieści|czterdzieści|pięćdziesiąt|sześćdziesiąt|siedemdziesiąt|osiemdziesiąt|dziewięćdziesiąt",
    "teen": "dziesięć|jedenaście|dwanaście|trzynaście|czternaście|piętnaście|szesnaście|siedemnaście|osiemnaście|dziewiętnaście",
    "unit": "-|jeden|dwa/dwie|trzy|cztery|pięć|sześć|siedem|osiem|dziewięć",
}
TAKES_DE = re.compile(r"(?=.*[1-9])(\d*)(00|[2-9]\d)")
FEW = re.compile(r"(\d*[02-9])?[234]")


def chosen(cell: str, gender: str) -> str:
    """The masculine or the feminine of a cell; the Romanian neuter is un scaun, două scaune."""
    masculine, _, feminine = cell.replace("-", "").partition("/")
    is_two = masculine.startswith("doi")
    return feminine if feminine and (gender == "f" or (gender == "n" and is_two)) else masculine


def threes(rows: dict[str, str], gender: str) -> dict[str, str]:
    """The words of '000' to '999', in a gender; those of '000' are empty."""
    place = {
        name: {
            digit: chosen(cell, gender) for digit, cell in zip(DIGITS, row.split("|"), strict=True)
        }
        for name, row in rows.items()
    }
    table = {}
    for h, t, u in itertools.product(DIGITS, repeat=3):
        joint = "și" if rows is RO and t not in "01" and u != "0" else ""
        tail = [place["teen"][u]] if t == "1" else [place["ten"][t], joint, place["unit"][u]]
        table[h + t + u] = " ".join(word for word in [place["hundred"][h], *tail] if word)
    return table


RO_M, RO_F, RO_N = threes(RO, "m"), threes(RO, "f"), threes(RO, "n")
PL_M, PL_F = threes(PL, "m"), threes(PL, "f")
RO_SCALES = [
    ("o mie", "mii", RO_F),
    ("un milion", "milioane", RO_N),
    ("un miliard", "miliarde", RO_N),
    ("un bilion", "bilioane", RO_N),
]
PL_SCALES = [
    "tysiąc tysiące tysięcy",
    "milion miliony milionów",
    "miliard miliardy miliardów",
    "bilion biliony bilionów",
]


def ro_noun(digits: str, one: str, many: str) -> str:
    """The noun after a number, *de* included."""
    if digits.strip("0") == "1" and digits.endswith("1"):
        return one
    return ("de " if TAKES_DE.fullmatch(digits.zfill(3)) else "") + many


def pl_noun(digits: str, forms: str) -> str:
    one, few, many = forms.split()
    plain = digits.lstrip("0")
    if plain == "1":
        return one
    return few if FEW.fullmatch(plain) else many


def ro_group(three: str, place: int) -> str:
    if three == "000":
        return ""
    one, many, table = RO_SCALES[place]
    return one if three == "001" else f"{table[three]} {ro_noun(three, one, many)}"


def pl_group(three: str, place: int) -> str:
    return "" if three == "000" else f"{PL_M[three]} {pl_noun(three, PL_SCALES[place])}"


THREES = ["".join(d) for d in itertools.product(DIGITS, repeat=3)]
RO_GROUPS = [{three: ro_group(three, place) for three in THREES} for place in range(4)]
PL_GROUPS = [{three: pl_group(three, place) for three in THREES} for place in range(4)]


def spoken(number: int, groups: list[dict[str, str]], last: dict[str, str]) -> str:
    text = f"{number:015d}"
    cut = [text[i : i + 3] for i in range(0, 15, 3)]
    words = [groups[3 - i][three] for i, three in enumerate(cut[:4])] + [last[cut[4]]]
    return " ".join(w for w in words if w) or "zero"


def expected_lei(units: int, hundredths: int) -> str:
    def counted(n: int, one: str, many: str) -> str:
        return one if n == 1 else f"{spoken(n, RO_GROUPS, RO_M)} {ro_noun(str(n), one, many)}"

    parts = [counted(units, "un leu", "lei")] if units or not hundredths else []
    parts += [counted(hundredths, "un ban", "bani")] if hundredths else []
    return " și ".join(parts)


def expected_zlote(units: int, hundredths: int) -> str:
    def counted(n: int, forms: str) -> str:
        return f"{spoken(n, PL_GROUPS, PL_M)} {pl_noun(str(n), forms)}"

    parts = [counted(units, "złoty złote złotych")] if units or not hundredths else []
    parts += [counted(hundredths, "grosz grosze groszy")] if hundredths else []
    return " ".join(parts)


def test_every_amount_of_whole_lei_to_a_million() -> None:
    for thousand in range(MILLION // 1000):
        head = RO_GROUPS[0][f"{thousand:03d}"]
        for three in THREES:
            number = thousand * 1000 + int(three)
            words = f"{head} {RO_M[three]}".strip() or "zero"
            noun = "de lei" if TAKES_DE.fullmatch(f"{thousand}{three}") else "lei"
            wanted = "un leu" if number == 1 else f"{words} {noun}"
            assert amount_in_words(Decimal(number), "RON", "ro") == wanted


def test_every_amount_of_whole_zlote_to_a_million() -> None:
    for thousand in range(MILLION // 1000):
        head = PL_GROUPS[0][f"{thousand:03d}"]
        for three in THREES:
            words = f"{head} {PL_M[three]}".strip() or "zero"
            wanted = f"{words} {pl_noun(f'{thousand}{three}', 'złoty złote złotych')}"
            assert amount_in_words(Decimal(thousand * 1000 + int(three)), "PLN", "pl") == wanted


@pytest.mark.parametrize(
    ("language", "gender", "groups", "last"),
    [
        ("ro", "m", RO_GROUPS, RO_M),
        ("ro", "f", RO_GROUPS, RO_F),
        ("ro", "n", RO_GROUPS, RO_N),
        ("pl", "m", PL_GROUPS, PL_M),
        ("pl", "f", PL_GROUPS, PL_F),
        ("pl", "n", PL_GROUPS, PL_M),
    ],
)
def test_numbers_agree_with_what_they_count(
    language: Country, gender: Gender, groups: list[dict[str, str]], last: dict[str, str]
) -> None:
    for number in itertools.chain(range(2, 20_000), range(20_000, 10**6, 997)):
        assert number_in_words(number, language, gender) == spoken(number, groups, last)


def test_every_hundredth() -> None:
    for units in (0, 1, 2, 19, 20, 101, 21_000):
        for hundredths in range(100):
            amount = Decimal(units) + Decimal(hundredths) / 100
            assert amount_in_words(amount, "RON", "ro") == expected_lei(units, hundredths)
            assert amount_in_words(amount, "PLN", "pl") == expected_zlote(units, hundredths)


@given(st.integers(0, 10**14 - 1))
@settings(deadline=None, max_examples=400)
def test_samples_to_a_million_million(hundredths: int) -> None:
    amount = Decimal(hundredths).scaleb(-2)
    units, rest = divmod(hundredths, 100)
    assert amount_in_words(amount, "RON", "ro") == expected_lei(units, rest)
    assert amount_in_words(amount, "PLN", "pl") == expected_zlote(units, rest)


@pytest.mark.parametrize("scale", [10**3, 10**6, 10**9, 10**12])
def test_every_count_of_every_scale(scale: int) -> None:
    for count in range(1, 1000):
        for rest in (0, 1, scale - 1):
            number = count * scale + rest
            assert amount_in_words(Decimal(number), "RON", "ro") == expected_lei(number, 0)
            assert amount_in_words(Decimal(number), "PLN", "pl") == expected_zlote(number, 0)


def test_num2words_agrees_where_it_is_right() -> None:
    for number in range(2, 10**6, 101):
        ours = number_in_words(number, "pl").removeprefix("jeden ")
        assert num2words.num2words(number, lang="pl") == ours
    for number in itertools.chain(range(1000), range(1000, 20_000, 7)):
        theirs = num2words.num2words(number, lang="ro")
        assert theirs.replace("una sută", "o sută").replace("una mie", "o mie") == number_in_words(
            number, "ro"
        )
