"""Which creditor, which debtor, which letter is this?

Names for things that stay the same from one night's export to the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from demandgen.casefile.model import Country, PaperId, Party

_PREFIXED = re.compile(r"(?:RO|PL)(\d+)")


def party_identity(party: Party) -> str:
    """Return the tax number without prefix or spaces; else name, postal code and street."""
    if party.tax_id:
        number = re.sub(r"[^0-9A-Z]", "", party.tax_id.upper())
        prefixed = _PREFIXED.fullmatch(number)
        return f"tax:{prefixed[1] if prefixed else number}"
    address = party.address
    place = [address.postal_code or address.city, address.street] if address else []
    return "name:" + "|".join(" ".join(part.casefold().split()) for part in [party.name, *place])


def debtor_identity(law: Country, debtor: Party) -> str:
    """Return a debtor's identity under a law.

    The law belongs to it: a Romanian and a Polish number may have the same digits.
    """
    return f"{law} {party_identity(debtor)}"


def table_case_id(law: Country, creditor: Party, debtor: Party) -> str:
    """Return the id of a table's case: the same debtor of the same creditor, every night."""
    return "T-" + _digest([party_identity(creditor), debtor_identity(law, debtor)], 12)


@dataclass(frozen=True)
class LetterKey:
    """What makes two letters the same letter; the day is no part of it.

    A paper without levels has level 0; `invoices` are in order.
    """

    creditor: str
    debtor: str
    paper: PaperId
    level: int
    invoices: tuple[str, ...]

    @property
    def id(self) -> str:
        """A short name for the key, the same on every machine."""
        return _digest([self.creditor, self.debtor, self.paper, self.level, *self.invoices], 16)


def _digest(parts: Sequence[object], length: int) -> str:
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:length]
