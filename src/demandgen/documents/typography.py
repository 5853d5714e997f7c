"""Where may a line of the wording not break, and which characters may it not use?

The wording is typed with ordinary spaces; here the places where Romanian and Polish typography
wants no break get one. Only what the author wrote is touched, never a value of the case.
"""

from __future__ import annotations

import re
from typing import Final

from demandgen.casefile.model import Country

NBSP: Final = "\u00a0"

_SHORTENED: Final = {
    "ro": "art|alin|lit|nr|pct|str|jud|dl|dna|tel|cca|pag",
    "pl": "art|ust|pkt|lit|nr|poz|str|ul|al|pl|tel|zob|tj|im",
}
_SIGNS: Final = re.compile(r"(?<=§) (?=\S)| (?=–)")
_UNITS: Final = re.compile(r"(?<=\d) (?=(?:%|lei|bani|zł|gr|r\.|EUR|RON|PLN)(?!\w))")
# A Polish line does not end with a word of one letter.
_LONE: Final = re.compile(r"(?<![\w&{%])([aiouwzAIOUWZ]) (?=\S)")


def unbroken(text: str, language: Country) -> str:
    """Return the text of a wording with no-break spaces where its language wants them.

    An output stands in the text as a NUL and a digit.
    """
    text = re.sub(
        rf"\b((?:{_SHORTENED[language]})\.) (?=\S)", rf"\1{NBSP}", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\b([Nn]r|IBAN|NIP|KRS|CUI|REGON) (?=[\d\x00])", rf"\1{NBSP}", text)
    text = _UNITS.sub(NBSP, _SIGNS.sub(NBSP, text))
    return _LONE.sub(rf"\1{NBSP}", text) if language == "pl" else text


def unsuited(text: str) -> str | None:
    """Return the first character of a wording that printed Romanian and Polish do not use.

    Those are the straight quotation mark, the cedilla letters that stand for ș and ț on old
    machines, and the three dots typed singly.
    """
    found = re.search(r'"|[şţŞŢ]|\.\.\.', text)
    return found.group() if found else None
