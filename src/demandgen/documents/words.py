"""How is a number or an amount of money said in Romanian or Polish words?

num2words says the numbers below a thousand, where it is right in both languages; thousands,
millions and currencies are composed here, because it is wrong for Romanian from 21 000 up and
knows no gender or case. Romanian follows the DOOM: *de* after a number whose last two digits are
00 or 20 to 99, feminine *mie*, neuter *milion*, *miliard*, *bilion*. Polish follows the rule of
the three plural forms and says *jeden tysiąc*, so that nothing can be put in front of it; *euro*
is neuter there. Sources: docs/amounts-and-dates.md.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Final, Literal, NamedTuple

from num2words import num2words

from demandgen.casefile.model import Country
from demandgen.money import Currency

Gender = Literal["m", "f", "n"]
Case = Literal["nominative", "genitive", "accusative", "locative"]
"""A grammatical case; Romanian nouns do not change after a number, Polish ones do."""
Style = Literal["words", "words-and-hundredths", "glued"]
"""Full words; hundredths in figures; words without gaps, as on Romanian cheques and receipts."""

USUAL: Final[dict[Country, Style]] = {"ro": "words", "pl": "words-and-hundredths"}
"""The style of the papers, unless the settings choose another."""

LARGEST: Final = Decimal("999999999999999.99")
"""The largest amount that can be said, in units of its currency."""

_RO_AGREEING: Final[dict[Gender, dict[str, str]]] = {
    "m": {},
    "f": {"unu": "una", "doi": "două", "doisprezece": "douăsprezece"},
    "n": {"doi": "două", "doisprezece": "douăsprezece"},
}
"""The words that agree with a noun that is not masculine; only the last word of a number does."""

# Genitive, the same in the locative but for the number one.
_PL_UNITS_OBLIQUE: Final = (
    *("", "jeden", "dwóch", "trzech", "czterech", "pięciu", "sześciu", "siedmiu", "ośmiu"),
    *("dziewięciu", "dziesięciu", "jedenastu", "dwunastu", "trzynastu", "czternastu"),
    *("piętnastu", "szesnastu", "siedemnastu", "osiemnastu", "dziewiętnastu"),
)
_PL_TENS_OBLIQUE: Final = (
    *("", "", "dwudziestu", "trzydziestu", "czterdziestu", "pięćdziesięciu"),
    *("sześćdziesięciu", "siedemdziesięciu", "osiemdziesięciu", "dziewięćdziesięciu"),
)
_PL_HUNDREDS_OBLIQUE: Final = (
    *("", "stu", "dwustu", "trzystu", "czterystu", "pięciuset"),
    *("sześciuset", "siedmiuset", "ośmiuset", "dziewięciuset"),
)
_PL_ONE: Final[dict[Case, dict[Gender, str]]] = {
    "nominative": {"m": "jeden", "f": "jedna", "n": "jedno"},
    "accusative": {"m": "jeden", "f": "jedną", "n": "jedno"},
    "genitive": {"m": "jednego", "f": "jednej", "n": "jednego"},
    "locative": {"m": "jednym", "f": "jednej", "n": "jednym"},
}


_PL_ZERO: Final[dict[Case, str]] = {"genitive": "zera", "locative": "zerze"}
_PL_THOUSAND: Final[dict[Case, tuple[str, str]]] = {
    "genitive": ("tysiąca", "tysięcy"),
    "locative": ("tysiącu", "tysiącach"),
}


class _RoNoun(NamedTuple):
    """A Romanian noun: its gender, singular and plural."""

    gender: Gender
    one: str
    many: str


class _PlNoun(NamedTuple):
    """A Polish noun: its gender and its forms after 1, after 2 to 4, and after other numbers."""

    gender: Gender
    forms: tuple[str, str, str]


_RO_SCALES: Final = (
    (10**12, _RoNoun("n", "bilion", "bilioane")),
    (10**9, _RoNoun("n", "miliard", "miliarde")),
    (10**6, _RoNoun("n", "milion", "milioane")),
    (10**3, _RoNoun("f", "mie", "mii")),
)
_PL_SCALES: Final = (
    (10**12, ("bilion", "biliony", "bilionów")),
    (10**9, ("miliard", "miliardy", "miliardów")),
    (10**6, ("milion", "miliony", "milionów")),
    (10**3, ("tysiąc", "tysiące", "tysięcy")),
)

_RO_CURRENCY: Final[dict[Currency, tuple[_RoNoun, _RoNoun]]] = {
    "RON": (_RoNoun("m", "leu", "lei"), _RoNoun("m", "ban", "bani")),
    "EUR": (_RoNoun("m", "euro", "euro"), _RoNoun("m", "cent", "cenți")),
    "PLN": (_RoNoun("m", "zlot", "zloți"), _RoNoun("m", "gros", "groși")),
}
_PL_CURRENCY: Final[dict[Currency, tuple[_PlNoun, _PlNoun]]] = {
    "PLN": (
        _PlNoun("m", ("złoty", "złote", "złotych")),
        _PlNoun("m", ("grosz", "grosze", "groszy")),
    ),
    "EUR": (
        _PlNoun("n", ("euro", "euro", "euro")),
        _PlNoun("m", ("eurocent", "eurocenty", "eurocentów")),
    ),
    "RON": (_PlNoun("m", ("lej", "leje", "lejów")), _PlNoun("m", ("ban", "bany", "banów"))),
}


def amount_in_words(
    amount: Decimal, currency: Currency, language: Country, style: Style = "words"
) -> str:
    """Say an amount of money, in units of its currency with at most two decimals.

    `words` leaves out hundredths of nothing; `words-and-hundredths` always prints them.

    Raises:
        TypeError: `amount` is not a Decimal (a bare int means lei to one library, grosze to
            another).
        ValueError: negative, above `LARGEST`, a fraction of a hundredth, or a style the
            language does not have.
    """
    units, hundredths = _parts(amount)
    if language == "ro":
        return _romanian_amount(units, hundredths, currency, style)
    return _polish_amount(units, hundredths, currency, style)


def number_in_words(
    number: int, language: Country, gender: Gender = "m", case: Case = "nominative"
) -> str:
    """Say a whole number that stands alone: *unu*, *una*; *jeden*, *jedna*, *jedno*.

    `gender` is that of the things counted. `case` is Polish only; the genitive and the locative
    (*w terminie siedmiu dni*, *w dwóch egzemplarzach*) are said up to 999 999.

    Raises:
        ValueError: negative or too large.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"cannot say {number}: from 0 to {LARGEST:f}")
    if language == "ro":
        return _romanian(number, gender)
    return _polish(number, gender, case)


