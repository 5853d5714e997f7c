"""Where may a line not break, and which characters may a wording not use?

Wording and facts are typed with ordinary spaces; here the places where Romanian and Polish
typography wants no break get one, in what the wording says and in each value it prints. Nothing
but the breadth of a space changes.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from demandgen.casefile.model import Country

NBSP: Final = "\u00a0"

_SHORTENED: Final = {
    "ro": "art|alin|lit|nr|pct|str|bd|jud|dl|dna|tel|cca|pag|bl|sc|ap|et",
    "pl": "art|ust|pkt|lit|nr|poz|str|ul|al|pl|os|tel|zob|tj|im|zd",
}
_MONTHS: Final = {
    "ro": "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie"
    "|noiembrie|decembrie",
    "pl": "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października"
    "|listopada|grudnia",
}
_PARTS: Final = {"ro": r"alin\.|lit\.|pct\.|teza", "pl": r"§|ust\.|pkt|lit\.|zd\.|poz\."}
"""What follows the number of an article and belongs to it."""
_NUMBERED: Final = {
    "ro": "[Nn]r|IBAN|CUI|CIF|EUID|sector|cod poștal",
    "pl": "[Nn]r|nadawczy|IBAN|NIP|KRS|REGON|[Pp]kt",
}
_SIGNS: Final = re.compile(rf"(?<=§) (?=\S)| (?=[–·])| (?=/[ {NBSP}]\d)|(?<=[ {NBSP}]/) (?=\d)")
_UNITS: Final = re.compile(
    r"(?<=\d) (?=(?:%|lei|bani|zł|gr|r\.|szt\.|kpl\.|godz\.|EUR|RON|PLN)(?!\w))"
)
_CODE: Final = re.compile(r"(?<=[\d¹²³⁴⁵⁶⁷⁸⁹]) (?=k\.(?:p\.)?c\.)")
"""The Polish civil code, or that of its procedure, after the number of an article."""
_POSTAL_CODE: Final = re.compile(r"\b(\d\d-\d{3}) (?=[^\W\d_])")
_STREET: Final = re.compile(rf"\b((?:ul|al|pl|os)\.{NBSP}[^\W\d_]+) (?=\d)")
# A Polish line does not end with a word of one letter.
_LONE: Final = re.compile(r"(?<![\w&{%])([aiouwzAIOUWZ]) (?=\S)")


def unbroken(text: str, language: Country) -> str:
    """Return a text with no-break spaces where its language wants them.

    In a wording an output stands as a NUL and a digit.
    """
    for pattern, written in _rules(language):
        text = pattern.sub(written, text)
    return text


@lru_cache(maxsize=4096)
def unbroken_value(text: str, language: Country) -> str:
    """Return a value that a paper prints with no-break spaces where its language wants them."""
    return unbroken(text, language) if " " in text else text


@cache
def _rules(language: Country) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is looked for and what is written, in this order."""
    shortened = re.compile(rf"\b((?:{_SHORTENED[language]})\.) (?=\S)", re.IGNORECASE)
    numbered = re.compile(rf"\b({_NUMBERED[language]}) (?=[\d\x00])")
    parts = re.compile(rf"(?:(?<=[\d)¹²³])|(?<=\d[a-z])) (?=(?:{_PARTS[language]})[ {NBSP}])")
    date = re.compile(rf"\b(\d{{1,2}})[ {NBSP}]({_MONTHS[language]}) (?=\d{{4}})")
    both = (
        (shortened, rf"\1{NBSP}"),
        (numbered, rf"\1{NBSP}"),
        (parts, NBSP),
        (date, rf"\1{NBSP}\2{NBSP}"),
        (_SIGNS, NBSP),
        (_UNITS, NBSP),
    )
    if language == "ro":
        return both
    after = rf"\1{NBSP}"
    return (*both, (_CODE, NBSP), (_POSTAL_CODE, after), (_STREET, after), (_LONE, after))


def unsuited(text: str) -> str | None:
    """Return the first character of a wording that printed Romanian and Polish do not use.

    Those are the straight quotation mark, the cedilla letters that stand for ș and ț on old
    machines, and the three dots typed singly.
    """
    found = re.search(r'"|[şţŞŢ]|\.\.\.', text)
    return found.group() if found else None
