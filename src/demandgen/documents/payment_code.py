"""Which code can a debtor photograph to pay, and if none, why?

Złote: the 2D code of the Polish Bank Association (recommendation of 3 December 2013), which holds
at most 9 999,99 zł. Euro: the EPC069-12 code for SEPA transfers. Lei: the national code is issued
by banks only. The formats and their sources are described in docs/amounts-and-dates.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any, Final, Literal

from demandgen.documents import formats
from demandgen.money import Currency
from demandgen.problems import Message, say

Standard = Literal["zbp-2d", "epc069-12"]

POLISH_MOST: Final = Decimal("9999.99")
"""What six digits of grosze hold. Longer amounts are not known to work in the banks' programs."""
SEPA_MOST: Final = Decimal("999999999.99")
_SEPA_BYTES: Final = 331

_NOT_IN_POLISH_CODE: Final = re.compile(r"[^A-Za-z0-9ĄĆĘŁŃÓŚŹŻąćęłńóśźż ,./\\\-@#&*_]")
_QUIET_ZONE: Final = 4
"""Modules of white around a code that its standard asks for."""
_PNG_SCALE: Final = 8


@dataclass(frozen=True)
class PaymentCode:
    """A code ready to draw, and the text in it."""

    standard: Standard
    text: str

    @cached_property
    def _drawn(self) -> Any:
        import segno

        level = "L" if self.standard == "zbp-2d" else "M"
        return segno.make_qr(self.text, error=level, boost_error=False, encoding="utf-8")

    def svg(self) -> str:
        """The code as SVG without a size of its own, quiet zone included."""
        file = BytesIO()
        self._drawn.save(
            file, kind="svg", border=_QUIET_ZONE, xmldecl=False, omitsize=True, nl=False
        )
        return file.getvalue().decode()

    def png(self) -> bytes:
        """The code as PNG, black on white, quiet zone included."""
        file = BytesIO()
        self._drawn.save(file, kind="png", border=_QUIET_ZONE, scale=_PNG_SCALE)
        return file.getvalue()


def payment_code(
    *,
    iban: str,
    holder: str,
    amount: Decimal,
    currency: Currency,
    reference: str,
    tax_id: str | None = None,
) -> PaymentCode | Message:
    """Build the code for a transfer, or say why there is none.

    Args:
        iban: the account, spaces allowed; a Polish one also without PL.
        holder: whose account it is; what the code cannot hold is cut off.
        amount: what is to be paid, in units of the currency.
        currency: the account's and the amount's currency.
        reference: the transfer's title; what the code cannot hold is cut off.
        tax_id: the holder's NIP; left out of the code where it is not a valid one.
    """
    account = re.sub(r"\s", "", iban).upper()
    if currency == "RON":
        return say("no payment code: in Romania only banks issue one")
    if amount <= 0:
        return say("no payment code: nothing is owed")
    if currency == "PLN":
        return _polish_code(account, holder, amount, reference, tax_id)
    return _sepa_code(account, holder, amount, reference)


def _polish_code(
    account: str, holder: str, amount: Decimal, reference: str, tax_id: str | None
) -> PaymentCode | Message:
    from stdnum.pl import nip

    account = account.removeprefix("PL")
    if not _is_valid_iban(f"PL{account}"):
        return say("no payment code: {iban} is not a Polish account", iban=formats.iban(account))
    if amount > POLISH_MOST:
        return say(
            "no payment code: it holds at most {most}, to pay are {amount}",
            most=formats.money(POLISH_MOST, "PLN", "pl"),
            amount=formats.money(amount, "PLN", "pl"),
        )
    number = nip.compact(tax_id) if tax_id and nip.is_valid(tax_id) else ""
    return PaymentCode("zbp-2d", polish_text(number, account, amount, holder, reference))


def polish_text(number: str, account: str, amount: Decimal, holder: str, reference: str) -> str:
    """Join the nine fields of the Polish code.

    Args:
        number: NIP of the recipient, ten digits or empty.
        account: NRB, 26 digits.
        amount: at most `POLISH_MOST` złote; zero lets the payer type it.
        holder: recipient, cut to 20 characters.
        reference: title, cut to 32 characters.
    """
    grosze = f"{int(amount * 100):06d}"
    fields = [number, "PL", account, grosze, _polish(holder, 20), _polish(reference, 32)]
    return "|".join([*fields, "", "", ""])


def _polish(text: str, longest: int) -> str:
    """Keep the characters the Polish code knows; letters of other alphabets lose their marks."""
    letters = (c if not _NOT_IN_POLISH_CODE.match(c) else _plain(c) for c in text)
    kept = _NOT_IN_POLISH_CODE.sub("", "".join(letters))
    return _on_one_line(kept)[:longest].rstrip()


def _plain(character: str) -> str:
    """*ü* as *u*, a line break as a space."""
    return " " if character.isspace() else unicodedata.normalize("NFKD", character)


def _sepa_code(account: str, holder: str, amount: Decimal, reference: str) -> PaymentCode | Message:
    if not _is_valid_iban(account):
        return say("no payment code: {iban} is not a valid IBAN", iban=formats.iban(account))
    if amount > SEPA_MOST:
        return say("no payment code: it holds at most {most} EUR", most=SEPA_MOST)
    name = _on_one_line(holder)[:70].rstrip()
    fields = ["BCD", "002", "1", "SCT", "", name, account, f"EUR{amount:.2f}", "", "", ""]
    before = "\n".join(fields)
    room = _SEPA_BYTES - len(before.encode())
    text = _on_one_line(reference)[:140].encode()[:room].decode(errors="ignore").rstrip()
    return PaymentCode("epc069-12", before + text)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _is_valid_iban(account: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(account))