def takes_de(number: int) -> bool:
    """Whether Romanian puts *de* between this number and its noun: 20 *de* lei, 119 lei."""
    return number > 0 and not 1 <= number % 100 <= 19


def polish_form(number: int, forms: tuple[str, str, str]) -> str:
    """Choose among the Polish forms for one, for 2 to 4, and for all other numbers."""
    if number == 1:
        return forms[0]
    few = 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
    return forms[1] if few else forms[2]


def _parts(amount: Decimal) -> tuple[int, int]:
    if not isinstance(amount, Decimal):
        raise TypeError(f"an amount is a Decimal, not {type(amount).__name__}")
    if not (amount.is_finite() and 0 <= amount <= LARGEST):
        raise ValueError(f"cannot say {amount}: from 0 to {LARGEST:f}")
    cents = int(amount.scaleb(2))
    if amount.scaleb(2) != cents:
        raise ValueError(f"cannot say {amount}: more than two decimals")
    return divmod(cents, 100)


def _romanian(number: int, gender: Gender) -> str:
    if number == 0:
        return "zero"
    words: list[str] = []
    for size, noun in _RO_SCALES:
        group, number = divmod(number, size)
        if group:
            words.append(_romanian_counted(group, noun))
    if number:
        words.append(_romanian_below_thousand(number, gender))
    return " ".join(words)


@cache
def _romanian_below_thousand(number: int, gender: Gender) -> str:
    *before, last = num2words(number, lang="ro").split(" ")
    return " ".join([*before, _RO_AGREEING[gender].get(last, last)])


def _romanian_counted(number: int, noun: _RoNoun) -> str:
    """*un leu*, *o mie*, *douăzeci de lei*."""
    if number == 1:
        return f"{'o' if noun.gender == 'f' else 'un'} {noun.one}"
    de = "de " if takes_de(number) else ""
    return f"{_romanian(number, noun.gender)} {de}{noun.many}"


def _romanian_figures(number: int, noun: _RoNoun) -> str:
    """*56 de bani*, *01 ban*."""
    de = "de " if takes_de(number) else ""
    return f"{number:02d} {de}{noun.one if number == 1 else noun.many}"


def _romanian_glued(number: int, noun: _RoNoun) -> str:
    """*unamiedouăsutetreizecișipatrulei*: no gap to write into, no *de*, *una* for *o*."""
    words = _romanian_counted(number, noun)
    whole_words = words.replace("o sută", "una sută").replace("o mie", "una mie")
    return whole_words.replace(" de ", "").replace(" ", "")


def _romanian_amount(units: int, hundredths: int, currency: Currency, style: Style) -> str:
    major, minor = _RO_CURRENCY[currency]
    if style == "words-and-hundredths":
        return f"{_romanian_counted(units, major)} și {_romanian_figures(hundredths, minor)}"
    say = _romanian_glued if style == "glued" else _romanian_counted
    parts = [(units, major), (hundredths, minor)]
    said = [say(number, noun) for number, noun in parts if number]
    return " și ".join(said) or say(0, major)


def _polish(number: int, gender: Gender, case: Case) -> str:
    if number == 1:
        return _PL_ONE[case][gender]
    if case in {"genitive", "locative"}:
        return _polish_oblique(number, case)
    if number == 0:
        return "zero"
    words: list[str] = []
    for size, forms in _PL_SCALES:
        group, number = divmod(number, size)
        if group:
            words.append(f"{_polish_below_thousand(group, 'm')} {polish_form(group, forms)}")
    if number:
        words.append(_polish_below_thousand(number, gender))
    return " ".join(words)


@cache
def _polish_below_thousand(number: int, gender: Gender) -> str:
    """Nominative; *jeden* does not agree in a compound (*dwadzieścia jeden rat*), *dwie* does."""
    *before, last = num2words(number, lang="pl").split(" ")
    return " ".join([*before, "dwie" if last == "dwa" and gender == "f" else last])


def _polish_oblique(number: int, case: Case) -> str:
    """*siedmiu*, *dwudziestu jeden*, *dwóch tysięcy pięciu*."""
    if number > 999_999:
        raise ValueError(f"cannot say {number} in this case: at most 999999")
    if number == 0:
        return _PL_ZERO[case]
    thousands, rest = divmod(number, 1000)
    said = []
    if thousands:
        one, many = _PL_THOUSAND[case]
        count = _PL_ONE[case]["m"] if thousands == 1 else _polish_oblique_below_thousand(thousands)
        said.append(f"{count} {one if thousands == 1 else many}")
    if rest:
        said.append(_polish_oblique_below_thousand(rest))
    return " ".join(said)


@cache
def _polish_oblique_below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, unit = divmod(rest, 10) if rest >= 20 else (0, rest)
    words = (_PL_HUNDREDS_OBLIQUE[hundreds], _PL_TENS_OBLIQUE[tens], _PL_UNITS_OBLIQUE[unit])
    return " ".join(word for word in words if word)


def _polish_amount(units: int, hundredths: int, currency: Currency, style: Style) -> str:
    if style == "glued":
        raise ValueError("the style 'glued' is Romanian")
    major, minor = _PL_CURRENCY[currency]
    if style == "words-and-hundredths":
        return f"{_polish_counted(units, major)} {hundredths:02d}/100"
    parts = [(units, major), (hundredths, minor)]
    said = [_polish_counted(number, noun) for number, noun in parts if number]
    return " ".join(said) or _polish_counted(0, major)


def _polish_counted(number: int, noun: _PlNoun) -> str:
    """*jeden złoty*, *jedno euro*, *dwadzieścia dwa złote*."""
    return f"{_polish(number, noun.gender, 'nominative')} {polish_form(number, noun.forms)}"
